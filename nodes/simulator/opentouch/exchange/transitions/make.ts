import { Refused } from '../../contract.ts';
import type { Situation } from '../capabilities.ts';
import {
  type Cause,
  isDialing,
  isStandard,
  type Party,
  type PhoneCall,
  present,
  type Subscriber,
  type Tag,
} from '../model.ts';
import { partyOf, subscriberParty, type Target, targetOf, voicemail } from '../parties.ts';
import { expect, type Switchboard } from '../switchboard.ts';
import { obstacle } from './obstacle.ts';
import { type Ringing, reachable, ring } from './ring.ts';
import { routed } from './route.ts';
import { abandoned, endCall } from './settle.ts';

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
export function holdActive(board: Switchboard, subscriber: Subscriber): void {
  for (const { call, party } of board.seatsOf(subscriber)) {
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
export function makeCall(board: Switchboard, subscriber: Subscriber, request: MakeCall): string {
  const { callee, autoAnswer = false, bypass = false, tags = [] } = request;
  if (request.deviceId === undefined && !isStandard(subscriber)) {
    throw new Refused('BAD_PARAMETER', 'a multimedia user must say from which device: deviceId');
  }
  const main = request.deviceId ?? board.routing.currentDevice(subscriber) ?? board.devices.main(subscriber);
  if (main === undefined) throw new Refused('NOT_EXPECTED', `${subscriber.loginName} has no device`);
  const deviceId = board.devices.own(subscriber, main);
  expect(board.devices.inService(subscriber).includes(deviceId), `device ${deviceId} is out of service`);
  expect(!board.isFull(subscriber), `all lines of ${subscriber.loginName} are in use`);
  expect(!board.seatsOf(subscriber).some(({ party }) => isDialing(party)), 'another call is being set up');

  const target = targetOf(board.directory, callee, subscriber);
  const called = target?.kind === 'user' ? { called: target.subscriber } : {};
  const deviceCall = target?.kind === 'user' && target.device !== undefined;
  const call = board.open({
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
  if (autoAnswer) holdActive(board, subscriber);
  board.join(call, party);
  board.commit();
  if (autoAnswer) dial(board, call, party, callee);
  else {
    board.after(board.timing.noAnswer, () => {
      if (call.pending === undefined || party.state !== 'RINGING_INCOMING') return;
      endCall(board, call, abandoned);
      board.commit();
    });
  }
  return call.ref;
}

/** The maker has answered his own set. */
export function dialPending(board: Switchboard, { call, party }: Situation): void {
  const number = call.pending ?? '';
  delete call.pending;
  party.state = 'DIALING';
  party.engaged = true;
  board.commit();
  dial(board, call, party, number);
}

function dial(board: Switchboard, call: PhoneCall, party: Party, number: string): void {
  const called = targetOf(board.directory, number, party.subscriber, call.bypass);
  const target = called && routed(board, call, called);
  const hindered = target && obstacle(board, call, target);
  if (!target || hindered) {
    playTone(board, call, party, called ? (hindered ?? 'UNKNOWN') : 'INVALID_NUMBER');
    return;
  }
  party.state = 'RINGING_OUTGOING';
  ring(board, call, target, forwarding(called, target, party));
  if (target.kind === 'service') party.state = 'ACTIVE';
  board.commit();
}

/** What is told where the routing of the called user has led a call elsewhere. */
function forwarding(called: Target, target: Target, caller: Party): Ringing {
  if (called === target) return {};
  const note = { cause: 'FORWARDED' } as const;
  caller.note = note;
  return { note };
}

/** The caller hears why it does not ring, then the call ends with the same cause. */
function playTone(board: Switchboard, call: PhoneCall, party: Party, cause: Cause): void {
  call.tone = cause;
  party.note = { cause };
  board.commit();
  board.after(board.timing.tone, () => {
    if (call.tone === undefined || party.state === 'RELEASING') return;
    endCall(board, call, () => ({ cause }));
    board.commit();
  });
}

/** A call from outside to one of the users; a user who cannot be reached does not notice it. */
export function callFromOutside(board: Switchboard, from: string, to: string): string {
  const target = targetOf(board.directory, to, undefined);
  if (target?.kind !== 'user') throw new Refused('NOT_FOUND', `nobody has the number ${to}`);
  return callIn(board, partyOf({ kind: 'outside', number: from }, { state: 'DIALING' }), target);
}

/** An administrator makes a set call that belongs to nobody; no user has a reference of such a call of his own. */
export function callFromSet(board: Switchboard, deviceId: string, callee: string): void {
  const target = targetOf(board.directory, callee, undefined);
  if (!board.directory.sets?.includes(deviceId)) throw new Refused('NOT_FOUND', `no device ${deviceId}`);
  if (!target) throw new Refused('BAD_PARAMETER', `nobody has the number ${callee}`);
  if (target.kind === 'user') callIn(board, partyOf({ kind: 'set', number: deviceId }, { state: 'DIALING' }), target);
}

/**
 * A user's voicemail rings a telephone for him, to play or to record. Returns the call reference; undefined for a telephone
 * that is none of a user's, of whose calls nobody is told.
 */
export function callFromVoicemail(board: Switchboard, subscriber: Subscriber, to: string): string | undefined {
  const service = voicemail(subscriber.user.voicemail?.number ?? '');
  return callFromService(board, service, telephone(board, to, subscriber));
}

/** A conference rings somebody who wants to join it. See {@link Exchange.callFromConference}. */
export function callFromConference(
  board: Switchboard,
  bridge: string,
  to: string,
  callRef: string | undefined,
): string | undefined {
  const target = telephone(board, to, undefined);
  const call = board.calls.get(callRef ?? '');
  if (!call || present(call).length < 2) {
    return callFromService(board, { kind: 'service', number: bridge, subType: 'conferencing' }, target);
  }
  ring(board, call, reachable(board, call, target, to));
  board.commit();
  return call.ref;
}

/** What rings at a number, whatever its routing says: its owner himself asks for it there. A service does not ring. */
function telephone(board: Switchboard, to: string, dialler: Subscriber | undefined): Target {
  const target = targetOf(board.directory, to, dialler, true);
  if (!target || target.kind === 'service') throw new Refused('BAD_PARAMETER', `no telephone has the number ${to}`);
  return target;
}

function callFromService(board: Switchboard, service: Target, target: Target): string | undefined {
  if (target.kind !== 'user') return undefined;
  expect(obstacle(board, undefined, target) === undefined, `${target.number} cannot be reached now`);
  return callIn(board, partyOf(service, { state: 'DIALING' }), target);
}

function callIn(board: Switchboard, caller: Party, called: Target & { kind: 'user' }): string {
  const call = board.open({
    initialCalled: { id: { phoneNumber: called.number } },
    called: called.subscriber,
    deviceCall: called.device !== undefined,
  });
  const target = routed(board, call, called);
  if (!target || obstacle(board, call, target)) {
    board.calls.delete(call.ref);
    return call.ref;
  }
  caller.state = target.kind === 'service' ? 'ACTIVE' : 'RINGING_OUTGOING';
  board.join(call, caller);
  ring(board, call, target, forwarding(called, target, caller));
  board.commit();
  // Once it has been led on to others, it is none of ours.
  if (target.kind !== 'user') board.after(board.timing.releasing, () => lookAway(board, call));
  return call.ref;
}

function lookAway(board: Switchboard, call: PhoneCall): void {
  board.forget(call);
  board.commit();
}
