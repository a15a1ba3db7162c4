import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { runUseCase } from '../../nodes/partner-check/use-cases/index.ts';
import { type Simulator, startSimulator } from '../../nodes/simulator/server/simulator.ts';
import { ask } from '../support/opentouch-requests.ts';
import { type Body, type ReferencePartner, startPartner } from '../support/partner.ts';

let simulator: Simulator;
let partner: ReferencePartner;
let token: string;

before(async () => {
  simulator = await startSimulator({ port: 0 });
  partner = await startPartner();
  const basic = Buffer.from('switchboard-demo:demo_secret-1.x').toString('base64');
  const { body } = await ask('POST', `${simulator.url}/oauth/v3/token`, {
    headers: {
      authorization: `Basic ${basic}`,
      accept: 'application/json',
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: 'grant_type=client_credentials',
  });
  token = String(body['access_token']);
});

after(async () => {
  await partner.stop();
  await simulator.stop();
});

const post = (path: string, body: unknown, headers: Record<string, string> = { authorization: `Bearer ${token}` }) =>
  ask('POST', `${simulator.url}${path}`, { body, headers });
const orders = '/mba2/productordering/v2/event';
const licences = '/mba2/userservice/v2/event';
const time = '2026-03-02T09:25:00.000Z';

const orderEvent = (resource: Body = {}, more: Body = {}) => ({
  type: 'completedStateNotification',
  time,
  resource: { id: 'PO-1', state: 'completed', ...resource },
  ...more,
});
const change = (operations: Body, more: Body = {}) => ({
  type: 'updateNotification',
  time,
  resource: { userService: [{ id: 'US-1', ...operations }] },
  ...more,
});
const user = { id: 'EU-7', givenName: 'Chloe', email: 'chloe@example.com' };

/** What was found wrong with the next event that is judged. */
async function judged(path: string, body: unknown): Promise<readonly string[]> {
  const { position } = simulator.businessApps.partnerCheck.received;
  const answer = await post(path, body);
  assert.equal(answer.status, 201, answer.text);
  const arrived = await simulator.businessApps.partnerCheck.received.next(position, () => true, 10_000);
  assert.ok(arrived, 'the event was never judged');
  assert.equal(arrived.id, answer.body['id']);
  return arrived.problems;
}

test('an event comes back with an id, under both offers and however the path is written', async () => {
  const paths = [orders, '/mba2-beta/productordering/v2/event', '/mba2/ProductOrdering/v2/event'];
  const ids = new Set<unknown>();
  for (const path of paths) {
    const answer = await post(path, orderEvent());
    assert.equal(answer.status, 201);
    const { id, ...rest } = answer.body;
    assert.deepEqual(rest, orderEvent());
    ids.add(id);
  }
  assert.equal(ids.size, paths.length);
});

test('who sends it must be known: no token, a wrong one, one that is out of date', async () => {
  const codes: unknown[] = [];
  for (const headers of [{}, { authorization: 'Bearer nobody' }]) {
    const answer = await post(orders, orderEvent(), headers as Record<string, string>);
    codes.push([answer.status, answer.body['code']]);
  }
  assert.deepEqual(codes, [
    [401, 40],
    [401, 41],
  ]);
});

const refusals: Readonly<Record<string, readonly [path: string, body: unknown, code: number, words: RegExp]>> = {
  'no body': [orders, '', 21, /has no body/],
  'broken JSON': [orders, '{"type":', 22, /no valid JSON/],
  'a list': [orders, [], 22, /no JSON object/],
  'no type': [orders, orderEvent({}, { type: undefined }), 23, /no type/],
  'an unknown type': [orders, orderEvent({}, { type: 'orderDone' }), 24, /type is "orderDone"/],
  'no resource': [orders, orderEvent({}, { resource: undefined }), 23, /no resource/],
  'no id of the order': [orders, orderEvent({ id: undefined }), 23, /resource\.id is missing/],
  'a type that contradicts the state': [orders, orderEvent({ state: 'failed' }), 24, /does not go with the state/],
  'a state that is not final': [orders, orderEvent({ state: 'acknowledged' }), 24, /completed or failed is expected/],
  'a partial state': [orders, orderEvent({ state: 'partial' }), 24, /not used/],
  'a date without a zone': [orders, orderEvent({}, { time: '2026-03-02 09:25' }), 24, /time is/],
  'an empty node': [orders, orderEvent({ note: {} }), 24, /resource\.note is \{\}/],
  'a null deep inside': [
    orders,
    orderEvent({ orderItem: [{ note: null }] }),
    24,
    /resource\.orderItem\.0\.note is null/,
  ],
  'no licences': [
    licences,
    { type: 'updateNotification', time, resource: { state: 'completed' } },
    23,
    /userService is missing/,
  ],
  'a licence without id': [licences, change({ id: undefined, state: 'active' }), 23, /userService\.0\.id is missing/],
  'neither state nor operation': [licences, change({}), 23, /neither a state of an update nor an operation/],
  'an end user without id': [
    licences,
    change({ endUserOperation: [{ action: 'add', endUser: { givenName: 'Chloe' } }] }),
    23,
    /endUser has no id/,
  ],
  'an end user with an id alone': [
    licences,
    change({ endUserOperation: [{ action: 'modify', endUser: { id: 'EU-7' } }] }),
    23,
    /an id and no data/,
  ],
  'an end user where one is deleted': [
    licences,
    change({ endUserConfigurationOperation: [{ endUserOperation: { action: 'delete', endUser: user } }] }),
    24,
    /no endUser is given/,
  ],
  'an action that there is not': [
    licences,
    change({ endUserOperation: { action: 'replace', endUser: user } }),
    24,
    /action of endUserOperation is "replace"/,
  ],
  'a resource without a type': [
    licences,
    change({
      realizingResourceOperation: [
        { action: 'modify', realizingResource: { characteristic: [{ name: 'a', value: 'b' }] } },
      ],
    }),
    23,
    /realizingResource has no type/,
  ],
  'a login of an unknown kind': [
    licences,
    change({ rightOperation: [{ action: 'modify', loginKeyValue: { key: 'mail', value: 'x' } }] }),
    24,
    /loginKeyValue\.key is "mail"/,
  ],
  'a new login without value': [licences, change({ rightOperation: [{ action: 'add' }] }), 23, /has no loginKeyValue/],
  'two changes of a login': [
    licences,
    change({ rightOperation: [{ action: 'resetPassword' }, { action: 'resetPassword' }] }),
    24,
    /at most one rightOperation/,
  ],
};

for (const [what, [path, body, code, words]] of Object.entries(refusals)) {
  test(`an event with ${what} is refused and the reason told`, async () => {
    const answer = await post(path, body);
    assert.equal(answer.status, 400, answer.text);
    assert.equal(answer.body['code'], code);
    assert.match(String(answer.body['description']), words);
  });
}

test('another content type and another method are refused', async () => {
  const authorization = `Bearer ${token}`;
  const plain = await post(orders, '{}', { authorization, 'content-type': 'text/plain' });
  assert.deepEqual([plain.status, plain.body['code']], [415, 68]);
  const read = await ask('GET', `${simulator.url}${orders}`, { headers: { authorization } });
  assert.deepEqual([read.status, read.headers.allow], [405, 'POST']);
});

test('what Orange knows nothing of is taken and told', async () => {
  assert.deepEqual(await judged(orders, orderEvent({ id: 'PO-none' })), ['Orange knows no order PO-none']);
  const strange = {
    type: 'updateNotification',
    time,
    resource: { state: 'completed', userService: [{ id: 'US-none' }] },
  };
  assert.deepEqual(await judged(licences, strange), ['Orange knows no licence US-none']);
});

test('an end user is added once, changed, and deleted; the same event again means nothing new', async () => {
  const url = partner.url;
  const settings = {
    url,
    authentication: { kind: 'none' },
    mode: 'sync',
    eventTimeout: 1000,
    swapForm: 'wrapped',
  } as const;
  await simulator.businessApps.partnerCheck.withPartner(settings, (world) => runUseCase('consult-fleet', world));
  const id = [...simulator.businessApps.partnerCheck.records.licencesById.keys()].at(-1);
  let second = 0;
  const event = (operation: Body) => {
    second += 1;
    const at = new Date(Date.parse(time) + second * 1000).toISOString();
    return { type: 'updateNotification', time: at, resource: { userService: [{ id, endUserOperation: [operation] }] } };
  };
  const added = event({ action: 'add', endUser: user });
  assert.deepEqual(await judged(licences, added), []);
  assert.deepEqual(await judged(licences, added), []);
  assert.equal(simulator.businessApps.partnerCheck.received.list.at(-1)?.repeated, true);
  assert.match((await judged(licences, event({ action: 'add', endUser: user }))).join(), /has an end user already/);
  assert.deepEqual(await judged(licences, event({ action: 'modify', endUser: { ...user, givenName: 'C.' } })), []);
  assert.deepEqual(await judged(licences, event({ action: 'delete' })), []);
  assert.match((await judged(licences, event({ action: 'delete' }))).join(), /no end user to delete/);
  const early = { ...event({ action: 'add', endUser: user }), time };
  assert.match((await judged(licences, early)).join(), /the event is older/);
});

test('an order that was answered needs no event, and faults meet events by their node types', async () => {
  const answered = simulator.businessApps.partnerCheck.records.orders.find(({ kind }) => kind === 'fleet');
  const words = await judged(orders, orderEvent({ id: answered?.id }));
  assert.match(words.join(), /was completed in the answer to the request: no event was expected/);
  simulator.faults.add({ on: 'business-apps-end-user', times: 1, status: 503 });
  const answer = await post(licences, change({ endUserOperation: [{ action: 'add', endUser: user }] }));
  assert.deepEqual([answer.status, answer.body['code']], [503, 5]);
});

test('the control surface names the use cases, and carries them out', async () => {
  const named = await ask('GET', `${simulator.url}/simulator/partner/use-cases`);
  assert.match(named.text, /"name":"repeated-order"/);
  const run = (path: string, body: unknown) => ask('POST', `${simulator.url}/simulator/partner${path}`, { body });
  const done = await run('/use-cases/suspend', { url: partner.url, mode: 'sync' });
  assert.deepEqual([done.status, done.body['ok']], [201, true], done.text);
  const all = await run('/check', { url: partner.url });
  assert.equal(all.body['ok'], true);
  assert.match((await run('/use-cases/dance', { url: partner.url })).text, /no use case \\"dance\\"/);
  assert.match((await run('/check', { url: 'ftp://x' })).text, /base address of the partner/);
  assert.match((await run('/check', { url: partner.url, authentication: { kind: 'basic' } })).text, /user is missing/);
  const { text } = await ask('GET', `${simulator.url}/simulator/partner/events`);
  assert.match(text, /Orange knows no order PO-none/);
});
