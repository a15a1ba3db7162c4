import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LedgerChange } from '../../nodes/partner/ledger/ledger.ts';
import { openLedger } from '../../nodes/partner/ledger/open.ts';
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
  storeDirectory,
} from '../support/ledger.ts';

const flow = { by: 'flow' } as const;
const later = { by: 'flow', mode: 'async' } as const;

test('a request that a flow answers waits until it is concluded', async (t) => {
  const ledger = await ledgerFor(t);
  const { request, answer, repeated } = await ledger.accept(orderRequest(customerBody('ORG-1'), flow));
  assert.equal(answer, undefined);
  assert.equal(repeated, false);
  const waiting = ledger.answer(request.id);
  const { answer: given, eventId } = await ledger.conclude(request.id, { state: 'completed', customerId: 'MINE-1' });
  assert.deepEqual(await waiting, given);
  assert.equal(eventId, undefined);
  const body = JSON.parse(given.body);
  assert.equal(body.id, request.id);
  assert.equal(body.state, 'completed');
  assert.equal(body.customer.id, 'MINE-1');
  assert.equal((await ledger.request(request.id))?.state, 'completed');
});

test('an asynchronous order is acknowledged at once, and its result stands in the outbox', async (t) => {
  const ledger = await ledgerFor(t);
  const { customerId } = await customerWithFleet(ledger, 'ORG-1', 1);
  const accepted = await ledger.accept(orderRequest(fleetBody(customerId, 2), later));
  assert.equal(accepted.answer?.state, 'acknowledged');
  assert.equal(answered(accepted)['state'], 'acknowledged');
  assert.equal(accepted.request.acknowledged, true);
  const { eventId = '', answer, result } = await ledger.conclude(accepted.request.id, { state: 'completed' });
  assert.deepEqual(answer, accepted.answer);
  const entry = await ledger.outbox.get(eventId);
  assert.equal(entry?.type, 'completedStateNotification');
  assert.equal(entry?.customer, customerId);
  assert.equal(entry?.requestId, accepted.request.id);
  assert.deepEqual(JSON.parse(entry?.body ?? '').resource, result);
  assert.equal((await licencesIn(ledger, fleetIn(result))).length, 2);
});

test('a held request is acknowledged when somebody says so, or refused without an event', async (t) => {
  const ledger = await ledgerFor(t);
  const held = { ...later, hold: true };
  const one = await ledger.accept(orderRequest(customerBody('ORG-1'), held));
  assert.equal(one.answer, undefined);
  const acknowledged = await ledger.acknowledge(one.request.id);
  assert.equal(acknowledged.state, 'acknowledged');
  assert.deepEqual(await ledger.acknowledge(one.request.id), acknowledged);
  const other = await ledger.accept(orderRequest(customerBody('ORG-2'), held));
  const { answer, eventId } = await ledger.conclude(other.request.id, {
    state: 'failed',
    note: { text: 'Not served' },
  });
  assert.equal(answer.state, 'failed');
  assert.equal(eventId, undefined);
  assert.equal(JSON.parse(answer.body).note.text, 'Not served');
});

test('a request ends once', async (t) => {
  const ledger = await ledgerFor(t);
  const { request } = await ledger.accept(orderRequest(customerBody('ORG-1'), flow));
  const endings = [
    ledger.conclude(request.id, { state: 'failed' }),
    ledger.conclude(request.id, { state: 'completed' }),
  ];
  const [first, second] = await Promise.allSettled(endings);
  assert.equal(first?.status, 'fulfilled');
  assert.equal(second?.status === 'rejected' && second.reason.code, 'CONFLICT');
  assert.deepEqual(await ledger.register?.customers(), []);
  await assert.rejects(ledger.conclude('PO-NONE', { state: 'failed' }), { code: 'NOT_FOUND' });
});

test('an order that comes again gets the first answer and is carried out once', async (t) => {
  const ledger = await ledgerFor(t);
  const { customerId, fleetId } = await customerWithFleet(ledger, 'ORG-1', 1);
  const more = orderRequest(fleetBody(customerId, 2, fleetId));
  const answers = await Promise.all([1, 2, 3].map(() => ledger.accept(more)));
  assert.deepEqual(
    answers.map(({ repeated }) => repeated),
    [false, true, true],
  );
  assert.equal(new Set(answers.map(({ answer }) => answer?.body)).size, 1);
  assert.equal((await licencesIn(ledger, fleetId)).length, 3);
  await ledger.accept(orderRequest(fleetBody(customerId, 2, fleetId)));
  assert.equal((await licencesIn(ledger, fleetId)).length, 5, 'given at another moment it is another order');
});

test('an order is known by its reference, whatever else has changed, and by its content in any order of names', async (t) => {
  const ledger = await ledgerFor(t);
  const body = { ...customerBody('ORG-1'), externalReference: { type: 'orange', id: 'ORDER-1' } };
  const first = await ledger.accept(orderRequest(body));
  const again = await ledger.accept(orderRequest({ ...body, orderDate: '2027-01-01T00:00:00Z' }));
  assert.equal(again.request.id, first.request.id);
  const plain = customerBody('ORG-2');
  const one = await ledger.accept(orderRequest(plain));
  const turned = Object.fromEntries(Object.entries(plain).reverse());
  assert.equal((await ledger.accept(orderRequest(turned))).request.id, one.request.id);
});

test('an update that comes again is one only as long as nothing else happened to its licences', async (t) => {
  const ledger = await ledgerFor(t);
  const { ids } = await customerWithFleet(ledger, 'ORG-1', 2);
  const suspend = changeRequest(ids.map((id) => ({ id, externalState: 'suspended' })));
  const first = await ledger.accept(suspend);
  assert.equal((await ledger.accept(suspend)).repeated, true);
  await ledger.accept(changeRequest([{ id: ids[0] ?? '', externalState: 'active' }]));
  const second = await ledger.accept(suspend);
  assert.equal(second.repeated, false);
  assert.notEqual(second.request.id, first.request.id);
  assert.equal((await ledger.register?.licence(ids[0] ?? ''))?.externalState, 'suspended');
});

test('an update that failed may be tried again', async (t) => {
  const ledger = await ledgerFor(t);
  const { ids } = await customerWithFleet(ledger, 'ORG-1', 1);
  const suspend = changeRequest([{ id: ids[0] ?? '', externalState: 'suspended' }], flow);
  const first = await ledger.accept(suspend);
  assert.equal((await ledger.accept(suspend)).repeated, true, 'it is still open');
  await ledger.conclude(first.request.id, { state: 'failed' });
  assert.equal((await ledger.accept(suspend)).repeated, false);
});

test('an open request goes to one flow; after a start it waits again, marked', async (t) => {
  const directory = await storeDirectory();
  const before = await ledgerFor(t, { directory });
  const { request } = await before.accept(orderRequest(customerBody('ORG-1'), later));
  const other = await before.accept(orderRequest(customerBody('ORG-2'), later));
  assert.deepEqual(
    (await before.waiting(['customer'])).map(({ id }) => id),
    [request.id, other.request.id],
  );
  assert.equal((await before.take(request.id))?.resumed, false);
  assert.equal(await before.take(request.id), undefined);
  assert.deepEqual(
    (await before.waiting(['customer'])).map(({ id }) => id),
    [other.request.id],
  );
  before.giveBack(request.id);
  assert.equal((await before.take(request.id))?.resumed, true);
  await before.conclude(other.request.id, { state: 'completed' });
  await before.close();
  const after = await ledgerFor(t, { directory });
  assert.deepEqual(
    (await after.waiting(['customer'])).map(({ id }) => id),
    [request.id],
  );
  assert.deepEqual(await after.waiting(['fleet']), []);
  assert.equal((await after.take(request.id))?.resumed, true);
  assert.equal((await after.conclude(request.id, { state: 'completed' })).answer.state, 'acknowledged');
  assert.deepEqual(await after.waiting(['customer']), []);
});

test('the open update is found by the licences that it names', async (t) => {
  const ledger = await ledgerFor(t);
  const { ids } = await customerWithFleet(ledger, 'ORG-1', 3);
  const [one = '', two = '', three = ''] = ids;
  const both = await ledger.accept(
    changeRequest(
      [
        { id: one, externalState: 'suspended' },
        { id: two, externalState: 'suspended' },
      ],
      later,
    ),
  );
  assert.equal((await ledger.openUpdate([two, one]))?.id, both.request.id);
  assert.equal(await ledger.openUpdate([one]), undefined);
  assert.equal(await ledger.openUpdate([one, two, three]), undefined);
  await ledger.conclude(both.request.id, { state: 'completed' });
  assert.equal(await ledger.openUpdate([one, two]), undefined);
});

test('whoever watches is told of what is on disk, until he stops', async (t) => {
  const ledger = await ledgerFor(t);
  const told: LedgerChange[] = [];
  const stop = ledger.subscribe((change) => told.push(change));
  const { request } = await ledger.accept(orderRequest(customerBody('ORG-1'), later));
  const { eventId } = await ledger.conclude(request.id, { state: 'completed' });
  assert.deepEqual(told, [
    { kind: 'request', id: request.id, state: 'open', useCase: 'customer' },
    { kind: 'request', id: request.id, state: 'completed', useCase: 'customer' },
    { kind: 'event', id: eventId, state: 'waiting' },
  ]);
  stop();
  await ledger.accept(orderRequest(customerBody('ORG-2')));
  assert.equal(told.length, 3);
  const lines = (await ledger.audit(request.id)).map(({ what }) => what);
  assert.deepEqual(lines, ['completed', 'acknowledged', 'accepted']);
});

test('who waits for an answer is let go when he leaves, and when the ledger is closed', async () => {
  const ledger = await openLedger({ directory: await storeDirectory() });
  const { request } = await ledger.accept(orderRequest(customerBody('ORG-1'), flow));
  const leaving = new AbortController();
  const left = assert.rejects(ledger.answer(request.id, leaving.signal), { code: 'ABORTED' });
  const over = assert.rejects(ledger.answer(request.id), { code: 'STORE_CLOSED' });
  leaving.abort();
  await left;
  await ledger.close();
  await over;
  await assert.rejects(ledger.accept(orderRequest(customerBody('ORG-2'))), { code: 'STORE_CLOSED' });
});

test('without a register requests and events are kept, and ids are made or taken from the flow', async (t) => {
  const ledger = await ledgerFor(t, { register: false });
  assert.equal(ledger.register, undefined);
  const first = await ledger.accept(orderRequest(customerBody('ORG-1'), flow));
  const { result } = await ledger.conclude(first.request.id, { state: 'completed' });
  assert.match(customerIn(result), /^CUST-/);
  const order = await ledger.accept(orderRequest(fleetBody('CUST-ELSEWHERE', 2), later));
  const concluded = await ledger.conclude(order.request.id, { state: 'completed', fleetId: 'F-1' });
  assert.equal(fleetIn(concluded.result), 'F-1');
  const change = await ledger.accept(changeRequest([{ id: 'US-1', externalState: 'suspended' }], later));
  const done = await ledger.conclude(change.request.id, { state: 'completed' });
  assert.deepEqual(done.result['userService'], [{ id: 'US-1', externalState: 'suspended', state: 'inactive' }]);
  assert.equal((await ledger.outbox.counts()).waiting, 2);
});
