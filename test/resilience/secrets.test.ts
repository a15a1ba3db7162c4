import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { after, before, mock, test } from 'node:test';
import { company } from '../../nodes/simulator/opentouch/users/seed.ts';
import type { Simulator } from '../../nodes/simulator/server/simulator.ts';
import type { Caught } from '../support/bench.ts';
import { eventually } from '../support/eventually.ts';
import { operation, tab } from '../support/flow.ts';
import { type FlowNode, type Message, type NodeRed, startNodeRed } from '../support/node-red.ts';
import { aliceAt, connected, events, Simulators, sink } from '../support/opentouch-site.ts';
import { type ProxyLogin, startProxy } from '../support/proxy.ts';
import { Shown } from '../support/shown.ts';

const password = 'pass:wörd "of" alice';
const wrongPassword = 'not-the-pässword';
const proxyLogin: ProxyLogin = { username: 'clerk', password: 'pröxy:p@ss/word' };

const simulators = new Simulators();
const shown = new Shown();

let red: NodeRed;
before(async () => {
  // Node-RED's own console handler prints by this function; what is printed is of no interest beside the report.
  mock.method(console, 'log', (...args: unknown[]) => shown.show('the console', args.join(' ')));
  red = await startNodeRed({
    settings: {
      logging: shown.logging,
      contextStorage: { default: { module: 'localfilesystem', config: { flushInterval: 0 } } },
    },
  });
  shown.listen();
});
after(async () => {
  shown.stop();
  await red.stop();
  await simulators.stop();
  mock.restoreAll();
});

const plain = (id: string, type: string, properties: object): FlowNode => ({
  id,
  type,
  z: 'tab',
  name: '',
  ...properties,
});

function flow(url: string, proxyUrl: string, wrongUrl: string): FlowNode[] {
  const wrong = aliceAt(wrongUrl, { credentials: { login: 'alice', password: wrongPassword } });
  const wires = [['out', 'debug']];
  const getLogins = (id: string, more: object = {}) => operation('opentouch-get-logins', {}, { id, wires, ...more });
  return tab(
    aliceAt(url, { proxy: 'proxy', credentials: { login: 'alice', password } }),
    { ...wrong, id: 'wrong' },
    { id: 'proxy', type: 'http proxy', name: '', url: proxyUrl, noproxy: [], credentials: { ...proxyLogin } },
    events('source', { wires: [['heard', 'debug']] }),
    events('refused source', { server: 'wrong' }),
    getLogins('operation'),
    getLogins('kept', { output: { type: 'global', value: 'answer' } }),
    getLogins('refused operation', { server: 'wrong' }),
    operation('opentouch-get-session', {}, { id: 'session', wires }),
    operation('opentouch-get-user', {}, { id: 'failing', wires }),
    operation('opentouch-create-subscription', {}, { id: 'raw' }),
    sink('heard'),
    plain('status', 'status', { scope: null, wires: [['told', 'debug']] }),
    plain('caught', 'catch', { scope: null, uncaught: false, wires: [['debug']] }),
    sink('told'),
    plain('debug', 'debug', {
      active: true,
      tosidebar: true,
      console: true,
      tostatus: true,
      complete: 'true',
      targetType: 'full',
      statusVal: 'payload',
      statusType: 'auto',
      wires: [],
    }),
  );
}

const code = async () => ((await red.next('errors')) as unknown as { error: Caught }).error.code;

async function heard(topic: string): Promise<void> {
  for (;;) if ((await red.next('heard'))['topic'] === topic) return;
}

/** Everything that can go right and wrong, once. */
async function live(simulator: Simulator): Promise<Message> {
  await red.untilStatus('source', connected);
  assert.deepEqual([await code()], ['UNAUTHORIZED']);
  for (const id of ['operation', 'kept', 'session']) {
    red.inject(id);
    await red.next('out');
  }
  red.inject('refused operation');
  assert.equal(await code(), 'UNAUTHORIZED');
  red.inject('failing');
  assert.equal(await code(), 'INVALID_INPUT');
  red.inject('failing', { payload: { loginName: 'nobody' } });
  assert.equal(await code(), 'NOT_FOUND');
  simulator.faults.set([{ on: 'opentouch-get-logins', times: 1, reset: true }]);
  red.inject('operation');
  // A request that is harmless when repeated may survive the first reset.
  await red.nextOf(['out', 'errors']);
  simulator.faults.set([{ on: 'opentouch-get-logins', times: 1, status: 200, body: 'html' }]);
  red.inject('operation');
  assert.equal(await code(), 'BAD_ANSWER');
  simulator.faults.set([{ on: 'channel', times: 1, reset: true }]);
  simulator.opentouch.cutChannels();
  assert.equal(await code(), 'CONNECTION');
  await heard('resync');
  simulator.opentouch.expireSessions();
  red.inject('operation');
  await red.next('out');
  await heard('resync');
  await red.untilStatus('source', connected);
  red.inject('raw', { payload: { version: '1.0', filter: { selectors: [{ names: ['telephony'] }] } } });
  const raw = await red.next('out');
  simulator.opentouch.notify('alice', { eventName: 'OnCallRemoved', loginName: 'alice' } as { eventName: string });
  await heard('OnCallRemoved');
  return raw;
}

const pages = [
  'credentials/opentouch-server/server',
  'credentials/opentouch-server/wrong',
  'credentials/http proxy/proxy',
];

const pollingUrl = 'a polling URL';

/** What may be shown nowhere, by what it is: the passwords, and whatever went over the wire to prove who we are. */
function secretsOf(simulator: Simulator): Map<string, string> {
  const secrets = new Map([
    [password, 'the password'],
    [wrongPassword, 'the wrong password'],
    [proxyLogin.password, "the proxy's password"],
    [encodeURIComponent(proxyLogin.password), "the proxy's password in a URL"],
    [Buffer.from(`${proxyLogin.username}:${proxyLogin.password}`).toString('base64'), "the proxy's authorization"],
    [Buffer.from(`alice:${wrongPassword}`).toString('base64'), 'the wrong authorization'],
    ['OTEvents', pollingUrl],
  ]);
  for (const { headers, url } of simulator.requests()) {
    if (headers.authorization) secrets.set(headers.authorization.replace(/^Basic /, ''), 'an authorization');
    for (const [, value = ''] of (headers.cookie ?? '').matchAll(/=([^;]+)/g)) secrets.set(value, 'a cookie');
    const id = new URL(url, simulator.url).searchParams.get('subscriptionId');
    if (id) secrets.set(id, 'a subscription');
  }
  return secrets;
}

test('no password, cookie, credential or polling URL is shown anywhere', async () => {
  const users = company.map((user) => (user.loginName === 'alice' ? { ...user, password } : user));
  const simulator = await simulators.start({ users });
  const proxy = await startProxy(proxyLogin);
  try {
    await red.deploy(flow(simulator.url, proxy.url, simulator.url));
    const { payload } = (await live(simulator)) as { payload: Record<string, string> };
    await eventually(() => readdirSync(red.userDir).includes('context'), 'the file of the context');
    await shown.look(red, pages);
    await red.deploy([]);

    const secrets = secretsOf(simulator);
    const kinds = new Set(secrets.values());
    for (const kind of ['an authorization', 'a cookie', 'a subscription'])
      assert.ok(kinds.has(kind), `${kind} is unknown`);
    assert.ok(payload['subscriptionId'], 'the raw subscription has no id');
    for (const place of ['the console', 'the log', 'a status', 'the debug sidebar', 'an error of failing']) {
      assert.ok(
        shown.entries.some(({ where }) => where === place),
        `nothing was shown in ${place}`,
      );
    }
    // The raw operation hands out its subscription: that is its result.
    const own = (text: string) => text.includes(payload['subscriptionId'] ?? '');
    const leaks = shown.entries.flatMap(({ where, text }) =>
      [...secrets]
        .filter(([secret, what]) => text.includes(secret) && !(own(text) && what === pollingUrl))
        .map(([, what]) => `${what} in ${where}`),
    );
    assert.deepEqual([...new Set(leaks)], []);
    const places = shown.entries.filter(({ text }) => own(text)).map(({ where }) => where);
    assert.deepEqual(
      [...new Set(places)].filter((where) => !/^(?:a message|the end of a message)/.test(where)),
      [],
      'the raw subscription is shown outside its message',
    );
  } finally {
    proxy.stop();
  }
});
