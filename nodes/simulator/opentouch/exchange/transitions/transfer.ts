import { Refused } from '../../server/contract.ts';
import { type CallPosition, may, ringingOwner } from '../capabilities.ts';
import { type CallCause, othersOf, type Party, type PhoneCall, present, type Subscriber } from '../model.ts';
import { callTargetOf, type RingTarget, voicemail } from '../parties.ts';
import { ownVoicemail } from '../routing.ts';
import { requireState, type Switchboard } from '../switchboard.ts';
import { endOrRing } from './end-or-ring.ts';
import { divert, reachable, ring } from './ring.ts';

/** A party goes over into another call, whose reference takes the place of the old one for it. */
function move(switchboard: Switchboard, party: Party, from: PhoneCall, to: PhoneCall, cause: CallCause): void {
  from.parties = from.parties.filter((other) => other !== party);
  party.note = { cause, previousCallRef: from.ref };
  party.blind = false;
  delete party.invited;
  switchboard.join(to, party);
}

function noteCause(call: PhoneCall, cause: CallCause): void {
  for (const party of present(call)) party.note = { cause };
}

/** The user's active and held call as one pair of places. */
function both(
  switchboard: Switchboard,
  subscriber: Subscriber,
  activeRef: string,
  heldRef: string,
): [CallPosition, CallPosition] {
  return [switchboard.situation(subscriber, activeRef), switchboard.situation(subscriber, heldRef)];
}

/** Joins the partners of the active and the held call; the active call's reference stays. */
export function transfer(switchboard: Switchboard, subscriber: Subscriber, activeRef: string, heldRef: string): void {
  const [active, held] = both(switchboard, subscriber, activeRef, heldRef);
  requireState(may.transferTo(active, held), 'one active and one held call with one partner each are needed');
  const others = othersOf(held);
  switchboard.leave(active.call, active.party, { cause: 'TRANSFERRED' });
  switchboard.leave(held.call, held.party, { cause: 'TRANSFERRED' });
  noteCause(active.call, 'TRANSFERRED');
  for (const other of others) move(switchboard, other, held.call, active.call, 'TRANSFERRED');
  endOrRing(switchboard, active.call);
  switchboard.commit();
}

/** A conference of everybody in the active and the held call; the held call's reference gives way to the active one's. */
export function merge(switchboard: Switchboard, subscriber: Subscriber, activeRef: string, heldRef: string): void {
  const [active, held] = both(switchboard, subscriber, activeRef, heldRef);
  requireState(may.mergeWith(active, held), 'one active and one held call with different partners are needed');
  const others = othersOf(held);
  switchboard.leave(held.call, held.party, { cause: 'CONFERENCED', replacedByCallRef: activeRef });
  noteCause(active.call, 'CONFERENCED');
  for (const other of others) move(switchboard, other, held.call, active.call, 'CONFERENCED');
  endOrRing(switchboard, active.call);
  switchboard.commit();
}

/** Where a call is transferred to. */
export interface TransferTarget {
  readonly number: string;
  readonly anonymous?: boolean;
  /** The routing of the destination's user is not applied. */
  readonly bypass?: boolean;
}

function destinationOf(
  switchboard: Switchboard,
  { call, subscriber }: CallPosition,
  { number, bypass }: TransferTarget,
): RingTarget {
  return reachable(switchboard, call, callTargetOf(switchboard.directory, number, subscriber, bypass), number);
}

/** Transfers a call without asking who it goes to. */
export function blindTransfer(
  switchboard: Switchboard,
  subscriber: Subscriber,
  callRef: string,
  to: TransferTarget,
): void {
  const at = switchboard.situation(subscriber, callRef);
  requireState(may.blindTransfer(at), 'an active call with one partner is needed');
  const target = destinationOf(switchboard, at, to);
  switchboard.leave(at.call, at.party, { cause: 'TRANSFERRED' });
  noteCause(at.call, 'TRANSFERRED');
  ring(switchboard, at.call, target, { note: { cause: 'TRANSFERRED' }, blind: to.anonymous ?? false });
  endOrRing(switchboard, at.call);
  switchboard.commit();
}

/** Rings the target into the call. */
export function addParticipant(
  switchboard: Switchboard,
  subscriber: Subscriber,
  callRef: string,
  to: TransferTarget,
): void {
  const at = switchboard.situation(subscriber, callRef);
  if (subscriber.user.type !== 'MULTIMEDIA') {
    throw new Refused('NOT_SUPPORTED', 'participants are added by multimedia users only');
  }
  requireState(may.addParticipant(at), 'an active call that everybody has answered is needed');
  const target = destinationOf(switchboard, at, to);
  noteCause(at.call, 'CONFERENCED');
  ring(switchboard, at.call, target, { note: { cause: 'CONFERENCED' }, blind: to.anonymous ?? false });
  endOrRing(switchboard, at.call);
  switchboard.commit();
}

/** `VOICEMAIL` and `DVA` stand for the user's mailbox and the automatic attendant. */
function redirection(switchboard: Switchboard, at: CallPosition, to: TransferTarget): RingTarget {
  const { number } = to;
  if (number === 'DVA') return { kind: 'service', number, subType: 'dva' };
  if (number !== ownVoicemail) return destinationOf(switchboard, at, to);
  const mailbox = at.subscriber.user.voicemail?.number;
  requireState(mailbox !== undefined, `${at.subscriber.loginName} has no voicemail`);
  return voicemail(mailbox, at.subscriber);
}

/** Sends a ringing call on instead of answering it. */
export function redirect(switchboard: Switchboard, subscriber: Subscriber, callRef: string, to: TransferTarget): void {
  const at = switchboard.situation(subscriber, callRef);
  requireState(may.redirect(at), 'no incoming call rings');
  const target = redirection(switchboard, at, to);
  divert(switchboard, at.call, at.party, target, { cause: 'REDIRECTED', blind: to.anonymous ?? false });
}

/** The caller does not wait for the answer. */
export function overflowToVoicemail(switchboard: Switchboard, subscriber: Subscriber, callRef: string): void {
  const at = switchboard.situation(subscriber, callRef);
  const owner = ringingOwner(at);
  const mailbox = owner?.subscriber?.user.voicemail?.number;
  requireState(
    may.overflowToVoiceMail(at) && owner !== undefined && mailbox !== undefined,
    'no user with voicemail is rung',
  );
  divert(switchboard, at.call, owner, voicemail(mailbox, owner.subscriber), { cause: 'FORWARDED' });
}
