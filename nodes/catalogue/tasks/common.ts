import { telephony } from '../category.ts';
import type { Property } from '../property.ts';
import type { SystemName } from '../types.ts';
import { devices, userChoices } from './choices.ts';
import type { TaskValue } from './types.ts';

/** An input that a template, the message or a variable fills. */
export const typed = { editor: 'typed', value: { type: 'str', value: '' } } as const satisfies Property;

/** The account, of either system: only one of the two is shown. */
export const account = {
  system: { editor: 'system', value: 'opentouch', values: ['opentouch', 'teaming'] },
  server: {
    value: '',
    config: 'opentouch-server',
    requiredWhen: { system: ['opentouch'] },
    beside: { system: ['opentouch'] },
  },
  account: {
    value: '',
    config: 'teaming-account',
    requiredWhen: { system: ['teaming'] },
    beside: { system: ['teaming'] },
  },
} as const satisfies Readonly<Record<string, Property>>;

/** The account of a task that only OpenTouch can do. */
export const opentouchAccount = {
  server: { value: '', config: 'opentouch-server', required: true },
} as const satisfies Readonly<Record<string, Property>>;

/** Who acts, and with which telephone. */
export const user = { ...typed, choices: userChoices, example: 'alice' } as const satisfies Property;
/** The telephone to act with. Teaming has one number for all of a user's telephones. */
export const device = {
  ...typed,
  choices: devices,
  example: '1001',
  beside: { system: ['opentouch'] },
} as const satisfies Property;

/** What the inputs of who acts are called by the operations of a system; given to all that have such a field. */
export const identities: Readonly<Partial<Record<SystemName, Readonly<Record<string, TaskValue>>>>> = {
  opentouch: { loginName: { input: 'user' }, deviceId: { input: 'device' } },
  teaming: { userId: { input: 'user' } },
};

/** What all tasks have in common in the palette. */
export const palette = { set: 'tasks', category: telephony, color: '#a6c8e0' } as const;

/** Whether messages that failed leave by a second output, for flows that have to answer somebody. */
export const errorOutput = { editor: 'errors', type: 'boolean', value: false } as const satisfies Property;
