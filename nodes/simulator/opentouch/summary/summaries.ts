import type { OpenTouch, OpenTouchEvents } from '../../../catalogue/static.ts';
import type { Notify } from '../server/contract.ts';

type EventSummary = OpenTouch<'opentouch-summary', 'EventSummary'>;
type CounterName = 'missedCallsNb' | 'voiceMessagesNb' | 'callBackRequestsNb' | 'faxNb';

/** How many there are of one thing; undefined where the server cannot tell, which is not the same as none. */
export type Counter = (loginName: string) => number | undefined;

/**
 * What waits for each user, in numbers. The numbers belong to others: whoever keeps one says here how it is read
 * (`count`), and tells when it has changed (`changed`). A counter that nobody keeps is left out.
 */
export class EventSummaries {
  readonly #notify: Notify;
  readonly #counters = new Map<CounterName, Counter>();

  constructor(notify: Notify) {
    this.#notify = notify;
  }

  count(name: CounterName, counter: Counter): void {
    this.#counters.set(name, counter);
  }

  of(loginName: string): EventSummary {
    const read = [...this.#counters].map(([name, counter]) => [name, counter(loginName)] as const);
    const known = read.filter(([, number]) => number !== undefined);
    return { ...Object.fromEntries(known), eventWaiting: known.some(([, number]) => Number(number) > 0) };
  }

  /** @param forResynchronization the list of voice messages is to be read again */
  changed(loginName: string, forResynchronization = false): void {
    const event: OpenTouchEvents['OnEventSummaryUpdated'] = {
      eventName: 'OnEventSummaryUpdated',
      loginName,
      eventSummary: { ...this.of(loginName), ...(forResynchronization && { forResynchronization }) },
    };
    this.#notify(loginName, event);
  }
}
