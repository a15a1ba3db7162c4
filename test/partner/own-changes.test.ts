import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OutboxEntry } from '../../nodes/partner/outbox/outbox.ts';
import { changeRequest, customerWithFleet, ledgerFor } from '../support/ledger.ts';

const servicesIn = ({ body }: OutboxEntry) => JSON.parse(body).resource.userService;

test('the partner changes end users, and register and outbox agree', async (t) => {
  const ledger = await ledgerFor(t);
  const { customerId, fleetId, ids } = await customerWithFleet(ledger, 'ORG-1', 1);
  const [licenceId = ''] = ids;
  const user = (action: 'add' | 'modify', endUser: object) =>
    ({ licenceId, kind: 'endUser', action, endUser }) as const;
  await assert.rejects(ledger.change([user('modify', { email: 'x@example.com' })]), { code: 'CONFLICT' });
  const added = await ledger.change([user('add', { givenName: 'Chloe', familyName: 'Roy' })]);
  const { endUser } = (await ledger.register?.licence(licenceId)) ?? {};
  assert.match(endUser?.id ?? '', /^EU-/);
  assert.equal(added.customer, customerId);
  assert.equal(added.type, 'updateNotification');
  assert.deepEqual(servicesIn(added), [
    { id: licenceId, relatedProductRefId: fleetId, endUserOperation: [{ action: 'add', endUser }] },
  ]);
  await assert.rejects(ledger.change([user('add', { givenName: 'Another' })]), { code: 'CONFLICT' });
  await ledger.change([user('modify', { email: 'chloe@example.com' })]);
  const modified = (await ledger.register?.licence(licenceId))?.endUser;
  assert.deepEqual(modified, { ...endUser, email: 'chloe@example.com' });
  const gone = await ledger.change([{ licenceId, kind: 'endUser', action: 'delete' }]);
  assert.deepEqual(servicesIn(gone)[0].endUserOperation, [{ action: 'delete' }]);
  assert.equal((await ledger.register?.licence(licenceId))?.endUser, undefined);
  assert.equal((await ledger.outbox.counts()).waiting, 3, 'what was refused was not announced');
});

test('resources and logins of several licences go in one event', async (t) => {
  const ledger = await ledgerFor(t);
  const { ids } = await customerWithFleet(ledger, 'ORG-1', 2);
  const [one = '', two = ''] = ids;
  const url = { type: 'url', characteristics: { url: 'https://app.example.com' } };
  const login = { key: 'login', value: 'chloe@example.com' };
  const entry = await ledger.change([
    { licenceId: one, kind: 'resource', action: 'modify', resource: url },
    { licenceId: one, kind: 'login', action: 'modify', login, email: 'chloe@example.com' },
    { licenceId: two, kind: 'resource', action: 'modify', resource: url },
  ]);
  const realizingResource = { type: 'url', characteristic: [{ name: 'url', value: 'https://app.example.com' }] };
  const [first, second] = servicesIn(entry);
  assert.deepEqual(first.realizingResourceOperation, [{ action: 'modify', realizingResource }]);
  assert.deepEqual(first.rightOperation, [{ action: 'modify', loginKeyValue: login, email: 'chloe@example.com' }]);
  assert.equal(second.id, two);
  const licence = await ledger.register?.licence(one);
  assert.deepEqual(licence?.resources, [url]);
  assert.deepEqual(licence?.login, login);
});

test('all changes of an event are made, or none', async (t) => {
  const ledger = await ledgerFor(t);
  const { ids } = await customerWithFleet(ledger, 'ORG-1', 2);
  const other = await customerWithFleet(ledger, 'ORG-2', 1);
  const [one = '', two = ''] = ids;
  await ledger.accept(changeRequest([{ id: two, externalState: 'deleted' }]));
  const login = (licenceId: string) => ({ licenceId, kind: 'login', action: 'modify', login: { value: 'x' } }) as const;
  await assert.rejects(ledger.change([login(one), login(two)]), { code: 'NOT_FOUND' });
  await assert.rejects(ledger.change([login(one), login(other.ids[0] ?? '')]), { code: 'INVALID_INPUT' });
  await assert.rejects(ledger.change([]), { code: 'INVALID_INPUT' });
  assert.equal((await ledger.register?.licence(one))?.login, undefined);
  assert.equal((await ledger.outbox.counts()).waiting, 0);
});

test('without a register, and in the other form that the description allows', async (t) => {
  const ledger = await ledgerFor(t, { register: false, forms: { type: 'changed', nested: true } });
  const entry = await ledger.change([{ licenceId: 'US-1', fleetId: 'F-1', kind: 'endUser', action: 'delete' }]);
  assert.equal(entry.type, 'changed');
  assert.deepEqual(servicesIn(entry), [
    {
      id: 'US-1',
      relatedProductRefId: 'F-1',
      endUserConfigurationOperation: [{ endUserOperation: { action: 'delete' } }],
    },
  ]);
});
