import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { after, afterEach, before, test } from 'node:test';
import type { Simulator } from '../../nodes/simulator/server/simulator.ts';
import type { Caught } from '../support/bench.ts';
import { selfSigned } from '../support/certificate.ts';
import { eventually } from '../support/eventually.ts';
import { operation, tab } from '../support/flow.ts';
import { type FlowNode, type NodeRed, startNodeRed } from '../support/node-red.ts';
import { aliceAt, connected, events, Simulators, seen, sink, tlsConfig } from '../support/opentouch-site.ts';
import { type ProxyLogin, startProxy, type TestProxy } from '../support/proxy.ts';
import { AcceptedSockets } from './sockets.ts';

const login: ProxyLogin = { username: 'clerk', password: 'pröxy:p@ss/word' };
const simulators = new Simulators();
const accepted = new AcceptedSockets();
const proxies: TestProxy[] = [];
let red: NodeRed;
before(async () => {
  red = await startNodeRed();
});
afterEach(async () => {
  await red.deploy([]);
  for (const proxy of proxies.splice(0)) proxy.stop();
  await simulators.stop();
});
after(async () => {
  accepted.stop();
  await red.stop();
});

async function proxyFor(known?: ProxyLogin): Promise<TestProxy> {
  const proxy = await startProxy(known);
  proxies.push(proxy);
  return proxy;
}

/** The core configuration node. */
function httpProxy(url: string, credentials: object = {}, noproxy: readonly string[] = []): FlowNode {
  return { id: 'proxy', type: 'http proxy', name: '', url, noproxy, credentials: { ...credentials } };
}

const getLogins = operation('opentouch-get-logins');
const source = events('source');

/** Sends a message through, opens the channel and has an event come through it. */
async function use(simulator: Simulator, ...settings: readonly FlowNode[]): Promise<void> {
  const references = Object.fromEntries(settings.map(({ id }) => [id, id]));
  await red.deploy(tab(aliceAt(simulator.url, references), ...settings, getLogins, source, sink('heard')));
  red.inject('operation');
  await red.next('out');
  await red.untilStatus('source', connected);
  simulator.opentouch.notify('alice', { eventName: 'OnCallRemoved', loginName: 'alice' } as { eventName: string });
  for (;;) if ((await red.next('heard'))['topic'] === 'OnCallRemoved') break;
}

const hostOf = (simulator: Simulator) => new URL(simulator.url).host;

for (const scheme of ['http', 'https']) {
  test(`requests and channel go through a proxy with a password over ${scheme}`, async () => {
    const certificate = scheme === 'https' ? selfSigned() : undefined;
    const simulator = await simulators.start({}, 0, certificate);
    const proxy = await proxyFor(login);
    const tls = certificate ? [tlsConfig(true, { cadata: certificate.cert })] : [];
    await use(simulator, httpProxy(proxy.url, login), ...tls);
    const through = simulator.requests().map(({ headers }) => headers['proxy-authorization']);
    assert.ok(
      through.every((header) => header === undefined),
      'the server was shown the password of the proxy',
    );
    const origins = accepted.originsAt(simulator.port);
    assert.ok(origins.length > 0);
    assert.ok(origins.every(proxy.made), 'there is a connection that did not come by the proxy');
    assert.ok(proxy.open() >= 2, `only ${proxy.open()} came by the proxy: requests and the channel are two`);
    assert.deepEqual([...new Set(proxy.passed)], [hostOf(simulator)]);
    assert.equal(proxy.refused(), 0);
    await red.deploy([]);
    assert.deepEqual(simulator.opentouch.sessions(), []);
    await eventually(() => proxy.open() === 0, 'the end of all connections');
  });
}

test('a proxy alone leads to the server: without it there is no way', async () => {
  const simulator = await simulators.start();
  const proxy = await proxyFor();
  await red.deploy(tab(aliceAt(simulator.url, { proxy: 'proxy' }), httpProxy(proxy.url), getLogins));
  proxy.stop();
  red.inject('operation');
  const { error } = (await red.next('errors')) as unknown as { error: Caught };
  assert.equal(error.code, 'CONNECTION');
  assert.equal(simulator.requests().length, 0);
});

test('a wrong password of the proxy is an error that does not show it', async () => {
  const simulator = await simulators.start();
  const proxy = await proxyFor(login);
  const wrong = { ...login, password: 'not the password' };
  await red.deploy(tab(aliceAt(simulator.url, { proxy: 'proxy' }), httpProxy(proxy.url, wrong), getLogins));
  red.inject('operation');
  const message = (await red.next('errors')) as unknown as { error: Caught };
  assert.equal(message.error.code, 'CONNECTION');
  assert.equal(message.error.cause['type'], 'PROXY_407');
  assert.doesNotMatch(JSON.stringify(message), /not the password/);
  assert.ok(proxy.refused() > 0);
  assert.equal(simulator.requests().length, 0);
});

test('a proxy that never answers costs a time-out, and no connection to it stays', async () => {
  const simulator = await simulators.start();
  const mute = createServer((socket) => socket.resume().on('error', () => socket.destroy()));
  mute.listen(0, '127.0.0.1');
  await once(mute, 'listening');
  const { port } = mute.address() as AddressInfo;
  try {
    const account = aliceAt(simulator.url, { proxy: 'proxy', timeout: '0.2' });
    await red.deploy(tab(account, httpProxy(`http://127.0.0.1:${port}`), getLogins));
    red.inject('operation');
    const { error } = (await red.next('errors')) as unknown as { error: Caught };
    assert.equal(error.code, 'TIMEOUT');
    assert.equal(accepted.at(port), 1);
    await eventually(() => accepted.at(port) === 0, 'the end of the connection to the proxy');
  } finally {
    mute.close();
  }
});

test('a channel through a proxy may be silent for longer than a request may take', async () => {
  const simulator = await simulators.start();
  const proxy = await proxyFor();
  const account = aliceAt(simulator.url, { proxy: 'proxy', timeout: '0.3' });
  await red.deploy(tab(account, httpProxy(proxy.url), getLogins, source, sink('heard')));
  await red.untilStatus('source', connected);
  simulator.faults.set([{ on: 'opentouch-get-logins', delay: 200 }]);
  for (let time = 0; time < 3; time += 1) {
    red.inject('operation');
    await red.next('out');
  }
  simulator.opentouch.notify('alice', { eventName: 'OnCallRemoved', loginName: 'alice' } as { eventName: string });
  for (;;) if ((await red.next('heard'))['topic'] === 'OnCallRemoved') break;
  assert.equal(seen(simulator, 'channel'), 1);
});

for (const entry of ['127.0.0.1', '*']) {
  test(`a host on the list of exceptions (${entry}) is reached directly`, async () => {
    const simulator = await simulators.start();
    const proxy = await proxyFor();
    await use(simulator, httpProxy(proxy.url, {}, ['ot.example.com', entry]));
    assert.deepEqual(proxy.passed, []);
    assert.equal(seen(simulator, 'channel'), 1);
  });
}

test('the proxy of the environment is used, and its exceptions are', async () => {
  const simulator = await simulators.start();
  const proxy = await proxyFor();
  const before = { HTTP_PROXY: process.env['HTTP_PROXY'], NO_PROXY: process.env['NO_PROXY'] };
  try {
    Object.assign(process.env, { HTTP_PROXY: proxy.url, NO_PROXY: '' });
    await use(simulator);
    assert.ok(proxy.passed.length >= 2);
    assert.deepEqual([...new Set(proxy.passed)], [hostOf(simulator)]);
    proxy.passed.length = 0;
    process.env['NO_PROXY'] = '127.0.0.1';
    await use(simulator);
    assert.deepEqual(proxy.passed, []);
  } finally {
    for (const [name, value] of Object.entries(before)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
});
