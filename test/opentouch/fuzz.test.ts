import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { after, before, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { opentouch } from '../../nodes/catalogue/opentouch/index.ts';
import type { System } from '../../nodes/catalogue/types.ts';
import { CallTracking } from '../../nodes/opentouch/calls/call-tracking.ts';
import { EventDispatcher } from '../../nodes/opentouch/channel/dispatcher.ts';
import type { ChannelListener } from '../../nodes/opentouch/channel/listener.ts';
import { readEvents } from '../../nodes/opentouch/channel/reader.ts';
import type { UserState } from '../../nodes/opentouch/channel/resync.ts';
import type { TelephonyError } from '../../nodes/runtime/errors.ts';
import type { Json } from '../../nodes/schema/json.ts';
import { sampleOf } from '../../nodes/schema/sample.ts';
import { type ChannelServer, startChannelServer } from '../support/channel-server.ts';
import { Client, quick, settings } from '../support/opentouch.ts';
import { resource } from '../support/recorder.ts';
import { spoiled } from '../support/spoiled.ts';

/**
 * Everything that a server sends, spoiled in every place in every way that was ever seen: a field that is missing, null,
 * doubled, alone where a list is due, or of another type. Nothing of it may throw, and no event may be lost by it.
 */

const system: System = opentouch;

function sampleOfEvent(name: string): Json {
  const domain = system.domains.find(({ events }) => name in events);
  const type = domain?.events[name]?.type;
  assert.ok(domain && type);
  return { ...(sampleOf(domain, { type }, name) as Json), eventName: name };
}

const problems: TelephonyError[] = [];
const rejections: unknown[] = [];
const keep = (reason: unknown) => rejections.push(reason);
before(() => process.on('unhandledRejection', keep));
after(() => {
  process.off('unhandledRejection', keep);
  assert.deepEqual(rejections, []);
});

function listener(onEvent: (event: Json) => void): ChannelListener {
  return {
    interest: {
      packages: ['telephony'],
      events: system.domains.flatMap(({ events }) => Object.keys(events)),
      loginNames: [],
    },
    onEvent,
    onState: () => undefined,
    onResync: () => undefined,
    onProblem: (problem) => problems.push(problem),
  };
}

for (const name of system.domains.flatMap(({ events }) => Object.keys(events))) {
  test(`${name}, however spoiled, reaches every source, and calls go on being told`, async () => {
    const dispatcher = new EventDispatcher();
    const heard: Json[] = [];
    const told: unknown[] = [];
    const tracking = new CallTracking((_moment, summary) => told.push(JSON.stringify(summary)));
    dispatcher.add(listener((event) => tracking.receive(event)));
    dispatcher.add(listener((event) => heard.push(event)));
    const stream = new PassThrough();
    let garbage = 0;
    const ending = readEvents(
      stream,
      {
        onEvent: (event, line) => dispatcher.deliver(event, line),
        onGarbage: () => {
          garbage += 1;
        },
        onHeard: () => undefined,
      },
      { silence: 60_000, life: 60_000 },
    );
    const lines = [...spoiled(sampleOfEvent(name))].map((event) => JSON.stringify(event));
    const named = lines.filter((line) => typeof JSON.parse(line).eventName === 'string');
    // A list of takers that differs from event to event would hide what one of them does to the other.
    for (const line of lines) stream.write(`${line}\r\n`);
    const healthy = { eventName: 'OnCallCreated', callRef: 'healthy', callData: { state: 'RINGING_INCOMING' } };
    stream.end(`${JSON.stringify(healthy)}\r\n`);
    assert.equal((await ending).how, 'ended');
    assert.equal(heard.length, named.length + 1);
    assert.equal(garbage, lines.length - named.length);
    assert.deepEqual(problems, []);
    assert.ok(told.some((summary) => String(summary).includes('"healthy"')));
  });
}

test('each source gets an event of its own, however deep, and none sees what another does to it', () => {
  const dispatcher = new EventDispatcher();
  const heard: Json[] = [];
  const spoil = (event: Json) => {
    const [inner = {}] = (event['list'] ?? []) as Record<string, unknown>[];
    heard.push(structuredClone({ inner }));
    inner['spoiled'] = true;
  };
  for (let count = 0; count < 3; count += 1) dispatcher.add(listener(spoil));
  const line = '{"eventName":"OnUnknown","list":[{"a":null,"__proto__":{"b":1}}]}';
  dispatcher.deliver(JSON.parse(line), line);
  assert.deepEqual(
    new Set(heard.map((event) => JSON.stringify(event))),
    new Set(['{"inner":{"a":null,"__proto__":{"b":1}}}']),
  );
});

test('an event too deep to be copied reaches every source all the same', () => {
  const dispatcher = new EventDispatcher();
  let heard = 0;
  for (let count = 0; count < 3; count += 1) {
    dispatcher.add(
      listener(() => {
        heard += 1;
      }),
    );
  }
  const depth = 20_000;
  const deep = `{"eventName":"OnUnknown","list":${'['.repeat(depth)}${']'.repeat(depth)}}`;
  dispatcher.deliver(JSON.parse(deep), deep);
  assert.equal(heard, 3);
  assert.deepEqual(problems, []);
});

test('the state of the calls, however spoiled, is taken for what it says', () => {
  const domain = system.domains.find(({ set }) => set === 'opentouch-calls');
  assert.ok(domain);
  const state = sampleOf(domain, { type: 'TelephonicState' }, 'state');
  let count = 0;
  for (const telephonicState of spoiled(state)) {
    for (const users of [[{ telephonicState }], [{ loginName: 'alice', telephonicState }]] as UserState[][]) {
      const tracking = new CallTracking((_moment, summary) => JSON.stringify(summary));
      tracking.expectState();
      tracking.correct({ users });
      tracking.receive(sampleOfEvent('OnCallModified'));
      tracking.correct({ users: [{ loginName: 'alice', telephonicState: { calls: [] } }] });
      count += 1;
    }
  }
  assert.ok(count > 200, String(count));
});

/** Answers of a log-in and a subscription, by their path. */
const steps: readonly [string, string, (server: ChannelServer) => Json][] = [
  [
    'the discovery',
    '/api/rest',
    ({ url }) => ({
      versions: [{ id: '1.0', status: 'CURRENT', publicUrl: `${url}/api/rest/authenticate`, internalUrl: url }],
    }),
  ],
  [
    'the authentication',
    '/api/rest/authenticate',
    ({ url }) => ({
      credential: 'c',
      publicUrl: `${url}/api/rest/1.0/sessions`,
      internalUrl: `${url}/api/rest/1.0/sessions`,
    }),
  ],
  [
    'the session',
    '/sessions',
    ({ url }) => ({
      admin: false,
      timeToLive: 1800,
      publicBaseUrl: `${url}/api/rest/1.0`,
      privateBaseUrl: url,
      services: [],
    }),
  ],
  [
    'the subscription',
    '/subscriptions',
    ({ url }) => ({ subscriptionId: 's', publicPollingUrl: `${url}/OTEvents?id=s`, status: 'ACCEPTED' }),
  ],
];

for (const [name, path, whole] of steps) {
  test(`${name}, however spoiled, ends in a connection or in an error that says so, and is survived`, async () => {
    const server = await startChannelServer();
    try {
      for (const body of spoiled(whole(server))) {
        let spoilt = true;
        server.answer((request) => (spoilt && resource(request) === path ? { status: 200, body } : undefined));
        const client = new Client(settings(server.url), { ...quick, firstRetry: 5, longestRetry: 10, gather: 1 });
        const ear = client.listen();
        const settled = () => ['connected', 'waiting'].includes(ear.states.at(-1)?.kind ?? '');
        await ear.until(settled, `an outcome of ${JSON.stringify(body)}`);
        const last = ear.states.at(-1);
        if (last?.kind === 'waiting') assert.ok(/^[A-Z_0-9]+$/.test(last.reason.code));
        spoilt = false;
        await ear.until(() => ear.states.at(-1)?.kind === 'connected', `a recovery from ${JSON.stringify(body)}`);
        await client.close();
        await turn();
      }
    } finally {
      await server.stop();
    }
  });
}
