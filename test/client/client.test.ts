import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { systems } from '../../nodes/catalogue/index.ts';
import { domainName, methodName, taskMethodName } from '../../nodes/client/names.ts';
import type { ClientMethod } from '../../nodes/client/operations.ts';
import { tasksOf } from '../../nodes/client/tasks.ts';
import { operationsOf } from '../../nodes/schema/describe.ts';
import { type Simulator, startSimulator } from '../../nodes/simulator/server/simulator.ts';
import { eventually } from '../support/eventually.ts';
import { manifest } from '../support/package.ts';

type Ask<Answer> = (request?: object, options?: object) => Promise<Answer>;

/** As much of dist/client.d.ts as is used here; types.test.ts holds that against a compiler. */
interface Client {
  readonly calls: Readonly<Record<'makeCall' | 'getCall', Ask<{ callRef: string }>>> &
    Readonly<Record<'releaseCall' | 'getCalls', Ask<undefined>>>;
  readonly routing: { readonly setRoutes: Ask<undefined>; readonly getRoutingState: Ask<object> };
  readonly messaging: {
    readonly getVoicemails: Ask<{ voicemailId: string }[] & { voicemails?: object[] }>;
    readonly getVoicemail: Ask<{ content: Buffer; contentType: string }>;
  };
  on(name: string, handler: (told: Told) => void): this;
  once(name: string, handler: (told: Told) => void): this;
  off(name: string, handler: (told: Told) => void): this;
  events(...names: readonly string[]): AsyncIterableIterator<Told>;
  listening(): Promise<void>;
  close(): Promise<void>;
}

interface Told {
  readonly eventName: string;
  readonly callRef: string;
  readonly kind: string;
  readonly users: readonly Readonly<Record<string, unknown>>[];
}

interface Built {
  connect(options: object): Promise<Client>;
}

// As a program gets it: by its public name, from what was built.
const { connect } = createRequire(import.meta.url)(`${manifest().name}/client`) as Built;

let simulator: Simulator;
before(async () => {
  simulator = await startSimulator({ port: 0 });
});
after(() => simulator.stop());

const of = (login: string, more: object = {}) =>
  connect({ url: simulator.url, login, password: `${login}-secret`, ...more });

async function as(login: string, run: (ot: Client) => Promise<void>, more: object = {}): Promise<void> {
  const ot = await of(login, more);
  try {
    await run(ot);
  } finally {
    await ot.close();
  }
}

const failsWith = (code: string) => (error: unknown) => (error as { code?: string }).code === code;

test('every operation of the catalogue is a method of its domain, and nothing else is', () =>
  as('alice', async (ot) => {
    const { opentouch } = systems;
    const expected = operationsOf(opentouch).map(
      ({ type, domain }) => `${domainName(domain.set, opentouch)}.${methodName(type, opentouch)}`,
    );
    const tasks = tasksOf(opentouch).map(([type]) => `tasks.${taskMethodName(type)}`);
    const groups = Object.entries(ot as unknown as Record<string, unknown>).filter(
      ([, value]) => typeof value === 'object',
    );
    const found = groups.flatMap(([domain, methods]) =>
      Object.keys(methods as Record<string, ClientMethod>).map((method) => `${domain}.${method}`),
    );
    assert.deepEqual(found.sort(), [...expected, ...tasks].sort());
  }));

test('a call is made, followed by its events and released', () =>
  as(
    'alice',
    async (ot) => {
      const heard: string[] = [];
      ot.on('OnCallCreated', ({ callRef }) => heard.push(callRef));
      const removed = ot.events('OnCallRemoved');
      await ot.listening();
      const { callRef } = await ot.calls.makeCall({ callee: '1002', autoAnswer: true });
      assert.equal((await ot.calls.getCall({ callRef })).callRef, callRef);
      assert.equal(await ot.calls.releaseCall({ callRef }), undefined);
      for await (const event of removed) {
        assert.equal(event.callRef, callRef);
        break;
      }
      assert.deepEqual(heard, [callRef]);
    },
    { deviceId: '1001' },
  ));

test('handlers come once, go, and disturb nobody when they fail', async (t) => {
  const warned: Error[] = [];
  const warn = (warning: Error) => warned.push(warning);
  process.on('warning', warn);
  t.after(() => process.off('warning', warn));
  await as('bob', async (ot) => {
    const counts = { once: 0, off: 0, on: 0 };
    const gone = () => {
      counts.off += 1;
    };
    ot.once('OnRoutingStateChanged', () => {
      counts.once += 1;
    });
    ot.on('OnRoutingStateChanged', () => {
      throw new Error('a handler of a program');
    });
    ot.on('OnRoutingStateChanged', gone).off('OnRoutingStateChanged', gone);
    ot.on('OnRoutingStateChanged', () => {
      counts.on += 1;
    });
    await ot.listening();
    await ot.routing.setRoutes({ forwardRoutes: [{ destinations: [{ type: 'VOICEMAIL', selected: true }] }] });
    await ot.routing.setRoutes({ forwardRoutes: [] });
    await eventually(() => counts.on === 2, 'both events');
    assert.deepEqual(counts, { once: 1, off: 0, on: 2 });
    await eventually(() => warned.some(({ message }) => message === 'a handler of a program'), 'the warning');
  });
});

test('a lost channel comes back by itself, with the state', () =>
  as('bob', async (ot) => {
    const states: string[] = [];
    ot.on('state', ({ kind }) => states.push(kind));
    const resync = new Promise<unknown>((resolve) => {
      ot.on('resync', ({ users }) => resolve(users[0]?.['routingState']));
    });
    ot.on('OnRoutingStateChanged', () => undefined);
    await ot.listening();
    simulator.opentouch.cutChannels();
    assert.deepEqual(await resync, await ot.routing.getRoutingState());
    assert.ok(states.includes('connected'));
  }));

test('one subscription serves all listeners, and there is none without them', () =>
  as('dave', async (ot) => {
    const subscriptions = () =>
      simulator.opentouch.subscriptions().filter(({ session }) => session.loginName === 'dave').length;
    assert.equal(subscriptions(), 0);
    const listen = () => undefined;
    ot.on('OnCallCreated', listen).on('OnRoutingStateChanged', listen);
    await ot.listening();
    assert.equal(subscriptions(), 1);
    ot.off('OnCallCreated', listen).off('OnRoutingStateChanged', listen);
    await eventually(() => subscriptions() === 0, 'the subscription is gone');
  }));

test('lists come whole, and files along with what leads to them', () =>
  as('bob', async (ot) => {
    const all = await ot.messaging.getVoicemails({ limit: 3 }, { list: 'all' });
    const page = await ot.messaging.getVoicemails({ limit: 3 });
    assert.deepEqual([all.length, page.voicemails?.length], [7, 3]);
    const voicemailId = all[0]?.voicemailId ?? '';
    const { content, contentType } = await ot.messaging.getVoicemail({ voicemailId }, { attachment: true });
    assert.equal(contentType, 'audio/wav');
    assert.ok(content.length > 100);
  }));

test('wrong input is found before anything is sent, and a refusal has the code of the nodes', () =>
  as('bob', async (ot) => {
    const before = simulator.requests().length;
    await assert.rejects(ot.calls.getCall({ callRef: '' }), failsWith('INVALID_INPUT'));
    assert.equal(simulator.requests().length, before);
    await assert.rejects(ot.calls.getCall({ callRef: 'nobody' }), failsWith('NOT_FOUND'));
    const signal = AbortSignal.abort();
    await assert.rejects(ot.calls.getCalls({}, { signal }), failsWith('ABORTED'));
  }));

test('who cannot log in is told so, and leaves nothing behind', async () => {
  await assert.rejects(connect({ url: simulator.url, login: 'bob', password: 'no' }), failsWith('UNAUTHORIZED'));
  await assert.rejects(connect({ url: '', login: 'bob', password: 'x' }), failsWith('INVALID_INPUT'));
  await assert.rejects(connect({ url: 'http://127.0.0.1:1', login: 'bob', password: 'x' }), failsWith('CONNECTION'));
});

test('closing ends the session and every loop over events', async () => {
  const ot = await of('erin');
  const sessions = () => simulator.opentouch.sessions().filter(({ loginName }) => loginName === 'erin').length;
  assert.equal(sessions(), 1);
  const ended = (async () => {
    for await (const event of ot.events('OnCallCreated')) assert.fail(event.eventName);
  })();
  await ot.listening();
  await ot.close();
  await ended;
  assert.equal(sessions(), 0);
});
