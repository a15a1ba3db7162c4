import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { eventually } from '../support/eventually.ts';
import { type NodeRed, startNodeRed } from '../support/node-red.ts';
import { customerOrder, fleetOrder } from '../support/partner-samples.ts';
import * as at from '../support/partner-site.ts';
import { type Reply, type ScriptedServer, startScriptedServer } from '../support/scripted.ts';
import { momentaryFailures } from '../support/token-moments.ts';

let red: NodeRed;
let orange: ScriptedServer;
/** What the token endpoint answers first, and what the address of events does. */
let tokens: Reply[] = [];
let answers: Reply[] = [];
let run = 0;

before(async () => {
  orange = await startScriptedServer(({ url }) => {
    if (url !== '/token') return answers.shift() ?? { status: 201, body: {} };
    return tokens.shift() ?? { status: 200, body: { access_token: `access ${tokenRequests()}`, expires_in: 3600 } };
  });
  red = await startNodeRed();
});
afterEach(() => {
  tokens = [];
  answers = [];
  orange.requests.length = 0;
});
after(async () => {
  await red.stop();
  await orange.stop();
});

const tokenRequests = () => orange.requests.filter(({ url }) => url === '/token').length;
const events = () => orange.requests.filter(({ url }) => url.endsWith('/event'));

/** A partner that carries out orders by itself, and has acknowledged one. */
async function acknowledged(): Promise<void> {
  run += 1;
  const credentials = {
    inboundUser: 'orange',
    inboundSecret: at.secret,
    clientId: `client ${run}`,
    clientSecret: at.clientSecret,
  };
  const account = {
    ...at.partner({ recorder: { url: orange.url } } as unknown as at.Orange),
    directory: `${red.userDir}/tokens-${run}`,
    eventUrl: orange.url,
    tokenUrl: `${orange.url}/token`,
    automatic: true,
    orderMode: 'async',
    credentials,
  };
  await red.deploy(at.site(account));
  await red.untilStatus('partner', ({ fill }) => fill === 'green');
  assert.equal((await at.order(red, customerOrder)).body['state'], 'completed');
  assert.equal((await at.order(red, fleetOrder)).body['state'], 'acknowledged');
}

const failing = (pattern: RegExp) =>
  red.untilStatus('partner', ({ fill, text = '' }) => fill === 'yellow' && pattern.test(text));
const listening = () => red.untilStatus('partner', ({ fill }) => fill === 'green');

test('an acknowledged order gets its event after the token endpoint has had bad moments, and the status says so', async () => {
  const ways = ['429 slow_down', '200 with nothing in it', '404 as a web page'];
  tokens = ways.map((way) => momentaryFailures[way] as Reply);
  await acknowledged();
  await failing(/^events waiting: too many requests, next try \d\d:\d\d:\d\d$/);
  await failing(/^events waiting: unexpected answer, next try/);
  await failing(/^events waiting: not found, next try/);
  await eventually(() => events().length === 1, 'the event', 30_000);
  await listening();
  assert.equal(tokenRequests(), ways.length + 1);
});

test('a wrong secret is tried once, and the status says that events wait', async () => {
  tokens = Array.from({ length: 9 }, () => ({ status: 401, body: { error: 'invalid_client' } }));
  await acknowledged();
  await failing(/^events waiting: wrong client ID or secret$/);
  const logged = () => red.log.filter(({ msg }) => /the client ID or secret/.test(String(msg))).length;
  await eventually(() => logged() > 0, 'the log says why');
  assert.equal(tokenRequests(), 1);
});

test('what comes from something in between holds no event up for good', async () => {
  const html = '<html>';
  answers = [401, 403, 404].map((status) => ({ status, body: html }));
  await acknowledged();
  await eventually(() => events().length === 4, 'sent until it is taken', 30_000);
  assert.equal(new Set(events().map(({ body }) => String(body))).size, 1);
  // The 401 cost one renewal.
  assert.equal(tokenRequests(), 2);
  await listening();
});
