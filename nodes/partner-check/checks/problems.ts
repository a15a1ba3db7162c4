/** What is wrong, a sentence each; nothing if all is well. */
export type Problems = readonly string[];

/** How a partner answers: at once, with an event later, or as it likes. */
export type CheckMode = 'sync' | 'async' | 'auto';

/** Where an order or an update is found: in the answer to Orange's request, or in an event. */
export type Stage = 'answer' | 'event';

/** A problem in words, unless the condition holds. */
export function unless(holds: unknown, words: string): Problems {
  return holds ? [] : [words];
}

const isoDate = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/;

/** Whether a value is a date in ISO 8601. */
export function isIsoDate(value: unknown): boolean {
  return typeof value === 'string' && isoDate.test(value) && !Number.isNaN(Date.parse(value));
}
