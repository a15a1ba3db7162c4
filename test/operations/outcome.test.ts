import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { systems } from '../../nodes/catalogue/index.ts';
import { eventsOf } from '../../nodes/runtime/operation/outcome.ts';
import { operationsOf } from '../../nodes/schema/describe.ts';
import { type ChannelServer, startChannelServer } from '../support/channel-server.ts';
import { eventually } from '../support/eventually.ts';
import { account, fresh, operation, responseOf, tab } from '../support/flow.ts';
import { type NodeRed, startNodeRed } from '../support/node-red.ts';
import { connected, events, Simulators, seen, sink } from '../support/opentouch-site.ts';
import { resource } from '../support/recorder.ts';
import type { RecordedRequest, Reply } from '../support/scripted.ts';

type Json = Readonly<Record<string, unknown>>;

interface Case {
  readonly payload: Json;
  /** Events of others, and of other requests. */
  readonly strange: readonly Json[];
  readonly done: readonly Json[];
  readonly failed?: Json;
  readonly reason?: RegExp;
}

const alice = { loginName: 'alice' };
const routing = (event: Json): Pick<Case, 'strange' | 'done' | 'failed' | 'reason'> => ({
  strange: [
    { eventName: 'OnRoutingStateChanged', ...alice, routingState: {} },
    { eventName: 'OnRoutingStateChanged', ...alice, requestId: 'another', routingState: {} },
    { eventName: 'OnRoutingManagementFailed', ...alice, requestId: 'another', resultCode: 'ERROR_SERVICE' },
  ],
  done: [{ eventName: 'OnRoutingStateChanged', ...alice, ...event, routingState: {} }],
  failed: {
    eventName: 'OnRoutingManagementFailed',
    ...alice,
    ...event,
    resultCode: 'ERROR_UNAUTHORIZED',
    cause: 'UNAUTHORIZED_NOT_A_USER',
    comment: 'no such user',
  },
  reason: /could not carry it out: no such user \(ERROR_UNAUTHORIZED\)/,
});
const destinations = [{ type: 'VOICEMAIL', selected: true }];
const presence = (type: string, value: string): Case => ({
  payload: { value },
  strange: [{ eventName: 'OnUserPresenceUpdated', ...alice, presences: [{ type: 'im', value }] }],
  done: [
    {
      eventName: 'OnUserPresenceUpdated',
      ...alice,
      presences: [
        { type: 'phone', value: 'x' },
        { type, value },
      ],
    },
  ],
});
const members = (...loginNames: string[]) => loginNames.map((loginName) => ({ partyInfo: { id: { loginName } } }));
const recording = (action: string, callData: Json, strange: readonly Json[]): Case => ({
  payload: { callRef: 'c1', action },
  strange: strange.map((event) => ({ eventName: 'OnCallModified', ...alice, callRef: 'c1', ...event })),
  done: [{ eventName: 'OnCallModified', ...alice, callRef: 'c1', callData }],
  failed: { eventName: 'OnCallRemoved', ...alice, callRef: 'c1', cause: 'ABANDONED' },
  reason: /the call ended before \(ABANDONED\)/,
});

const call = { ...alice, callRef: 'c1' };
const modified = (event: Json) => ({ eventName: 'OnCallModified', ...call, ...event });
const removed = (cause?: string) => ({ eventName: 'OnCallRemoved', ...call, ...(cause && { cause }) });
const other = (event: Json) => ({ ...event, callRef: 'another' });
const ended = { failed: removed('ABANDONED'), reason: /the call ended before \(ABANDONED\)/ };
const state = (value: string) => ({ callData: { state: value } });
const leg = (deviceId: string, value: string) => ({ modifiedLegs: [{ deviceId, media: 'AUDIO', state: value }] });
/** An operation after which the call is in a state, which the server tells with the call or with the leg. */
const intoState = (payload: Json, before: string, after: string): readonly Case[] =>
  [state(after), leg('1001', after)].map((event) => ({
    payload: { callRef: 'c1', deviceId: '1001', ...payload },
    strange: [modified(state(before)), modified({ callData: {} }), other(modified(state(after)))],
    done: [modified(event)],
    ...ended,
  }));
/** An operation after which the call is no longer the user's. */
const leaves = (payload: Json, cause?: string): readonly Case[] =>
  [removed(cause), modified(state('RELEASING'))].map((event) => ({
    payload: { callRef: 'c1', ...payload },
    strange: [modified(state('ACTIVE')), other(removed(cause))],
    done: [event],
    ...(cause && ended),
  }));
const arrives = (payload: Json, cause?: string): Case => {
  const created = (deviceId: string, why = cause) => ({
    eventName: 'OnCallCreated',
    ...call,
    legs: [{ deviceId, media: 'AUDIO' }],
    ...(why && { cause: why }),
  });
  const another = cause ? [created('1001', 'TRANSFERRED')] : [];
  return { payload: { deviceId: '1001', ...payload }, strange: [created('1101'), ...another], done: [created('1001')] };
};

/** By node type, one or more. */
const cases: Readonly<Record<string, readonly Case[]>> = {
  'opentouch-set-routes': [{ payload: { requestId: 'r1', forwardRoutes: [] }, ...routing({ requestId: 'r1' }) }],
  'opentouch-set-overflow-routes': [
    {
      payload: { requestId: 'r2', overflowRoutes: [{ overflowType: 'BUSY', destinations }] },
      ...routing({ requestId: 'r2' }),
    },
  ],
  'opentouch-cancel-overflow-routes': [{ payload: { requestId: 'r3' }, ...routing({ requestId: 'r3' }) }],
  'opentouch-apply-routing-profile': [
    { payload: { requestId: 'r4', profileId: '0' }, ...routing({ requestId: 'r4' }) },
  ],
  'opentouch-change-group-role': [
    {
      payload: {
        groupId: 'g1',
        newMemberRoles: [
          { memberId: { loginName: 'frank' }, roles: ['AGENT'] },
          { memberId: { loginName: 'bob' }, roles: ['AGENT'] },
        ],
      },
      strange: [
        { eventName: 'OnGroupModified', ...alice, identifier: 'g2', modifiedMembers: members('frank', 'bob') },
        { eventName: 'OnGroupModified', ...alice, identifier: 'g1', modifiedMembers: members('frank') },
        { eventName: 'OnGroupModified', ...alice, identifier: 'g1', modifiedMembers: members('carol') },
      ],
      done: [{ eventName: 'OnGroupModified', ...alice, identifier: 'g1', modifiedMembers: members('bob') }],
      failed: {
        eventName: 'OnGroupLoggedFailed',
        ...alice,
        identifier: 'g1',
        causeId: 'NO_RIGHT',
        description: 'bob is no agent',
      },
      reason: /bob is no agent \(NO_RIGHT\)/,
    },
  ],
  'opentouch-set-basic-presence': [presence('basic', 'busy'), presence('basic', '')],
  'opentouch-set-calendar-presence': [presence('calendar', 'in-a-meeting')],
  'opentouch-set-presence-note': [presence('note', 'at the dentist')],
  'opentouch-answer-call': intoState({}, 'RINGING_INCOMING', 'ACTIVE'),
  'opentouch-answer-basic-call': [
    {
      payload: { deviceId: '1001' },
      strange: [modified(leg('1101', 'ACTIVE')), modified(leg('1001', 'RINGING_INCOMING'))],
      done: [modified(leg('1001', 'ACTIVE'))],
    },
  ],
  'opentouch-hold-call': intoState({}, 'ACTIVE', 'HELD'),
  'opentouch-retrieve-call': [...intoState({}, 'HELD', 'ACTIVE'), ...intoState({}, 'HELD', 'RINGING_OUTGOING')],
  'opentouch-alternate-call': intoState({}, 'HELD', 'ACTIVE'),
  'opentouch-release-call': leaves({}),
  'opentouch-drop-me-from-call': leaves({}),
  'opentouch-drop-me-from-basic-call': [removed(), modified(state('RELEASING'))].map((event) => ({
    payload: {},
    strange: [modified(state('HELD'))],
    done: [event],
  })),
  'opentouch-blind-transfer-call': leaves({ transferTo: '1003' }, 'TRANSFERRED'),
  'opentouch-transfer-call': leaves({ heldCallRef: 'c2' }, 'TRANSFERRED'),
  'opentouch-redirect-call': leaves({ redirectTo: '1003' }, 'REDIRECTED'),
  'opentouch-park-call': leaves({ parkTo: '1003' }, 'TRANSFERRED'),
  'opentouch-merge-calls': [
    modified({ cause: 'CONFERENCED' }),
    modified({ callRef: 'c2', replacedByCallRef: 'c1' }),
    modified({ callRef: 'c3', previousCallRef: 'c2' }),
  ].map((event) => ({
    payload: { callRef: 'c1', heldCallRef: 'c2' },
    strange: [
      modified({}),
      modified({ callRef: 'c2', cause: 'CONFERENCED' }),
      modified({ callRef: 'c4', replacedByCallRef: 'c1' }),
    ],
    done: [event],
    ...ended,
  })),
  'opentouch-overflow-to-voicemail': [modified({ cause: 'FORWARDED' }), modified(state('ACTIVE'))].map((event) => ({
    payload: { callRef: 'c1' },
    strange: [modified(state('RINGING_OUTGOING')), other(event)],
    done: [event],
    ...ended,
  })),
  'opentouch-add-participant': [
    {
      payload: { callRef: 'c1', callee: '1003' },
      strange: [modified({ addedParticipants: [] }), modified({ modifiedParticipants: [{ participantId: 'p2' }] })],
      done: [modified({ addedParticipants: [{ participantId: 'p3' }] })],
      ...ended,
    },
  ],
  'opentouch-drop-participant': [modified({ removedParticipantIds: ['p1', 'p3'] }), removed()].map((event) => ({
    payload: { callRef: 'c1', participantId: 'p3' },
    strange: [modified({ removedParticipantIds: ['p1'] }), other(event)],
    done: [event],
  })),
  'opentouch-switch-device': [
    modified({ addedLegs: [{ deviceId: '1101', media: 'AUDIO' }] }),
    modified(leg('1101', 'ACTIVE')),
  ].map((event) => ({
    payload: { callRef: 'c1', legId: '1001', otherDeviceId: '1101' },
    strange: [modified(leg('1001', 'ACTIVE')), modified(leg('1101', 'RINGING_INCOMING')), other(event)],
    done: [event],
    ...ended,
  })),
  'opentouch-pick-up-call': [arrives({ otherPhoneNumber: '1003' }, 'PICKED_UP'), arrives({ otherPhoneNumber: '1003' })],
  'opentouch-unpark-call': [arrives({})],
  'opentouch-delete-voicemail': [
    {
      payload: { mailboxId: 'm1', voicemailId: 'v1' },
      strange: [
        { eventName: 'OnMessageDeleted', ...alice, mailboxId: 'm1', messageId: 'v2' },
        { eventName: 'OnMessageDeleted', ...alice, mailboxId: 'm2', messageId: 'v1' },
      ],
      done: [{ eventName: 'OnMessageDeleted', ...alice, mailboxId: 'm1', messageId: 'v1' }],
    },
  ],
  'opentouch-record-call': [
    recording('start', { recordState: 'RECORDING' }, [{}, { callData: { state: 'HELD' } }]),
    recording('pause', { recordState: 'PAUSED' }, [{ callData: { recordState: 'RECORDING' } }]),
    recording('stop', { state: 'ACTIVE' }, [{}, { callData: { recordState: 'RECORDING' } }]),
  ],
  'opentouch-mute-device': ['true', 'false'].map((mute) => ({
    payload: { deviceId: '1001', mute },
    strange: [
      { eventName: 'OnDeviceMuteSuccess', ...alice, deviceId: '1101', ...(mute === 'true' && { mute: true }) },
      { eventName: 'OnDeviceMuteSuccess', ...alice, deviceId: '1001', ...(mute === 'false' && { mute: true }) },
    ],
    // Servers leave out what is false.
    done: [{ eventName: 'OnDeviceMuteSuccess', ...alice, deviceId: '1001', ...(mute === 'true' && { mute: true }) }],
    failed: { eventName: 'OnDeviceMuteFailed', ...alice, deviceId: '1001', nativeCode: '17', info: 'out of service' },
    reason: /out of service \(17\)/,
  })),
};

const concluded = operationsOf(systems.opentouch).filter(({ outcome }) => outcome);

test('every operation that an event concludes is tried here', () => {
  assert.deepEqual(Object.keys(cases).sort(), concluded.map(({ type }) => type).sort());
});

let red: NodeRed;
let server: ChannelServer;
before(async () => {
  red = await startNodeRed();
});
after(() => red.stop());

const out = () => red.nextOf(['out', 'errors']);

describe('an operation that an event concludes', () => {
  interface Play {
    readonly properties?: Json;
    /** The answer of the operation. */
    readonly reply?: Reply;
    /** The answer to a request for a subscription. */
    readonly subscription?: Reply;
    /** Whether an event source follows the same events, to the sink `heard`. */
    readonly source?: boolean;
  }

  /** Deploys the operation at a server that answers it with 204. */
  async function play(type: string, { properties = {}, reply, subscription, source }: Play = {}): Promise<void> {
    server = await startChannelServer();
    server.answer((request) => {
      const path = resource(request);
      if (subscription && path === '/subscriptions') return subscription;
      return isOperation(request) ? (reply ?? { status: 204 }) : undefined;
    });
    const { outcome } = concluded.find((one) => one.type === type) ?? {};
    const events = outcome ? eventsOf(outcome) : [];
    const follower = fresh('source', 'opentouch-events', { z: 'tab', server: 'server', packages: [], events });
    const heard = { id: 'heard', type: 'test-sink', z: 'tab', wires: [[]] };
    const nodes = source ? [{ ...follower, wires: [['heard']] }, heard] : [];
    await red.deploy(tab(account(server.url), operation(type, {}, properties), ...nodes));
    if (source) await red.untilStatus('source', ({ fill }) => fill === 'green');
  }

  const isOperation = (request: RecordedRequest) =>
    request.method !== 'GET' &&
    /^\/(routing|groups|presence|messaging|telephony\/(basicCall|calls|devices))/.test(resource(request));
  const requests = () => server.recorder.requests.filter(isOperation);
  const asked = (count = 1) => eventually(() => requests().length === count, 'the request of the operation');

  afterEach(async () => {
    await red.deploy([]);
    await server.stop();
  });

  for (const { type } of concluded) {
    for (const { payload, strange, done, failed, reason } of cases[type] ?? []) {
      const name = `${type} ${JSON.stringify(payload)}`;
      test(`${name} is done when the event says so, and not before`, async () => {
        await play(type, { source: true });
        red.inject('operation', { payload: { ...payload } });
        await asked();
        for (const event of strange) server.say(event);
        for (const _ of strange) await red.next('heard');
        assert.deepEqual([red.waiting('out'), red.waiting('errors')], [[], []]);
        for (const event of done) server.say(event);
        const { sink, message } = await out();
        assert.equal(sink, 'out', JSON.stringify(message['error']));
        assert.equal(responseOf(message).outcome, 'done');
        assert.deepEqual(message['payload'], payload);
        // The message follows the event.
        assert.equal(red.waiting('heard').length, done.length);
        red.forget();
      });
      if (!failed) continue;
      test(`${name} fails with the reason that the event tells`, async () => {
        await play(type);
        red.inject('operation', { payload: { ...payload } });
        await asked();
        // The server knew which events are wanted before it was asked to do anything.
        const order = server.recorder.requests.map((request) => resource(request));
        const [request] = requests();
        assert.ok(request && order.indexOf('/subscriptions') < order.indexOf(resource(request)));
        server.say(failed);
        const { sink, message } = await out();
        assert.equal(sink, 'errors');
        const { code, message: sentence, cause } = message['error'] as { code: string; message: string; cause: Json };
        assert.equal(code, 'NOT_DONE');
        assert.match(sentence, reason ?? /./);
        assert.deepEqual([cause['sent'], cause['canRetry']], ['yes', false]);
      });
    }
  }

  const routes = { forwardRoutes: [] };
  const changed = { eventName: 'OnRoutingStateChanged', ...alice, routingState: {} };
  const outcomeOfNext = async () => {
    const { sink, message } = await out();
    assert.equal(sink, 'out', JSON.stringify(message['error']));
    return responseOf(message).outcome;
  };

  test('an event that comes before the answer counts', async () => {
    let finish = (): void => undefined;
    const stream: Reply['stream'] = (response) => {
      finish = () => response.end();
    };
    const reply: Reply = { status: 200, stream };
    await play('opentouch-set-routes', { reply, source: true });
    red.inject('operation', { payload: { ...routes, requestId: 'r1' } });
    await asked();
    server.say({ ...changed, requestId: 'r1' });
    await red.next('heard');
    finish();
    assert.equal(await outcomeOfNext(), 'done');
  });

  test('a request gets an id of its own where nobody gives one', async () => {
    await play('opentouch-set-routes');
    const ids = [];
    for (const count of [1, 2]) {
      red.inject('operation', { payload: routes });
      await asked(count);
      const { requestId } = JSON.parse(String(requests().at(-1)?.body));
      ids.push(requestId);
      server.say({ ...changed, requestId });
      assert.equal(await outcomeOfNext(), 'done');
    }
    assert.equal(new Set(ids).size, 2);
    assert.equal(server.count('POST', /^\/subscriptions$/), 1);
  });

  test('is only accepted when no event comes in time', async () => {
    await play('opentouch-set-routes', { properties: { resultTimeout: '1' } });
    red.inject('operation', { payload: routes });
    assert.equal(await outcomeOfNext(), 'accepted');
  });

  test('does not wait where its dialog says so', async () => {
    await play('opentouch-set-routes', { properties: { waitForResult: false } });
    red.inject('operation', { payload: routes });
    assert.equal(await outcomeOfNext(), 'accepted');
    assert.equal(server.count('POST', /^\/subscriptions$/), 0);
    assert.equal(JSON.parse(String(requests()[0]?.body)).requestId, undefined);
  });

  for (const subscription of [
    { status: 200, body: { status: 'REFUSED', message: 'no licence left' } },
    { status: 403, body: { type: 'NOT_ALLOWED', code: 1002, canRetry: false } },
  ]) {
    test(`is only accepted, and the account is well, where events are refused with ${subscription.status}`, async () => {
      await play('opentouch-set-routes', { subscription, properties: { resultTimeout: '60' } });
      for (const _ of [1, 2]) {
        red.inject('operation', { payload: routes });
        assert.equal(await outcomeOfNext(), 'accepted');
      }
      // It is not asked again and again.
      assert.equal(server.count('POST', /^\/subscriptions$/), 1);
      assert.equal(server.count('POST', /^\/routing$/), 2);
      const { fill } = await red.untilStatus('operation', ({ text }) => text !== 'status.sending');
      assert.equal(fill, 'grey');
    });
  }

  for (const [what, value, outcome] of [
    ['as asked for', 'busy', 'done'],
    ['another', 'free', 'accepted'],
  ] as const) {
    for (const refused of [false, true]) {
      test(`looks at the state where no event comes (${refused ? 'refused' : 'silent'}); it is ${what}`, async () => {
        const subscription: Reply = { status: 200, body: { status: 'REFUSED', message: 'no licence left' } };
        const properties = { resultTimeout: '2' };
        await play('opentouch-set-basic-presence', { properties, ...(refused && { subscription }) });
        server.answer((request) => {
          const path = resource(request);
          if (refused && path === '/subscriptions') return subscription;
          if (request.method !== 'GET' || path !== '/presence/user/basic') return undefined;
          return { status: 200, body: { type: 'basic', value } };
        });
        red.inject('operation', { payload: { value: 'busy' } });
        assert.equal(await outcomeOfNext(), outcome);
      });
    }
  }

  test('stops waiting when the node is closed', async () => {
    await play('opentouch-set-routes', { properties: { resultTimeout: '60' } });
    red.inject('operation', { payload: routes });
    await asked();
    const started = performance.now();
    await red.deploy([]);
    assert.ok(performance.now() - started < 10_000);
  });
});

describe('an administrator', () => {
  const simulators = new Simulators();
  afterEach(async () => {
    await red.deploy([]);
    await simulators.stop();
  });

  /** Deploys nodes of the administrator's account and a source that follows alice. */
  async function administer(licences: number) {
    const simulator = await simulators.start({ licences });
    const admin = account(simulator.url, { credentials: { login: 'admin', password: 'admin-secret' } });
    await red.deploy([
      ...tab(
        admin,
        operation('opentouch-set-presence-note'),
        operation('opentouch-cancel-overflow-routes', {}, { id: 'cancel' }),
      ),
      events('source', { packages: [], events: ['OnUserPresenceUpdated'], loginNames: 'alice' }),
      sink('heard'),
    ]);
    await red.untilStatus('source', connected);
    return simulator;
  }
  const setNote = async (loginName: string, value: string) => {
    red.inject('operation', { payload: { loginName, value } });
    const { sink: where, message } = await out();
    assert.equal(where, 'out', JSON.stringify(message['error']));
    return responseOf(message).outcome;
  };

  test('hears of each user for whom something is done', async () => {
    const simulator = await administer(100);
    for (const user of ['alice', 'bob', 'carol', 'bob']) {
      assert.equal(await setNote(user, `${user} ${Math.random()}`), 'done');
    }
    assert.equal(seen(simulator, 'opentouch-create-subscription'), 1);
    assert.equal(seen(simulator, 'channel'), 1);
    // A source hears of whom it follows, and of nobody else.
    assert.equal(red.waiting('heard').length, 1);
    red.forget();
  });

  test('does without where licences do not suffice, and sources go on', async () => {
    await administer(1);
    red.inject('cancel', { payload: { loginName: 'bob' } });
    assert.equal(responseOf((await red.next('out')) ?? {}).outcome, 'accepted');
    // What can be read needs no event.
    assert.equal(await setNote('bob', 'gone'), 'done');
    assert.equal(await setNote('alice', 'here'), 'done');
    const { payload } = await red.next('heard');
    assert.equal((payload as { loginName: string }).loginName, 'alice');
    await red.untilStatus('source', connected);
  });
});

describe('what the reference does not let a user do', () => {
  const simulators = new Simulators();
  afterEach(async () => {
    await red.deploy([]);
    await simulators.stop();
  });

  const forward = (type: string, forwardType?: string, number = '1004', selected = true) => ({
    forwardRoutes: [{ ...(forwardType && { forwardType }), destinations: [{ type, number, selected }] }],
  });
  const overflow = (type: string, number?: string) => ({
    overflowRoutes: [{ overflowType: 'BUSY', destinations: [{ type, ...(number && { number }), selected: true }] }],
  });
  const presented = (type: string) => ({ presentationRoutes: [{ destinations: [{ type, selected: true }] }] });
  const [routes, overflows] = ['opentouch-set-routes', 'opentouch-set-overflow-routes'];

  /** Carries an operation out for a user; alice is a multimedia user, bob a standard one. */
  async function play(login: string, type: string, payload: Json) {
    const simulator = await simulators.start();
    const server = account(simulator.url, { credentials: { login, password: `${login}-secret` } });
    await red.deploy(tab(server, operation(type)));
    red.inject('operation', { payload });
    const arrival = await out();
    return { ...arrival, error: arrival.message['error'] as { code: string; message: string; cause: Json }, simulator };
  }

  const kinds: readonly (readonly [login: string, type: string, payload: Json, reason: RegExp])[] = [
    [
      'alice',
      routes,
      forward('NUMBER'),
      /forwardRoutes\[0\]\.destinations\[0\]\.type.* NUMBER is for users of type STANDARD only; .* is MULTIMEDIA/,
    ],
    ['alice', routes, forward('USER', 'BUSY'), /forwardRoutes\[0\]\.forwardType.* BUSY is for users of type STANDARD/],
    ['bob', routes, presented('VIDEO'), /VIDEO is for users of type MULTIMEDIA/],
    ['bob', overflows, overflow('USER', '1004'), /USER is for users of type MULTIMEDIA/],
    ['alice', overflows, overflow('ASSOCIATE', '1004'), /ASSOCIATE is for users of type STANDARD/],
  ];
  for (const [login, type, payload, reason] of kinds) {
    test(`is refused before it is sent where the kind of user is at fault: ${login}, ${JSON.stringify(payload)}`, async () => {
      const { sink: where, error, simulator } = await play(login, type, payload);
      assert.equal(where, 'errors');
      assert.equal(error.code, 'INVALID_INPUT');
      assert.match(error.message, reason);
      assert.equal(seen(simulator, type), 0);
    });
  }

  test('does not matter where it is switched off, nor to whom it is allowed', async () => {
    const off = await play('alice', routes, forward('NUMBER', undefined, '1004', false));
    assert.equal(responseOf(off.message).outcome, 'done');
    await red.deploy([]);
    const allowed = await play('bob', routes, forward('NUMBER', 'BUSY'));
    assert.equal(responseOf(allowed.message).outcome, 'done');
  });

  type Told = readonly (readonly [login: string, type: string, limits: readonly Json[]])[];
  const told: Told = [
    ['alice', 'opentouch-send-dtmf', [{ limit: 'kind', kind: 'STANDARD', is: 'MULTIMEDIA' }]],
    ['alice', 'opentouch-add-participant', []],
    ['bob', 'opentouch-add-participant', [{ limit: 'kind', kind: 'MULTIMEDIA', is: 'STANDARD' }]],
    [
      'bob',
      'opentouch-set-overflow-routes',
      [
        {
          limit: 'values',
          field: 'overflowRoutes',
          values: ['USER', 'OTHER', 'UNKNOWN'],
          kind: 'MULTIMEDIA',
          is: 'STANDARD',
        },
      ],
    ],
  ];
  for (const [login, type, limits] of told) {
    test(`is told to the dialog as soon as the account knows the user: ${login}, ${type}`, async () => {
      const simulator = await simulators.start();
      const server = account(simulator.url, { credentials: { login, password: `${login}-secret` } });
      await red.deploy(tab(server, operation('opentouch-get-logins')));
      const ask = async () => (await fetch(`${red.url}/telephony/limits/server/${type}`)).json();
      // Nobody logs in by opening a dialog.
      assert.deepEqual(await ask(), { limits: [] });
      assert.equal(seen(simulator, 'opentouch-open-session'), 0);
      red.inject('operation', {});
      await red.next('out');
      assert.deepEqual(await ask(), { limits });
    });
  }

  const late: readonly (readonly [login: string, type: string, payload: Json, reason: RegExp])[] = [
    ['alice', routes, forward('USER', undefined, '+33199001020'), /is no user \(ERROR_UNAUTHORIZED\)/],
    ['bob', routes, forward('USER', undefined, '+33199001020'), /is no user \(ERROR_UNAUTHORIZED\)/],
    ['bob', routes, { currentDeviceId: '1001' }, /none of the user's devices/],
    ['alice', 'opentouch-mute-device', { deviceId: 'NOMADIC_alice', mute: 'true' }, /cannot be muted \(NOT_MUTABLE\)/],
  ];
  for (const [login, type, payload, reason] of late) {
    test(`is an error with the reason that an event tells: ${login}, ${JSON.stringify(payload)}`, async () => {
      const { sink: where, error } = await play(login, type, payload);
      assert.equal(where, 'errors');
      assert.equal(error.code, 'NOT_DONE');
      assert.match(error.message, reason);
    });
  }
});
