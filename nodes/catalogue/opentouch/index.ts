import type { System } from '../types.ts';
import { calls } from './calls.ts';
import { channel } from './channel.ts';
import { opentouchChoices } from './choices.ts';
import { comlog } from './comlog.ts';
import { conferences } from './conferences.ts';
import { directory } from './directory.ts';
import { discovery } from './discovery.ts';
import { opentouchExamples } from './examples.ts';
import { groups } from './groups.ts';
import { im } from './im.ts';
import { messaging } from './messaging.ts';
import { presence } from './presence.ts';
import { routing } from './routing.ts';
import { sessions } from './sessions.ts';
import { subscriptions } from './subscriptions.ts';
import { summary } from './summary.ts';
import { users } from './users.ts';

/** The REST API of Alcatel-Lucent Enterprise's OpenTouch server, version 1.0, OpenTouch 2.0 to 2.6. */
export const opentouch = {
  name: 'opentouch',
  account: 'server',
  accountType: 'opentouch-server',
  defaults: ['loginName', 'deviceId'],
  actors: ['loginName', 'deviceId', 'otherDeviceId', 'currentDeviceId'],
  userKind: {
    user: 'loginName',
    operation: 'opentouch-get-user',
    field: 'type',
    rights: { field: 'apiRights', names: { CONFERENCE: 'CONFERENCING' } },
    own: { operation: 'opentouch-get-logins', items: 'loginNames' },
  },
  choices: opentouchChoices,
  examples: opentouchExamples,
  color: '#b79fd3',
  eventName: { type: 'string', at: 'eventName' },
  domains: [
    discovery,
    sessions,
    subscriptions,
    users,
    calls,
    im,
    presence,
    messaging,
    routing,
    directory,
    comlog,
    summary,
    groups,
    conferences,
    channel,
  ],
} as const satisfies System;
