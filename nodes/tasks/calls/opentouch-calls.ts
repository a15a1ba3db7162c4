import type { CallSummary, Moment } from '../../opentouch/calls/call-summary.ts';
import { type CallMessage, endedOrMissed } from './call-message.ts';

/** Calls that somebody else of the team answered. */
const elsewhere: ReadonlySet<string> = new Set(['PICKED_UP', 'PICKED_UP_TANDEM']);

/** What a flow is told when something happened to a call of OpenTouch; nothing of most. */
export function opentouchCallMessages(moment: Moment, summary: CallSummary): readonly CallMessage[] {
  const { callRef, loginName, deviceId, direction, parties, startedAt, answeredAt, endedAt, cause = '' } = summary;
  const { ringingTime, talkingTime } = summary;
  const { number, name } = parties[0] ?? {};
  const call: Omit<CallMessage, 'event'> = {
    call: callRef,
    direction,
    ...(number && { number }),
    ...(name && { name }),
    ...(loginName && { user: loginName, loginName }),
    callRef,
    ...(deviceId && { deviceId }),
    startedAt,
    ...(answeredAt && { answeredAt }),
    ...(endedAt && { endedAt }),
    ringingTime,
    talkingTime,
  };
  if (moment === 'ringing' || moment === 'answered') return [{ ...call, event: moment }];
  if (moment !== 'ended') return [];
  const missed = direction === 'incoming' && answeredAt === undefined && !elsewhere.has(cause);
  return endedOrMissed({ ...call, event: 'ended' }, missed);
}
