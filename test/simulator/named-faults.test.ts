import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { type FaultName, namedFaults } from '../../nodes/simulator/server/faults/catalogue.ts';
import { type Simulator, startSimulator } from '../../nodes/simulator/server/simulator.ts';
import { eventually } from '../support/eventually.ts';
import { type Answer, ask, basic, ChannelReader, logIn, withSimulator } from '../support/opentouch-requests.ts';
import { askClientToken, control } from '../support/orange-simulator.ts';
import { alice, asking, wanted, withHook, withTeaming } from './teaming.ts';

const outcome = ({ status, body }: Answer) => `${status} ${body['type'] ?? ''}`.trim();
const telephony = { filter: { selectors: [{ names: ['telephony'] }] }, version: '1.0' };
const reset = { code: 'ECONNRESET' };

/** Alice's session, and her channel. */
async function listening({ url }: Simulator) {
  const client = await logIn(url, 'alice');
  const { body } = await client.ask('POST', '/subscriptions', telephony);
  const channel = await ChannelReader.open(String(body['publicPollingUrl']));
  await channel.event('OnUserStateModified');
  return { client, channel, address: String(body['publicPollingUrl']) };
}

const password = ({ url }: Simulator) => ask('GET', `${url}/api/rest/authenticate`, { headers: basic('alice') });
const discovery = ({ url }: Simulator) => ask('GET', `${url}/api/rest`);
const inSeconds = async (work: () => Promise<unknown>) => {
  const begin = performance.now();
  await work();
  return (performance.now() - begin) / 1000;
};

const proven = new Set<FaultName>();

/** What a fault does on the wire while it is on, and that it is over afterwards. */
function proves(name: FaultName, proof: (simulator: Simulator, start: () => void, end: () => void) => Promise<void>) {
  proven.add(name);
  test(`${name}: ${namedFaults[name].does}`, () =>
    withTeaming({}, (simulator) =>
      proof(
        simulator,
        () => void simulator.namedFaults.start(name),
        () => void simulator.namedFaults.end(name),
      ),
    ));
}

proves('wrong-password', async (simulator, start, end) => {
  const { client } = await listening(simulator);
  start();
  assert.equal(outcome(await password(simulator)), '401 NOT_ALLOWED');
  assert.equal(outcome(await client.ask('GET', '/logins')), '403 INVALID_SESSION');
  end();
  assert.equal((await password(simulator)).status, 200);
});

proves('wrong-secret', async ({ url }, start, end) => {
  const ours = await asking(url, 'alice');
  start();
  const refused = await askClientToken(url);
  assert.deepEqual([refused.status, refused.body['error']], [401, 'invalid_client']);
  assert.equal((await ours('GET', `/users/${alice}/calls`)).status, 401);
  end();
  assert.equal((await askClientToken(url)).status, 200);
});

proves('server-down', async (simulator, start, end) => {
  const { channel } = await listening(simulator);
  start();
  assert.equal(await channel.closed, 'broken');
  await assert.rejects(discovery(simulator), reset);
  await assert.rejects(askClientToken(simulator.url));
  end();
  assert.equal((await discovery(simulator)).status, 200);
});

proves('slow', async (simulator, start, end) => {
  start();
  assert.ok((await inSeconds(() => discovery(simulator))) >= 3.9);
  end();
  assert.ok((await inSeconds(() => discovery(simulator))) < 3);
});

proves('unavailable', async (simulator, start, end) => {
  const { channel, client } = await listening(simulator);
  start();
  assert.equal(await channel.closed, 'broken');
  assert.equal(outcome(await client.ask('GET', '/logins')), '503 NOT_READY');
  assert.equal((await askClientToken(simulator.url)).status, 503);
  end();
  assert.equal((await client.ask('GET', '/logins')).status, 200);
});

proves('answer-lost', async (simulator, start, end) => {
  const { client } = await listening(simulator);
  start();
  const call = { deviceId: '1001', callee: '1002', autoAnswer: true };
  await assert.rejects(client.ask('POST', '/telephony/basicCall', call), reset);
  end();
  assert.equal(
    (await client.ask('GET', '/telephony/calls')).body['calls']?.toString(),
    '[object Object]',
    'there is one',
  );
});

proves('silent-channel', async (simulator, start, end) => {
  const { channel, client, address } = await listening(simulator);
  start();
  simulator.opentouch.exchange.placeCall('+33612345678', '1001');
  const other = await ChannelReader.open(address);
  assert.equal((await client.ask('GET', '/logins')).status, 200);
  end();
  simulator.opentouch.exchange.placeCall('+33612345679', '1002');
  simulator.opentouch.notify('alice', { eventName: 'OnUserStateModified' });
  await other.event('OnUserStateModified');
  assert.deepEqual(other.events.length, 1, 'what came before is lost');
  channel.close();
});

proves('buffered-proxy', async (simulator, start, end) => {
  const { channel } = await listening(simulator);
  const before = channel.lines.length;
  start();
  simulator.opentouch.exchange.placeCall('+33612345678', '1001');
  // Whatever had been sent before the answer to this would be here with it.
  await discovery(simulator);
  assert.equal(channel.lines.length, before);
  for (let n = 0; n < 200; n += 1) simulator.opentouch.notify('alice', { eventName: 'OnUserStateModified' });
  await channel.event('OnCallCreated');
  const passed = channel.lines.length;
  assert.ok(passed < before + 200, 'the rest waits for the next 8 kB');
  end();
  await channel.until(() => (channel.lines.length >= before + 201 ? true : undefined), 'the rest');
});

proves('session-lost', async (simulator, start, end) => {
  const { client } = await listening(simulator);
  start();
  assert.equal(outcome(await client.ask('GET', '/logins')), '403 INVALID_SESSION');
  await logIn(simulator.url, 'bob');
  await eventually(() => simulator.opentouch.sessions().length === 0, 'the session is lost again', 8000);
  end();
  assert.equal((await (await logIn(simulator.url, 'alice')).ask('GET', '/logins')).status, 200);
});

proves('licence-missing', async (simulator, start, end) => {
  const { client } = await listening(simulator);
  const admin = await logIn(simulator.url, 'admin');
  const about = { filter: { selectors: [{ names: ['telephony'], ids: ['alice'] }] }, version: '1.0' };
  start();
  const refused = await client.ask('GET', '/telephony/calls');
  assert.equal(outcome(refused), '403 NOT_ALLOWED');
  assert.match(String(refused.body['innerMessage']), /licence/);
  assert.equal((await admin.ask('POST', '/subscriptions', about)).body['status'], 'REFUSED');
  const { info } = await logIn(simulator.url, 'bob');
  assert.doesNotMatch(JSON.stringify(info['services']), /Telephony/);
  end();
  assert.equal((await client.ask('GET', '/telephony/calls')).status, 200);
  assert.equal((await admin.ask('POST', '/subscriptions', about)).body['status'], 'ACCEPTED');
});

proves('switch-over', async (simulator, start, end) => {
  const { client, channel } = await listening(simulator);
  start();
  assert.equal(await channel.closed, 'broken');
  assert.equal(outcome(await discovery(simulator)), '503 NOT_READY');
  end();
  assert.equal(outcome(await client.ask('GET', '/logins')), '403 INVALID_SESSION');
});

proves('token-limit', async ({ url }, start, end) => {
  const ours = await asking(url, 'alice');
  start();
  assert.equal((await askClientToken(url)).status, 429);
  assert.equal((await ours('GET', `/users/${alice}/calls`)).status, 401);
  end();
  assert.equal((await askClientToken(url)).status, 200);
});

proves('webhook-lost', (simulator, start, end) =>
  withHook(async (hook) => {
    const ours = await asking(simulator.url, 'alice');
    const request = wanted(hook.url, alice, { eventType: 'Voice Mail Message Summary' });
    assert.equal((await ours('POST', '/subscriptions', request)).status, 201);
    await hook.until(1);
    const leave = () => control(simulator.url, 'POST', '/teaming/messages', { to: alice, from: '+33140000000' });
    start();
    await leave();
    end();
    await leave();
    assert.deepEqual(
      (await hook.until(2)).map(({ sequenceNumber }) => sequenceNumber),
      [1, 3],
    );
  }),
);

const pem = (name: string) => readFileSync(new URL(`certificate/${name}.pem`, import.meta.url), 'utf8');

proven.add('clear-addresses');
test(`clear-addresses: ${namedFaults['clear-addresses'].does}`, async () => {
  const simulator = await startSimulator({ port: 0, tls: { cert: pem('cert'), key: pem('key') } });
  const schemes = async () => {
    const { text } = await ask('GET', `${simulator.url}/api/rest`, { options: { ca: pem('cert') } });
    return [...new Set([...text.matchAll(/(https?):\/\//g)].map(([, scheme]) => scheme))];
  };
  try {
    simulator.namedFaults.start('clear-addresses');
    assert.deepEqual(await schemes(), ['http']);
    simulator.namedFaults.end('clear-addresses');
    assert.deepEqual(await schemes(), ['https']);
  } finally {
    await simulator.stop();
  }
});

test('every fault has its proof above', () => {
  assert.deepEqual([...proven].sort(), Object.keys(namedFaults).sort());
});

test('whatever a fault names is there: switches, actions and requests', () =>
  withTeaming({}, async ({ opentouch, orange, teaming, businessTalk, businessApps }) => {
    const all = [opentouch, orange, teaming, businessTalk, businessApps] as const;
    const switches = all.flatMap((system) => ('switches' in system ? (system.switches?.names ?? []) : []));
    const used = Object.values(namedFaults).flatMap((fault) => ('switches' in fault ? [...fault.switches] : []));
    assert.deepEqual([...switches].sort(), [...used].sort());
    const actions = new Set(all.flatMap((system) => Object.keys(system.actions)));
    for (const fault of Object.values(namedFaults))
      if ('actions' in fault) for (const action of fault.actions) assert.ok(actions.has(action), action);
  }));

test('a fault ends by itself, is started again with another end, and lasts with none', () =>
  withSimulator({}, async (simulator) => {
    const { namedFaults: control } = simulator;
    let changes = 0;
    const ignore = control.observe(() => {
      changes += 1;
    });
    assert.equal(control.start('unavailable', { seconds: 0 }).secondsLeft, undefined);
    assert.equal(control.start('unavailable').secondsLeft, 60);
    control.start('unavailable', { seconds: 0.2 });
    assert.equal((await discovery(simulator)).status, 503);
    const isOn = () => control.states().find(({ name }) => name === 'unavailable')?.on;
    await eventually(() => !isOn(), 'the end');
    assert.equal((await discovery(simulator)).status, 200);
    assert.equal(changes, 4);
    ignore();
    control.end('unavailable');
    control.start('server-down');
    control.start('licence-missing');
    assert.equal(changes, 4);
    control.endAll();
    assert.deepEqual(
      control.states().filter(({ on }) => on),
      [],
    );
    assert.equal((await discovery(simulator)).status, 200);
  }));

test('what is set one by one goes before a fault by name, and is not forgotten with it', () =>
  withSimulator({}, async (simulator) => {
    simulator.faults.add({ on: 'discovery', status: 500 });
    simulator.namedFaults.start('unavailable');
    simulator.namedFaults.start('slow');
    assert.equal((await discovery(simulator)).status, 500);
    assert.equal((await password(simulator)).status, 503);
    simulator.namedFaults.endAll();
    assert.equal((await discovery(simulator)).status, 500);
  }));

test('faults are started and ended by requests, and one system can be meant', () =>
  withTeaming({}, async ({ url }) => {
    const put = (path: string, body?: unknown) => ask('PUT', `${url}/simulator/faults${path}`, { body });
    const started = await put('/unavailable', { seconds: 30, system: 'orange' });
    assert.deepEqual(
      [started.status, started.body['on'], started.body['system'], started.body['secondsLeft']],
      [200, true, 'orange', 30],
    );
    assert.equal((await askClientToken(url)).status, 503);
    assert.equal((await ask('GET', `${url}/api/rest`)).status, 200);
    const { body } = await ask('GET', `${url}/simulator/faults`);
    const named = body['named'] as { name: string; on: boolean }[];
    assert.deepEqual(
      named.map(({ name }) => name),
      Object.keys(namedFaults),
    );
    assert.deepEqual(
      named.filter(({ on }) => on).map(({ name }) => name),
      ['unavailable'],
    );
    assert.equal((await ask('DELETE', `${url}/simulator/faults/unavailable`)).body['on'], false);
    assert.equal((await askClientToken(url)).status, 200);
    await put('/unavailable');
    assert.equal((await ask('DELETE', `${url}/simulator/faults`)).status, 200);
    assert.equal((await ask('GET', `${url}/api/rest`)).status, 200);
  }));

test('a fault that makes no sense is refused with a reason, and nothing starts', () =>
  withSimulator({}, async ({ url, namedFaults: control }) => {
    for (const [path, body, reason] of [
      ['/earthquake', {}, /"earthquake"/],
      ['/constructor', {}, /"constructor"/],
      ['/unavailable', { seconds: -1 }, /"seconds"/],
      ['/unavailable', { seconds: '5' }, /"seconds"/],
      ['/unavailable', { seconds: 1e9 }, /86400/],
      ['/unavailable', { system: 'teaming' }, /"teaming", only opentouch/],
      ['/unavailable', { minutes: 1 }, /"minutes"/],
      ['/webhook-lost', {}, /teaming, which is not played/],
    ] as const) {
      const answer = await ask('PUT', `${url}/simulator/faults${path}`, { body });
      assert.equal(answer.status, 400, path);
      assert.match(String(answer.body['error']), reason);
    }
    assert.ok(control.states().every(({ on }) => !on));
    assert.ok(!control.states().some(({ name }) => name === 'webhook-lost'));
  }));
