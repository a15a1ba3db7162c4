import type { System } from '../types.ts';
import { calls } from './calls.ts';
import { teamingDialects } from './dialects.ts';
import { services } from './services.ts';
import { subscriptions } from './subscriptions.ts';
import { users } from './users.ts';
import { voicemail } from './voicemail.ts';

/** The API of Orange's cloud telephony Teaming, as its getting-started page tells it. */
export const teaming = {
  name: 'teaming',
  account: 'account',
  accountType: 'teaming-account',
  defaults: ['userId'],
  color: '#f2b27c',
  domains: [users, subscriptions, calls, voicemail, services],
  dialects: teamingDialects,
} as const satisfies System;
