import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Json } from '../../nodes/partner/wire/json.ts';
import { fresh } from '../support/flow.ts';
import { type NodeRed, startNodeRed } from '../support/node-red.ts';
import * as at from './site.ts';
import { customerOrder, fleetOrder } from './wire/samples.ts';

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
    [{ credentials: { inboundUser: 'orange', inboundSecret: '' } }, /inboundSecret: is missing/],
    [{ credentials: { inboundUser: '', inboundSecret: at.secret } }, /inboundUser: is missing/],
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
  assert.match(logged(), /path: is taken by another account/);
  assert.equal(await status('/business-apps/ping'), 200);
});

test('a path may have several parts and is forgiving in how it is written', async () => {
  await red.deploy(at.site(at.partner(orange, { path: 'orange//partner/' })));
  assert.equal(await status('/orange/partner/ping'), 200);
  assert.ok(existsSync(join(red.userDir, 'business-apps', 'orange-partner', 'partner.db')));
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
