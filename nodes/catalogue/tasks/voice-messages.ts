import { severalUsers } from './choices.ts';
import { account, palette } from './common.ts';
import type { TaskDescription } from './types.ts';

/** Hands on new voice messages, with what was said, ready to be sent as an e-mail. */
export const voiceMessages = {
  ...palette,
  icon: 'telephony-messaging.svg',
  inputs: 0,
  outputs: 1,
  labelFrom: 'userNames',
  properties: {
    name: { value: '' },
    ...account,
    userNames: { value: '', choices: severalUsers, example: 'alice, bob' },
  },
  actions: {},
} as const satisfies TaskDescription;
