import { Refused } from '../../server/contract.ts';
import type { CallPosition } from '../capabilities.ts';
import {
  type CallCause,
  isDialing,
  isStandard,
  type Party,
  type PhoneCall,
  present,
  type Subscriber,
  type Tag,
} from '../model.ts';
import { callTargetOf, partyOf, type RingTarget, subscriberParty, type Target, voicemail } from '../parties.ts';
import { requireState, type Switchboard } from '../switchboard.ts';
import { abandoned, endCall } from './end-or-ring.ts';
import { obstacle } from './obstacle.ts';
import { type Ringing, reachable, ring } from './ring.ts';
import { routed } from './route.ts';

/** What is asked for when a call is made. */
export interface MakeCall {
  readonly callee: string;
  readonly deviceId?: string | undefined;
  /** The callee is dialled at once; else the user's own set rings first, and the callee when it is answered. */
  readonly autoAnswer?: boolean;
  /** The callee's routing is not applied. */
  readonly bypass?: boolean;
  readonly tags?: readonly Tag[];
}

/** The user's active call waits while another one becomes active. */
export function holdActive(switchboard: Switchboard, subscriber: Subscriber): void {
  for (const { call, party } of switchboard.seatsOf(subscriber)) {
    if (party.state !== 'ACTIVE') continue;
    party.state = 'HELD';
    tellAgain(call, party);
  }
}

/** The others hear that a party holds or comes back, though nothing that they see of it changes. */
export function tellAgain(call: PhoneCall, party: Party): void {
  for (const other of present(call)) {
    if (other !== party && other.state !== 'RINGING_INCOMING') other.note ??= { again: [party] };
  }
}

/** Make call, private and business call. Returns the reference of the new call. */
export function makeCall(switchboard: Switchboard, subscriber: Subscriber, request: MakeCall): string {
  const { callee, autoAnswer = false, bypass = false, tags = [] } = request;
  if (request.deviceId === undefined && !isStandard(subscriber)) {
    throw new Refused('BAD_PARAMETER', 'a multimedia user must say from which device: deviceId');
  }
  const main =
    request.deviceId ?? switchboard.routing.currentDevice(subscriber) ?? switchboard.devices.main(subscriber);
  if (main === undefined) throw new Refused('NOT_EXPECTED', `${subscriber.loginName} has no device`);
  const deviceId = switchboard.devices.own(subscriber, main);
  requireState(switchboard.devices.inService(subscriber).includes(deviceId), `device ${deviceId} is out of service`);
  requireState(!switchboard.isFull(subscriber), `all lines of ${subscriber.loginName} are in use`);
  requireState(!switchboard.seatsOf(subscriber).some(({ party }) => isDialing(party)), 'another call is being set up');

  const target = callTargetOf(switchboard.directory, callee, subscriber);
  const called = target?.kind === 'user' ? { called: target.subscriber } : {};
  const deviceCall = target?.kind === 'user' && target.device !== undefined;
  const call = switchboard.open({
    initialCalled: { id: { phoneNumber: callee } },
    maker: subscriber,
    deviceCall,
    bypass,
    tags,
    ...called,
    ...(!autoAnswer && { pending: callee }),
  });
  const state = autoAnswer ? 'DIALING' : 'RINGING_INCOMING';
  const party = subscriberParty(subscriber, { state, legs: [deviceId] });
  if (autoAnswer) holdActive(switchboard, subscriber);
  switchboard.join(call, party);
  switchboard.commit();
  if (autoAnswer) dial(switchboard, call, party, callee);
  else {
    switchboard.after(switchboard.timing.noAnswer, () => {
      if (call.pending === undefined || party.state !== 'RINGING_INCOMING') return;
      endCall(switchboard, call, abandoned);
      switchboard.commit();
    });
  }
  return call.ref;
}

/** The maker has answered his own set. */
export function dialPending(switchboard: Switchboard, { call, party }: CallPosition): void {
  const number = call.pending ?? '';
  delete call.pending;
  party.state = 'DIALING';
  party.engaged = true;
  switchboard.commit();
  dial(switchboard, call, party, number);
}

function dial(switchboard: Switchboard, call: PhoneCall, party: Party, number: string): void {
  const called = callTargetOf(switchboard.directory, number, party.subscriber, call.bypass);
  const target = called && routed(switchboard, call, called);
  const hindered = target && obstacle(switchboard, call, target);
  if (!target || hindered) {
    const nobody = called?.kind === 'group' ? 'BUSY' : 'UNKNOWN';
    playTone(switchboard, call, party, called ? (hindered ?? nobody) : 'INVALID_NUMBER');
    return;
  }
  party.state = 'RINGING_OUTGOING';
  ring(switchboard, call, target, forwarding(called, target, party));
  if (target.kind === 'service') party.state = 'ACTIVE';
  switchboard.commit();
}

/** What is told where the routing of the called user has led a call elsewhere. */
function forwarding(called: Target, target: RingTarget, caller: Party): Ringing {
  if (called === target || (called.kind === 'group' && target.kind === 'user' && target.hunt)) return {};
  const note = { cause: 'FORWARDED' } as const;
  caller.note = note;
  return { note };
}

/** The caller hears why it does not ring, then the call ends with the same cause. */
function playTone(switchboard: Switchboard, call: PhoneCall, party: Party, cause: CallCause): void {
  call.tone = cause;
  party.note = { cause };
  switchboard.commit();
  switchboard.after(switchboard.timing.tone, () => {
    if (call.tone === undefined || party.state === 'RELEASING') return;
    endCall(switchboard, call, () => ({ cause }));
    switchboard.commit();
  });
}

/** A call from outside to one of the users, or to a hunting group; a user who cannot be reached does not notice it. */
export function callFromOutside(switchboard: Switchboard, from: string, to: string, name?: string): string {
  const target = callTargetOf(switchboard.directory, to, undefined);
  if (target?.kind !== 'user' && target?.kind !== 'group')
    throw new Refused('NOT_FOUND', `nobody has the number ${to}`);
  return callIn(switchboard, partyOf({ kind: 'outside', number: from, name }, { state: 'DIALING' }), target);
}

/** An administrator makes a set call that belongs to nobody; no user has a reference of such a call of his own. */
export function callFromSet(switchboard: Switchboard, deviceId: string, callee: string): void {
  const target = callTargetOf(switchboard.directory, callee, undefined);
  if (!switchboard.directory.sets?.includes(deviceId)) throw new Refused('NOT_FOUND', `no device ${deviceId}`);
  if (!target) throw new Refused('BAD_PARAMETER', `nobody has the number ${callee}`);
  if (target.kind === 'user' || target.kind === 'group')
    callIn(switchboard, partyOf({ kind: 'set', number: deviceId }, { state: 'DIALING' }), target);
}

/**
 * A user's voicemail rings a telephone for him, to play or to record. Returns the call reference; undefined for a telephone
 * that is none of a user's, of whose calls nobody is told.
 */
export function callFromVoicemail(switchboard: Switchboard, subscriber: Subscriber, to: string): string | undefined {
  const service = voicemail(subscriber.user.voicemail?.number ?? '');
  return callFromService(switchboard, service, telephone(switchboard, to, subscriber));
}

/** A conference rings somebody who wants to join it. See {@link Exchange.callFromConference}. */
export function callFromConference(
  switchboard: Switchboard,
  bridge: string,
  to: string,
  callRef: string | undefined,
): string | undefined {
  const target = telephone(switchboard, to, undefined);
  const call = switchboard.calls.get(callRef ?? '');
  if (!call || present(call).length < 2) {
    return callFromService(switchboard, { kind: 'service', number: bridge, subType: 'conferencing' }, target);
  }
  ring(switchboard, call, reachable(switchboard, call, target, to));
  switchboard.commit();
  return call.ref;
}

/** What rings at a number, whatever its routing says: its owner himself asks for it there. A service does not ring. */
function telephone(switchboard: Switchboard, to: string, dialler: Subscriber | undefined): RingTarget {
  const target = callTargetOf(switchboard.directory, to, dialler, true);
  if (!target || target.kind === 'service' || target.kind === 'group')
    throw new Refused('BAD_PARAMETER', `no telephone has the number ${to}`);
  return target;
}

function callFromService(switchboard: Switchboard, service: RingTarget, target: RingTarget): string | undefined {
  if (target.kind !== 'user') return undefined;
  requireState(obstacle(switchboard, undefined, target) === undefined, `${target.number} cannot be reached now`);
  return callIn(switchboard, partyOf(service, { state: 'DIALING' }), target);
}

function callIn(switchboard: Switchboard, caller: Party, called: Target & { kind: 'user' | 'group' }): string {
  const call = switchboard.open({
    initialCalled: { id: { phoneNumber: called.number } },
    ...(called.kind === 'user' && { called: called.subscriber, deviceCall: called.device !== undefined }),
  });
  const target = routed(switchboard, call, called);
  if (!target || obstacle(switchboard, call, target)) {
    switchboard.calls.delete(call.ref);
    return call.ref;
  }
  caller.state = target.kind === 'service' ? 'ACTIVE' : 'RINGING_OUTGOING';
  switchboard.join(call, caller);
  ring(switchboard, call, target, forwarding(called, target, caller));
  switchboard.commit();
  // Once it has been led on to others, it is none of ours.
  if (target.kind !== 'user') switchboard.after(switchboard.timing.releasing, () => lookAway(switchboard, call));
  return call.ref;
}

function lookAway(switchboard: Switchboard, call: PhoneCall): void {
  switchboard.forget(call);
  switchboard.commit();
}
