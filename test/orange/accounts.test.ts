import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { type Simulator, startSimulator } from '../../nodes/simulator/server/simulator.ts';
import type { Caught } from '../support/bench.ts';
import { fresh, operation as operationNode, tab } from '../support/flow.ts';
import { type FlowNode, type NodeRed, startNodeRed } from '../support/node-red.ts';
import { startProxy } from '../support/proxy.ts';

const client = { clientId: 'switchboard-demo', clientSecret: 'demo_secret-1.x' };
const apiKey = 'sim0readwrite000000000000000000000000000';
let simulator: Simulator;
let red: NodeRed;

before(async () => {
  simulator = await startSimulator({ port: 0 });
  red = await startNodeRed();
});
afterEach(() => {
  simulator.orange.settings.change({
    requestsPerSecond: 0,
    refreshToken: 'omit',
    expiresIn: 'number',
    tokenLife: 3600,
  });
  simulator.orange.restoreQuotas();
});
after(async () => {
  await red.stop();
  await simulator.stop();
});

function teaming(refreshToken = 'sim-refresh-alice'): FlowNode {
  return fresh('account', 'teaming-account', {
    baseUrl: `${simulator.url}/teaming`,
    authorizeUrl: `${simulator.url}/openidconnect/b2b/v1/authorize`,
    tokenUrl: `${simulator.url}/openidconnect/b2b/v1/token`,
    requestsPerSecond: '0',
    credentials: { ...client, tokens: JSON.stringify({ refreshToken }) },
  });
}

/** What is left out is cleared, for Node-RED keeps credentials that are not sent. */
function businessTalk(given: object = { ...client, apiKey }): FlowNode {
  const credentials = { clientId: '', clientSecret: '', authorization: '', apiKey: '', ...given };
  const baseUrl = `${simulator.url}/btalk/beta/v1`;
  const properties = {
    baseUrl,
    tokenUrl: `${simulator.url}/oauth/v3/token`,
    customerCode: '9999',
    requestsPerSecond: '0',
    credentials,
  };
  return fresh('account', 'business-talk-account', properties);
}

const profile = operationNode('teaming-get-my-profile');
const checkKey = operationNode('business-talk-check-key');
const place = (account: FlowNode, operation: FlowNode) => red.deploy(tab(account, operation));

/** Sends a message through; what comes out, or the code of the error. */
async function ask(): Promise<unknown> {
  red.inject('operation');
  const { sink, message } = await red.nextOf(['out', 'errors'], 30_000);
  return sink === 'out' ? message['payload'] : (message as unknown as { error: Caught }).error.code;
}

const isToken = ({ url }: { url: string }) => url.includes('/token');
/** Requests since the last time, to the token endpoints and to the APIs. */
let seen = 0;
function requests(): readonly [tokens: number, others: number] {
  const fresh = simulator.requests().slice(seen);
  seen += fresh.length;
  return [fresh.filter(isToken).length, fresh.filter((request) => !isToken(request)).length];
}

const accounts = [
  ['Teaming', teaming, profile],
  ['Business Talk', businessTalk, checkKey],
] as const;

describe('accounts of Orange in a real Node-RED', () => {
  for (const [name, account, operation] of accounts) {
    it(`${name}: one token for 200 messages that find it out of date`, async () => {
      await place(account(), operation);
      assert.equal(typeof (await ask()), 'object');
      requests();
      simulator.orange.tokens.expire();
      for (let count = 0; count < 200; count += 1) red.inject('operation');
      const sinks = new Set<string>();
      for (let count = 0; count < 200; count += 1) sinks.add((await red.nextOf(['out', 'errors'], 30_000)).sink);
      assert.deepEqual([...sinks], ['out']);
      const [tokens, others] = requests();
      assert.equal(tokens, 1);
      assert.ok(others > 200 && others <= 400, `${others} requests`);
      assert.equal(red.status('account')?.fill, 'green');
    });

    it(`${name}: no token for a redeploy`, async () => {
      await place(account(), operation);
      requests();
      assert.equal(typeof (await ask()), 'object');
      assert.deepEqual(requests(), [0, 1]);
    });
  }

  it('renews with a refresh token that changes each time, and with a life in words', async () => {
    simulator.orange.settings.change({ refreshToken: 'rotate', expiresIn: 'string' });
    await place(teaming('sim-refresh-bob'), profile);
    for (let round = 0; round < 3; round += 1) {
      assert.equal(((await ask()) as { userId: string }).userId, 'bob@example.com');
      simulator.orange.tokens.expire();
    }
  });

  it('stops at a refresh token that is no longer taken, and says so', async () => {
    await place(teaming('sim-refresh-carol'), profile);
    assert.equal(typeof (await ask()), 'object');
    simulator.orange.revoke('carol@example.com');
    requests();
    const [first, ...rest] = [await ask(), await ask(), await ask()];
    assert.equal(first, 'INVALID_GRANT');
    assert.deepEqual(rest, [first, first]);
    const [tokens, others] = requests();
    assert.deepEqual([tokens, others], [1, 1]);
    await place(teaming('sim-refresh-carol'), profile);
    assert.equal(await ask(), 'INVALID_GRANT');
    assert.equal(await ask(), 'INVALID_GRANT');
    assert.deepEqual(requests(), [1, 1]);
    assert.deepEqual(red.status('account'), { fill: 'red', shape: 'ring', text: 'consent no longer valid' });
  });

  it('finds its way back to a server that has forgotten all tokens but those that flows bring along', async () => {
    simulator.orange.settings.change({ refreshToken: 'rotate' });
    await place(teaming('sim-refresh-dave'), profile);
    for (let restart = 0; restart < 2; restart += 1) {
      assert.equal(((await ask()) as { userId: string }).userId, 'dave@example.com');
      const { port } = simulator;
      await simulator.stop();
      simulator = await startSimulator({ port, orange: { refreshToken: 'rotate' } });
      seen = 0;
    }
  });

  it('stops at a key that is not taken until the next deploy', async () => {
    await place(businessTalk({ ...client, apiKey: apiKey.replace('sim0', 'bad0') }), checkKey);
    assert.equal(await ask(), 'INVALID_CREDENTIALS');
    requests();
    assert.equal(await ask(), 'INVALID_CREDENTIALS');
    assert.deepEqual(requests(), [0, 0]);
    assert.equal(red.status('account')?.fill, 'red');
    await place(businessTalk(), checkKey);
    assert.equal(typeof (await ask()), 'object');
  });

  it('stops at a client that is not known', async () => {
    await place(businessTalk({ clientId: 'nobody', clientSecret: 'x', apiKey }), checkKey);
    requests();
    assert.deepEqual([await ask(), await ask()], ['INVALID_CLIENT', 'INVALID_CLIENT']);
    assert.deepEqual(requests(), [1, 0]);
  });

  it('takes the ready header instead of id and secret', async () => {
    const header = Buffer.from(`${client.clientId}:${client.clientSecret}`).toString('base64');
    await place(businessTalk({ authorization: `Basic ${header}`, apiKey }), checkKey);
    assert.equal(typeof (await ask()), 'object');
  });

  it('reaches tokens and the API through the proxy of the account', async () => {
    const proxy = await startProxy({ username: 'clerk', password: 'pröxy' });
    const node = { id: 'proxy', type: 'http proxy', name: '', url: proxy.url, noproxy: [] };
    const credentials = { username: 'clerk', password: 'pröxy' };
    simulator.orange.tokens.expire();
    await red.deploy(tab({ ...businessTalk(), proxy: 'proxy' }, { ...node, credentials }, checkKey));
    assert.equal(typeof (await ask()), 'object');
    const { host } = new URL(simulator.url);
    assert.deepEqual([...new Set(proxy.passed)], [host]);
    // Refused as out of date, renewed, sent again.
    assert.equal(proxy.passed.length, 3);
    proxy.stop();
  });

  for (const [missing, credentials] of [
    ['clientId', { clientSecret: 'x', apiKey }],
    ['clientSecret', { clientId: 'x', apiKey }],
    ['apiKey', client],
  ] as const) {
    it(`asks for nothing without ${missing}`, async () => {
      await place(businessTalk(credentials), checkKey);
      requests();
      red.inject('operation');
      const { error } = (await red.next('errors')) as unknown as { error: Caught };
      assert.deepEqual([error.code, error.cause['field']], ['INVALID_INPUT', missing]);
      assert.deepEqual(requests(), [0, 0]);
    });
  }

  it('keeps to the quota of the gateway: 200 messages at once, 200 results, and none sent in vain', async () => {
    await place({ ...teaming(), requestsPerSecond: '' }, profile);
    await ask();
    simulator.orange.settings.change({ requestsPerSecond: 25 });
    simulator.orange.restoreQuotas();
    requests();
    for (let count = 0; count < 200; count += 1) red.inject('operation');
    const sinks = new Set<string>();
    for (let count = 0; count < 200; count += 1) sinks.add((await red.nextOf(['out', 'errors'], 30_000)).sink);
    assert.deepEqual([...sinks], ['out']);
    assert.deepEqual(requests(), [0, 200]);
  });

  it('gets a burst through that the gateway breaks off all the same', async () => {
    await place(teaming(), profile);
    await ask();
    simulator.orange.settings.change({ requestsPerSecond: 25 });
    for (let count = 0; count < 40; count += 1) red.inject('operation');
    const sinks = new Set<string>();
    for (let count = 0; count < 40; count += 1) sinks.add((await red.nextOf(['out', 'errors'], 30_000)).sink);
    assert.deepEqual([...sinks], ['out']);
  });
});
