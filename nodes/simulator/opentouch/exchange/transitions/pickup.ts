import { Refused } from '../../contract.ts';
import { may } from '../capabilities.ts';
import { standardOnly } from '../devices.ts';
import { isDialing, isSame, isSubscriber, present, type Seat, type Subscriber } from '../model.ts';
import { subscriberParty } from '../parties.ts';
import { expect, type Switchboard } from '../switchboard.ts';
import { holdActive } from './make.ts';
import { ring } from './ring.ts';
import { settle } from './settle.ts';
import { answer } from './talk.ts';

export interface Pickup {
  readonly otherPhoneNumber: string;
  readonly otherCallRef?: string | undefined;
  readonly autoAnswer?: boolean;
}

/** The user's set is in service, and he has a free line. */
function readySet(board: Switchboard, subscriber: Subscriber, deviceId: string): void {
  board.devices.own(subscriber, deviceId);
  expect(board.devices.inService(subscriber).includes(deviceId), `device ${deviceId} is out of service`);
  expect(!board.isFull(subscriber), `all lines of ${subscriber.loginName} are in use`);
}

function notDialing(board: Switchboard, subscriber: Subscriber): void {
  expect(!board.seatsOf(subscriber).some(({ party }) => isDialing(party)), 'another call is being set up');
}

function ringingAt(board: Switchboard, { otherPhoneNumber: number, otherCallRef }: Pickup): Seat {
  const owner = board.directory.byNumber(number);
  if (!isSubscriber(owner)) throw new Refused('NOT_FOUND', `nobody has the number ${number}`);
  const calls = board.situations(owner).filter(({ call }) => otherCallRef === undefined || call.ref === otherCallRef);
  if (otherCallRef !== undefined && calls.length === 0) {
    throw new Refused('NOT_FOUND', `no call ${otherCallRef} of ${owner.loginName}`);
  }
  const ringing = calls.find(
    (at) => may.pickedUp(at) && (owner.user.companyPhone === number || at.party.legs.includes(number)),
  );
  expect(ringing !== undefined, `no call rings at ${number}`);
  return ringing;
}

/** Takes a call that rings at somebody else; it rings at the user's device, or is answered at once. */
export function pickUp(board: Switchboard, subscriber: Subscriber, deviceId: string, request: Pickup): void {
  readySet(board, subscriber, deviceId);
  if (request.autoAnswer) notDialing(board, subscriber);
  const { call, party } = ringingAt(board, request);
  expect(!present(call).some((other) => isSame(other.subscriber, subscriber)), 'the user is in that call himself');
  const note = { cause: 'PICKED_UP' } as const;
  board.leave(call, party, note);
  for (const other of present(call)) other.note = note;
  const target = { kind: 'user', number: deviceId, subscriber, device: deviceId } as const;
  ring(board, call, target, { note, blind: party.blind });
  settle(board, call);
  board.commit();
  if (request.autoAnswer) answer(board, subscriber, call.ref, deviceId);
}

/** The call waits at a device for somebody to unpark it; without a target at the user's own. */
export function park(board: Switchboard, subscriber: Subscriber, callRef: string, parkTo: string | undefined): void {
  const at = board.situation(subscriber, callRef);
  standardOnly(subscriber, 'park');
  expect(may.park(at), 'an active call with one partner is needed');
  const place = parkTo ?? at.party.legs[0] ?? '';
  if (!isSubscriber(board.directory.byNumber(place))) throw new Refused('BAD_PARAMETER', `no device ${place}`);
  expect(![...board.calls.values()].some(({ parkedAt }) => parkedAt === place), `a call is parked at ${place}`);
  at.call.parkedAt = place;
  board.leave(at.call, at.party);
  board.commit();
}

export function unpark(board: Switchboard, subscriber: Subscriber, deviceId: string, from: string | undefined): void {
  standardOnly(subscriber, 'unpark');
  readySet(board, subscriber, deviceId);
  notDialing(board, subscriber);
  const place = from ?? deviceId;
  const call = [...board.calls.values()].find(({ parkedAt }) => parkedAt === place);
  expect(call !== undefined, `no call is parked at ${place}`);
  expect(!present(call).some((other) => isSame(other.subscriber, subscriber)), 'the user is in that call himself');
  holdActive(board, subscriber);
  delete call.parkedAt;
  board.join(call, subscriberParty(subscriber, { state: 'ACTIVE', legs: [deviceId] }));
  settle(board, call);
  board.commit();
}
