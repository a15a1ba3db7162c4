import { type Json, textOf } from '../../schema/json.ts';
import { apply, type CallState, callStateOf } from './call-state.ts';
import {
  begin,
  type CallSummary,
  type Instant,
  type Memory,
  type Moment,
  remember,
  type SummaryContext,
  summaryOf,
  summaryStateOf,
  thisInstant,
} from './call-summary.ts';
import type { Call } from './read-calls.ts';

/** Told what happened to a call, and how it stands. */
export type OnCall = (moment: Moment, summary: CallSummary) => void;

/** How long an event may be from what a call was to what it is. */
interface Step {
  readonly before?: Call | undefined;
  readonly after?: Call | undefined;
  readonly transferred?: boolean;
}

/**
 * Keeps the calls of one user and tells what happens to them. While the state is being read back, events are kept and
 * applied on top of it: they may be newer than what was read, and applying them twice does no harm.
 */
export class CallTracker {
  /** Whose calls they are, once known. */
  loginName: string | undefined;
  readonly #onCall: OnCall;
  readonly #now: () => Instant;
  #state: CallState = new Map();
  #memories = new Map<string, Memory>();
  #pending: Json[] | undefined;
  /** Whether the server's own state has been read. */
  #whole = false;

  constructor(loginName: string | undefined, onCall: OnCall, now: () => Instant = thisInstant) {
    this.loginName = loginName;
    this.#onCall = onCall;
    this.#now = now;
  }

  /** The calls as far as known. */
  get calls(): readonly Call[] {
    return [...this.#state.values()];
  }

  /** The same with their history, one after the other. */
  *summaries(): Generator<CallSummary> {
    const at = this.#at();
    for (const [callRef, call] of this.#state) {
      const memory = this.#memories.get(callRef);
      if (memory) yield summaryOf(call, memory, at);
    }
  }

  /** From now on the state is being read back. What an earlier reading kept is older than what this one will find. */
  expectState(): void {
    this.#pending = [];
  }

  /** Takes an event about this user. */
  receive(event: Json): void {
    this.#pending?.push(event);
    const change = apply(this.#state, event, this.#whole);
    if (!change) return;
    const cause = textOf(event['cause']);
    if (change.replaced) this.#rename(change.replaced, change.callRef);
    const transferred = cause === 'TRANSFERRED' && event['eventName'] === 'OnCallModified';
    this.#step({ ...change, transferred }, { ...this.#at(), cause, newDestination: textOf(event['newDestination']) });
  }

  /** Corrects the state by what was read back; undefined when nothing could be read. */
  correct(calls: readonly Call[] | undefined): void {
    const newer = this.#pending ?? [];
    this.#pending = undefined;
    if (!calls) return;
    this.#whole = true;
    const before = this.#state;
    const after = callStateOf(calls);
    for (const event of newer) {
      const change = apply(after, event, this.#whole);
      if (change?.replaced && before.has(change.replaced)) this.#rename(change.replaced, change.callRef);
    }
    this.#state = after;
    for (const [callRef, call] of before) {
      if (!after.has(callRef)) this.#step({ before: call }, this.#at());
    }
    for (const [callRef, call] of after) this.#step({ before: before.get(callRef), after: call }, this.#at());
  }

  #at(): SummaryContext {
    return { loginName: this.loginName, now: this.#now() };
  }

  #rename(from: string, to: string): void {
    const memory = this.#memories.get(from);
    if (!memory) return;
    this.#memories.delete(from);
    this.#memories.set(to, { ...memory, previousCallRefs: [...memory.previousCallRefs, from] });
  }

  #step({ before, after, transferred }: Step, at: SummaryContext): void {
    const callRef = (after ?? before)?.callRef ?? '';
    const known = this.#memories.get(callRef);
    if (!after) {
      if (!before || !known) return;
      this.#memories.delete(callRef);
      this.#onCall('ended', summaryOf(before, known, at, true));
      return;
    }
    const memory = known ? remember(known, after, at.now) : begin(after, at.now);
    this.#memories.set(callRef, memory);
    for (const moment of momentsBetween(known && before, after, known))
      this.#onCall(moment, summaryOf(after, memory, at));
    if (transferred && known) this.#onCall('transferred', summaryOf(after, memory, at));
  }
}

/** What happened between two states of a call. */
function momentsBetween(before: Call | undefined, after: Call, known: Memory | undefined): Moment[] {
  const [from, to] = [before && summaryStateOf(before), summaryStateOf(after)];
  if (from === to) return [];
  if (to === 'ACTIVE') return known?.answered === undefined ? ['answered'] : from === 'HELD' ? ['retrieved'] : [];
  if (to === 'HELD') return known?.answered === undefined ? ['answered', 'held'] : ['held'];
  if (to === 'RINGING_INCOMING' || to === 'RINGING_OUTGOING') return ['ringing'];
  return [];
}
