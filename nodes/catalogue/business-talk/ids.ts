import type { Field } from '../types.ts';

/** A country's code; new ones come up before anybody updates a list. */
export const country = {
  type: 'Country',
  required: true,
  free: true,
  named: 'region',
  pattern: { form: '^[A-Z]{2}$', examples: 'FR, DE' },
} as const satisfies Field;

/** Which customer it is about; the only one that the key may act for, if nobody says. */
export const customerCode = {
  type: 'string',
  required: true,
  lookup: { operation: 'business-talk-get-customers', id: 'customerCode', shows: ['name'] },
} as const satisfies Field;
