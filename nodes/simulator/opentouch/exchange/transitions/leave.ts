import { Refused } from '../../contract.ts';
import { may } from '../capabilities.ts';
import { othersOf, type PhoneCall, present, type Seat, type Subscriber } from '../model.ts';
import { expect, type Switchboard } from '../switchboard.ts';
import { participantId } from '../views.ts';
import { abandoned, endCall, settle } from './settle.ts';

/** Hangs up for all parties. A call that is just being released stays so. */
export function release(board: Switchboard, subscriber: Subscriber, callRef: string): void {
  const at = board.situation(subscriber, callRef);
  if (at.party.state === 'RELEASING') return;
  hangUp(board, at);
}

function hangUp(board: Switchboard, { call, party }: Seat): void {
  const rejected = party.state === 'RINGING_INCOMING';
  endCall(board, call, (other) => (rejected && other === party ? undefined : abandoned(other)));
  board.commit();
}

/** Leaves a conference to the others; a single call ends. */
function leave(board: Switchboard, seat: Seat): void {
  if (othersOf(seat).length < 2) {
    hangUp(board, seat);
    return;
  }
  board.leave(seat.call, seat.party);
  settle(board, seat.call);
  board.commit();
}

export function dropMe(board: Switchboard, subscriber: Subscriber, callRef: string): void {
  const at = board.situation(subscriber, callRef);
  if (at.party.state !== 'RELEASING') leave(board, at);
}

/** Basic calls have no reference: the active call, else the newest. */
export function dropCurrent(board: Switchboard, subscriber: Subscriber): void {
  const seats = board.seatsOf(subscriber).filter(({ party }) => party.state !== 'RELEASING');
  const current = seats.find(({ party }) => party.state === 'ACTIVE') ?? seats.at(-1);
  expect(current !== undefined, `${subscriber.loginName} is in no call`);
  leave(board, current);
}

export function dropParticipant(board: Switchboard, subscriber: Subscriber, callRef: string, id: string): void {
  const at = board.situation(subscriber, callRef);
  const other = othersOf(at).find((candidate) => participantId(at.party, candidate) === id);
  if (!other || at.party.state === 'RELEASING') throw new Refused('NOT_FOUND', `no participant ${id}`);
  expect(may.dropParticipant(at), 'the call is not active');
  leave(board, { call: at.call, party: other });
}

/** The outside party of a call hangs up. */
export function outsideHangsUp(board: Switchboard, call: PhoneCall): void {
  const party = present(call).find(({ subscriber }) => !subscriber);
  expect(party !== undefined, 'no outside party is in the call');
  leave(board, { call, party });
}
