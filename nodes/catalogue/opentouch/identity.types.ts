import type { Representations } from '../types.ts';
import { colleagues } from './choices.ts';

/** Who somebody is, as most chapters of the OpenTouch REST API reference say it. */
export const identityTypes = {
  Identifier: {
    loginName: { type: 'string', choices: colleagues },
    phoneNumber: { type: 'string', dialled: true },
    instantMessagingId: { type: 'string' },
    companyEmail: { type: 'string' },
  },
  PartyInfo: {
    id: { type: 'Identifier', required: true },
    firstName: { type: 'string' },
    lastName: { type: 'string' },
    displayName: { type: 'string' },
  },
} as const satisfies Representations;
