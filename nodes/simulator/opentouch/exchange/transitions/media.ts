import { Refused } from '../../contract.ts';
import { may } from '../capabilities.ts';
import { standardOnly } from '../devices.ts';
import { isSame, isStandard, type Subscriber, type Tag } from '../model.ts';
import { expect, type Switchboard } from '../switchboard.ts';

/** The conversation goes on at another of the user's devices. */
export function switchDevice(
  board: Switchboard,
  subscriber: Subscriber,
  callRef: string,
  { legId, otherDeviceId }: { readonly legId: string; readonly otherDeviceId: string },
): void {
  const at = board.situation(subscriber, callRef);
  if (!at.party.legs.includes(legId)) throw new Refused('NOT_FOUND', `no leg ${legId}`);
  board.devices.own(subscriber, otherDeviceId);
  expect(may.switchDevice(at), 'the call is not active');
  expect(otherDeviceId !== legId, `the call is at ${legId} already`);
  expect(at.inService.includes(otherDeviceId), `device ${otherDeviceId} is out of service`);
  at.party.legs = [otherDeviceId];
  board.commit();
}

const recorded = {
  start: { allowed: may.startRecord, state: 'RECORDING' },
  stop: { allowed: may.stopRecord, state: undefined },
  pause: { allowed: may.pauseRecord, state: 'PAUSED' },
  resume: { allowed: may.resumeRecord, state: 'RECORDING' },
} as const;

/** Each user records for himself: only his own view of the call shows it. */
export function record(board: Switchboard, subscriber: Subscriber, callRef: string, action: string | null): void {
  const step =
    action !== null && Object.hasOwn(recorded, action) ? recorded[action as keyof typeof recorded] : undefined;
  if (!step) throw new Refused('BAD_PARAMETER', `action is one of ${Object.keys(recorded).join(', ')}`);
  const at = board.situation(subscriber, callRef);
  if (!isStandard(subscriber) && (action === 'pause' || action === 'resume')) {
    throw new Refused('NOT_SUPPORTED', `${action} is for standard users only`);
  }
  expect(step.allowed(at), `recording cannot ${action} now`);
  if (step.state) at.party.recording = step.state;
  else delete at.party.recording;
  board.commit();
}

export function sendDtmf(
  board: Switchboard,
  subscriber: Subscriber,
  callRef: string,
  { deviceId, number }: { readonly deviceId: string; readonly number: string },
): void {
  standardOnly(subscriber, 'DTMF');
  board.devices.own(subscriber, deviceId);
  const at = board.situation(subscriber, callRef);
  if (!/^[0-9A-D*#]+$/i.test(number)) throw new Refused('BAD_PARAMETER', 'DTMF codes are 0-9, A-D, * and #');
  expect(at.party.legs.includes(deviceId) && may.sendDtmf(at), 'the call is not active on this device');
}

/** The called party finds associated data among the tags of the call. */
export function dataTag(subscriber: Subscriber, hex: string): Tag {
  standardOnly(subscriber, 'associated data');
  if (!/^([0-9a-f]{2}){1,32}$/i.test(hex)) {
    throw new Refused('BAD_PARAMETER', 'associatedData is 1 to 32 bytes, two hexadecimal digits each');
  }
  return { name: 'associatedData', value: hex, visibilities: [] };
}

export function attachData(
  board: Switchboard,
  subscriber: Subscriber,
  callRef: string,
  { deviceId, data }: { readonly deviceId: string; readonly data: string },
): void {
  const tag = dataTag(subscriber, data);
  board.devices.own(subscriber, deviceId);
  const { call, party } = board.situation(subscriber, callRef);
  expect(isSame(call.maker, subscriber), 'the call was not made with a make call operation');
  expect(party.legs.includes(deviceId) && party.state !== 'RELEASING', 'the device is not in the call');
  call.tags = [...call.tags.filter(({ name }) => name !== tag.name), tag];
  board.commit();
}
