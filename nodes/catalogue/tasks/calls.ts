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
    userNames: { value: '', choices: severalUsers },
    direction: { value: '', values: ['', 'incoming', 'outgoing'] },
    numbers: { value: '', choices: severalNumbers },
    devices: { value: '', choices: severalDevices, beside: { system: ['opentouch'] } },
  },
  actions: {},
} as const satisfies TaskDescription;
