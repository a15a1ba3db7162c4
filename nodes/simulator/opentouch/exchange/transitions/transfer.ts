import { Refused } from '../../contract.ts';
import { may, ringingOwner, type Situation } from '../capabilities.ts';
import { type Cause, othersOf, type Party, type PhoneCall, present, type Subscriber } from '../model.ts';
import { type Target, targetOf, voicemail } from '../parties.ts';
import { ownVoicemail } from '../routing.ts';
import { expect, type Switchboard } from '../switchboard.ts';
import { divert, reachable, ring } from './ring.ts';
import { settle } from './settle.ts';

/** A party goes over into another call, whose reference takes the place of the old one for it. */
function move(board: Switchboard, party: Party, from: PhoneCall, to: PhoneCall, cause: Cause): void {
  from.parties = from.parties.filter((other) => other !== party);
  party.note = { cause, previousCallRef: from.ref };
  party.blind = false;
  delete party.invited;
  board.join(to, party);
}

function tell(call: PhoneCall, cause: Cause): void {
  for (const party of present(call)) party.note = { cause };
}

/** The user's active and held call as one pair of places. */
function both(board: Switchboard, subscriber: Subscriber, activeRef: string, heldRef: string): [Situation, Situation] {
  return [board.situation(subscriber, activeRef), board.situation(subscriber, heldRef)];
}

/** Joins the partners of the active and the held call; the active call's reference stays. */
export function transfer(board: Switchboard, subscriber: Subscriber, activeRef: string, heldRef: string): void {
  const [active, held] = both(board, subscriber, activeRef, heldRef);
  expect(may.transferTo(active, held), 'one active and one held call with one partner each are needed');
  const others = othersOf(held);
  board.leave(active.call, active.party, { cause: 'TRANSFERRED' });
  board.leave(held.call, held.party, { cause: 'TRANSFERRED' });
  tell(active.call, 'TRANSFERRED');
  for (const other of others) move(board, other, held.call, active.call, 'TRANSFERRED');
  settle(board, active.call);
  board.commit();
}

/** A conference of everybody in the active and the held call; the held call's reference gives way to the active one's. */
export function merge(board: Switchboard, subscriber: Subscriber, activeRef: string, heldRef: string): void {
  const [active, held] = both(board, subscriber, activeRef, heldRef);
  expect(may.mergeWith(active, held), 'one active and one held call with different partners are needed');
  const others = othersOf(held);
  board.leave(held.call, held.party, { cause: 'CONFERENCED', replacedByCallRef: activeRef });
  tell(active.call, 'CONFERENCED');
  for (const other of others) move(board, other, held.call, active.call, 'CONFERENCED');
  settle(board, active.call);
  board.commit();
}

export interface Destination {
  readonly number: string;
  readonly anonymous?: boolean;
  /** The routing of the destination's user is not applied. */
  readonly bypass?: boolean;
}

function destinationOf(board: Switchboard, { call, subscriber }: Situation, { number, bypass }: Destination): Target {
  return reachable(board, call, targetOf(board.directory, number, subscriber, bypass), number);
}

export function blindTransfer(board: Switchboard, subscriber: Subscriber, callRef: string, to: Destination): void {
  const at = board.situation(subscriber, callRef);
  expect(may.blindTransfer(at), 'an active call with one partner is needed');
  const target = destinationOf(board, at, to);
  board.leave(at.call, at.party, { cause: 'TRANSFERRED' });
  tell(at.call, 'TRANSFERRED');
  ring(board, at.call, target, { note: { cause: 'TRANSFERRED' }, blind: to.anonymous ?? false });
  settle(board, at.call);
  board.commit();
}

/** Rings the target into the call. */
export function addParticipant(board: Switchboard, subscriber: Subscriber, callRef: string, to: Destination): void {
  const at = board.situation(subscriber, callRef);
  if (subscriber.user.type !== 'MULTIMEDIA') {
    throw new Refused('NOT_SUPPORTED', 'participants are added by multimedia users only');
  }
  expect(may.addParticipant(at), 'an active call that everybody has answered is needed');
  const target = destinationOf(board, at, to);
  tell(at.call, 'CONFERENCED');
  ring(board, at.call, target, { note: { cause: 'CONFERENCED' }, blind: to.anonymous ?? false });
  settle(board, at.call);
  board.commit();
}

/** `VOICEMAIL` and `DVA` stand for the user's mailbox and the automatic attendant. */
function redirection(board: Switchboard, at: Situation, to: Destination): Target {
  const { number } = to;
  if (number === 'DVA') return { kind: 'service', number, subType: 'dva' };
  if (number !== ownVoicemail) return destinationOf(board, at, to);
  const mailbox = at.subscriber.user.voicemail?.number;
  expect(mailbox !== undefined, `${at.subscriber.loginName} has no voicemail`);
  return voicemail(mailbox, at.subscriber);
}

/** Sends a ringing call on instead of answering it. */
export function redirect(board: Switchboard, subscriber: Subscriber, callRef: string, to: Destination): void {
  const at = board.situation(subscriber, callRef);
  expect(may.redirect(at), 'no incoming call rings');
  const target = redirection(board, at, to);
  divert(board, at.call, at.party, target, { cause: 'REDIRECTED', blind: to.anonymous ?? false });
}

/** The caller does not wait for the answer. */
export function overflowToVoicemail(board: Switchboard, subscriber: Subscriber, callRef: string): void {
  const at = board.situation(subscriber, callRef);
  const owner = ringingOwner(at);
  const mailbox = owner?.subscriber?.user.voicemail?.number;
  expect(may.overflowToVoiceMail(at) && owner !== undefined && mailbox !== undefined, 'no user with voicemail is rung');
  divert(board, at.call, owner, voicemail(mailbox, owner.subscriber), { cause: 'FORWARDED' });
}
