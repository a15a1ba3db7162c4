import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import type { OutboxEntry } from '../../nodes/partner/outbox/outbox.ts';
import type { Json } from '../../nodes/partner/wire/json.ts';
import { type CrashRun, startCrashRun } from '../support/crash-run.ts';
import { eventually } from '../support/eventually.ts';
import { customerBody, customerIn, fleetBody, fleetIn } from '../support/ledger.ts';

/** How often the partner is killed; CRASHES=200 is what a release is held to. */
const crashes = Number(process.env['CRASHES'] ?? 20);
const patience = 60_000;

/** So that no two announcements are the same. */
let announced = 0;

/** One customer of Orange, and what it must have in the end. */
interface Account {
  readonly customerId: string;
  readonly fleetId: string;
  licences: number;
  /** A licence that nobody but this account changes, and what it must be. */
  own: string;
  externalState: string;
  /** Orders that were answered, with the answer. */
  readonly answers: Map<string, { told: object; answer: string }>;
  /** Events of the partner's own that were accepted. */
  readonly events: number[];
}

test('killed at any moment, the partner loses nothing and does nothing twice', {
  timeout: crashes * 10_000 + 300_000,
}, async (t) => {
  const run = await startCrashRun(patience);
  let over = false;
  t.after(() => {
    over = true;
    return run.stop();
  });
  let attempts = 0;
  run.sink.react(() => {
    attempts += 1;
    if (attempts % 17 === 0) return 'drop';
    return attempts % 13 === 0 ? { status: 503 } : { status: 201 };
  });
  run.startAgain();
  const accounts = await Promise.all(['A', 'B', 'C', 'D', 'E', 'F'].map((name) => begin(run, name)));
  await run.kill();
  const load = Promise.all(
    accounts.flatMap((account) => [keepAsking(run, account, () => over), keepAnnouncing(run, account, () => over)]),
  );
  // Whoever asks when the test has failed gets no answer, which is nothing that has to be told.
  load.catch(() => undefined);
  for (let crash = 0; crash < crashes; crash += 1) {
    const [soon, later] = [{ milliseconds: Math.random() * 600 }, { answers: 1 + Math.floor(Math.random() * 80) }];
    run.setClock((Math.random() - 0.5) * 7_200_000);
    await run.live(crash % 4 === 0 ? soon : later, meanwhile(run, crash));
  }
  over = true;
  run.startAgain();
  await load;
  await eventually(
    async () => {
      const { open, waiting } = JSON.parse(await run.ask('/counts'));
      return open === 0 && waiting === 0;
    },
    'all is done and delivered',
    patience,
  );
  for (const account of accounts) await checkAccount(run, account);
  await checkEvents(run, accounts);
  const orders = accounts.reduce((sum, { answers }) => sum + answers.size, 0);
  t.diagnostic(`${crashes} crashes, ${orders} orders, ${run.sink.arrived.length} events arrived`);
  assert.ok(orders > crashes, 'it was at work');
});

/** What else goes wrong while the partner lives, every other time. */
function meanwhile(run: CrashRun, crash: number): (() => Promise<void>) | undefined {
  if (crash % 4 === 1) return () => run.deleteDatabase();
  if (crash % 4 !== 3) return undefined;
  return async () => {
    run.fill(true);
    run.setClock((Math.random() - 0.5) * 7_200_000);
    await wait(Math.random() * 300);
    run.fill(false);
  };
}

async function begin(run: CrashRun, name: string): Promise<Account> {
  const customer = JSON.parse(await run.ask('/order', { body: customerBody(name), mode: 'sync' }));
  const customerId = customerIn(customer);
  const fleetId = fleetIn(JSON.parse(await run.ask('/order', { body: fleetBody(customerId, 1), mode: 'sync' })));
  const [licence] = JSON.parse(await run.ask(`/fleet/${fleetId}`));
  const account = { customerId, fleetId, licences: 1, own: licence.id, externalState: 'active' };
  return { ...account, answers: new Map(), events: [] };
}

/** Orange's side of one customer: one request after the other, each until it is answered. */
async function keepAsking(run: CrashRun, account: Account, over: () => boolean): Promise<void> {
  while (!over()) {
    const mode = Math.random() < 0.6 ? 'async' : 'sync';
    const kind = Math.random();
    if (kind < 0.5) await Promise.all([1, 2, 3].map(() => order(run, account, mode)));
    else if (kind < 0.75) await update(run, account, mode);
    else await repeat(run, account);
    await wait(Math.random() * 10);
  }
}

async function order(run: CrashRun, account: Account, mode: string): Promise<void> {
  const quantity = 1 + Math.floor(Math.random() * 3);
  const told = { body: fleetBody(account.customerId, quantity, account.fleetId), mode };
  const answer = await run.ask('/order', told);
  const { id, state } = JSON.parse(answer);
  assert.equal(state, mode === 'async' ? 'acknowledged' : 'completed');
  account.answers.set(id, { told, answer });
  account.licences += quantity;
}

async function update(run: CrashRun, account: Account, mode: string): Promise<void> {
  account.externalState = account.externalState === 'active' ? 'suspended' : 'active';
  const userService = [{ id: account.own, externalState: account.externalState }];
  await run.ask('/update', { body: { userService }, mode });
  // The next one must not overtake it.
  if (mode === 'async')
    await eventually(async () => (await stateOf(run, account)) === account.externalState, 'changed', patience);
}

/** What the partner has to tell Orange by itself. If there is no answer, nobody knows whether it will be told. */
async function keepAnnouncing(run: CrashRun, { customerId, events }: Account, over: () => boolean): Promise<void> {
  while (!over()) {
    announced += 1;
    const body = { customer: customerId, number: announced };
    if (await run.tryOnce('/event', { body })) events.push(body.number);
    else await wait(10);
  }
}

async function stateOf(run: CrashRun, { fleetId, own }: Account): Promise<unknown> {
  const licences = JSON.parse(await run.ask(`/fleet/${fleetId}`)) as Json[];
  return licences.find(({ id }) => id === own)?.['externalState'];
}

/** An order that was answered before comes again. */
async function repeat(run: CrashRun, { answers }: Account): Promise<void> {
  const known = [...answers.values()];
  const one = known[Math.floor(Math.random() * known.length)];
  if (one) assert.equal(await run.ask('/order', one.told), one.answer);
}

async function checkAccount(run: CrashRun, account: Account): Promise<void> {
  const licences = JSON.parse(await run.ask(`/fleet/${account.fleetId}`)) as Json[];
  assert.equal(licences.length, account.licences, 'every order was carried out once');
  assert.equal(new Set(licences.map(({ id }) => id)).size, licences.length);
  assert.equal(await stateOf(run, account), account.externalState);
  const requests = JSON.parse(await run.ask('/requests')) as { id: string; state: string }[];
  const states = new Map(requests.map(({ id, state }) => [id, state]));
  for (const id of account.answers.keys()) assert.equal(states.get(id), 'completed');
}

async function checkEvents(run: CrashRun, accounts: readonly Account[]): Promise<void> {
  const outbox = JSON.parse(await run.ask('/outbox')) as OutboxEntry[];
  const results = outbox.filter(({ requestId }) => requestId);
  assert.equal(new Set(results.map(({ requestId }) => requestId)).size, results.length, 'one result for each request');
  const told = new Set(results.map(({ requestId }) => requestId));
  for (const { customerId, answers, events } of accounts) {
    for (const [id, { answer }] of answers) assert.equal(told.has(id), JSON.parse(answer).state === 'acknowledged');
    const mine = outbox.filter(({ customer }) => customer === customerId).map(({ body }) => body);
    const among = new Set(mine);
    const arrived = run.sink.arrived.map(({ body }) => body).filter((body) => among.has(body));
    // What came again came before anything later, byte for byte.
    const firsts = arrived.filter((body, index) => body !== arrived[index - 1]);
    assert.deepEqual(firsts, mine);
    const numbers = new Set(mine.map((body) => JSON.parse(body).resource.number));
    for (const number of events) assert.ok(numbers.has(number), `event ${number} was promised`);
  }
  const known = new Set(outbox.map(({ body }) => body));
  assert.ok(
    run.sink.arrived.every(({ body }) => known.has(body)),
    'nothing arrived that is not known',
  );
}
