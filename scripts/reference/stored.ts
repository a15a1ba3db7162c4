import type { StoredInput } from '../../nodes/runtime/operation/inputs.ts';

export const text = (value: string): StoredInput => ({ type: 'str', value });
export const flow = (value: string): StoredInput => ({ type: 'flow', value });
export const jsonata = (value: string): StoredInput => ({ type: 'jsonata', value });
export const json = (value: unknown): StoredInput => ({ type: 'json', value: JSON.stringify(value) });
export const yes: StoredInput = { type: 'bool', value: 'true' };
