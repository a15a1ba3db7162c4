import type { OpenTouchEvents } from '../../../catalogue/static.ts';
import { type Notify, Refused } from '../server/contract.ts';
import type { Criteria } from './criteria.ts';
import { type ImThread, isMissed, type NewRecord, notified, type StoredRecord } from './stored-record.ts';

/** Records kept for one user; the oldest go first. */
const longest = 1000;

/** The communication logs of all users: what is in them, and who is told when that changes. */
export class CommunicationLog {
  readonly #notify: Notify;
  readonly #logs = new Map<string, StoredRecord[]>();
  readonly #threads = new Map<number, ImThread>();
  readonly #observers = new Set<(loginName: string) => void>();
  #last = 0;

  constructor(notify: Notify) {
    this.#notify = notify;
  }

  /** Who else wants to know is told whose number of missed calls has changed. */
  observe(observer: (loginName: string) => void): void {
    this.#observers.add(observer);
  }

  /** Missed calls that the user has not acknowledged. */
  missed(loginName: string): number {
    return this.all(loginName).filter(({ acknowledged }) => !acknowledged).length;
  }

  /** The newest first. */
  all(loginName: string): readonly StoredRecord[] {
    return this.#logs.get(loginName) ?? [];
  }

  find(loginName: string, criteria: Criteria): StoredRecord[] {
    return this.all(loginName).filter((record) => criteria(record, loginName));
  }

  one(loginName: string, recordId: string): StoredRecord {
    const found = this.all(loginName).find((record) => String(record.recordId) === recordId);
    if (!found) throw new Refused('NOT_FOUND', `no record ${recordId} of ${loginName}`);
    return found;
  }

  threadOf({ recordId }: StoredRecord): ImThread {
    const thread = this.#threads.get(recordId);
    if (!thread) throw new Refused('NOT_FOUND', `record ${recordId} has no instant messages`);
    return thread;
  }

  /** Puts a record into a user's log without a word. */
  keep(
    loginName: string,
    draft: NewRecord,
    options: { readonly seen?: boolean; readonly thread?: ImThread } = {},
  ): StoredRecord {
    this.#last += 1;
    const acknowledged = !isMissed(draft) || options.seen === true;
    const kept: StoredRecord = { recordId: this.#last, ...draft, acknowledged };
    this.#logs.set(loginName, [kept, ...this.all(loginName)].slice(0, longest));
    if (options.thread) this.#threads.set(kept.recordId, options.thread);
    return kept;
  }

  /** Something has happened: the user finds it in his log, and is told. */
  add(loginName: string, draft: NewRecord, thread?: ImThread): StoredRecord {
    const kept = this.keep(loginName, draft, thread ? { thread } : {});
    const event: OpenTouchEvents['OnComRecordCreated'] = {
      eventName: 'OnComRecordCreated',
      loginName,
      record: notified(kept, loginName),
      missedCallsNb: this.missed(loginName),
    };
    this.#notify(loginName, event);
    if (!kept.acknowledged) this.#changed(loginName);
    return kept;
  }

  /** More has become known of a record; one that was deleted meanwhile stays so. */
  modify(loginName: string, recordId: number, changes: Partial<NewRecord>): void {
    const before = this.all(loginName).find((record) => record.recordId === recordId);
    if (!before) return;
    const changed = { ...before, ...changes };
    const after: StoredRecord = { ...changed, acknowledged: before.acknowledged || !isMissed(changed) };
    this.#replace(loginName, after);
    const event: OpenTouchEvents['OnComRecordModified'] = {
      eventName: 'OnComRecordModified',
      loginName,
      record: notified(after, loginName),
    };
    this.#notify(loginName, event);
    if (after.acknowledged !== before.acknowledged) this.#changed(loginName);
  }

  /** Marks missed calls as seen, or as new again. Other records and unknown ids do not matter. */
  acknowledge(loginName: string, ids: readonly number[], acknowledged: boolean): void {
    const concerned = this.all(loginName).filter(
      (record) => ids.includes(record.recordId) && isMissed(record) && record.acknowledged !== acknowledged,
    );
    if (concerned.length === 0) return;
    for (const record of concerned) this.#replace(loginName, { ...record, acknowledged });
    const event: OpenTouchEvents['OnComRecordsAck'] = {
      eventName: acknowledged ? 'OnComRecordsAck' : 'OnComRecordsUnAck',
      loginName,
      recordIds: concerned.map(({ recordId }) => recordId),
    };
    this.#notify(loginName, event);
    this.#changed(loginName);
  }

  /** Without criteria everything goes, and the event names no ids. */
  delete(loginName: string, criteria?: Criteria): void {
    const concerned = criteria ? this.find(loginName, criteria) : this.all(loginName);
    if (concerned.length === 0) return;
    const gone = new Set(concerned.map(({ recordId }) => recordId));
    this.#logs.set(
      loginName,
      this.all(loginName).filter(({ recordId }) => !gone.has(recordId)),
    );
    for (const recordId of gone) this.#threads.delete(recordId);
    const event: OpenTouchEvents['OnComRecordsDeleted'] = {
      eventName: 'OnComRecordsDeleted',
      loginName,
      ...(criteria && { recordIds: [...gone] }),
    };
    this.#notify(loginName, event);
    if (concerned.some(({ acknowledged }) => !acknowledged)) this.#changed(loginName);
  }

  #replace(loginName: string, record: StoredRecord): void {
    const records = this.all(loginName).map((other) => (other.recordId === record.recordId ? record : other));
    this.#logs.set(loginName, records);
  }

  #changed(loginName: string): void {
    for (const observer of this.#observers) observer(loginName);
  }
}
