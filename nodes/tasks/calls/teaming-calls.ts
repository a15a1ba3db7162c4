import type { OngoingCall } from '../../runtime/overview/shapes.ts';
import { isObject } from '../../schema/json.ts';
import type { TeamingEvent } from '../../teaming/notifications/event.ts';
import type { News } from '../../teaming/notifications/listener.ts';
import type { CallResync } from '../../teaming/notifications/resync.ts';
import { type CallMessage, endedOrMissed } from './call-message.ts';

/** Calls that are remembered at most: the end of one may have been lost. */
const most = 1000;

/** Puts Teaming's notifications of calls together: each tells of the present only. */
export class TeamingCalls {
  readonly #calls = new Map<string, CallMessage>();

  /** What a flow is told of a notification. */
  receive({ topic, payload }: News): readonly CallMessage[] {
    if (topic === 'resync') return this.#corrected(payload as CallResync);
    const event = payload as TeamingEvent;
    const { callId } = event;
    if (!callId) return [];
    const now: CallMessage = { ...messageOf(event, callId), ...this.#calls.get(callId), event: 'ringing' };
    switch (topic) {
      case 'alerting':
      case 'originated':
        return [this.#remember(now)];
      case 'answered':
        return [
          this.#remember({ ...now, answeredAt: event.times?.answer ?? new Date().toISOString(), event: 'answered' }),
        ];
      case 'released':
        this.#calls.delete(callId);
        return ended(now, event.times?.release);
      default:
        return [];
    }
  }

  /** The calls as far as known, for those who look on. */
  *live(): Generator<OngoingCall> {
    for (const { call, user, direction, event, number, name, startedAt, answeredAt } of this.#calls.values()) {
      const since = answeredAt ?? startedAt;
      yield {
        id: call,
        ...(user && { user }),
        direction,
        state: event === 'answered' ? 'talking' : 'ringing',
        ...(number && { number }),
        ...(name && { name }),
        ...(since && { since }),
      };
    }
  }

  #remember(call: CallMessage): CallMessage {
    this.#calls.delete(call.call);
    this.#calls.set(call.call, call);
    const [oldest] = this.#calls.keys();
    if (this.#calls.size > most && oldest !== undefined) this.#calls.delete(oldest);
    return call;
  }

  /** A call that is gone has ended; whether somebody answered it meanwhile nobody can tell. */
  #corrected({ users }: CallResync): readonly CallMessage[] {
    return users.flatMap(({ userId, calls }) => {
      if (!Array.isArray(calls)) return [];
      const present = new Set(calls.filter(isObject).map(({ callId }) => String(callId)));
      const gone = [...this.#calls.values()].filter((call) => call.userId === userId && !present.has(call.call));
      for (const { call } of gone) this.#calls.delete(call);
      return gone.map((call): CallMessage => ({ ...call, event: 'ended' }));
    });
  }
}

function messageOf({ userId, direction, remote, times }: TeamingEvent, callId: string): CallMessage {
  const { number, name } = remote ?? {};
  return {
    event: 'ringing',
    call: callId,
    direction: direction === 'incoming' ? 'incoming' : 'outgoing',
    ...(number && { number }),
    ...(name && { name }),
    ...(userId && { user: userId, userId }),
    callId,
    startedAt: times?.start ?? new Date().toISOString(),
    ...(times?.answer && { answeredAt: times.answer }),
  };
}

function ended(call: CallMessage, release = new Date().toISOString()): readonly CallMessage[] {
  const { startedAt, answeredAt, direction } = call;
  const whole: CallMessage = {
    ...call,
    endedAt: release,
    ringingTime: secondsBetween(startedAt, answeredAt ?? release),
    talkingTime: answeredAt ? secondsBetween(answeredAt, release) : 0,
  };
  return endedOrMissed(whole, direction === 'incoming' && answeredAt === undefined);
}

/** Both times are the platform's own. */
function secondsBetween(from: string | undefined, to: string): number {
  const seconds = (Date.parse(to) - Date.parse(from ?? to)) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, Math.round(seconds * 10) / 10) : 0;
}
