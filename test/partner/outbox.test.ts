import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Ledger } from '../../nodes/partner/ledger/ledger.ts';
import type { DeliveryOptions, OutboxEntry, Send } from '../../nodes/partner/outbox/outbox.ts';
import { type EventSink, postTo, startEventSink } from '../support/event-sink.ts';
import { eventually } from '../support/eventually.ts';
import { customerBody, customerWithFleet, ledgerFor, orderRequest, storeDirectory } from '../support/ledger.ts';

const quick = { firstDelay: 5, longestDelay: 40 };

async function sinkFor(test: TestContext): Promise<EventSink> {
  const sink = await startEventSink();
  test.after(() => sink.stop());
  return sink;
}

const add = (ledger: Ledger, customer: string, number: number) =>
  ledger.outbox.add({ api: 'userService', type: 'updateNotification', customer, resource: { customer, number } });

async function fill(ledger: Ledger, customers: readonly string[], each: number): Promise<void> {
  for (let number = 1; number <= each; number += 1) {
    await Promise.all(customers.map((customer) => add(ledger, customer, number)));
  }
}

const resourceOf = (body: string) => JSON.parse(body).resource as { customer: string; number: number };

/** Numbers as they arrived for a customer. */
const numbersFor = ({ arrived }: EventSink, customer: string) =>
  arrived
    .map(({ body }) => resourceOf(body))
    .filter((resource) => resource.customer === customer)
    .map(({ number }) => number);

const settled = (ledger: Ledger, delivered: number) =>
  eventually(async () => (await ledger.outbox.counts()).delivered === delivered, `${delivered} delivered`);

test('events of a customer arrive in order, those of several side by side', async (t) => {
  const sink = await sinkFor(t);
  const ledger = await ledgerFor(t);
  const customers = ['A', 'B', 'C', 'D', 'E', 'F'];
  await fill(ledger, customers, 10);
  ledger.deliver(postTo(sink.url), quick);
  await fill(ledger, customers, 10);
  await settled(ledger, 120);
  const expected = [...Array(10).keys(), ...Array(10).keys()].map((number) => number + 1);
  for (const customer of customers) assert.deepEqual(numbersFor(sink, customer), expected);
});

test('whatever goes wrong on the way, the same bytes are sent again and nothing overtakes', async (t) => {
  const sink = await sinkFor(t);
  const ledger = await ledgerFor(t);
  const wrong = [
    { status: 500 },
    'drop',
    { status: 429, body: { code: 53 } },
    { status: 403, body: { code: 53, message: 'Too many requests' } },
    { status: 503, body: { code: 5 } },
    { status: 401, body: { code: 42 } },
    { status: 408 },
  ] as const;
  let attempts = 0;
  sink.react(() => wrong[attempts++] ?? { status: 201 });
  const told: string[] = [];
  ledger.deliver(postTo(sink.url), { ...quick, failed: ({ lastStatus = '' }) => told.push(lastStatus) });
  await fill(ledger, ['A'], 2);
  await settled(ledger, 2);
  const [last, ...others] = sink.arrived.map(({ body }) => body).reverse();
  assert.equal(others.length, wrong.length + 1);
  assert.equal(new Set(others).size, 1, 'the first is the same each time');
  assert.equal(resourceOf(last ?? '').number, 2);
  assert.deepEqual(told, ['500', 'CONNECTION', '429/53', '403/53', '503/5', '401/42', '408']);
  const [entry] = await ledger.outbox.list({ customer: 'A' });
  assert.equal(entry?.attempts, wrong.length + 1);
  assert.equal(entry?.lastStatus, '201');
});

test('the pauses grow, and no pause is the same for all', async (t) => {
  const sink = await sinkFor(t);
  const ledger = await ledgerFor(t);
  sink.react(() => ({ status: 500 }));
  // The clock that people read stands still: how long the disk took would be missing in the pauses otherwise.
  t.mock.timers.enable({ apis: ['Date'], now: Date.now() });
  const delays: number[] = [];
  const failed = ({ nextTryAt = '' }: OutboxEntry) => void delays.push(Date.parse(nextTryAt) - Date.now());
  const delivery = ledger.deliver(postTo(sink.url), { firstDelay: 100, longestDelay: 800, failed });
  await add(ledger, 'A', 1);
  await eventually(() => delays.length === 4, 'four attempts');
  await delivery.stop();
  for (const [index, most] of [100, 200, 400, 800].entries()) {
    const delay = delays[index] ?? 0;
    assert.ok(delay <= most && delay >= Math.floor(most * 0.75), `${delay} after attempt ${index + 1}`);
  }
});

test('a clock that is set back holds nothing up, neither at once nor after a restart', async (t) => {
  const sink = await sinkFor(t);
  const directory = await storeDirectory();
  sink.react(() => ({ status: 500 }));
  t.mock.timers.enable({ apis: ['Date'], now: Date.now() });
  const setBack = () => t.mock.timers.setTime(Date.now() - 3_600_000);
  const first = await ledgerFor(t, { directory });
  const delivery = first.deliver(postTo(sink.url), quick);
  await add(first, 'A', 1);
  await eventually(() => sink.arrived.length > 0, 'a first attempt');
  setBack();
  const before = sink.arrived.length;
  await eventually(() => sink.arrived.length > before + 1, 'two more attempts');
  await delivery.stop();
  const [kept] = await first.outbox.list();
  assert.ok(kept?.nextTryAt);
  await first.close();
  setBack();
  sink.react(() => ({ status: 201 }));
  const second = await ledgerFor(t, { directory });
  second.deliver(postTo(sink.url), quick);
  await settled(second, 1);
});

test('a server that asks for time gets it', async (t) => {
  const sink = await sinkFor(t);
  const ledger = await ledgerFor(t);
  const entries: OutboxEntry[] = [];
  sink.react(() => (sink.arrived.length > 1 ? { status: 201 } : { status: 503, headers: { 'retry-after': '1' } }));
  ledger.deliver(postTo(sink.url), { ...quick, failed: (entry) => entries.push(entry) });
  await add(ledger, 'A', 1);
  await settled(ledger, 1);
  const [first, second] = sink.arrived;
  assert.ok((second?.at ?? 0) - (first?.at ?? 0) >= 950);
});

test('a refused event is parked and holds up its customer, until it is sent again', async (t) => {
  const sink = await sinkFor(t);
  const ledger = await ledgerFor(t);
  const reported: OutboxEntry[] = [];
  sink.react((body) =>
    resourceOf(body).number === 1 && resourceOf(body).customer === 'A' ? refusal : { status: 201 },
  );
  ledger.deliver(postTo(sink.url), { ...quick, failed: (entry) => reported.push(entry) });
  await fill(ledger, ['A', 'B'], 3);
  await settled(ledger, 3);
  assert.deepEqual(await ledger.outbox.counts(), { waiting: 2, parked: 1, delivered: 3, discarded: 0 });
  const [parked] = await ledger.outbox.list({ states: ['parked'] });
  assert.equal(parked?.lastStatus, '400/24');
  assert.match(parked?.lastMessage ?? '', /offer/);
  assert.deepEqual(
    reported.map(({ id, state }) => ({ id, state })),
    [{ id: parked?.id, state: 'parked' }],
  );
  sink.react(() => ({ status: 201 }));
  await ledger.outbox.retry(parked?.id ?? '');
  await settled(ledger, 6);
  assert.deepEqual(numbersFor(sink, 'A'), [1, 1, 2, 3]);
  await assert.rejects(ledger.outbox.retry(parked?.id ?? ''), { code: 'CONFLICT' });
  await assert.rejects(ledger.outbox.discard('EV-NONE'), { code: 'NOT_FOUND' });
});

const refusal = { status: 400, body: { code: 24, message: 'Invalid body field', description: 'offer is unknown' } };

test('a refused event that is given up lets the next one go', async (t) => {
  const sink = await sinkFor(t);
  const ledger = await ledgerFor(t);
  sink.react((body) => (resourceOf(body).number === 1 ? refusal : { status: 201 }));
  ledger.deliver(postTo(sink.url), quick);
  await fill(ledger, ['A'], 2);
  await eventually(async () => (await ledger.outbox.counts()).parked === 1, 'one is parked');
  const [parked] = await ledger.outbox.list({ states: ['parked'] });
  assert.equal((await ledger.outbox.discard(parked?.id ?? '')).state, 'discarded');
  await settled(ledger, 1);
  assert.deepEqual(numbersFor(sink, 'A'), [1, 2]);
});

test('a waiting event can be sent at once', async (t) => {
  const sink = await sinkFor(t);
  const ledger = await ledgerFor(t);
  let failures = 0;
  const failed = () => {
    failures += 1;
  };
  sink.react(() => (failures === 0 ? { status: 500 } : { status: 201 }));
  ledger.deliver(postTo(sink.url), { firstDelay: 600_000, longestDelay: 600_000, failed });
  const { id } = await add(ledger, 'A', 1);
  await eventually(() => failures === 1, 'the first attempt fails');
  await ledger.outbox.retry(id);
  await settled(ledger, 1);
});

test('what is under way when the ledger is closed is sent again by the next one', async (t) => {
  const sink = await sinkFor(t);
  const directory = await storeDirectory();
  const first = await ledgerFor(t, { directory });
  sink.react(() => 'never');
  first.deliver(postTo(sink.url), quick);
  await fill(first, ['A'], 2);
  await eventually(() => sink.arrived.length === 1, 'the first is sent');
  const start = Date.now();
  await first.close();
  assert.ok(Date.now() - start < 5_000, 'closing waits for nobody');
  sink.react(() => ({ status: 201 }));
  const second = await ledgerFor(t, { directory });
  second.deliver(postTo(sink.url), quick);
  await settled(second, 2);
  assert.deepEqual(numbersFor(sink, 'A'), [1, 1, 2]);
  assert.equal(new Set(sink.arrived.slice(0, 2).map(({ body }) => body)).size, 1);
});

test('one account delivers for all that share a directory, and another goes on when it stops', async (t) => {
  const sink = await sinkFor(t);
  const directory = await storeDirectory();
  const [one, other] = [await ledgerFor(t, { directory }), await ledgerFor(t, { directory })];
  const senders: string[] = [];
  const post = postTo(sink.url);
  const options = (name: string): [Send, DeliveryOptions] => {
    const send: Send = (entry, signal) => {
      senders.push(name);
      return post(entry, signal);
    };
    return [send, quick];
  };
  const delivery = one.deliver(...options('one'));
  other.deliver(...options('other'));
  await add(other, 'A', 1);
  await settled(one, 1);
  await delivery.stop();
  await add(one, 'A', 2);
  await settled(other, 2);
  assert.deepEqual(senders, ['one', 'other']);
});

test('the result of a request is not sent before its acknowledgement can have arrived', async (t) => {
  const sink = await sinkFor(t);
  const ledger = await ledgerFor(t);
  ledger.deliver(postTo(sink.url), quick);
  const { answer } = await ledger.accept(orderRequest(customerBody('ORG-1'), { mode: 'async' }));
  const answeredAt = Date.now();
  assert.equal(answer?.state, 'acknowledged');
  await settled(ledger, 1);
  assert.ok((sink.arrived[0]?.at ?? 0) - answeredAt > 500);
});

test('the first of a customer is found by the licences in an event', async (t) => {
  const ledger = await ledgerFor(t);
  const { customerId, ids } = await customerWithFleet(ledger, 'ORG-1', 1);
  const resource = { state: 'completed', userService: [{ id: ids[0] }] };
  const entry = await ledger.outbox.add({ api: 'userService', type: 'updateNotification', resource });
  assert.equal(entry.customer, customerId);
});
