import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, type TestContext, test } from 'node:test';
import type { Request } from '../../nodes/partner/ledger/ledger.ts';
import { OpenWatch } from '../../nodes/partner/open/open-watch.ts';
import type { Json } from '../../nodes/partner/wire/json.ts';
import { type Simulator, startSimulator } from '../../nodes/simulator/server/simulator.ts';
import { eventually } from '../support/eventually.ts';
import { fresh } from '../support/flow.ts';
import { customerBody, ledgerFor, orderRequest, storeDirectory } from '../support/ledger.ts';
import { type FlowNode, type Message, type NodeRed, startNodeRed } from '../support/node-red.ts';
import { customerOrder, fleetOrder, suspension } from '../support/partner-samples.ts';
import * as at from '../support/partner-site.ts';

let red: NodeRed;
let orange: at.Orange;
let simulator: Simulator;
let run = 0;

before(async () => {
  orange = await at.startOrange();
  red = await startNodeRed();
});
after(async () => {
  await red.stop();
  await orange.stop();
});
beforeEach(async () => {
  simulator = await startSimulator({ port: 0 });
  run += 1;
});
afterEach(() => simulator.stop());

/** Minutes that are over at once. */
const atOnce = '0.0005';

const open: FlowNode = {
  ...fresh('open', 'business-apps-open-requests', { account: 'partner', action: 'message' }),
  z: 'tab',
  wires: [['found']],
};
const found: FlowNode = { id: 'found', type: 'test-sink', z: 'tab', wires: [[]] };

const place = (properties: object, ...nodes: readonly FlowNode[]) => {
  const account = at.partner(orange, { directory: `${red.userDir}/state-${run}`, orderMode: 'async', ...properties });
  return red.deploy(at.site(account, ...nodes, open, found));
};

/** What the node answers; fails if that is an error. */
async function told(message: Message): Promise<readonly Json[]> {
  red.inject('open', message);
  const { sink, message: arrived } = await red.nextOf(['found', 'errors']);
  assert.equal(sink, 'found', JSON.stringify(arrived['error']));
  return arrived['payload'] as Json[];
}

async function refused(message: Message): Promise<string> {
  red.inject('open', message);
  const { sink, message: arrived } = await red.nextOf(['found', 'errors']);
  assert.equal(sink, 'errors', JSON.stringify(arrived['payload']));
  return (arrived['error'] as { code: string }).code;
}

const list = () => told({ action: 'list' });
const orderId = ({ payload }: Message) => (payload as Json)['orderId'];
const eventOf = ({ event }: Message) => event as Json;

test('an order that a flow has dropped is counted, listed, and ends well once it is handed out again', async () => {
  const { url } = simulator;
  await place({ eventUrl: url, tokenUrl: `${url}/oauth/v3/token` }, ...at.orders(['', 'fleet', '']));
  const asked = fetch(`${url}/simulator/partner/use-cases/fleet`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      url: `${red.url}/business-apps`,
      authentication: { kind: 'basic', user: 'orange', password: at.secret },
      mode: 'async',
      wait: 60,
    }),
  });
  const dropped = await red.next('fleet');
  await red.untilStatus('business-apps-order', ({ text = '' }) => /^1 open, oldest \d\d:\d\d$/.test(text));
  await red.untilStatus('open', ({ fill, text = '' }) => fill === 'blue' && text.startsWith('1 open'));
  const [request = {}, ...others] = await list();
  assert.deepEqual(others, []);
  const { id, useCase, api, overdue, handedOut, acknowledged, acceptedAt, dueAt } = request;
  assert.deepEqual(
    { id, useCase, api, overdue, handedOut, acknowledged },
    {
      id: orderId(dropped),
      useCase: 'fleet',
      api: 'productOrder',
      overdue: false,
      handedOut: true,
      acknowledged: true,
    },
  );
  assert.equal(Date.parse(String(dueAt)) - Date.parse(String(acceptedAt)), 86_400_000);
  assert.match(String(request['about']), /^\d+ × /);
  assert.equal(dropped['redelivered'], undefined);
  assert.equal(eventOf(dropped)['redelivered'], undefined);

  const [again = {}] = await told({ action: 'handOut', request: dropped['request'] });
  assert.equal(again['id'], id);
  const message = await red.next('fleet');
  assert.deepEqual([orderId(message), message['redelivered'], eventOf(message)['redelivered']], [id, true, true]);
  assert.deepEqual(message['payload'], dropped['payload']);
  await at.reply(red, message, 'complete');

  const { reports } = (await (await asked).json()) as { reports: { ok: boolean; problems: unknown[] }[] };
  assert.deepEqual(
    reports.flatMap(({ problems }) => problems),
    [],
  );
  assert.ok(reports.length > 0 && reports.every(({ ok }) => ok));
  assert.deepEqual(await list(), []);
  await red.untilStatus('business-apps-order', ({ text = '' }) => !text.includes('open'));
  assert.deepEqual(red.waiting('fleet'), []);
});

test('requests are handed out again by id, by entry, or all; what was answered or nobody takes is not', async () => {
  await place({ register: false, changeMode: 'async' }, ...at.orders(), ...at.changes());
  await at.order(red, fleetOrder);
  await at.order(red, { ...fleetOrder, orderDate: '2026-03-03T09:20:00.000Z' });
  await at.update(red, suspension);
  const first = await red.next('fleet');
  const second = await red.next('fleet');
  await red.next('state');
  const entries = await list();
  assert.deepEqual(
    entries.map(({ useCase, about }) => [useCase, about]),
    [
      ['fleet', '3 × Backup Pro'],
      ['fleet', '3 × Backup Pro'],
      ['state', 'US-1, US-2'],
    ],
  );

  await told({ action: 'handOut', request: orderId(first) });
  assert.equal(orderId(await red.next('fleet')), orderId(first));
  await told({ action: 'handOut', request: entries.slice(1) });
  assert.equal(orderId(await red.next('fleet')), orderId(second));
  assert.equal((await red.next('state'))['redelivered'], true);
  await at.reply(red, first, 'complete', { fleetId: 'F-1' });
  assert.equal(await refused({ action: 'handOut', request: orderId(first) }), 'CONFLICT');
  assert.equal(await refused({ action: 'handOut', request: 'PO-unheard-of' }), 'NOT_FOUND');
  assert.equal(await refused({ action: 'handOut' }), 'INVALID_INPUT');
  assert.equal(await refused({ action: 'throw away' }), 'INVALID_INPUT');

  const all = await told({ action: 'handOutAll' });
  assert.deepEqual(
    all.map(({ id }) => id),
    entries.slice(1).map(({ id }) => id),
  );
  assert.equal(orderId(await red.next('fleet')), orderId(second));
  await red.next('state');
  assert.deepEqual([red.waiting('fleet'), red.waiting('state')], [[], []]);

  // Its output leads nowhere now.
  await place({ register: false, changeMode: 'async' }, ...at.orders(['customer', '', '']), ...at.changes());
  await red.next('state');
  assert.equal(await refused({ action: 'handOut', request: orderId(second) }), 'CONFLICT');
  assert.deepEqual(
    (await told({ action: 'handOutAll' })).map(({ useCase }) => useCase),
    ['state'],
  );
  const waiting = (await list()).map(({ useCase, handedOut }) => [useCase, handedOut]);
  assert.deepEqual(waiting, [
    ['fleet', false],
    ['state', true],
  ]);
});

test('a flow that still works on a request gets it once, unless its source is deployed again', async () => {
  const nodes = at.orders();
  await place({ register: false }, ...nodes);
  await at.order(red, fleetOrder);
  const message = await red.next('fleet');
  // Somebody deploys another node, and another order comes.
  const renamed = [...nodes, { ...open, name: 'renamed' }];
  await red.deploy(
    at
      .site(
        at.partner(orange, { directory: `${red.userDir}/state-${run}`, orderMode: 'async', register: false }),
        ...renamed,
        found,
      )
      .map(({ credentials: _, ...node }) => node as FlowNode),
    'nodes',
  );
  const answer = at.order(red, customerOrder);
  await at.reply(red, await red.next('customer'), 'complete');
  await answer;
  assert.deepEqual(red.waiting('fleet'), []);
  await at.reply(red, message, 'complete', { fleetId: 'F-1' });
});

test('what is open for too long is told once: by its source, by an error, and by the statuses', async () => {
  const nodes = at.orders(['customer', 'fleet', 'licences', 'overdue']);
  const settings = { register: false, overdueAfter: atOnce };
  await place(settings, ...nodes);
  const { id } = (await at.order(red, fleetOrder)).body;
  const given = await red.next('fleet');
  const late = await red.next('overdue');
  assert.deepEqual([late['topic'], orderId(late), late['redelivered']], ['overdue', id, undefined]);
  assert.deepEqual([late['payload'], late['request']], [given['payload'], given['request']]);
  assert.ok(Date.parse(String(eventOf(late)['acceptedAt'])) > 0);
  const { error } = (await red.next('errors')) as { error?: { code: string; message: string } };
  assert.equal(error?.code, 'REQUEST_OVERDUE');
  assert.match(
    error?.message ?? '',
    new RegExp(`no flow has answered the order ${id} \\(3 × Backup Pro\\), open since .*hand`),
  );
  for (const node of ['business-apps-order', 'partner', 'open']) {
    await red.untilStatus(node, ({ fill, text = '' }) => fill === 'yellow' && text.startsWith('1 overdue, 1 open'));
  }
  assert.equal((await list())[0]?.['overdue'], true);

  // After another start it comes again, but is not told again: the next that is told is another one.
  await place(settings, ...nodes);
  assert.equal((await red.next('fleet'))['redelivered'], true);
  await red.untilStatus('partner', ({ text = '' }) => text.startsWith('1 overdue'));
  const another = (await at.order(red, { ...fleetOrder, orderDate: '2026-03-03T09:20:00.000Z' })).body['id'];
  assert.equal(orderId(await red.next('overdue')), another);
  const errors = [await red.next('errors')].map((message) => (message['error'] as { message: string }).message);
  assert.match(String(errors), new RegExp(String(another)));

  // The message that tells of it can be answered as well.
  await at.reply(red, late, 'fail', { note: 'too late' });
  await at.reply(red, { request: another }, 'complete', { fleetId: 'F-2' });
  await red.untilStatus('partner', ({ fill }) => fill === 'green');
  assert.deepEqual([red.waiting('overdue'), red.waiting('errors')], [[], []]);
});

test('nothing is ever overdue without a time, and what became overdue meanwhile is told at the next start', async () => {
  const nodes = at.changes(['state', 'delete', 'offer', 'overdue']);
  await place({ register: false, changeMode: 'async', overdueAfter: '' }, ...nodes);
  await at.update(red, suspension);
  await red.next('state');
  const [entry = {}] = await list();
  assert.deepEqual([entry['dueAt'], entry['overdue']], [undefined, false]);
  // A wire from the last output has it handed out again by itself, and once.
  const again = { ...open, id: 'again', action: 'handOut', wires: [[]] };
  const wired = nodes.map((node) => (node.id === 'overdue' ? { ...node, wires: [['again']] } : node));
  await place({ register: false, changeMode: 'async', overdueAfter: atOnce }, ...wired, again);
  const late = await red.next('overdue');
  assert.equal((late['payload'] as Json)['changeId'], entry['id']);
  assert.equal((late['request'] as Json)['api'], 'userService');
  for (const _ of ['by the deployment', 'by the wire']) {
    assert.equal((await red.next('state'))['redelivered'], true);
  }
  await red.next('errors');
  assert.equal((await list()).length, 1);
  assert.deepEqual([red.waiting('state'), red.waiting('overdue')], [[], []]);
});

/** Watches a ledger in which one order is open; gives the ids of those that were told as overdue. */
async function watched(t: TestContext, directory: string, afterwards: number): Promise<Request[]> {
  const ledger = await ledgerFor(t, { directory });
  const late: Request[] = [];
  const watch = new OpenWatch({
    ledger,
    after: afterwards,
    isRunning: async () => true,
    tell: (request) => void late.push(request),
  });
  t.after(() => watch.close());
  return late;
}

test('a clock that is set back by an hour delays nothing beyond the time that is set', async (t) => {
  const directory = await storeDirectory();
  const ledger = await ledgerFor(t, { directory });
  const { request } = await ledger.accept(orderRequest(customerBody('ORG-1'), { by: 'flow', mode: 'async' }));
  await ledger.close();
  t.mock.timers.enable({ apis: ['Date'], now: Date.now() - 3_600_000 });
  const late = await watched(t, directory, 100);
  await eventually(() => late.length > 0, 'it is told');
  assert.deepEqual(
    late.map(({ id }) => id),
    [request.id],
  );
  // Another account with the same store knows that it was told.
  assert.deepEqual(await (await ledgerFor(t, { directory })).overdue(request.id), undefined);
});

test('a report that a crash came before is made again, one that was kept is not', async (t) => {
  const directory = await storeDirectory();
  const ledger = await ledgerFor(t, { directory });
  const { request } = await ledger.accept(orderRequest(customerBody('ORG-1'), { by: 'flow', mode: 'async' }));
  let begun = false;
  const tell = () => {
    begun = true;
    throw new Error('ended before it was told');
  };
  const failing = new OpenWatch({ ledger, after: 0, isRunning: async () => true, tell });
  await eventually(() => begun, 'it is about to be told');
  failing.close();
  await ledger.close();
  const late = await watched(t, directory, 0);
  await eventually(() => late.length > 0, 'it is told');
  const again = await ledgerFor(t, { directory });
  await eventually(async () => (await again.audit(request.id)).some(({ what }) => what === 'overdue'), 'it is kept');
  assert.equal(late.length, 1);
});
