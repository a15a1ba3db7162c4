import type { Exchange, Party, PhoneCall } from '../exchange/index.ts';
import type { Directory } from '../server/contract.ts';
import { CallRecord } from './call-record.ts';
import type { CommunicationLog } from './log.ts';

interface Following {
  readonly callRecord: CallRecord;
  readonly recordId: number;
  taken: boolean;
}

/**
 * Writes the exchange's calls into the logs of the users who were in them: when a user's part of a call is over, and
 * once more when a call that was sent on before he could answer is answered elsewhere, and when it ends there.
 */
export class CallJournal {
  readonly #directory: Directory;
  readonly #log: CommunicationLog;
  readonly #open = new Map<Party, CallRecord>();
  readonly #written = new WeakSet<Party>();
  readonly #finished: CallRecord[] = [];
  #following: Following[] = [];

  constructor(directory: Directory, exchange: Exchange, log: CommunicationLog) {
    this.#directory = directory;
    this.#log = log;
    exchange.preview((calls) => this.#look(calls.values()));
    exchange.observe((calls) => this.#write(calls.values()));
  }

  #look(calls: Iterable<PhoneCall>): void {
    for (const call of calls) {
      for (const party of call.parties) this.#lookAt(call, party);
    }
  }

  #lookAt(call: PhoneCall, party: Party): void {
    if (!party.subscriber || this.#written.has(party)) return;
    const callRecord = this.#open.get(party) ?? new CallRecord(this.#directory, call, party);
    this.#open.set(party, callRecord);
    callRecord.follow(call, party);
    if (party.state !== 'RELEASING') return;
    this.#open.delete(party);
    this.#written.add(party);
    this.#finished.push(callRecord);
  }

  /** The users have been told how their calls ended; now they find them in their logs. */
  #write(calls: Iterable<PhoneCall>): void {
    const all = [...calls];
    this.#following = this.#following.filter((following) => this.#goesOn(following, all));
    for (const callRecord of this.#finished.splice(0)) {
      const { recordId } = this.#log.add(callRecord.loginName, callRecord.draft());
      if (callRecord.successor) this.#following.push({ callRecord, recordId, taken: callRecord.taken });
    }
  }

  /** Keeps a record up to date whose call has gone on without its owner. */
  #goesOn(following: Following, calls: readonly PhoneCall[]): boolean {
    const { callRecord, recordId } = following;
    const { successor } = callRecord;
    const call = successor && calls.find(({ parties }) => parties.includes(successor));
    const next = call && successor.note?.newDestination ? call.parties.at(-1) : undefined;
    if (next && next !== successor && !callRecord.taken) {
      callRecord.succeed(next);
      this.#log.modify(callRecord.loginName, recordId, callRecord.outcome(false));
      return true;
    }
    const ended = !call || successor.state === 'RELEASING';
    if (!ended && callRecord.taken === following.taken) return true;
    following.taken = callRecord.taken;
    this.#log.modify(callRecord.loginName, recordId, callRecord.outcome(ended));
    return !ended;
  }
}
