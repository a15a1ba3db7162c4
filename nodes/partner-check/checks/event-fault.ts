/** Why an event cannot be taken, with the number of Orange's error list that fits. */
export interface EventFault {
  /** 21 missing body, 22 invalid body, 23 missing field, 24 invalid field. */
  readonly code: 21 | 22 | 23 | 24;
  readonly words: string;
}

/** Orange misses a field of the event: code 23. */
export const missingField = (words: string): EventFault => ({ code: 23, words });

/** Orange refuses a field of the event: code 24. */
export const invalidField = (words: string): EventFault => ({ code: 24, words });
