import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { after, before, test } from 'node:test';
import type { Partner } from '../../nodes/partner/nodes/partner.ts';
import type { Json } from '../../nodes/partner/wire/json.ts';
import { type NodeRed, startNodeRed } from '../support/node-red.ts';
import { customerOrder, fleetOrder, licencesOrder, suspension } from '../support/partner-samples.ts';
import * as at from '../support/partner-site.ts';

let red: NodeRed;
let orange: at.Orange;
let fleetId: string;

before(async () => {
  orange = await at.startOrange();
  red = await startNodeRed();
  await red.deploy(at.site(at.partner(orange, { automatic: true })));
  await at.order(red, customerOrder);
  const { body } = await at.order(red, { ...fleetOrder, customer: { externalReference: 'ORG-445566' } });
  fleetId = String(at.fleetIn(body));
});
after(async () => {
  await red.stop();
  await orange.stop();
});

/** All that is kept of requests and licences. */
async function trace(): Promise<unknown> {
  const ledger = await (red.node('partner') as unknown as Partner).ledger;
  const { register, outbox } = ledger;
  return JSON.stringify([
    (await ledger.requests()).map(({ id }) => id),
    await register?.customers(),
    await register?.licencesOfFleet(fleetId, { deleted: true }),
    await outbox.counts(),
  ]);
}

/** Sends what has to be refused; what is kept must be the same as before. */
async function refused(path: string, asked: at.Ask, status: number, code: number): Promise<at.Answer> {
  const before = await trace();
  const answer = await at.ask(red, path, asked);
  const what = `${path} ${JSON.stringify(asked).slice(0, 200)}`;
  assert.deepEqual([answer.status, answer.body['code']], [status, code], what);
  assert.match(answer.headers.get('content-type') ?? '', /^application\/json/, what);
  assert.deepEqual(Object.keys(answer.body), ['code', 'message', 'description'], what);
  assert.equal(await trace(), before, what);
  return answer;
}

const nobody = { authorization: '' };
const wrong = { authorization: `Basic ${Buffer.from('orange:wrong').toString('base64')}` };
const everywhere: [string, at.Ask][] = [
  [at.orderPath, { body: fleetOrder }],
  [at.updatePath, { body: suspension }],
  [`${at.licencesPath}?productRefId=x`, {}],
  [`${at.licencesPath}/US-1`, {}],
  ['/nowhere', {}],
];

test('nobody gets anywhere without the agreed login, and only ping needs none', async () => {
  for (const [path, asked] of everywhere) {
    const none = await refused(path, { ...asked, headers: nobody }, 401, 40);
    assert.match(none.headers.get('www-authenticate') ?? '', /^Basic /);
    await refused(path, { ...asked, headers: wrong }, 401, 41);
  }
  for (const path of ['/ping', '/productordering/v2/ping', '/userservice/v2/ping', '/userService/v2/Ping']) {
    assert.equal((await at.ask(red, path, { headers: nobody })).status, 200, path);
  }
});

test('what there is not and what cannot be done there', async () => {
  await refused('/nowhere', {}, 404, 60);
  await refused('', {}, 404, 60);
  await refused('/productordering/v1/productOrder', { body: fleetOrder }, 404, 60);
  const answer = await refused(at.orderPath, { method: 'GET' }, 405, 61);
  assert.equal(answer.headers.get('allow'), 'POST');
  await refused(at.updatePath, { method: 'PUT', body: suspension }, 405, 61);
  await refused('/ping', { body: {} }, 405, 61);
});

test('bodies that are no JSON, no object, or far too large', async () => {
  for (const path of [at.orderPath, at.updatePath]) {
    await refused(path, { body: '{"customer":', headers: {} }, 400, 22);
    await refused(path, { body: '[]' }, 400, 22);
    await refused(path, { method: 'POST', body: '' }, 400, 21);
    await refused(path, { body: '{}', headers: { 'content-type': 'text/xml' } }, 415, 68);
    await refused(path, { body: JSON.stringify({ userService: 'x'.repeat(5_000_000) }) }, 413, 66);
  }
});

test('a body of unknown length is cut off as well', async () => {
  const before = await trace();
  const { hostname, port } = new URL(red.url);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  const authorization = Buffer.from(`orange:${at.secret}`).toString('base64');
  socket.write(`POST /business-apps${at.orderPath} HTTP/1.1\r\nHost: x\r\nAuthorization: Basic ${authorization}\r\n`);
  socket.write('Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n');
  let answer = '';
  socket.on('data', (data) => {
    answer += data.toString();
  });
  // The other side hangs up in the middle of what is sent.
  socket.on('error', () => undefined);
  const closed = new Promise((resolve) => socket.once('close', resolve));
  const chunk = 'x'.repeat(65_536);
  for (let sent = 0; sent < 80 && !socket.destroyed; sent += 1) {
    socket.write(`10000\r\n${chunk}\r\n`);
    await new Promise(setImmediate);
  }
  await closed;
  assert.match(answer, /^HTTP\/1\.1 413 /);
  assert.match(answer, /"code":66/);
  assert.equal(await trace(), before);
});

test('{} everywhere counts as nothing everywhere', async () => {
  const item = (fleetOrder['orderItem'] as Json[])[0] as Json;
  const orders = [
    {},
    { customer: {} },
    { customer: {}, relatedContact: [{}], orderItem: [{}] },
    { ...fleetOrder, customer: { externalReference: {} } },
    { ...fleetOrder, orderItem: [{ ...item, productRef: {} }] },
    { ...fleetOrder, orderItem: [{ ...item, productOffering: { externalReference: {} } }] },
  ];
  for (const body of orders) await refused(at.orderPath, { body }, 400, 23);
  const updates = [
    {},
    { userService: {} },
    { userService: [{}] },
    { userService: [{ id: 'US-1', productOfferingOperation: {} }] },
    { userService: [{ id: 'US-1', productOfferingOperation: { action: 'swap', productOffering: {} } }] },
  ];
  for (const body of updates) await refused(at.updatePath, { body }, 400, 23);
});

test('states that there are not, and consultations of nothing', async () => {
  await refused(at.updatePath, { body: { userService: [{ id: 'US-1', externalState: 'asleep' }] } }, 400, 24);
  await refused(at.licencesPath, {}, 400, 27);
  await refused(`${at.licencesPath}/US-unheard-of`, {}, 404, 60);
  await refused(`${at.licencesPath}/%zz`, {}, 400, 20);
  assert.deepEqual(await at.consult(red, 'FLEET-unheard-of'), []);
});

test('a fleet or a licence that is not known fails as a whole, with the reason, and the register stays as it is', async () => {
  const licences = async () => at.consult(red, fleetId);
  const before = await licences();
  const known = String(before[0]?.['id']);
  const order = await at.order(red, licencesOrder);
  assert.deepEqual([order.status, order.body['state']], [201, 'failed']);
  const change = await at.update(red, {
    userService: [
      { id: known, externalState: 'suspended' },
      { id: 'US-unheard-of', externalState: 'suspended' },
    ],
  });
  assert.deepEqual([change.status, change.body['state']], [200, 'failed']);
  for (const { body } of [order, change]) assert.notEqual((body['note'] as Json)['text'], '');
  assert.deepEqual(await licences(), before);
});
