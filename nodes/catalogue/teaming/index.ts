import type { System } from '../types.ts';

/** The API of Orange's cloud telephony Teaming, as its getting-started page tells it. */
export const teaming = {
  name: 'teaming',
  account: 'account',
  accountType: 'teaming-account',
  defaults: ['userId'],
  color: '#f2b27c',
  domains: [],
} as const satisfies System;
