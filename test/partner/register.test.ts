import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Accepted, Ledger } from '../../nodes/partner/ledger/ledger.ts';
import type { Json } from '../../nodes/partner/wire/json.ts';
import {
  answered,
  changeRequest,
  customerBody,
  customerIn,
  customerWithFleet,
  fleetBody,
  fleetIn,
  ledgerFor,
  licencesIn,
  orderRequest,
} from '../support/ledger.ts';

async function wire(ledger: Ledger, fleetId: string): Promise<Json[]> {
  return JSON.parse((await ledger.register?.fleetAsJson(fleetId)) ?? 'null');
}

const noteOf = (accepted: Accepted) => (answered(accepted)['note'] as Json | undefined)?.['text'];

test('a customer gets ids that it keeps, and is brought up to date when it comes again', async (t) => {
  const ledger = await ledgerFor(t);
  const first = answered(await ledger.accept(orderRequest(customerBody('ORG-1'))));
  const renamed = customerBody('ORG-1');
  const customer = { ...(renamed['customer'] as Json), tradingName: 'Another name' };
  const again = answered(await ledger.accept(orderRequest({ ...renamed, customer })));
  assert.equal(customerIn(again), customerIn(first));
  assert.notEqual(again['id'], first['id']);
  assert.deepEqual(again['relatedContact'], first['relatedContact']);
  const kept = await ledger.register?.customerByReference('ORG-1');
  assert.equal(kept?.name, 'Another name');
  assert.equal(kept?.contacts.length, 1);
  assert.deepEqual(await ledger.register?.customer(customerIn(first)), kept);
});

test('a fleet and more licences of it', async (t) => {
  const ledger = await ledgerFor(t);
  const { customerId, fleetId, ids } = await customerWithFleet(ledger, 'ORG-1', 3);
  assert.equal(ids.length, 3);
  await ledger.accept(orderRequest(fleetBody(customerId, 2, fleetId)));
  const now = await licencesIn(ledger, fleetId);
  assert.equal(now.length, 5);
  assert.deepEqual(now.slice(0, 3), ids, 'in the order in which they were made');
  const [licence] = await wire(ledger, fleetId);
  assert.deepEqual(licence, {
    id: ids[0],
    relatedProductRefId: fleetId,
    state: 'active',
    externalState: 'active',
    productOffering: { externalReference: { type: 'orange', id: 'MBA-BACKUP-PRO' } },
  });
  assert.deepEqual(await ledger.register?.fleetsOf(customerId), [
    { id: fleetId, customerId, offer: { reference: 'MBA-BACKUP-PRO' }, licences: 5 },
  ]);
});

test('licences can be seen when their order is completed, and not before', async (t) => {
  const ledger = await ledgerFor(t);
  const { customerId, fleetId } = await customerWithFleet(ledger, 'ORG-1', 1);
  const { request } = await ledger.accept(
    orderRequest(fleetBody(customerId, 2, fleetId), { mode: 'async', by: 'flow' }),
  );
  assert.equal((await licencesIn(ledger, fleetId)).length, 1);
  const licences = [{ id: 'MINE-1', endUser: { givenName: 'Bob' }, login: { value: 'bob' } }];
  await ledger.conclude(request.id, { state: 'completed', licences });
  const [, mine = {}, other] = await wire(ledger, fleetId);
  assert.equal(mine['id'], 'MINE-1');
  assert.match(String((mine['endUser'] as Json)['id']), /^EU-/);
  assert.deepEqual(mine['loginKeyValue'], { key: 'login', value: 'bob' });
  assert.match(String(other?.['id']), /^US-/);
});

test('a flow may put more licences into another fleet of the customer, and only of the customer', async (t) => {
  const ledger = await ledgerFor(t);
  const mine = await customerWithFleet(ledger, 'ORG-1', 1);
  const theirs = await customerWithFleet(ledger, 'ORG-2', 1);
  const order = () => orderRequest(fleetBody(mine.customerId, 1, mine.fleetId), { by: 'flow' });
  const { request } = await ledger.accept(order());
  await assert.rejects(ledger.conclude(request.id, { state: 'completed', fleetId: theirs.fleetId }), {
    code: 'CONFLICT',
  });
  assert.equal((await ledger.request(request.id))?.state, 'open');
  const { result } = await ledger.conclude(request.id, { state: 'completed', fleetId: 'MINE-2' });
  assert.equal(fleetIn(result), 'MINE-2');
  assert.equal((await licencesIn(ledger, 'MINE-2')).length, 1);
  assert.equal((await licencesIn(ledger, mine.fleetId)).length, 1);
});

test('what cannot be carried out is answered as failed, with the reason, and leaves no trace', async (t) => {
  const ledger = await ledgerFor(t);
  const mine = await customerWithFleet(ledger, 'ORG-1', 2);
  const theirs = await customerWithFleet(ledger, 'ORG-2', 1);
  const before = await wire(ledger, mine.fleetId);
  const [id = ''] = mine.ids;
  const bad = [
    orderRequest(fleetBody('CUST-NONE', 1)),
    orderRequest(fleetBody(mine.customerId, 1, 'FLEET-NONE')),
    orderRequest(fleetBody(mine.customerId, 1, theirs.fleetId)),
    changeRequest([
      { id, externalState: 'suspended' },
      { id: 'US-NONE', externalState: 'suspended' },
    ]),
    changeRequest([{ id, relatedProductRefId: theirs.fleetId, externalState: 'deleted' }]),
  ];
  for (const request of bad) {
    for (const by of ['register', 'flow'] as const) {
      const accepted = await ledger.accept({ ...request, by, mode: 'async' });
      assert.equal(accepted.answer?.state, 'failed');
      assert.match(String(noteOf(accepted)), /^There is no |is not one of/);
      assert.equal(accepted.repeated, false, 'it may be possible later');
    }
  }
  assert.deepEqual(await wire(ledger, mine.fleetId), before);
  assert.equal((await ledger.outbox.counts()).waiting, 0);
});

test('suspended, reactivated, deleted: a deleted licence is in no list and cannot come back', async (t) => {
  const ledger = await ledgerFor(t);
  const { fleetId, ids } = await customerWithFleet(ledger, 'ORG-1', 2);
  const [id = '', other = ''] = ids;
  const become = async (externalState: string) => answered(await ledger.accept(changeRequest([{ id, externalState }])));
  const changed = (state: string, externalState: string) => [
    {
      id,
      relatedProductRefId: fleetId,
      externalState,
      state,
      productOffering: { externalReference: { type: 'orange', id: 'MBA-BACKUP-PRO' } },
    },
  ];
  assert.deepEqual((await become('suspended'))['userService'], changed('inactive', 'suspended'));
  assert.deepEqual((await become('inactive'))['userService'], changed('inactive', 'inactive'));
  assert.deepEqual((await become('active'))['userService'], changed('active', 'active'));
  assert.deepEqual((await become('deleted'))['userService'], changed('terminated', 'deleted'));
  assert.deepEqual(await licencesIn(ledger, fleetId), [other]);
  assert.equal(await ledger.register?.licence(id), undefined);
  assert.deepEqual(
    (await ledger.register?.licences([id, other]))?.map((licence) => licence.id),
    [other],
  );
  assert.equal((await ledger.register?.licencesOfFleet(fleetId, { deleted: true }))?.length, 2);
  assert.equal((await become('active'))['state'], 'failed');
  assert.equal((await ledger.register?.fleet(fleetId))?.licences, 1);
});

test('the offer of licences is swapped, and nothing else of them', async (t) => {
  const ledger = await ledgerFor(t);
  const { fleetId, ids } = await customerWithFleet(ledger, 'ORG-1', 2);
  const productOffering = { externalReference: { type: 'orange', id: 'MBA-PREMIUM' } };
  const swap = [{ id: ids[0], productOfferingOperation: { action: 'swap', productOffering } }];
  const { answer } = await ledger.accept(changeRequest(swap));
  assert.equal(answer?.state, 'completed');
  const offers = (await wire(ledger, fleetId)).map((licence) => licence['productOffering']);
  assert.deepEqual(offers, [productOffering, { externalReference: { type: 'orange', id: 'MBA-BACKUP-PRO' } }]);
});

test('an update whose licences have gone in the meantime cannot be completed, but can be failed', async (t) => {
  const ledger = await ledgerFor(t);
  const { fleetId, ids } = await customerWithFleet(ledger, 'ORG-1', 2);
  const all = ids.map((id) => ({ id, externalState: 'suspended' }));
  const { request } = await ledger.accept(changeRequest(all, { mode: 'async', by: 'flow' }));
  await ledger.accept(changeRequest([{ id: ids[1] ?? '', externalState: 'deleted' }]));
  await assert.rejects(ledger.conclude(request.id, { state: 'completed' }), { code: 'CONFLICT' });
  assert.equal((await wire(ledger, fleetId))[0]?.['externalState'], 'active', 'all or nothing');
  const { result } = await ledger.conclude(request.id, { state: 'failed' });
  assert.equal(result['state'], 'failed');
});

test('a hundred updates and orders of one fleet at the same time leave it consistent', async (t) => {
  const ledger = await ledgerFor(t);
  const { customerId, fleetId, ids } = await customerWithFleet(ledger, 'ORG-1', 50);
  const states = ['suspended', 'active', 'deleted'];
  const outcomes = await Promise.all(
    Array.from({ length: 100 }, async (_, number) => {
      if (number % 10 === 0) return ledger.accept(orderRequest(fleetBody(customerId, 2, fleetId)));
      const some = [0, 1, 2].map((step) => ids[(number * 7 + step * 11) % ids.length]);
      const externalState = states[number % states.length];
      return ledger.accept(changeRequest(some.map((id) => ({ id, externalState }))));
    }),
  );
  const expected = new Map(ids.map((id) => [id, 'active']));
  let made = 0;
  for (const { request, answer } of outcomes) {
    if (answer?.state !== 'completed') continue;
    if (request.api === 'productOrder') made += 2;
    else for (const { id, externalState = '' } of request.change.licences) expected.set(id, externalState);
  }
  const left = [...expected].filter(([, state]) => state !== 'deleted');
  assert.ok(
    left.length < ids.length && outcomes.some(({ answer }) => answer?.state === 'failed'),
    'some came too late',
  );
  const licences = (await ledger.register?.licencesOfFleet(fleetId)) ?? [];
  assert.equal(licences.length, left.length + made);
  for (const { id, externalState, state } of licences) {
    assert.equal(externalState, expected.get(id) ?? 'active');
    assert.equal(state, externalState === 'active' ? 'active' : 'inactive');
  }
});

// How long that takes is measured by the bench.
test('a fleet of ten thousand is shown whole, and some of it by id', async (t) => {
  const ledger = await ledgerFor(t);
  const { fleetId, ids } = await customerWithFleet(ledger, 'ORG-1', 10_000);
  assert.equal((await wire(ledger, fleetId)).length, 10_000);
  const some = ids.slice(0, 100);
  const found = (await ledger.register?.licences(some)) ?? [];
  assert.deepEqual(found.map(({ id }) => id).sort(), [...some].sort());
});
