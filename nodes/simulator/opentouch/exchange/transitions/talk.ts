import { may, type Situation } from '../capabilities.ts';
import { isConnected, isStandard, othersOf, type Subscriber } from '../model.ts';
import { expect, type Switchboard } from '../switchboard.ts';
import { dialPending, holdActive, tellAgain } from './make.ts';
import { settle } from './settle.ts';

/** The user's place in a call, his device being one of the legs. */
function atLeg(board: Switchboard, subscriber: Subscriber, callRef: string, deviceId: string): Situation {
  board.devices.own(subscriber, deviceId);
  const at = board.situation(subscriber, callRef);
  expect(at.party.legs.includes(deviceId), `device ${deviceId} is not in the call`);
  return at;
}

export function answer(board: Switchboard, subscriber: Subscriber, callRef: string, deviceId: string): void {
  const at = atLeg(board, subscriber, callRef, deviceId);
  // A standard user may also answer a call that he holds.
  if (at.party.state === 'HELD' && isStandard(subscriber)) {
    retrieve(board, subscriber, callRef, deviceId);
    return;
  }
  expect(may.answer(at), 'the call does not ring, or another one is being set up');
  holdActive(board, subscriber);
  at.party.legs = [deviceId];
  if (at.call.pending !== undefined) {
    dialPending(board, at);
    return;
  }
  at.party.state = 'ACTIVE';
  at.party.engaged = true;
  settle(board, at.call);
  board.commit();
}

/** Basic calls have no reference: the call that rings on the device. */
export function answerRinging(board: Switchboard, subscriber: Subscriber, deviceId: string): void {
  board.devices.own(subscriber, deviceId);
  const ringing = board
    .seatsOf(subscriber)
    .find(({ party }) => party.state === 'RINGING_INCOMING' && party.legs.includes(deviceId));
  expect(ringing !== undefined, `no call rings on device ${deviceId}`);
  answer(board, subscriber, ringing.call.ref, deviceId);
}

export function hold(board: Switchboard, subscriber: Subscriber, callRef: string, deviceId: string): void {
  const at = atLeg(board, subscriber, callRef, deviceId);
  expect(may.hold(at), 'the call is not active');
  at.party.state = 'HELD';
  tellAgain(at.call, at.party);
  board.commit();
}

/** Back into the conversation, or back to waiting for an answer when the other one rings meanwhile. */
function resume({ call, party }: Situation): void {
  const others = othersOf({ call, party });
  const waits = others.some(({ state }) => state === 'RINGING_INCOMING') && !others.some(isConnected);
  party.state = waits ? 'RINGING_OUTGOING' : 'ACTIVE';
  tellAgain(call, party);
}

export function retrieve(board: Switchboard, subscriber: Subscriber, callRef: string, deviceId: string): void {
  const at = atLeg(board, subscriber, callRef, deviceId);
  expect(may.retrieve(at), 'the call is not held, or another one is active');
  resume(at);
  board.commit();
}

/** Swaps the held call with the active one. */
export function alternate(board: Switchboard, subscriber: Subscriber, heldRef: string, deviceId: string): void {
  const at = atLeg(board, subscriber, heldRef, deviceId);
  expect(may.alternate(at), 'the call is not held, or no other one is active');
  holdActive(board, subscriber);
  resume(at);
  board.commit();
}
