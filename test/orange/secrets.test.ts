import assert from 'node:assert/strict';
import { after, before, mock, test } from 'node:test';
import { type Simulator, startSimulator } from '../../nodes/simulator/server/simulator.ts';
import type { Caught } from '../support/bench.ts';
import { fresh, operation, tab } from '../support/flow.ts';
import { type FlowNode, type NodeRed, startNodeRed } from '../support/node-red.ts';
import { ask, decide } from '../support/orange-simulator.ts';
import { Shown } from '../support/shown.ts';

const client = { clientId: 'switchboard-demo', clientSecret: 'demo_secret-1.x' };
const wrongClient = { clientId: 'switchboard-demo', clientSecret: 'wrong_secret-2.y' };
const apiKey = 'sim0readwrite000000000000000000000000000';
const wrongKey = 'bad0readwrite000000000000000000000000000';
const header = Buffer.from(`${client.clientId}:${client.clientSecret}`).toString('base64');
const wrongHeader = Buffer.from(`${wrongClient.clientId}:${wrongClient.clientSecret}`).toString('base64');

const shown = new Shown();
let simulator: Simulator;
let red: NodeRed;

before(async () => {
  mock.method(console, 'log', (...args: unknown[]) => shown.show('the console', args.join(' ')));
  simulator = await startSimulator({ port: 0, orange: { refreshToken: 'rotate' } });
  red = await startNodeRed({ settings: { logging: shown.logging } });
  shown.listen();
});
after(async () => {
  shown.stop();
  await red.stop();
  await simulator.stop();
  mock.restoreAll();
});

const teaming = (id: string, credentials: object): FlowNode =>
  fresh(id, 'teaming-account', {
    baseUrl: `${simulator.url}/teaming`,
    authorizeUrl: `${simulator.url}/openidconnect/b2b/v1/authorize`,
    tokenUrl: `${simulator.url}/openidconnect/b2b/v1/token`,
    credentials,
  });
const businessTalk = (id: string, credentials: object): FlowNode =>
  fresh(id, 'business-talk-account', {
    baseUrl: `${simulator.url}/btalk/beta/v1`,
    tokenUrl: `${simulator.url}/oauth/v3/token`,
    credentials,
  });
const seeded = (refreshToken: string, by: object = client) => ({ ...by, tokens: JSON.stringify({ refreshToken }) });

/** Accounts, and what is asked with each. */
function flow(): FlowNode[] {
  const wires = [['out', 'debug']];
  const profile = (account: string) =>
    operation('teaming-get-my-profile', {}, { id: `ask ${account}`, account, wires });
  const check = (account: string) => operation('business-talk-check-key', {}, { id: `ask ${account}`, account, wires });
  const debug = { active: true, tosidebar: true, console: true, tostatus: true, complete: 'true', targetType: 'full' };
  return tab(
    teaming('seeded', seeded('sim-refresh-alice')),
    teaming('dead', seeded('sim-refresh-nobody')),
    teaming('wrong', seeded('sim-refresh-bob', wrongClient)),
    teaming('consented', client),
    businessTalk('good', { authorization: `Basic ${header}`, apiKey }),
    businessTalk('bad key', { ...client, apiKey: wrongKey }),
    ...['seeded', 'dead', 'wrong', 'consented'].map(profile),
    ...['good', 'bad key'].map(check),
    { id: 'debug', type: 'debug', z: 'tab', name: '', ...debug, statusVal: 'payload', statusType: 'auto', wires: [] },
  );
}

async function outcome(account: string): Promise<string> {
  red.inject(`ask ${account}`);
  const { sink, message } = await red.nextOf(['out', 'errors'], 30_000);
  return sink === 'out' ? 'out' : (message as unknown as { error: Caught }).error.code;
}

/** Codes and states that went through the browser. */
const passing = new Map<string, string>();

/** What the browser does when somebody consents, or is refused. */
async function consent(decision: 'accept' | 'refuse'): Promise<number> {
  const { credentials: _, ...config } = teaming('consented', {});
  const redirectUri = `${red.url}/telephony/oauth/callback`;
  const body = JSON.stringify({ account: 'consented', redirectUri, config, credentials: {} });
  const headers = { 'content-type': 'application/json' };
  const begun = await ask('POST', `${red.url}/telephony/oauth/consents`, { headers, body });
  const page = await ask('GET', String(begun.body['url']));
  const back = (await decide(simulator.url, page.text, decision, 'alice@example.com')).headers.get('location') ?? '';
  const { searchParams } = new URL(back);
  for (const name of ['code', 'state']) {
    const value = searchParams.get(name);
    if (value) passing.set(value, `a ${name}`);
  }
  const [cookie = ''] = (begun.headers.get('set-cookie') ?? '').split(';');
  passing.set(cookie.replace(/^[^=]*=/, ''), 'the cookie of a consent');
  const answer = await ask('GET', back, { headers: { cookie } });
  shown.show('the page to come back to', answer.text);
  shown.show('the status of a consent', (await ask('GET', `${red.url}/telephony/oauth/accounts/consented`)).text);
  // Orange's own page has to be asked with it; nothing else may know it.
  shown.show('where the browser is sent', String(begun.body['url']).replace(/state=[^&]*/, ''));
  return answer.status;
}

async function live(): Promise<void> {
  assert.equal(await outcome('seeded'), 'out');
  assert.equal(await outcome('good'), 'out');
  simulator.orange.tokens.expire();
  assert.equal(await outcome('seeded'), 'out');
  assert.equal(await outcome('good'), 'out');
  assert.equal(await outcome('dead'), 'INVALID_GRANT');
  assert.equal(await outcome('wrong'), 'INVALID_CLIENT');
  assert.equal(await outcome('bad key'), 'INVALID_CREDENTIALS');
  assert.equal(await outcome('consented'), 'CONSENT_NEEDED');
  assert.equal(await consent('refuse'), 400);
  assert.equal(await consent('accept'), 200);
  assert.equal(await outcome('consented'), 'out');
  simulator.faults.set([{ on: 'token', times: 5, status: 503 }]);
  simulator.orange.tokens.expire();
  assert.equal(await outcome('consented'), 'SERVICE_UNAVAILABLE');
  simulator.faults.set([]);
  simulator.orange.revoke();
  assert.match(await outcome('seeded'), /^INVALID_/);
}

/** What may be shown nowhere, by what it is. */
function secrets(): Map<string, string> {
  const all = new Map(passing);
  for (const secret of [client.clientSecret, wrongClient.clientSecret]) all.set(secret, 'a client secret');
  for (const secret of [header, wrongHeader]) all.set(secret, 'a Basic header');
  for (const secret of [apiKey, wrongKey]) all.set(secret, 'an API key');
  for (const name of ['alice', 'bob', 'nobody']) all.set(`sim-refresh-${name}`, 'a refresh token of a flow');
  for (const { value } of simulator.orange.tokens.access) all.set(value, 'an access token');
  for (const { headers, body, url } of simulator.requests()) {
    const [, bearer] = /^Bearer (.+)/.exec(headers.authorization ?? '') ?? [];
    if (bearer) all.set(bearer, 'an access token');
    const refresh = url.includes('/token') && new URLSearchParams(body).get('refresh_token');
    if (refresh) all.set(refresh, 'a refresh token');
  }
  return all;
}

test('no secret, key, token, code or state is shown anywhere', async () => {
  await red.deploy(flow());
  await live();
  const accounts = ['seeded', 'dead', 'wrong', 'consented'].map((id) => `credentials/teaming-account/${id}`);
  const others = ['good', 'bad key'].map((id) => `credentials/business-talk-account/${id}`);
  await shown.look(red, [...accounts, ...others]);

  const all = secrets();
  const kinds = ['an access token', 'a refresh token', 'a code', 'a state', 'the cookie of a consent'];
  for (const kind of kinds) assert.ok([...all.values()].includes(kind), `${kind} is unknown`);
  const places = ['the console', 'the log', 'a status', 'the debug sidebar', 'an error of ask dead'];
  for (const place of [...places, 'the file telephony-tokens.json', 'the file flows_cred.json']) {
    assert.ok(
      shown.entries.some(({ where }) => where === place),
      `nothing was shown in ${place}`,
    );
  }
  const leaks = shown.entries.flatMap(({ where, text }) =>
    [...all].filter(([secret]) => text.includes(secret)).map(([, what]) => `${what} in ${where}`),
  );
  assert.deepEqual([...new Set(leaks)], []);
  const urls = simulator.requests().map(({ url }) => url);
  const inUrls = [...all].filter(([secret, what]) => what !== 'a state' && urls.some((url) => url.includes(secret)));
  assert.deepEqual(
    inUrls.map(([, what]) => what),
    [],
  );
});
