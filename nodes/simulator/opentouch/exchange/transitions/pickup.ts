import { Refused } from '../../server/contract.ts';
import { may } from '../capabilities.ts';
import { standardOnly } from '../devices.ts';
import { isDialing, isSame, isSubscriber, present, type Seat, type Subscriber } from '../model.ts';
import { subscriberParty } from '../parties.ts';
import { requireState, type Switchboard } from '../switchboard.ts';
import { endOrRing } from './end-or-ring.ts';
import { holdActive } from './make.ts';
import { ring } from './ring.ts';
import { answer } from './talk.ts';

/** Whose ringing call is picked up, and where. */
export interface Pickup {
  readonly otherPhoneNumber: string;
  readonly otherCallRef?: string | undefined;
  readonly autoAnswer?: boolean;
}

/** The user's set is in service, and he has a free line. */
function readySet(switchboard: Switchboard, subscriber: Subscriber, deviceId: string): void {
  switchboard.devices.own(subscriber, deviceId);
  requireState(switchboard.devices.inService(subscriber).includes(deviceId), `device ${deviceId} is out of service`);
  requireState(!switchboard.isFull(subscriber), `all lines of ${subscriber.loginName} are in use`);
}

function notDialing(switchboard: Switchboard, subscriber: Subscriber): void {
  requireState(!switchboard.seatsOf(subscriber).some(({ party }) => isDialing(party)), 'another call is being set up');
}

function ringingAt(switchboard: Switchboard, { otherPhoneNumber: number, otherCallRef }: Pickup): Seat {
  const owner = switchboard.directory.byNumber(number);
  if (!isSubscriber(owner)) throw new Refused('NOT_FOUND', `nobody has the number ${number}`);
  const calls = switchboard
    .situations(owner)
    .filter(({ call }) => otherCallRef === undefined || call.ref === otherCallRef);
  if (otherCallRef !== undefined && calls.length === 0) {
    throw new Refused('NOT_FOUND', `no call ${otherCallRef} of ${owner.loginName}`);
  }
  const ringing = calls.find(
    (at) => may.pickedUp(at) && (owner.user.companyPhone === number || at.party.legs.includes(number)),
  );
  requireState(ringing !== undefined, `no call rings at ${number}`);
  return ringing;
}

/** Takes a call that rings at somebody else; it rings at the user's device, or is answered at once. */
export function pickUp(switchboard: Switchboard, subscriber: Subscriber, deviceId: string, request: Pickup): void {
  readySet(switchboard, subscriber, deviceId);
  if (request.autoAnswer) notDialing(switchboard, subscriber);
  const { call, party } = ringingAt(switchboard, request);
  requireState(
    !present(call).some((other) => isSame(other.subscriber, subscriber)),
    'the user is in that call himself',
  );
  const note = { cause: 'PICKED_UP' } as const;
  switchboard.leave(call, party, note);
  for (const other of present(call)) other.note = note;
  const target = { kind: 'user', number: deviceId, subscriber, device: deviceId } as const;
  ring(switchboard, call, target, { note, blind: party.blind });
  endOrRing(switchboard, call);
  switchboard.commit();
  if (request.autoAnswer) answer(switchboard, subscriber, call.ref, deviceId);
}

/** The call waits at a device for somebody to unpark it; without a target at the user's own. */
export function park(
  switchboard: Switchboard,
  subscriber: Subscriber,
  callRef: string,
  parkTo: string | undefined,
): void {
  const at = switchboard.situation(subscriber, callRef);
  standardOnly(subscriber, 'park');
  requireState(may.park(at), 'an active call with one partner is needed');
  const place = parkTo ?? at.party.legs[0] ?? '';
  if (!isSubscriber(switchboard.directory.byNumber(place))) throw new Refused('BAD_PARAMETER', `no device ${place}`);
  requireState(
    ![...switchboard.calls.values()].some(({ parkedAt }) => parkedAt === place),
    `a call is parked at ${place}`,
  );
  at.call.parkedAt = place;
  switchboard.leave(at.call, at.party);
  switchboard.commit();
}

/** Takes a parked call back. */
export function unpark(
  switchboard: Switchboard,
  subscriber: Subscriber,
  deviceId: string,
  from: string | undefined,
): void {
  standardOnly(subscriber, 'unpark');
  readySet(switchboard, subscriber, deviceId);
  notDialing(switchboard, subscriber);
  const place = from ?? deviceId;
  const call = [...switchboard.calls.values()].find(({ parkedAt }) => parkedAt === place);
  requireState(call !== undefined, `no call is parked at ${place}`);
  requireState(
    !present(call).some((other) => isSame(other.subscriber, subscriber)),
    'the user is in that call himself',
  );
  holdActive(switchboard, subscriber);
  delete call.parkedAt;
  switchboard.join(call, subscriberParty(subscriber, { state: 'ACTIVE', legs: [deviceId] }));
  endOrRing(switchboard, call);
  switchboard.commit();
}
