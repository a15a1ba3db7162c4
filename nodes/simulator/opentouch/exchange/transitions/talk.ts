import { type CallPosition, may } from '../capabilities.ts';
import { isConnected, isStandard, othersOf, type Subscriber } from '../model.ts';
import { requireState, type Switchboard } from '../switchboard.ts';
import { endOrRing } from './end-or-ring.ts';
import { dialPending, holdActive, tellAgain } from './make.ts';

/** The user's place in a call, his device being one of the legs. */
function atLeg(switchboard: Switchboard, subscriber: Subscriber, callRef: string, deviceId: string): CallPosition {
  switchboard.devices.own(subscriber, deviceId);
  const at = switchboard.situation(subscriber, callRef);
  requireState(at.party.legs.includes(deviceId), `device ${deviceId} is not in the call`);
  return at;
}

/** Answers a ringing call on one of the user's telephones. */
export function answer(switchboard: Switchboard, subscriber: Subscriber, callRef: string, deviceId: string): void {
  const at = atLeg(switchboard, subscriber, callRef, deviceId);
  // A standard user may also answer a call that he holds.
  if (at.party.state === 'HELD' && isStandard(subscriber)) {
    retrieve(switchboard, subscriber, callRef, deviceId);
    return;
  }
  requireState(may.answer(at), 'the call does not ring, or another one is being set up');
  holdActive(switchboard, subscriber);
  at.party.legs = [deviceId];
  if (at.call.pending !== undefined) {
    dialPending(switchboard, at);
    return;
  }
  at.party.state = 'ACTIVE';
  at.party.engaged = true;
  endOrRing(switchboard, at.call);
  switchboard.commit();
}

/** Basic calls have no reference: the call that rings on the device. */
export function answerRinging(switchboard: Switchboard, subscriber: Subscriber, deviceId: string): void {
  switchboard.devices.own(subscriber, deviceId);
  const ringing = switchboard
    .seatsOf(subscriber)
    .find(({ party }) => party.state === 'RINGING_INCOMING' && party.legs.includes(deviceId));
  requireState(ringing !== undefined, `no call rings on device ${deviceId}`);
  answer(switchboard, subscriber, ringing.call.ref, deviceId);
}

/** Puts a call on hold. */
export function hold(switchboard: Switchboard, subscriber: Subscriber, callRef: string, deviceId: string): void {
  const at = atLeg(switchboard, subscriber, callRef, deviceId);
  requireState(may.hold(at), 'the call is not active');
  at.party.state = 'HELD';
  tellAgain(at.call, at.party);
  switchboard.commit();
}

/** Back into the conversation, or back to waiting for an answer when the other one rings meanwhile. */
function resume({ call, party }: CallPosition): void {
  const others = othersOf({ call, party });
  const waits = others.some(({ state }) => state === 'RINGING_INCOMING') && !others.some(isConnected);
  party.state = waits ? 'RINGING_OUTGOING' : 'ACTIVE';
  tellAgain(call, party);
}

/** Takes a call off hold. */
export function retrieve(switchboard: Switchboard, subscriber: Subscriber, callRef: string, deviceId: string): void {
  const at = atLeg(switchboard, subscriber, callRef, deviceId);
  requireState(may.retrieve(at), 'the call is not held, or another one is active');
  resume(at);
  switchboard.commit();
}

/** Swaps the held call with the active one. */
export function alternate(switchboard: Switchboard, subscriber: Subscriber, heldRef: string, deviceId: string): void {
  const at = atLeg(switchboard, subscriber, heldRef, deviceId);
  requireState(may.alternate(at), 'the call is not held, or no other one is active');
  holdActive(switchboard, subscriber);
  resume(at);
  switchboard.commit();
}
