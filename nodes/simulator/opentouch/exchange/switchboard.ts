import { type Directory, type Notify, Refused } from '../server/contract.ts';
import type { CallPosition } from './capabilities.ts';
import { Devices } from './devices.ts';
import {
  type CallNote,
  defaultTiming,
  isSame,
  type Party,
  type PhoneCall,
  present,
  type Seat,
  type Subscriber,
  type Timing,
} from './model.ts';
import { Publisher } from './publisher.ts';
import type { CallRouting } from './routing.ts';

/** The calls that there are, by reference. */
export type CallsInProgress = ReadonlyMap<string, PhoneCall>;

/** Looks at all calls, which it must not change. */
export type CallObserver = (calls: CallsInProgress) => void;

/** 16 hexadecimal digits each, all different, the same in every run. */
export function countedRefs(): () => string {
  let count = 0n;
  return () => {
    count += 1n;
    return BigInt.asUintN(64, count * 0x9e3779b97f4a7c15n)
      .toString(16)
      .padStart(16, '0');
  };
}

/**
 * The calls and their timers. Transitions first check, then change the model, then `commit`: only that tells
 * the users. Between two commits the model may be in any state, so a refusal must come before the first change.
 */
export class Switchboard {
  readonly directory: Directory;
  readonly devices: Devices;
  readonly timing: Timing;
  readonly routing: CallRouting;
  readonly calls = new Map<string, PhoneCall>();
  readonly #publisher: Publisher;
  readonly #nextRef: () => string;
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #forerunners = new Set<CallObserver>();
  readonly #observers = new Set<CallObserver>();
  #stopped = false;

  constructor(
    directory: Directory,
    notify: Notify,
    timing: Partial<Timing>,
    routing: CallRouting,
    nextRef: () => string,
  ) {
    this.directory = directory;
    this.routing = routing;
    this.timing = { ...defaultTiming, ...timing };
    this.devices = new Devices(directory, notify);
    this.#publisher = new Publisher(notify);
    this.#nextRef = nextRef;
  }

  stop(): void {
    this.#stopped = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }

  /** Does something later, unless the exchange is stopped before. */
  after(milliseconds: number, action: () => void): void {
    if (this.#stopped) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      action();
    }, milliseconds);
    timer.unref();
    this.#timers.add(timer);
  }

  /** After every change, before the users are told: the notes of the parties still say why. */
  preview(observer: CallObserver): void {
    this.#forerunners.add(observer);
  }

  /** After every change, and after the users have been told. */
  observe(observer: CallObserver): void {
    this.#observers.add(observer);
  }

  /** Tells every user what has changed for him. */
  commit(): void {
    for (const observer of this.#forerunners) observer(this.calls);
    const now = new Map<string, CallPosition[]>();
    for (const call of this.calls.values()) {
      for (const { subscriber } of call.parties) {
        if (subscriber && !now.has(subscriber.loginName)) now.set(subscriber.loginName, this.situations(subscriber));
      }
    }
    this.#publisher.publish(now);
    for (const observer of this.#observers) observer(this.calls);
  }

  open(call: Pick<PhoneCall, 'initialCalled'> & Partial<PhoneCall>): PhoneCall {
    const opened: PhoneCall = { deviceCall: false, parties: [], entries: 0, tags: [], ...call, ref: this.#nextRef() };
    this.calls.set(opened.ref, opened);
    return opened;
  }

  /** Puts a party into a call under an id that nobody else has there. A user who is just leaving it is out first. */
  join(call: PhoneCall, party: Party): Party {
    call.parties = call.parties.filter(
      (other) => !isSame(other.subscriber, party.subscriber) || other.state !== 'RELEASING',
    );
    const number = party.identity.id.phoneNumber ?? party.id;
    const taken = new Set(call.parties.map(({ id }) => id));
    call.entries += 1;
    party.serial = call.entries;
    party.id = taken.has(number) ? `${number}-${party.serial}` : number;
    call.parties.push(party);
    return party;
  }

  /** The party is on its way out; it is removed a little later. Others than users are gone at once. */
  leave(call: PhoneCall, party: Party, note?: CallNote): void {
    if (!party.subscriber) {
      call.parties = call.parties.filter((other) => other !== party);
      return;
    }
    party.state = 'RELEASING';
    delete party.recording;
    if (note) party.note = note;
    else delete party.note;
    this.after(this.timing.releasing, () => {
      if (call.parties.includes(party)) this.remove(call, party);
    });
  }

  /** Takes a party that was leaving out for good. */
  remove(call: PhoneCall, party: Party): void {
    call.parties = call.parties.filter((other) => other !== party);
    this.forget(call);
    this.commit();
  }

  /** A call in which no user of ours is left is none of ours, unless it waits parked. */
  forget(call: PhoneCall): void {
    const ours = call.parties.some(({ subscriber }) => subscriber) || (call.parkedAt && present(call).length > 0);
    if (!ours) this.calls.delete(call.ref);
  }

  seatsOf({ loginName }: Subscriber): Seat[] {
    return [...this.calls.values()].flatMap((call) =>
      call.parties.filter((party) => party.subscriber?.loginName === loginName).map((party) => ({ call, party })),
    );
  }

  situations(subscriber: Subscriber): CallPosition[] {
    const seats = this.seatsOf(subscriber);
    return seats.map((seat) => {
      // As he was when he came into the call: his view must not change without an event.
      const own = seat.party.subscriber ?? subscriber;
      return { ...seat, subscriber: own, seats, inService: this.devices.inService(own) };
    });
  }

  /** The user's place in a call of that reference. */
  situation(subscriber: Subscriber, callRef: string): CallPosition {
    const found = this.situations(subscriber).find(({ call }) => call.ref === callRef);
    if (!found) throw new Refused('NOT_FOUND', `no call ${callRef} of ${subscriber.loginName}`);
    return found;
  }

  linesInUse(subscriber: Subscriber): number {
    return this.seatsOf(subscriber).filter(({ party }) => party.state !== 'RELEASING').length;
  }

  isFull(subscriber: Subscriber): boolean {
    return this.linesInUse(subscriber) >= this.timing.lines;
  }
}

/** Refuses what the state of a call does not allow. */
export function requireState(condition: boolean, what: string): asserts condition {
  if (!condition) throw new Refused('NOT_EXPECTED', what);
}
