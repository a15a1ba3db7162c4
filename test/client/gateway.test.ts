import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { systems } from '../../nodes/catalogue/index.ts';
import { methodPath, taskMethodName } from '../../nodes/client/names.ts';
import { tasksOf } from '../../nodes/client/tasks.ts';
import { operationsOf } from '../../nodes/schema/describe.ts';
import { type Simulator, startSimulator } from '../../nodes/simulator/server/simulator.ts';
import { fresh, operation, tab } from '../support/flow.ts';
import { type NodeRed, startNodeRed } from '../support/node-red.ts';
import { manifest } from '../support/package.ts';

type Ask<Answer = undefined> = (request?: object, options?: object) => Promise<Answer>;
type Named = Readonly<Record<string, unknown>>;

/** As much of dist/client.d.ts as is used here; types.test.ts holds that against a compiler. */
interface GatewayClient {
  readonly users: Readonly<Record<'getMyProfile', Ask<{ userId: string }>>>;
  readonly calls: Readonly<Record<'makeCall', Ask<{ callId: string }>>> &
    Readonly<Record<'getCalls', Ask<{ callId: string }[]>>> &
    Readonly<Record<'releaseCall', Ask>>;
  readonly tasks: Readonly<Record<'call' | 'forward' | 'dnd', Ask<unknown>>>;
  readonly numbers: Readonly<Record<'getNumbers', Ask<unknown[]>>>;
  readonly getCustomers: Ask<{ customerCode: string }[]>;
  readonly getVoicesites: Ask<unknown[]>;
  readonly checkCoverage: Ask<{ name: string; coverage: Named }>;
  close(): Promise<void>;
}

// As a program gets it, and the nodes of a Node-RED with it: by its public name, from what was built.
const { connect } = createRequire(import.meta.url)(`${manifest().name}/client`) as {
  connect(options: object): Promise<GatewayClient>;
};

const application = { clientId: 'switchboard-demo', clientSecret: 'demo_secret-1.x' };
const apiKey = 'sim0readwrite000000000000000000000000000';
const refreshToken = 'sim-refresh-alice';

let simulator: Simulator;
let red: NodeRed;
let folder: string;
let seen = 0;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'telephony-client-'));
  simulator = await startSimulator({ port: 0, teaming: { pickUp: 0, outsideAnswers: 0, ring: 60_000 } });
  red = await startNodeRed();
});
afterEach(async () => {
  simulator.faults.clear();
  simulator.orange.settings.change({ refreshToken: 'omit' });
  await red.deploy([]);
});
after(async () => {
  await red.stop();
  await simulator.stop();
  rmSync(folder, { recursive: true });
});

const addresses = {
  teaming: () => ({ baseUrl: `${simulator.url}/teaming`, tokenUrl: `${simulator.url}/openidconnect/b2b/v1/token` }),
  'business-talk': () => ({
    baseUrl: `${simulator.url}/btalk/beta/v1`,
    tokenUrl: `${simulator.url}/oauth/v3/token`,
  }),
};

const teaming = (more: object = {}) =>
  connect({ system: 'teaming', ...addresses.teaming(), ...application, refreshToken, ...more });
const businessTalk = (more: object = {}) =>
  connect({ system: 'business-talk', ...addresses['business-talk'](), ...application, apiKey, ...more });

async function using<T>(opening: Promise<GatewayClient>, run: (client: GatewayClient) => Promise<T>): Promise<T> {
  const client = await opening;
  try {
    return await run(client);
  } finally {
    await client.close();
  }
}

const failsWith = (code: string, field?: string) => (error: unknown) => {
  const { code: found, cause } = error as { code?: string; cause?: { field?: string } };
  assert.deepEqual([found, cause?.field], [code, field], String(error));
  return true;
};

/** Requests for tokens since the last time. */
function tokenRequests(): number {
  const fresh = simulator.requests().slice(seen);
  seen += fresh.length;
  return fresh.filter(({ url }) => url.includes('/token')).length;
}

/** Deploys an account with one operation, and has it answer. */
async function nodeAsks(system: 'teaming' | 'business-talk', type: string): Promise<void> {
  const own = system === 'teaming' ? { tokens: JSON.stringify({ refreshToken }) } : { apiKey };
  const credentials = { ...application, ...own };
  const account = fresh('account', `${system}-account`, { ...addresses[system](), credentials });
  await red.deploy(tab(account, operation(type)));
  await nodeAsksAgain();
}

async function nodeAsksAgain(): Promise<void> {
  red.inject('operation');
  const { sink, message } = await red.nextOf(['out', 'errors']);
  assert.equal(sink, 'out', JSON.stringify(message['error']));
}

test('every operation of the catalogue is a method, and nothing else is', async () => {
  const clients = [
    [systems.teaming, teaming],
    [systems['business-talk'], businessTalk],
  ] as const;
  for (const [system, open] of clients) {
    const { close: _, ...methods } = await using(open(), async (client) => ({ ...client }));
    const found = Object.entries(methods).flatMap(([name, value]) =>
      typeof value === 'function' ? [name] : Object.keys(value).map((method) => `${name}.${method}`),
    );
    const expected = operationsOf(system).map(({ type, domain }) => methodPath(domain.set, type, system));
    const tasks = tasksOf(system).map(([type]) => `tasks.${taskMethodName(type)}`);
    assert.deepEqual(found.sort(), [...expected, ...tasks].sort());
  }
});

test('a call of Teaming is made, listed and released', () =>
  using(teaming({ userId: 'alice@example.com' }), async ({ users, calls }) => {
    assert.equal((await users.getMyProfile()).userId, 'alice@example.com');
    const { callId } = await calls.makeCall({ address: '2002' });
    assert.deepEqual(
      (await calls.getCalls()).map((call) => call.callId),
      [callId],
    );
    assert.equal(await calls.releaseCall({ callId }), undefined);
    assert.deepEqual(await calls.getCalls(), []);
    await assert.rejects(calls.makeCall(), failsWith('INVALID_INPUT', 'address'));
  }));

test('a task does with Teaming what its node does, and refuses what it cannot', () =>
  using(teaming({ userId: 'alice@example.com' }), async ({ tasks }) => {
    const { call } = (await tasks.call({ number: '2002' })) as { call: string };
    const [present] = (await tasks.call({ action: 'list' })) as { call: string }[];
    assert.equal(present?.call, call);
    assert.equal(await tasks.call({ action: 'hang up' }), undefined);
    await tasks.forward({ number: '+33155667788', when: 'busy' });
    const forwards = await tasks.forward({ action: 'read' });
    assert.deepEqual(forwards, [{ when: 'busy', to: 'number', number: '+33155667788' }]);
    await tasks.forward({ action: 'off' });
    assert.equal(await tasks.dnd({ action: 'read' }), false);
    await assert.rejects(tasks.call({ action: 'make' }), failsWith('INVALID_INPUT', 'number'));
    await assert.rejects(tasks.call({ action: 'transfer', number: '2002' }), failsWith('INVALID_INPUT', 'action'));
    await assert.rejects(tasks.forward({ number: '2002', when: 'never' }), failsWith('INVALID_INPUT', 'when'));
  }));

test('Business Talk tells of customers, countries, sites and numbers', () =>
  using(businessTalk({ customerCode: '9999' }), async (bt) => {
    assert.ok((await bt.getCustomers()).some(({ customerCode }) => customerCode === '9999'));
    assert.equal((await bt.checkCoverage({ iso2: 'FR' })).coverage['businessTalkOnline'], 'Yes');
    assert.equal((await bt.checkCoverage({ iso2: 'KP' })).coverage['businessTalkOnline'], 'No');
    const [sites, some] = [await bt.getVoicesites({}, { list: 'all' }), await bt.getVoicesites({ limit: 1 })];
    assert.ok(sites.length > some.length && some.length === 1);
    assert.ok(Array.isArray(await bt.numbers.getNumbers()));
    await assert.rejects(bt.checkCoverage({ iso2: 'France' }), failsWith('INVALID_INPUT', 'iso2'));
  }));

test('what is missing or wrong is told when connecting', async () => {
  await assert.rejects(connect({ system: 'telex' }), failsWith('INVALID_INPUT', 'system'));
  await assert.rejects(teaming({ refreshToken: '' }), failsWith('INVALID_INPUT', 'refreshToken'));
  await assert.rejects(businessTalk({ apiKey: '' }), failsWith('INVALID_INPUT', 'apiKey'));
  await assert.rejects(businessTalk({ clientSecret: '' }), failsWith('INVALID_INPUT', 'clientSecret'));
  await assert.rejects(businessTalk({ baseUrl: 'nowhere' }), failsWith('INVALID_INPUT', 'baseUrl'));
  tokenRequests();
  await assert.rejects(businessTalk({ clientSecret: 'wrong' }), failsWith('INVALID_CLIENT'));
  assert.equal(tokenRequests(), 1);
});

test('a node and a client in one process share their token', async () => {
  tokenRequests();
  await nodeAsks('business-talk', 'business-talk-check-key');
  await using(businessTalk(), (bt) => bt.getCustomers());
  await nodeAsks('teaming', 'teaming-get-my-profile');
  await using(teaming(), ({ users }) => users.getMyProfile());
  assert.equal(tokenRequests(), 2);
});

test('a client that joins a node whose token server has a bad moment waits with it', async () => {
  await nodeAsks('business-talk', 'business-talk-check-key');
  simulator.orange.tokens.expire();
  simulator.faults.add({ on: 'client-token', status: 503, times: 1 });
  const answered = nodeAsksAgain();
  await red.untilStatus('account', ({ fill }) => fill === 'red');
  tokenRequests();
  await using(businessTalk(), (bt) => bt.getCustomers());
  await answered;
  assert.equal(tokenRequests(), 1);
});

test('a refresh token that the server replaces outlives the program in its file, which nobody can read', async () => {
  simulator.orange.settings.change({ refreshToken: 'rotate' });
  const [first, second] = ['first', 'second'].map((name) => join(folder, `${name}.json`)) as [string, string];
  const seed = { refreshToken: 'sim-refresh-bob' };
  await using(teaming({ ...seed, tokenFile: first }), ({ users }) => users.getMyProfile());
  simulator.orange.tokens.expire();
  // Nobody has kept what it was replaced by.
  await assert.rejects(teaming(seed), failsWith('INVALID_GRANT'));

  assert.equal(statSync(first).mode & 0o777, 0o600);
  assert.doesNotMatch(readFileSync(first, 'utf8'), /sim-|accessToken/);
  // As another program finds it: what this one remembers of the first file says nothing of the second.
  copyFileSync(first, second);
  const bytes = readFileSync(second);
  await assert.rejects(
    teaming({ ...seed, tokenFile: second, tokenSecret: 'another' }),
    failsWith('INVALID_INPUT', 'tokenFile'),
  );
  assert.deepEqual(readFileSync(second), bytes);
  await using(teaming({ ...seed, tokenFile: second }), ({ users }) => users.getMyProfile());
});

test('what a node has got from the server is in the file of a client that shares it', async () => {
  simulator.orange.settings.change({ refreshToken: 'rotate' });
  await nodeAsks('teaming', 'teaming-get-my-profile');
  simulator.orange.tokens.expire();
  await nodeAsksAgain();
  const [first, second] = ['shared', 'alone'].map((name) => join(folder, `${name}.json`)) as [string, string];
  tokenRequests();
  await using(teaming({ tokenFile: first }), ({ users }) => users.getMyProfile());
  assert.equal(tokenRequests(), 0);
  await red.deploy([]);
  copyFileSync(first, second);
  simulator.orange.tokens.expire();
  await using(teaming({ tokenFile: second }), ({ users }) => users.getMyProfile());
  assert.equal(tokenRequests(), 1);
});
