import assert from 'node:assert/strict';
import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { folderOf } from '../../nodes/partner/nodes/store-directory.ts';
import type { Json } from '../../nodes/partner/wire/json.ts';
import { eventually } from '../support/eventually.ts';
import { fresh } from '../support/flow.ts';
import { type NodeRed, startNodeRed } from '../support/node-red.ts';
import { customerOrder, fleetOrder } from '../support/partner-samples.ts';
import * as at from '../support/partner-site.ts';

let red: NodeRed;
let orange: at.Orange;

before(async () => {
  orange = await at.startOrange();
  red = await startNodeRed();
});
after(async () => {
  await red.stop();
  await orange.stop();
});

const status = async (path: string, headers: Record<string, string> = {}) =>
  (await fetch(`${red.url}${path}`, { headers })).status;
const logged = () => red.log.map(({ msg }) => String(msg)).join('\n');

test('an account without what it needs serves nothing and says what is missing', async () => {
  const cases: [Readonly<Record<string, unknown>>, RegExp][] = [
    [{ credentials: { inboundUser: 'orange', inboundSecret: '' } }, /inboundSecret is missing/],
    [{ credentials: { inboundUser: '', inboundSecret: at.secret } }, /inboundUser is missing/],
    [{ path: '/' }, /path: expected a path/],
    [{ path: '/with blanks' }, /path: expected a path/],
  ];
  for (const [properties, message] of cases) {
    await red.deploy(at.site(at.partner(orange, properties), ...at.orders()));
    const { error } = await red.next('errors');
    assert.equal((error as { code: string }).code, 'NO_ACCOUNT');
    assert.match(logged(), message);
    assert.equal(await status('/business-apps/ping'), 404);
  }
});

test('of two accounts at one path the second says so, and the first serves', async () => {
  const other = { ...at.partner(orange), id: 'other' };
  await red.deploy(at.site(at.partner(orange), other));
  assert.match(logged(), /path is taken by another account/);
  assert.equal(await status('/business-apps/ping'), 200);
});

test('a path may have several parts and is forgiving in how it is written', async () => {
  await red.deploy(at.site(at.partner(orange, { path: 'orange//partner/' })));
  assert.equal(await status('/orange/partner/ping'), 200);
  const store = join(red.userDir, 'business-apps', folderOf('/orange/partner'), 'partner.db');
  await eventually(() => existsSync(store), 'the store of the account');
});

test('Orange may log in with a token, with a key, or not at all', async () => {
  const credentials = { inboundSecret: 't0ken-of-Orange' };
  const path = `/business-apps${at.licencesPath}?productRefId=F-1`;
  const cases: [Readonly<Record<string, unknown>>, Record<string, string>][] = [
    [{ inboundAuth: 'bearer' }, { authorization: 'Bearer t0ken-of-Orange' }],
    [{ inboundAuth: 'key' }, { 'x-api-key': 't0ken-of-Orange' }],
    [{ inboundAuth: 'key', keyHeader: 'X-Orange' }, { 'x-orange': 't0ken-of-Orange' }],
  ];
  for (const [properties, headers] of cases) {
    await red.deploy(at.site(at.partner(orange, { credentials, ...properties })));
    assert.equal(await status(path, headers), 200, JSON.stringify(properties));
    assert.equal(await status(path), 401);
    const wrong = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, `${value}x`]));
    assert.equal(await status(path, wrong), 401);
  }
  await red.deploy(at.site(at.partner(orange, { inboundAuth: 'none', credentials: {} })));
  assert.equal(await status(path), 200);
});

test('what consultations show of unknown fleets and of deleted licences is for the account to say', async () => {
  const place = (properties: object) =>
    red.deploy(at.site(at.partner(orange, { directory: join(red.userDir, 'shown'), automatic: true, ...properties })));
  await place({});
  await at.order(red, customerOrder);
  const customer = { externalReference: { type: 'orange', id: 'ORG-445566' } };
  const { body } = await at.order(red, { ...fleetOrder, customer });
  const fleetId = String(at.fleetIn(body));
  const [first, ...left] = (await at.consult(red, fleetId)).map(({ id }) => String(id));
  await at.update(red, { userService: [{ id: first, externalState: 'deleted' }] });
  const ids = async () => (await at.consult(red, fleetId)).map(({ id }) => id);
  assert.deepEqual(await ids(), left);
  assert.equal((await at.ask(red, `${at.licencesPath}?productRefId=F-9`)).status, 200);
  assert.equal((await at.ask(red, `${at.licencesPath}/${first}`)).status, 404);

  await place({ showDeleted: true, unknownFleet: 'not-found' });
  assert.deepEqual(await ids(), [first, ...left]);
  const unknown = await at.ask(red, `${at.licencesPath}?productRefId=F-9`);
  assert.deepEqual([unknown.status, unknown.body['code']], [404, 60]);
  const several = await at.ask(red, `${at.licencesPath}?id=${left.join(',')},US-9`);
  assert.equal((several.body as unknown as Json[]).length, left.length);
});

test('an event source without an account says so', async () => {
  const source = { ...fresh('source', 'business-apps-order'), z: 'tab', wires: [[], [], []] };
  await red.deploy(at.site(source));
  const { error } = await red.next('errors');
  assert.equal((error as { code: string }).code, 'NO_ACCOUNT');
});

test('a store that is missing turns all red with a reason, refuses what it cannot keep, and is taken when it is back', async () => {
  const directory = join(red.userDir, 'missing');
  const database = join(directory, 'partner.db');
  const outbox = { ...fresh('outbox', 'business-apps-outbox', { account: 'partner' }), z: 'tab', wires: [[], []] };
  const flow = at.site(at.partner(orange, { directory, automatic: true }), ...at.changes(), outbox);
  const isGreen = ({ fill }: { fill?: string | undefined }) => fill === 'green';
  await red.deploy(flow);
  await red.untilStatus('partner', isGreen);
  const { body: first } = await at.order(red, customerOrder);
  await red.deploy([]);
  renameSync(database, `${database}.away`);

  await red.deploy(flow);
  for (const id of ['partner', 'business-apps-change', 'outbox']) {
    const { text } = await red.untilStatus(id, ({ fill }) => fill === 'red');
    assert.match(String(text), /^store missing.*next try \d\d:\d\d:\d\d/);
  }
  assert.match(logged(), /The store in .*missing cannot be used: the database is missing, .*; put the database back/);
  assert.equal((await at.order(red, { ...customerOrder, orderDate: '2026-05-05T05:05:05Z' })).status, 503);
  assert.equal((await at.ask(red, `${at.licencesPath}?productRefId=F-9`)).status, 503);
  assert.equal(existsSync(database), false);

  renameSync(`${database}.away`, database);
  await red.untilStatus('partner', isGreen, 30_000);
  await red.untilStatus('business-apps-change', isGreen);
  await red.untilStatus('outbox', ({ fill }) => fill !== 'red');
  assert.deepEqual((await at.order(red, customerOrder)).body, first);
});
