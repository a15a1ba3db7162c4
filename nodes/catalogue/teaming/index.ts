import type { System } from '../types.ts';
import { teamingCalls } from './calls.ts';
import { teamingChoices } from './choices.ts';
import { teamingDialects } from './dialects.ts';
import { eventName, notifications } from './notifications.ts';
import { services } from './services.ts';
import { teamingSubscriptions } from './subscriptions.ts';
import { teamingUsers } from './users.ts';
import { teamingVoicemail } from './voicemail.ts';

/** The API of Orange's cloud telephony Teaming, as its getting-started page tells it. */
export const teaming = {
  name: 'teaming',
  account: 'account',
  accountType: 'teaming-account',
  defaults: ['userId'],
  actors: ['userId'],
  choices: teamingChoices,
  examples: {
    address: '+33123456789',
    applicationId: 'Node-RED',
    callBackUrl: 'https://flows.example.com/teaming',
    expires: '3600',
    forwardToPhoneNumber: '+33123456789',
    limit: '20',
    numberOfRings: '5',
    targetId: 'alice@example.com',
    userId: 'alice@example.com',
  },
  color: '#f2b27c',
  domains: [teamingUsers, teamingSubscriptions, notifications, teamingCalls, teamingVoicemail, services],
  eventName,
  otherEvent: 'other',
  dialects: teamingDialects,
} as const satisfies System;
