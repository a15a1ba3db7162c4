import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import type { Finding } from '../../nodes/runtime/account-checks/checks.ts';
import { type Simulator, startSimulator } from '../../nodes/simulator/server/simulator.ts';
import { selfSigned } from '../support/certificate.ts';
import { startChannelServer } from '../support/channel-server.ts';
import { account, fresh, tab } from '../support/flow.ts';
import { freePort } from '../support/free-port.ts';
import { type NodeRed, startNodeRed } from '../support/node-red.ts';
import { seen } from '../support/opentouch-site.ts';
import { guarded, keeperToken, startRedCommand } from '../support/red-command.ts';
import { type Reply, startScriptedServer } from '../support/scripted.ts';

const alice = { login: 'alice', password: 'alice-secret' };
let simulator: Simulator;
let red: NodeRed;

before(async () => {
  simulator = await startSimulator({ port: 0 });
  red = await startNodeRed();
});
afterEach(() => simulator.faults.clear());
after(async () => {
  await red.stop();
  await simulator.stop();
});

interface Asked {
  readonly id?: string;
  readonly config: object;
  readonly credentials?: object;
}

/** What the dialog of an account is told, finding by finding. */
async function check(type: string, body: Asked): Promise<Finding[]> {
  const answer = await fetch(`${red.url}/telephony/checks/${type}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ id: 'nobody', ...body }),
  });
  assert.equal(answer.status, 200);
  return (await answer.text())
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

const opentouch = (config: object, credentials: object = alice, id?: string) =>
  check('opentouch-server', { ...(id && { id }), config: { timeout: '2', ...config }, credentials });

const verdicts = (findings: readonly Finding[]) => findings.map(({ check: name, verdict }) => `${name} ${verdict}`);

/** The last finding is the only one that failed, and says so in one sentence that nobody has to decipher. */
function failsWith(findings: readonly Finding[], name: string, text: RegExp): void {
  const last = findings.at(-1);
  assert.deepEqual([last?.check, last?.verdict], [name, 'failed'], JSON.stringify(findings));
  assert.match(last?.text ?? '', text);
  assert.match(last?.text ?? '', /^\w[^{}]+[.?]$/);
  assert.ok(findings.slice(0, -1).every(({ verdict }) => verdict !== 'failed'));
}

describe('an OpenTouch account is looked over as it stands in the dialog', () => {
  it('all is well: one session, one subscription, and both are taken back', async () => {
    const findings = await opentouch({ url: simulator.url });
    assert.deepEqual(verdicts(findings), ['address ok', 'server ok', 'login ok', 'user ok', 'rights ok', 'events ok']);
    const texts = findings.map(({ text }) => text).join('\n');
    assert.match(texts, /extension \d+, MULTIMEDIA, with /);
    assert.match(texts, /Events come: OnChannelInformation was there after \d+\.\d s\./);
    assert.ok(!texts.includes('alice-secret'));
    assert.equal(seen(simulator, 'opentouch-open-session'), 1);
    assert.equal(seen(simulator, 'opentouch-close-session'), 1);
    assert.equal(seen(simulator, 'opentouch-create-subscription'), seen(simulator, 'opentouch-delete-subscription'));
  });

  it('with what is stored where nothing was typed', async () => {
    await red.deploy(tab(account(simulator.url, { credentials: alice })));
    const findings = await opentouch({ url: simulator.url }, { login: 'alice', password: '__PWRD__' }, 'server');
    assert.equal(findings.at(-1)?.verdict, 'ok');
  });

  it('an administrator who names nobody, and a device that is none', async () => {
    const admin = await opentouch({ url: simulator.url }, { login: 'admin', password: 'admin-secret' });
    assert.match(admin.find(({ check: name }) => name === 'user')?.text ?? '', /acts for \d+ users; name one/);
    const device = await opentouch({ url: simulator.url, deviceId: '4711' });
    assert.match(device.find(({ check: name }) => name === 'user')?.text ?? '', /no device 4711; the devices are /);
  });

  it('a wrong password, tried once', async () => {
    const before = seen(simulator, 'authenticate');
    const findings = await opentouch({ url: simulator.url }, { ...alice, password: 'wrong' });
    failsWith(findings, 'login', /refuses login or password/);
    assert.equal(seen(simulator, 'authenticate'), before + 1);
  });

  it('no password, no address, no scheme', async () => {
    failsWith(await opentouch({ url: simulator.url }, { login: 'alice' }), 'address', /^Password is missing/);
    failsWith(await opentouch({ url: '' }), 'address', /^Url is missing/);
    failsWith(
      await opentouch({ url: '10.0.0.5' }),
      'address',
      /10\.0\.0\.5 has no scheme; write https:\/\/10\.0\.0\.5/,
    );
  });

  it('http on a port that speaks TLS, https on one that does not, and a certificate that nobody vouches for', async () => {
    const secure = await startSimulator({ port: 0, tls: selfSigned() });
    try {
      failsWith(await opentouch({ url: secure.url.replace('https', 'http') }), 'server', /did you mean https:/);
      failsWith(await opentouch({ url: secure.url }), 'server', /certificate is not trusted.*TLS configuration/);
    } finally {
      await secure.stop();
    }
    failsWith(await opentouch({ url: simulator.url.replace('http', 'https') }), 'server', /did you mean http:/);
  });

  it('a port where nobody listens, and a host that there is not', async () => {
    failsWith(await opentouch({ url: `http://127.0.0.1:${await freePort()}` }), 'server', /refuses the connection/);
    failsWith(await opentouch({ url: 'http://nowhere.invalid' }), 'server', /name nowhere\.invalid/);
  });

  const others: readonly (readonly [string, Reply, RegExp])[] = [
    ['a web page', { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>' }, /web page|OpenTouch/],
    ['another API', { status: 200, body: { hello: 'world' } }, /not as an OpenTouch server does/],
    ['503', { status: 503 }, /503/],
  ];
  for (const [name, reply, text] of others) {
    it(name, async () => {
      const server = await startScriptedServer(() => reply);
      try {
        failsWith(await opentouch({ url: server.url }), 'server', text);
      } finally {
        await server.stop();
      }
    });
  }

  it('no licence for events', async () => {
    simulator.faults.add({ on: 'opentouch-create-subscription', status: 403, type: 'NOT_ALLOWED' });
    failsWith(await opentouch({ url: simulator.url }), 'events', /rights are missing|licence/);
  });

  it('a channel that says nothing, and one whose answer is held back', async () => {
    const server = await startChannelServer(false);
    try {
      failsWith(await opentouch({ url: server.url }), 'events', /no event came within 2 s.*proxy_buffering off/);
      server.answer(({ url }) => (url.startsWith('/OTEvents') ? { status: 200, delay: 60_000 } : undefined));
      failsWith(await opentouch({ url: server.url }), 'events', /no event came within 2 s.*proxy_buffering off/);
    } finally {
      await server.stop();
    }
  });
});

describe('an account of Orange', () => {
  const client = { clientId: 'switchboard-demo', clientSecret: 'demo_secret-1.x' };
  const addresses = (base: string, token: string) => ({
    baseUrl: `${simulator.url}${base}`,
    tokenUrl: `${simulator.url}${token}`,
  });
  const talk = (credentials: object) =>
    check('business-talk-account', { config: addresses('/btalk/beta/v1', '/oauth/v3/token'), credentials });
  const apiKey = 'sim0readwrite000000000000000000000000000';

  it('of Business Talk: token, key, customers', async () => {
    const findings = await talk({ ...client, apiKey });
    assert.deepEqual(verdicts(findings), ['settings ok', 'token ok', 'key ok', 'customers ok']);
    failsWith(await talk({ ...client, apiKey: 'x'.repeat(40) }), 'key', /\b4\d\d\b/);
    failsWith(await talk({ ...client, clientSecret: 'wrong', apiKey }), 'token', /client|INVALID/i);
    failsWith(await talk(client), 'settings', /^apiKey is missing/);
  });

  it('of Teaming: token, profile, and whether the webhook leads here', async () => {
    const config = addresses('/teaming', '/openidconnect/b2b/v1/token');
    const tokens = JSON.stringify({ refreshToken: 'sim-refresh-alice' });
    const withWebhook = { ...config, publicUrl: red.url };
    const findings = await check('teaming-account', { config: withWebhook, credentials: { ...client, tokens } });
    assert.deepEqual(verdicts(findings), ['settings ok', 'token ok', 'scopes ok', 'profile ok', 'webhook ok']);
    assert.match(findings.at(-1)?.text ?? '', /leads to this Node-RED/);
    const elsewhere = await startScriptedServer(() => ({ status: 404 }));
    try {
      const lost = await check('teaming-account', {
        config: { ...config, publicUrl: elsewhere.url },
        credentials: { ...client, tokens },
      });
      assert.match(lost.at(-1)?.text ?? '', /answers 404, but not from this Node-RED/);
    } finally {
      await elsewhere.stop();
    }
    failsWith(await check('teaming-account', { config, credentials: client }), 'token', /consent/);
  });

  const addressesOfEvents = () => ({ eventUrl: simulator.url, tokenUrl: `${simulator.url}/oauth/v3/token` });
  const inbound = { inboundUser: 'orange', inboundSecret: 'secret-of-orange' };
  const partner = (config: object = {}, credentials: object = { ...client, ...inbound }) =>
    check('business-apps-partner', {
      config: { path: '/orders', directory: join(red.userDir, 'partner'), ...addressesOfEvents(), ...config },
      credentials,
    });
  const found = (findings: readonly Finding[], name: string) => findings.find((one) => one.check === name);

  it('of Business Applications: settings, path, password, store, token; nothing is left behind', async () => {
    const findings = await partner();
    assert.deepEqual(verdicts(findings), ['settings ok', 'path ok', 'password ok', 'store ok', 'events ok']);
    assert.match(found(findings, 'path')?.text ?? '', new RegExp(`${red.url}/orders leads to this account`));
    assert.ok(!JSON.stringify(findings).includes(inbound.inboundSecret));
    assert.equal(existsSync(join(red.userDir, 'partner')), false);
    assert.deepEqual(
      readdirSync(red.userDir).filter((name) => name.startsWith('.check')),
      [],
    );
  });

  it('of Business Applications that cannot work', async () => {
    failsWith(await partner({ path: 'a b' }), 'settings', /^path: expected a path/);
    failsWith(await partner({}, { ...client, inboundUser: 'orange' }), 'settings', /^inboundSecret is missing/);
    const open = await partner({ inboundAuth: 'none' }, client);
    assert.equal(found(open, 'password')?.verdict, 'warning');
    assert.match(found(open, 'password')?.text ?? '', /^Anybody who knows the address/);
    // A file stands where the directory should be.
    const store = found(await partner({ directory: join(red.userDir, 'flows.json', 'x') }), 'store');
    assert.equal(store?.verdict, 'failed');
    assert.match(store?.text ?? '', /flows\.json\/x cannot be used/);
    failsWith(await partner({}, { ...client, ...inbound, clientSecret: 'wrong' }), 'events', /client|INVALID/i);
    failsWith(await partner({ tokenUrl: 'nowhere' }), 'events', /^tokenUrl: expected an address/);
    const silent = await partner({}, inbound);
    assert.deepEqual([found(silent, 'events')?.verdict, silent.length], ['warning', 5]);
  });

  it('of Business Applications at a path that another account has', async () => {
    const credentials = { ...client, ...inbound };
    const other = { path: '/orders', directory: join(red.userDir, 'other'), credentials };
    await red.deploy([fresh('other', 'business-apps-partner', { ...other, ...addressesOfEvents() })]);
    try {
      const taken = found(await partner(), 'path');
      assert.deepEqual([taken?.verdict, taken?.text], ['failed', 'Path is taken by another account.']);
      const own = { path: '/orders', directory: other.directory, ...addressesOfEvents() };
      const itself = await check('business-apps-partner', { id: 'other', config: own, credentials: {} });
      assert.deepEqual(verdicts(itself), ['settings ok', 'path ok', 'password ok', 'store ok', 'events ok']);
    } finally {
      await red.deploy([]);
    }
  });

  it('whose token endpoint has had enough for now', async () => {
    const busy = await startScriptedServer(() => ({ status: 429, headers: { 'retry-after': '120' } }));
    try {
      const config = { baseUrl: busy.url, tokenUrl: `${busy.url}/token` };
      const findings = await check('business-talk-account', { config, credentials: { ...client, apiKey } });
      failsWith(findings, 'token', /429.*next try \d\d:\d\d:\d\d/);
    } finally {
      await busy.stop();
    }
  });
});

it('is for those who may deploy, below the admin root', async () => {
  const command = await startRedCommand(`httpAdminRoot: '/red', ${guarded}`);
  try {
    const url = `${command.url}/red/telephony/checks/opentouch-server`;
    const body = JSON.stringify({ config: { url: simulator.url }, credentials: alice });
    const ask = (headers: object) =>
      fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body });
    assert.equal((await ask({})).status, 401);
    const authorization = `Bearer ${await keeperToken(`${command.url}/red`)}`;
    assert.match(await (await ask({ authorization })).text(), /"check":"events","verdict":"ok"/);
    assert.equal((await ask({ authorization, origin: 'http://elsewhere.example' })).status, 403);
  } finally {
    await command.stop();
  }
});
