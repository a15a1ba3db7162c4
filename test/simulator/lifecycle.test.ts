import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { acquireSimulator, releaseSimulator } from '../../nodes/simulator/server/shared.ts';
import { startSimulator } from '../../nodes/simulator/server/simulator.ts';
import { eventually } from '../support/eventually.ts';
import { freePort } from '../support/free-port.ts';
import { ask, ChannelReader, logIn, withSimulator } from '../support/opentouch-requests.ts';

const pem = (name: string) => readFileSync(new URL(`certificate/${name}.pem`, import.meta.url), 'utf8');

/** What would keep a process from ending: sockets, servers and timers. */
const handles = () => process.getActiveResourcesInfo().filter((kind) => /TCP|TLS|Timeout/.test(kind)).length;

test('stopping leaves nothing behind: no socket, no timer, whatever goes on', async () => {
  const before = handles();
  const simulator = await startSimulator({ port: 0 });
  const { url, faults, opentouch } = simulator;
  const alice = await logIn(url, 'alice');
  const filter = { selectors: [{ names: ['telephony'] }] };
  const { body } = await alice.ask('POST', '/subscriptions', { filter, version: '1.0', keepalive: 1 });
  const channel = await ChannelReader.open(String(body['publicPollingUrl']));
  opentouch.exchange.placeCall('+33612345678', '1001');
  await channel.event('OnCallCreated');
  faults.add({ on: 'opentouch-get-logins', delay: 600_000 });
  const waiting = assert.rejects(alice.ask('GET', '/logins'));
  await channel.until(
    () => simulator.requests().find(({ name }) => name === 'opentouch-get-logins') ?? {},
    'the request',
  );
  await Promise.all([simulator.stop(), simulator.stop()]);
  await simulator.stop();
  await Promise.all([waiting, channel.closed]);
  await assert.rejects(ask('GET', url), { code: 'ECONNREFUSED' });
  await eventually(() => handles() <= before, 'all handles are closed');
});

test('a port that is taken is an error, and leaves nothing behind', async () => {
  await withSimulator({}, async ({ port }) => {
    const before = handles();
    await assert.rejects(startSimulator({ port }), { code: 'EADDRINUSE' });
    await eventually(() => handles() <= before, 'all handles are closed');
  });
});

test('with a certificate the simulator speaks HTTPS and hands out https addresses', async () => {
  const simulator = await startSimulator({ port: 0, tls: { cert: pem('cert'), key: pem('key') } });
  try {
    assert.match(simulator.url, /^https:/);
    await assert.rejects(ask('GET', `${simulator.url}/api/rest`), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
    const { body } = await ask('GET', `${simulator.url}/api/rest`, { options: { ca: pem('cert') } });
    const [version] = body['versions'] as { publicUrl: string }[];
    assert.ok(version?.publicUrl.startsWith(`${simulator.url}/`));
    simulator.faults.add({ reset: true });
    await assert.rejects(ask('GET', `${simulator.url}/api/rest`, { options: { ca: pem('cert') } }), {
      code: 'ECONNRESET',
    });
  } finally {
    await simulator.stop();
  }
});

test('everybody can log in with the password that the simulator tells', () =>
  withSimulator({}, async ({ url, users }) => {
    assert.ok(users.length >= 8);
    for (const { login, password } of users) {
      assert.equal(password, `${login}-secret`);
      assert.ok((await logIn(url, login)).info['services']);
    }
  }));

test('the requests that came in can be counted and read', () =>
  withSimulator({}, async ({ url, requests, counts }) => {
    await logIn(url, 'alice');
    assert.deepEqual(counts(), {
      'GET /api/rest': 1,
      'GET /api/rest/authenticate': 1,
      'POST /api/rest/1.0/sessions': 1,
    });
    const last = requests().at(-1);
    assert.deepEqual([last?.name, last?.url, last?.status], ['opentouch-open-session', '/api/rest/1.0/sessions', 200]);
    assert.deepEqual(JSON.parse(last?.body ?? ''), { applicationName: 'test' });
  }));

test('those who ask for the same port share one simulator, which stops with the last of them', async () => {
  const port = await freePort();
  const [first, second] = await Promise.all([acquireSimulator({ port }), acquireSimulator({ port })]);
  assert.equal(first, second);
  await releaseSimulator(port);
  assert.equal((await ask('GET', `${first.url}/api/rest`)).status, 200);
  await releaseSimulator(port);
  await assert.rejects(ask('GET', first.url), { code: 'ECONNREFUSED' });
});

test('a port can be asked for again while its simulator is still stopping', async () => {
  const port = await freePort();
  let simulator = await acquireSimulator({ port });
  for (let turn = 0; turn < 20; turn += 1) {
    const stopped = releaseSimulator(port);
    const next = await acquireSimulator({ port });
    assert.notEqual(next, simulator);
    simulator = next;
    await stopped;
  }
  assert.equal((await ask('GET', `${simulator.url}/api/rest`)).status, 200);
  await releaseSimulator(port);
});

test('after a failed start the port can be asked for again', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as AddressInfo;
  const failures = await Promise.allSettled([acquireSimulator({ port }), acquireSimulator({ port })]);
  assert.ok(failures.every(({ status }) => status === 'rejected'));
  await new Promise((resolve) => other.close(resolve));
  const simulator = await acquireSimulator({ port });
  assert.equal((await ask('GET', `${simulator.url}/api/rest`)).status, 200);
  await releaseSimulator(port);
});
