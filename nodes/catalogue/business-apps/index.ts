import type { System } from '../types.ts';
import { partnerEvents } from './events.ts';

/** The events that a partner sends to Orange Business Applications, version 2.2. */
export const businessApps = {
  name: 'business-apps',
  account: 'account',
  accountType: 'business-apps-partner',
  defaults: [],
  color: '#f2b27c',
  domains: [partnerEvents],
} as const satisfies System;
