import { severalDevices, severalNumbers, severalUsers } from './choices.ts';
import { account, palette } from './common.ts';
import type { TaskDescription } from './types.ts';

/** What a source of calls tells of, in the order of its outputs. */
export const callEvents = ['ringing', 'answered', 'ended', 'missed'] as const;

/** Tells of calls as they come and go. */
export const callSource = {
  ...palette,
  icon: 'telephony-event.svg',
  inputs: 0,
  outputs: callEvents.length,
  outputNames: callEvents,
  labelFrom: 'userNames',
  properties: {
    name: { value: '' },
    ...account,
    userNames: { value: '', choices: severalUsers, example: 'alice, bob' },
    direction: { value: '', values: ['', 'incoming', 'outgoing'] },
    numbers: { value: '', choices: severalNumbers, example: '+33123456789' },
    devices: { value: '', choices: severalDevices, example: '1001', beside: { system: ['opentouch'] } },
  },
  actions: {},
} as const satisfies TaskDescription;
