import type { System } from '../types.ts';

/** The API of Orange's Business Talk, beta version 1. */
export const businessTalk = {
  name: 'business-talk',
  account: 'account',
  accountType: 'business-talk-account',
  defaults: ['customerCode'],
  color: '#f2b27c',
  domains: [],
} as const satisfies System;
