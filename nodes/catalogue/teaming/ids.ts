import type { Field } from '../types.ts';

/** Whom a request is about: the one who consented, unless another is named. */
export const userId = {
  type: 'string',
  required: true,
  lookup: { operation: 'teaming-get-my-profile', id: 'userId', shows: ['firstName', 'lastName'] },
} as const satisfies Field;

/** Parameters of every list, and the header that tells how long it is. */
export const listQuery = {
  offset: { type: 'int', min: 0, unit: 'items' },
  limit: { type: 'int', min: 1, unit: 'items' },
} as const satisfies Readonly<Record<string, Field>>;

/** How the lists of Teaming come in pages: a header tells how many items there are in all. */
export const listPages = { totalHeader: 'X-Total-Count' } as const;
