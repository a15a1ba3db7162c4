import { Refused } from '../../server/contract.ts';
import { may } from '../capabilities.ts';
import { othersOf, type PhoneCall, present, type Seat, type Subscriber } from '../model.ts';
import { requireState, type Switchboard } from '../switchboard.ts';
import { participantId } from '../views.ts';
import { abandoned, endCall, endOrRing } from './end-or-ring.ts';

/** Hangs up for all parties. A call that is just being released stays so. */
export function release(switchboard: Switchboard, subscriber: Subscriber, callRef: string): void {
  const at = switchboard.situation(subscriber, callRef);
  if (at.party.state === 'RELEASING') return;
  hangUp(switchboard, at);
}

function hangUp(switchboard: Switchboard, { call, party }: Seat): void {
  const rejected = party.state === 'RINGING_INCOMING';
  endCall(switchboard, call, (other) => (rejected && other === party ? undefined : abandoned(other)));
  switchboard.commit();
}

/** Leaves a conference to the others; a single call ends. */
function leave(switchboard: Switchboard, seat: Seat): void {
  if (othersOf(seat).length < 2) {
    hangUp(switchboard, seat);
    return;
  }
  switchboard.leave(seat.call, seat.party);
  endOrRing(switchboard, seat.call);
  switchboard.commit();
}

/** A user leaves a conference, which goes on without them. */
export function dropMe(switchboard: Switchboard, subscriber: Subscriber, callRef: string): void {
  const at = switchboard.situation(subscriber, callRef);
  if (at.party.state !== 'RELEASING') leave(switchboard, at);
}

/** Basic calls have no reference: the active call, else the newest. */
export function dropCurrent(switchboard: Switchboard, subscriber: Subscriber): void {
  const seats = switchboard.seatsOf(subscriber).filter(({ party }) => party.state !== 'RELEASING');
  const current = seats.find(({ party }) => party.state === 'ACTIVE') ?? seats.at(-1);
  requireState(current !== undefined, `${subscriber.loginName} is in no call`);
  leave(switchboard, current);
}

/** A user takes somebody out of a conference. */
export function dropParticipant(switchboard: Switchboard, subscriber: Subscriber, callRef: string, id: string): void {
  const at = switchboard.situation(subscriber, callRef);
  const other = othersOf(at).find((candidate) => participantId(at.party, candidate) === id);
  if (!other || at.party.state === 'RELEASING') throw new Refused('NOT_FOUND', `no participant ${id}`);
  requireState(may.dropParticipant(at), 'the call is not active');
  leave(switchboard, { call: at.call, party: other });
}

/** The outside party of a call hangs up. */
export function outsideHangsUp(switchboard: Switchboard, call: PhoneCall): void {
  const party = present(call).find(({ subscriber }) => !subscriber);
  requireState(party !== undefined, 'no outside party is in the call');
  leave(switchboard, { call, party });
}
