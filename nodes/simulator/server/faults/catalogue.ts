import type { Fault } from './faults.ts';

/** Everything of the simulator that can fail by itself: the four APIs, and the sign-in that Orange's have in common. */
export const failingSystems = ['opentouch', 'orange', 'teaming', 'business-talk', 'business-apps'] as const;

/** Name of a part of the simulator that can fail by itself. */
export type FailingSystem = (typeof failingSystems)[number];

/** Trouble as it is known from the field, put together from what the simulator can do wrong. Data; nothing in it runs. */
export interface NamedFault {
  /** As people call it. */
  readonly title: string;
  /** What the server does, in one sentence. */
  readonly does: string;
  /** What a flow sees of it, in one sentence. */
  readonly seen: string;
  /** What it can befall; all of them at once unless one is named when it starts. */
  readonly systems: readonly FailingSystem[];
  /** What requests meet for as long as it lasts. */
  readonly requests?: readonly Fault[];
  /** What is switched on in the systems for as long as it lasts. */
  readonly switches?: readonly string[];
  /** What happens when it starts. */
  readonly actions?: readonly string[];
  /** Seconds after which the actions happen again, for as long as it lasts. */
  readonly every?: number;
}

/** The faults that can be started by name. */
export const namedFaults = {
  'wrong-password': {
    title: 'Wrong password',
    does: 'OpenTouch ends all sessions and refuses every password with 401.',
    seen: 'The account stops with one error and tries no second time, for a second attempt could lock the user out.',
    systems: ['opentouch'],
    switches: ['refuse-passwords'],
    actions: ['expire-sessions'],
  },
  'wrong-secret': {
    title: 'Wrong client secret',
    does: 'Orange makes all access tokens invalid and refuses every client secret with 401.',
    seen: 'Requests of Teaming and Business Talk accounts fail until the secret is right again.',
    systems: ['orange'],
    requests: [
      { on: 'token', status: 401, type: 'invalid_client' },
      { on: 'client-token', status: 401, type: 'invalid_client' },
    ],
    actions: ['expire-tokens'],
  },
  'server-down': {
    title: 'Server down',
    does: 'Every connection is reset, and open event channels break.',
    seen: 'The account says when it tries again, ever more slowly; after the end it reads back what it has missed.',
    systems: failingSystems,
    requests: [{ reset: true }],
    actions: ['cut-channels'],
  },
  slow: {
    title: 'Slow server',
    does: 'Every answer takes four seconds longer.',
    seen: 'Results arrive late, or not before the timeout of the account, whose error then says so.',
    systems: failingSystems,
    requests: [{ delay: 4000 }],
  },
  unavailable: {
    title: '503 Service Unavailable',
    does: 'Every request is answered with 503, and open event channels break.',
    seen: 'The account waits and tries again; operations fail with an error that may be retried.',
    systems: failingSystems,
    requests: [{ status: 503 }],
    actions: ['cut-channels'],
  },
  'answer-lost': {
    title: 'Answer lost',
    does: 'Every request is carried out, and its connection is reset instead of answered.',
    seen: 'Nothing that may have been carried out is sent again; the error says that the outcome is not known.',
    systems: failingSystems,
    requests: [{ lost: true }],
  },
  'silent-channel': {
    title: 'Silent channel',
    does: 'Event channels stay open, but nothing comes through any more; what would have come is lost.',
    seen: 'The account misses the keepalive, opens the channel again and reads the state back when events come again.',
    systems: ['opentouch'],
    switches: ['silence-channels'],
  },
  'buffered-proxy': {
    title: 'Buffering proxy',
    does: 'A proxy holds the lines of event channels back until it has 8 kB of them, or the channel ends.',
    seen: 'Events come late and all at once; the proxy needs the directive proxy_buffering off.',
    systems: ['opentouch'],
    switches: ['buffer-channels'],
  },
  'session-lost': {
    title: 'Session lost',
    does: 'OpenTouch forgets every session, and again every five seconds.',
    seen: 'The account logs in again, subscribes again and reads the state back; requests succeed nevertheless.',
    systems: ['opentouch'],
    actions: ['expire-sessions'],
    every: 5,
  },
  'licence-missing': {
    title: 'Licence missing',
    does: 'No user of OpenTouch has a licence any more, and subscriptions of administrators are refused.',
    seen: 'Operations that need a licence fail with NOT_ALLOWED and the name of the licence; the channel stays open.',
    systems: ['opentouch'],
    switches: ['withdraw-licences'],
  },
  'clear-addresses': {
    title: 'Addresses in clear',
    does: 'OpenTouch hands out addresses that begin with http:// although it was asked by https.',
    seen: 'The account does not follow them in clear, so no password leaves it; without https nothing is to be seen.',
    systems: ['opentouch'],
    switches: ['hand-out-clear-addresses'],
  },
  'switch-over': {
    title: 'Switch-over',
    does: 'The second server of a redundant OpenTouch takes over: it knows no session, and answers 503 until the end.',
    seen: 'The account logs in at the other server as soon as it answers, and reads the state back.',
    systems: ['opentouch'],
    requests: [{ status: 503, type: 'NOT_READY' }],
    actions: ['cut-channels', 'expire-sessions'],
  },
  'token-limit': {
    title: 'Token endpoint 429',
    does: 'Access tokens are out of date, and the token endpoints of Orange answer 429.',
    seen: 'Accounts wait before they ask for a token again; operations fail meanwhile with an error that may be retried.',
    systems: ['orange'],
    requests: [
      { on: 'token', status: 429 },
      { on: 'client-token', status: 429 },
    ],
    actions: ['expire-tokens'],
  },
  'webhook-lost': {
    title: 'Webhook lost',
    does: 'Teaming sends no notification, and none of what happens meanwhile is sent later.',
    seen: 'The next notification has a gap in its sequence, and the account reads the state back.',
    systems: ['teaming'],
    switches: ['lose-notifications'],
  },
} as const satisfies Readonly<Record<string, NamedFault>>;

/** Name of a fault that can be started. */
export type FaultName = keyof typeof namedFaults;
