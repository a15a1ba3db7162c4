import type { Directory } from '../contract.ts';
import type { Exchange, Party, PhoneCall } from '../exchange/index.ts';
import type { CommunicationLog } from './log.ts';
import { Ticket } from './ticket.ts';

interface Following {
  readonly ticket: Ticket;
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
  readonly #open = new Map<Party, Ticket>();
  readonly #written = new WeakSet<Party>();
  readonly #finished: Ticket[] = [];
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
    const ticket = this.#open.get(party) ?? new Ticket(this.#directory, call, party);
    this.#open.set(party, ticket);
    ticket.follow(call, party);
    if (party.state !== 'RELEASING') return;
    this.#open.delete(party);
    this.#written.add(party);
    this.#finished.push(ticket);
  }

  /** The users have been told how their calls ended; now they find them in their logs. */
  #write(calls: Iterable<PhoneCall>): void {
    const all = [...calls];
    this.#following = this.#following.filter((following) => this.#goesOn(following, all));
    for (const ticket of this.#finished.splice(0)) {
      const { recordId } = this.#log.add(ticket.loginName, ticket.draft());
      if (ticket.successor) this.#following.push({ ticket, recordId, taken: ticket.taken });
    }
  }

  /** Keeps a record up to date whose call has gone on without its owner. */
  #goesOn(following: Following, calls: readonly PhoneCall[]): boolean {
    const { ticket, recordId } = following;
    const { successor } = ticket;
    const call = successor && calls.find(({ parties }) => parties.includes(successor));
    const next = call && successor.note?.newDestination ? call.parties.at(-1) : undefined;
    if (next && next !== successor && !ticket.taken) {
      ticket.succeed(next);
      this.#log.modify(ticket.loginName, recordId, ticket.outcome(false));
      return true;
    }
    const ended = !call || successor.state === 'RELEASING';
    if (!ended && ticket.taken === following.taken) return true;
    following.taken = ticket.taken;
    this.#log.modify(ticket.loginName, recordId, ticket.outcome(ended));
    return !ended;
  }
}
