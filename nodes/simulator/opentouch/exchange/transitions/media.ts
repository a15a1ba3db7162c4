import { Refused } from '../../server/contract.ts';
import { may } from '../capabilities.ts';
import { standardOnly } from '../devices.ts';
import { isSame, isStandard, type Subscriber, type Tag } from '../model.ts';
import { requireState, type Switchboard } from '../switchboard.ts';

/** The conversation goes on at another of the user's devices. */
export function switchDevice(
  switchboard: Switchboard,
  subscriber: Subscriber,
  callRef: string,
  { legId, otherDeviceId }: { readonly legId: string; readonly otherDeviceId: string },
): void {
  const at = switchboard.situation(subscriber, callRef);
  if (!at.party.legs.includes(legId)) throw new Refused('NOT_FOUND', `no leg ${legId}`);
  switchboard.devices.own(subscriber, otherDeviceId);
  requireState(may.switchDevice(at), 'the call is not active');
  requireState(otherDeviceId !== legId, `the call is at ${legId} already`);
  requireState(at.inService.includes(otherDeviceId), `device ${otherDeviceId} is out of service`);
  at.party.legs = [otherDeviceId];
  switchboard.commit();
}

const recorded = {
  start: { allowed: may.startRecord, state: 'RECORDING' },
  stop: { allowed: may.stopRecord, state: undefined },
  pause: { allowed: may.pauseRecord, state: 'PAUSED' },
  resume: { allowed: may.resumeRecord, state: 'RECORDING' },
} as const;

/** Each user records for himself: only his own view of the call shows it. */
export function record(switchboard: Switchboard, subscriber: Subscriber, callRef: string, action: string | null): void {
  const step =
    action !== null && Object.hasOwn(recorded, action) ? recorded[action as keyof typeof recorded] : undefined;
  if (!step) throw new Refused('BAD_PARAMETER', `action is one of ${Object.keys(recorded).join(', ')}`);
  const at = switchboard.situation(subscriber, callRef);
  if (!isStandard(subscriber) && (action === 'pause' || action === 'resume')) {
    throw new Refused('NOT_SUPPORTED', `${action} is for standard users only`);
  }
  requireState(step.allowed(at), `recording cannot ${action} now`);
  if (step.state) at.party.recording = step.state;
  else delete at.party.recording;
  switchboard.commit();
}

/** Sends tones to the other parties of a call. */
export function sendDtmf(
  switchboard: Switchboard,
  subscriber: Subscriber,
  callRef: string,
  { deviceId, number }: { readonly deviceId: string; readonly number: string },
): void {
  standardOnly(subscriber, 'DTMF');
  switchboard.devices.own(subscriber, deviceId);
  const at = switchboard.situation(subscriber, callRef);
  if (!/^[0-9A-D*#]+$/i.test(number)) throw new Refused('BAD_PARAMETER', 'DTMF codes are 0-9, A-D, * and #');
  requireState(at.party.legs.includes(deviceId) && may.sendDtmf(at), 'the call is not active on this device');
}

/** The called party finds associated data among the tags of the call. */
export function dataTag(subscriber: Subscriber, hex: string): Tag {
  standardOnly(subscriber, 'associated data');
  if (!/^([0-9a-f]{2}){1,32}$/i.test(hex)) {
    throw new Refused('BAD_PARAMETER', 'associatedData is 1 to 32 bytes, two hexadecimal digits each');
  }
  return { name: 'associatedData', value: hex, visibilities: [] };
}

/** Attaches data to a call. */
export function attachData(
  switchboard: Switchboard,
  subscriber: Subscriber,
  callRef: string,
  { deviceId, data }: { readonly deviceId: string; readonly data: string },
): void {
  const tag = dataTag(subscriber, data);
  switchboard.devices.own(subscriber, deviceId);
  const { call, party } = switchboard.situation(subscriber, callRef);
  requireState(isSame(call.maker, subscriber), 'the call was not made with a make call operation');
  requireState(party.legs.includes(deviceId) && party.state !== 'RELEASING', 'the device is not in the call');
  call.tags = [...call.tags.filter(({ name }) => name !== tag.name), tag];
  switchboard.commit();
}
