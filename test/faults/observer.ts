import type { Message, NodeRed } from '../support/node-red.ts';
import type { NodeStatus } from '../support/red.ts';
import { runtime } from '../support/runtime.ts';
import type { Site } from './site.ts';

/** Something that was sent, and what became of it. Times are monotonic milliseconds. */
export interface Sent {
  readonly at: number;
  /** By the clock on the wall. */
  readonly date: number;
  /** When it was heard of, by itself or by a resync. */
  heard?: number;
  /** How often it came. */
  times: number;
}

/** A message that was handed to an operation node. */
export interface Asked {
  readonly at: number;
  /** How it ended: `ok`, or the error. */
  end?: 'ok' | Failure;
  ended?: number;
}

/** What a flow can see of an error. */
export interface Failure {
  readonly code: string;
  readonly sent: string;
  readonly canRetry: boolean;
  readonly message: string;
}

/** A stay in one colour. */
interface Colour {
  readonly from: number;
  readonly green: boolean;
}

/**
 * Sends mixed traffic through a site, and keeps what came of it: events that the server tells, readings and calls that the
 * flow asks for.
 */
export class Observer {
  readonly events: Sent[] = [];
  readonly reads: Asked[] = [];
  readonly calls: Asked[] = [];
  /** Texts of the source's status and the account's, each once, in order. */
  readonly statuses = new Set<string>();
  /** Failures that no message is to blame for: those of the channel. */
  readonly reports: Failure[] = [];
  /** Resyncs that tell of a gap. */
  resyncs = 0;
  readonly #red: NodeRed;
  readonly #site: Site;
  readonly #colours: Record<'source' | 'account', Colour[]> = { source: [], account: [] };
  readonly #timers: NodeJS.Timeout[] = [];

  constructor(red: NodeRed, site: Site) {
    this.#red = red;
    this.#site = site;
  }

  /** Begins the traffic. */
  start({ second }: { second: number }): void {
    this.#timers.push(setInterval(() => this.sendEvent(), 2 * second));
    this.#timers.push(setInterval(() => this.ask('read'), 5 * second));
    this.#timers.push(setInterval(() => this.ask('call'), 8 * second));
  }

  /** Ends the traffic; what is under way may still arrive. */
  pause(): void {
    for (const timer of this.#timers.splice(0)) clearInterval(timer);
  }

  sendEvent(): void {
    const number = this.events.push({ at: performance.now(), date: Date.now(), times: 0 }) - 1;
    const event = { eventName: 'OnCallModified', loginName: 'alice', callRef: `number ${number}` };
    this.#site.simulator.opentouch.notify('alice', event);
  }

  ask(what: 'read' | 'call'): void {
    const list = what === 'read' ? this.reads : this.calls;
    const number = list.push({ at: performance.now() }) - 1;
    this.#red.inject(this.#site.ids[what], {
      asked: [what, number],
      ...(what === 'call' && { callee: calleeOf(number) }),
    });
  }

  /** Events that nobody has heard so far are not counted. */
  forgetUnheard(): void {
    const now = performance.now();
    for (const event of this.events) event.heard ??= Math.min(now, event.at);
  }

  /** Whether source and account are green now. */
  get isGreen(): boolean {
    return this.#colours.source.at(-1)?.green === true && this.#colours.account.at(-1)?.green === true;
  }

  /** Whether all that was asked for after a moment has gone well, and all that was told has been heard. */
  isWellSince(moment: number): boolean {
    const later = ({ at }: { at: number }) => at > moment;
    const [reads, calls, events] = [this.reads.filter(later), this.calls.filter(later), this.events.filter(later)];
    const done = (asked: readonly Asked[]) => asked.some(({ end }) => end === 'ok');
    return this.isGreen && done(reads) && done(calls) && events.some(({ times }) => times > 0);
  }

  /** Whether everything that was asked for has ended. */
  get isSettled(): boolean {
    return [...this.reads, ...this.calls].every(({ end }) => end !== undefined);
  }

  /** Milliseconds for which a status was green between two moments. */
  green(which: 'source' | 'account', from: number, to: number): number {
    const colours = this.#colours[which];
    return colours.reduce((sum, colour, index) => {
      if (!colour.green) return sum;
      const end = colours[index + 1]?.from ?? Number.POSITIVE_INFINITY;
      return sum + Math.max(0, Math.min(end, to) - Math.max(colour.from, from));
    }, 0);
  }

  /** A message came to a sink; those of others are none of its business. */
  arrived(sink: string, message: Message): void {
    const { ids } = this.#site;
    if (sink === ids.heard) this.#heard(message);
    else if (sink === ids.out) this.#ended(message, 'ok');
    else if (sink === ids.errors) this.#ended(message, failureIn(message));
  }

  #heard({ topic, payload }: Message): void {
    const now = performance.now();
    const { lostSince, callRef } = payload as { lostSince?: string; callRef?: string };
    if (topic === 'resync' && lostSince) {
      this.resyncs += 1;
      // The clock on the wall is read a moment later here than there.
      const since = Date.parse(lostSince) - 20;
      for (const event of this.events) if (event.date >= since) event.heard ??= now;
    }
    const number = /^number (\d+)$/.exec(callRef ?? '')?.[1];
    const event = number === undefined ? undefined : this.events[Number(number)];
    if (!event) return;
    event.heard ??= now;
    event.times += 1;
  }

  #ended(message: Message, end: 'ok' | Failure): void {
    const [what, number] = (message['asked'] ?? []) as ['read' | 'call' | undefined, number];
    const asked = what && (what === 'read' ? this.reads : this.calls)[number];
    if (asked) Object.assign(asked, { end, ended: performance.now() });
    if (!asked && end !== 'ok') this.reports.push(end);
  }

  /** A node has a new status. */
  status(id: string, { fill, text = '' }: NodeStatus): void {
    const which = id === this.#site.ids.source ? 'source' : id === this.#site.ids.account ? 'account' : undefined;
    if (!which) return;
    this.#colours[which].push({ from: performance.now(), green: fill === 'green' });
    this.statuses.add(text.replace(/\d\d:\d\d:\d\d/, '…').replace(/\d+ s\b/, '… s'));
  }
}

/**
 * Lets observers see what the flow does.
 * @returns ends it
 */
export function observeAll(observers: readonly Observer[]): () => void {
  const { events } = runtime();
  const onSink = ({ sink, message }: { sink: string; message: Message }) => {
    for (const observer of observers) observer.arrived(sink, message);
  };
  const onStatus = ({ id, status }: { id: string; status: NodeStatus }) => {
    for (const observer of observers) observer.status(id, status);
  };
  events.on('test-sink', onSink);
  events.on('node-status', onStatus);
  return () => {
    events.off('test-sink', onSink);
    events.off('node-status', onStatus);
  };
}

/** The number that a call is placed to: each another one. */
export function calleeOf(number: number): string {
  return `+3314${String(number).padStart(7, '0')}`;
}

function failureIn(message: Message): Failure {
  const { code, message: text, cause } = message['error'] as { code?: string; message: string; cause?: Message };
  return {
    code: code ?? 'UNKNOWN',
    sent: String(cause?.['sent']),
    canRetry: cause?.['canRetry'] === true,
    message: text,
  };
}
