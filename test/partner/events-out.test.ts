import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import type { ReceivedEvent } from '../../nodes/partner-check/received-events.ts';
import { checkSettingsFrom } from '../../nodes/partner-check/settings.ts';
import { runUseCase } from '../../nodes/partner-check/use-cases/index.ts';
import { type Simulator, startSimulator } from '../../nodes/simulator/server/simulator.ts';
import { eventually } from '../support/eventually.ts';
import { fresh, operation, responseOf } from '../support/flow.ts';
import { type FlowNode, type Message, type NodeRed, startNodeRed } from '../support/node-red.ts';
import { fleetOrder } from '../support/partner-samples.ts';
import { ask, clientSecret, secret, site, source } from '../support/partner-site.ts';

type Json = Readonly<Record<string, unknown>>;

let red: NodeRed;
let simulator: Simulator;
let run = 0;

before(async () => {
  red = await startNodeRed();
});
after(() => red.stop());
beforeEach(async () => {
  simulator = await startSimulator({ port: 0 });
  run += 1;
  seen = 0;
});
afterEach(() => simulator.stop());

const kinds = ['order-event', 'licence-event', 'end-user', 'resource', 'login'] as const;

/** The account and a node for each kind of event; none of them is filled in. */
async function place(properties: object = {}, ...beside: readonly FlowNode[]): Promise<void> {
  const { url } = simulator;
  const account = fresh('partner', 'business-apps-partner', {
    directory: `${red.userDir}/events-${run}`,
    automatic: true,
    eventUrl: url,
    tokenUrl: `${url}/oauth/v3/token`,
    credentials: { inboundUser: 'orange', inboundSecret: secret, clientId: 'switchboard-demo', clientSecret },
    ...properties,
  });
  const nodes = kinds.map((kind) =>
    operation(`business-apps-${kind}`, {}, { id: kind, server: undefined, account: 'partner' }),
  );
  await red.deploy(site(account, ...nodes, ...beside));
}

/** Has Orange order a fleet; gives the ids of its licences. */
async function orderedLicences(): Promise<string[]> {
  const authentication = { kind: 'basic', user: 'orange', password: secret };
  const settings = checkSettingsFrom({ url: `${red.url}/business-apps`, authentication });
  const reports = await simulator.businessApps.partnerCheck.withPartner(settings, (world) =>
    runUseCase('fleet', world),
  );
  assert.ok(
    reports.every(({ ok }) => ok),
    JSON.stringify(reports),
  );
  return [...simulator.businessApps.partnerCheck.records.licencesById.keys()];
}

async function through(kind: (typeof kinds)[number], payload: object): Promise<Json> {
  red.inject(kind, { payload });
  const { sink, message } = await red.nextOf(['out', 'errors']);
  assert.equal(sink, 'out', `it ended as an error: ${JSON.stringify(message['error'])}`);
  assert.equal(responseOf(message).statusCode, 202);
  return message['payload'] as Json;
}

async function refused(kind: (typeof kinds)[number], payload: object): Promise<{ code: string; message: string }> {
  red.inject(kind, { payload });
  const { sink, message } = await red.nextOf(['out', 'errors']);
  assert.equal(sink, 'errors', `it did not end as an error: ${JSON.stringify(message)}`);
  return message['error'] as { code: string; message: string };
}

/** Events that were asked for. */
let seen = 0;

/** The next event. */
async function arrived(): Promise<ReceivedEvent> {
  const found = await simulator.businessApps.partnerCheck.received.next(seen, () => true, 10_000);
  assert.ok(found, 'no event came');
  seen += 1;
  return found;
}
const licenceIn = ({ event }: ReceivedEvent) => ((event['resource'] as Json)['userService'] as Json[])[0] as Json;

test('end users, resources and logins: kept, told to Orange, and changed in the register', async () => {
  await place();
  const [licenceId = ''] = await orderedLicences();
  const chloe = { givenName: 'Chloe', familyName: 'Roy', email: 'chloe@example.com' };

  const kept = await through('end-user', { licenceId, action: 'add', ...chloe });
  const added = await arrived();
  assert.deepEqual(added.problems, []);
  assert.deepEqual(kept['event'], added.event);
  const { id: userId } = ((licenceIn(added)['endUserOperation'] as Json[])[0] as Json)['endUser'] as Json;
  assert.deepEqual(licenceIn(added)['endUserOperation'], [{ action: 'add', endUser: { id: userId, ...chloe } }]);

  const again = await refused('end-user', { licenceId, action: 'add', ...chloe });
  assert.equal(again.code, 'CONFLICT');

  await through('end-user', { licenceId, action: 'modify', mobile: '+33612345678' });
  assert.deepEqual((await arrived()).problems, []);
  await through('resource', {
    licenceId,
    resourceType: 'mobile',
    characteristics: { name: 'own', msisdn: '+33612345678' },
  });
  const resource = await arrived();
  assert.deepEqual(resource.problems, []);
  assert.deepEqual(licenceIn(resource)['realizingResourceOperation'], [
    {
      action: 'modify',
      realizingResource: {
        type: 'mobile',
        characteristic: [
          { name: 'name', value: 'own' },
          { name: 'msisdn', value: '+33612345678' },
        ],
      },
    },
  ]);
  await through('login', { licenceId, action: 'modify', login: 'chloe', email: 'chloe@example.com' });
  assert.deepEqual((await arrived()).problems, []);
  await through('login', { licenceId, action: 'resetPassword', email: 'chloe@example.com' });
  const reset = await arrived();
  assert.deepEqual(licenceIn(reset)['rightOperation'], [{ action: 'resetPassword', email: 'chloe@example.com' }]);

  const [shown = {}] = (await ask(red, `/userservice/v2/userService/${licenceId}`)).body as unknown as Json[];
  assert.equal((shown['endUser'] as Json)['givenName'], 'Chloe');
  assert.deepEqual(shown['loginKeyValue'], { key: 'login', value: 'chloe' });

  await through('end-user', { licenceId, action: 'delete', ...chloe });
  const gone = await arrived();
  assert.deepEqual(gone.problems, []);
  assert.deepEqual(licenceIn(gone)['endUserOperation'], [{ action: 'delete' }]);
});

test('nothing wrong gets into the outbox', async () => {
  await place();
  const [licenceId = ''] = await orderedLicences();
  const cases: readonly [(typeof kinds)[number], object, RegExp][] = [
    ['end-user', { licenceId: 'US-none', action: 'add', givenName: 'X' }, /US-none/],
    ['end-user', { licenceId, action: 'replace' }, /action: expected one of add, modify, delete/],
    ['end-user', { action: 'delete' }, /licenceId is missing/],
    ['resource', { licenceId, characteristics: { a: 'b' } }, /resourceType is missing/],
    ['login', { licenceId, action: 'add' }, /login is missing; it is needed with action add/],
    ['order-event', { orderId: 'PO-none', state: 'completed' }, /there is no order PO-none/],
    ['order-event', { orderId: 'PO-none', state: 'failed' }, /note is missing/],
    ['order-event', { orderId: 'PO-none', state: 'partial' }, /state: expected one of completed, failed/],
    ['licence-event', { licences: [{ id: licenceId }], state: 'completed' }, /no open request asks for a change/],
  ];
  for (const [kind, payload, words] of cases) {
    const { message } = await refused(kind, payload);
    assert.match(message, words);
  }
  assert.deepEqual(simulator.businessApps.partnerCheck.received.list, []);
});

test('the results of orders and changes by their ids alone, and the open forms of the account', async () => {
  const sources = [
    ...source('business-apps-order', ['', 'fleet', '']),
    ...source('business-apps-change', ['state', '', '']),
  ];
  await place(
    { orderMode: 'async', changeMode: 'async', nesting: 'wrapped', changeType: 'attributeChange' },
    ...sources,
  );
  const customer = { ...(fleetOrder['customer'] as Json), tradingName: 'ACME' };
  await ask(red, '/productordering/v2/productOrder', { body: { customer, orderDate: fleetOrder['orderDate'] } });
  await ask(red, '/productordering/v2/productOrder', { body: fleetOrder });
  const { orderId } = (await red.next('fleet'))['payload'] as Json;
  await through('order-event', { orderId, state: 'completed', fleetId: 'FLEET-7' });
  const completed = await arrived();
  assert.equal(completed.event['type'], 'completedStateNotification');
  const [item] = (completed.event['resource'] as Json)['orderItem'] as Json[];
  assert.deepEqual(item?.['productRef'], { id: 'FLEET-7', userServiceQuantity: 3 });

  const list = (await ask(red, '/userservice/v2/userService?productRefId=FLEET-7')).body as unknown as Json[];
  const ids = list.map(({ id }) => String(id));
  const body = { userService: ids.map((id) => ({ id, externalState: 'suspended' })) };
  await ask(red, '/userservice/v2/userService/update', { body });
  const { licences } = (await red.next('state'))['payload'] as Json;
  await through('licence-event', { licences, state: 'failed', note: 'not today' });
  const failed = (await arrived()).event['resource'] as Json;
  assert.deepEqual([failed['state'], (failed['userService'] as Json[]).length], ['failed', 3]);

  await through('end-user', { licenceId: ids[0], action: 'add', givenName: 'Bob' });
  const { event } = await arrived();
  assert.equal(event['type'], 'attributeChange');
  assert.match(JSON.stringify(event), /"endUserConfigurationOperation":\[\{"endUserOperation":\{"action":"add"/);
});

test('whatever happens on the way, every event of a customer arrives, in its order', async () => {
  await place();
  const [licenceId = ''] = await orderedLicences();
  const troubles = [
    { status: 503 },
    { status: 429, type: '53' },
    { status: 403, type: '53' },
    { status: 401, type: '42' },
    { status: 500, body: 'html' },
    { reset: true },
    { lost: true },
    { delay: 300 },
  ] as const;
  const wanted: string[] = [];
  const names = () =>
    simulator.businessApps.partnerCheck.received.list.map(
      ({ event }) => /"value":"(\d\w)"/.exec(JSON.stringify(event))?.[1],
    );
  for (const [index, trouble] of troubles.entries()) {
    simulator.faults.set([{ on: 'business-apps-resource', times: 1, ...trouble }]);
    for (const name of [`${index}a`, `${index}b`]) {
      await through('resource', { licenceId, resourceType: 'email', characteristics: { email: name } });
      wanted.push(name);
    }
    await eventually(() => new Set(names()).size >= wanted.length, `events after ${JSON.stringify(trouble)}`, 20_000);
  }
  assert.deepEqual([...new Set(names())], wanted);
  // Only what Orange had taken before its answer was lost came twice, in exactly the same form.
  assert.equal(simulator.businessApps.partnerCheck.received.list.filter(({ repeated }) => repeated).length, 1);
  assert.deepEqual(
    simulator.businessApps.partnerCheck.received.list.flatMap(({ problems }) => problems),
    [],
  );
});

test('what Orange refuses is parked, holds up its customer, and is retried or discarded by the outbox node', async () => {
  const outbox = {
    ...fresh('outbox', 'business-apps-outbox', {
      account: 'partner',
      action: 'message',
      news: ['parked', 'delivered'],
    }),
    z: 'tab',
    wires: [['out'], ['news']],
  };
  const news: FlowNode = { id: 'news', type: 'test-sink', z: 'tab', wires: [[]] };
  await place({}, outbox, news);
  const [licenceId = ''] = await orderedLicences();
  const doing = async (action: string, more: Message = {}) => {
    red.inject('outbox', { action, ...more });
    return (await red.next('out'))['payload'];
  };
  simulator.faults.set([{ on: 'business-apps-login', times: 2, status: 400, type: '24' }]);
  const first = await through('login', { licenceId, action: 'add', login: 'one' });
  const second = await through('login', { licenceId, action: 'modify', login: 'two' });
  const parked = await red.next('news', 20_000);
  assert.deepEqual([parked['topic'], parked['eventId']], ['parked', first['eventId']]);
  const { about, lastStatus } = parked['payload'] as Json;
  assert.deepEqual([about, lastStatus], [licenceId, '400/24']);
  await red.untilStatus('outbox', ({ text }) => /parked/.test(String(text)));

  const list = (await doing('list')) as Json[];
  assert.deepEqual(
    list.map(({ id, state }) => [id, state]),
    [
      [first['eventId'], 'parked'],
      [second['eventId'], 'waiting'],
    ],
  );
  await doing('retry', { eventId: first['eventId'] });
  const still = await red.next('news', 20_000);
  assert.deepEqual([still['topic'], still['eventId']], ['parked', first['eventId']]);

  const address = `${red.url}/telephony/outbox/partner`;
  const status = (await (await fetch(address)).json()) as { parked: number; waiting: number; events: Json[] };
  assert.deepEqual([status.parked, status.waiting, status.events.length], [1, 1, 2]);
  assert.equal((await fetch(`${address}/none/retry`, { method: 'POST' })).status, 404);
  const left = await fetch(`${address}/${first['eventId']}/discard`, { method: 'POST' });
  assert.equal(((await left.json()) as { parked: number }).parked, 0);

  const delivered = await red.next('news', 20_000);
  assert.deepEqual([delivered['topic'], delivered['eventId']], ['delivered', second['eventId']]);
  const taken = simulator.businessApps.partnerCheck.received.list.filter(({ refused: no }) => !no);
  assert.deepEqual(
    taken.map((event) => (licenceIn(event)['rightOperation'] as Json[])[0]?.['loginKeyValue']),
    [{ key: 'login', value: 'two' }],
  );
  red.inject('outbox', { action: 'retry', eventId: '' });
  // The account tells of what Orange refused at the same place.
  const told = async () => String(((await red.next('errors'))['error'] as Json)['message']);
  let words = await told();
  while (/Orange refused it \(400\/24\)/.test(words)) words = await told();
  assert.match(words, /event is missing/);
});
