import type { OngoingCall } from '../../runtime/overview/shapes.ts';
import { isObject, type Json } from '../../schema/json.ts';
import { loginNameOf } from '../channel/filter.ts';
import type { Resync } from '../channel/listener.ts';
import type { CallSummary } from './call-summary.ts';
import { type Call, readCalls } from './read-calls.ts';
import { CallTracker, type OnCall } from './tracker.ts';

/** The calls of all users that one source is about. A session of a user knows only one, who may have no name at first. */
export class CallTracking {
  readonly #trackers = new Map<string, CallTracker>();
  readonly #onCall: OnCall;
  #recovering = false;

  constructor(onCall: OnCall) {
    this.#onCall = onCall;
  }

  /** The calls of a user as far as known. */
  callsOf(loginName: string): readonly Call[] {
    return this.#trackers.get(loginName)?.calls ?? [];
  }

  /** The calls of all users, for those who look on. */
  *live(): Generator<OngoingCall> {
    for (const tracker of this.#trackers.values()) for (const summary of tracker.summaries()) yield liveCall(summary);
  }

  receive(event: Json): void {
    this.#trackerOf(loginNameOf(event) ?? '').receive(event);
  }

  /** The state is about to be read back. */
  expectState(): void {
    this.#recovering = true;
    for (const tracker of this.#trackers.values()) tracker.expectState();
  }

  /** Corrects everything by what was read back. */
  correct({ users }: Resync): void {
    this.#recovering = false;
    for (const { loginName, telephonicState } of users) {
      const calls = isObject(telephonicState) && !telephonicState['error'] ? readCalls(telephonicState) : undefined;
      this.#trackerOf(loginName ?? this.#only()).correct(calls);
    }
  }

  #trackerOf(loginName: string): CallTracker {
    const known = this.#trackers.get(loginName) ?? this.#adopted(loginName);
    if (known) return known;
    const tracker = new CallTracker(loginName || undefined, this.#onCall);
    if (this.#recovering) tracker.expectState();
    this.#trackers.set(loginName, tracker);
    return tracker;
  }

  /** The tracker of the session's own user gets its name with the first event that tells it. */
  #adopted(loginName: string): CallTracker | undefined {
    const nameless = this.#trackers.get('');
    if (!nameless || !loginName) return undefined;
    this.#trackers.delete('');
    this.#trackers.set(loginName, nameless);
    nameless.loginName = loginName;
    return nameless;
  }

  #only(): string {
    const [name] = this.#trackers.keys();
    return name ?? '';
  }
}

const liveStates: Readonly<Record<string, OngoingCall['state'] | undefined>> = {
  RINGING_INCOMING: 'ringing',
  RINGING_OUTGOING: 'ringing',
  DIALING: 'ringing',
  ACTIVE: 'talking',
  HELD: 'held',
};

function liveCall({ callRef, loginName, direction, state, parties, startedAt, answeredAt }: CallSummary): OngoingCall {
  const { number, name } = parties[0] ?? {};
  return {
    id: callRef,
    ...(loginName && { user: loginName }),
    direction,
    state: liveStates[state] ?? 'other',
    ...(number && { number }),
    ...(name && { name }),
    since: answeredAt ?? startedAt,
  };
}
