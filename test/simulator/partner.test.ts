import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { CheckSettings } from '../../nodes/partner-check/settings.ts';
import { type Report, runUseCase, useCases } from '../../nodes/partner-check/use-cases/index.ts';
import { type Simulator, startSimulator } from '../../nodes/simulator/server/simulator.ts';
import { type Body, type PartnerOptions, startPartner, type What } from '../support/partner.ts';

let simulator: Simulator;

before(async () => {
  simulator = await startSimulator({ port: 0 });
});

after(() => simulator.stop());

const settings: Omit<CheckSettings, 'url'> = {
  authentication: { kind: 'none' },
  mode: 'auto',
  eventTimeout: 10_000,
  swapForm: 'wrapped',
};

/** Visits a partner that was written by hand. */
async function visited(
  options: PartnerOptions,
  more: Partial<CheckSettings>,
  names: readonly string[] = [],
): Promise<readonly Report[]> {
  const partner = await startPartner({ orange: simulator.url, ...options });
  const all = { ...settings, url: partner.url, ...more };
  try {
    if (names.length === 0) return await simulator.businessApps.partnerCheck.runAll(all);
    return await simulator.businessApps.partnerCheck.withPartner(all, async (world) => {
      const reports: Report[] = [];
      for (const name of names) reports.push(...(await runUseCase(name, world)));
      return reports;
    });
  } finally {
    await partner.stop();
  }
}

const wrongIn = (reports: readonly Report[]) =>
  reports.flatMap(({ name, problems }) => problems.map((words) => `${name}: ${words}`));

const ways: Readonly<Record<string, readonly [PartnerOptions, Partial<CheckSettings>]>> = {
  'at once': [{}, { mode: 'sync' }],
  'with events': [{ mode: 'async' }, { mode: 'async' }],
  'as it likes, known by user and password': [
    { mode: 'async', authorization: `Basic ${Buffer.from('orange:s:ecret').toString('base64')}` },
    { authentication: { kind: 'basic', user: 'orange', password: 's:ecret' }, swapForm: 'direct' },
  ],
  'at once, known by a token': [
    { authorization: 'Bearer static' },
    { authentication: { kind: 'bearer', token: 'static' } },
  ],
};

for (const [way, [partner, orange]] of Object.entries(ways)) {
  test(`a partner that does everything right, ${way}, gets a clean report of all use cases`, async () => {
    const reports = await visited(partner, orange);
    assert.deepEqual(wrongIn(reports), []);
    assert.deepEqual(
      reports.map(({ name }) => name),
      Object.keys(useCases),
    );
    assert.ok(reports.every(({ ok, steps }) => ok && (steps.length > 0 || orange.authentication === undefined)));
  });
}

/** Changes the answers of one kind. */
const twisted =
  (kind: What, change: (body: Body) => unknown): NonNullable<PartnerOptions['twist']> =>
  (what, body) =>
    what === kind ? change(body) : body;
const without =
  (...names: readonly string[]) =>
  (body: Body) =>
    Object.fromEntries(Object.entries(body).filter(([name]) => !names.includes(name)));
const item = (change: (item: Body) => Body) => (body: Body) => ({
  ...body,
  orderItem: (body['orderItem'] as Body[]).map(change),
});
const each = (change: (licence: Body) => Body) => (body: Body) => (body as unknown as Body[]).map(change);
const later: PartnerOptions = { mode: 'async' };

/** What a partner gets wrong, the use case in which it shows, and the words for it. */
const mistakes: Readonly<Record<string, readonly [PartnerOptions, string, RegExp]>> = {
  'no id of the order': [{ twist: twisted('customer', without('id')) }, 'customer', /product order has no id/],
  'no id of the customer': [
    { twist: twisted('customer', (body) => ({ ...body, customer: without('id')(body['customer'] as Body) })) },
    'customer',
    /customer\.id is missing/,
  ],
  'a contact without id': [
    {
      twist: twisted('customer', (body) => ({
        ...body,
        relatedContact: (body['relatedContact'] as Body[]).map(without('id')),
      })),
    },
    'customer',
    /contact "IND-.*" has no id/,
  ],
  'the reference of the customer not echoed': [
    { twist: twisted('customer', (body) => ({ ...body, customer: { id: 'C', externalReference: { id: 'X' } } })) },
    'customer',
    /customer\.externalReference must come back/,
  ],
  'a contact left out': [
    { twist: twisted('customer', (body) => ({ ...body, relatedContact: [] })) },
    'customer',
    /contact "IND-.*" is not in the answer/,
  ],
  'a customer acknowledged': [
    { twist: twisted('customer', (body) => ({ ...without('id')(body), state: 'acknowledged' })) },
    'customer',
    /a customer is created at once/,
  ],
  'an empty node': [
    { twist: twisted('order', (body) => ({ ...body, note: {} })) },
    'fleet',
    /note is \{\}: a node with nothing in it must be left out/,
  ],
  'a null': [{ twist: twisted('order', (body) => ({ ...body, note: null })) }, 'fleet', /note is null/],
  'a partial order': [
    { twist: twisted('order', (body) => ({ ...body, state: 'partial' })) },
    'fleet',
    /"partial" is not used/,
  ],
  'a state that there is not': [
    { twist: twisted('order', (body) => ({ ...body, state: 'done' })) },
    'fleet',
    /the state is "done"/,
  ],
  'no id of the fleet': [
    {
      twist: twisted(
        'order',
        item(({ productRef, ...rest }) => ({ ...rest, productRef: without('id')(productRef as Body) })),
      ),
    },
    'fleet',
    /productRef\.id is missing/,
  ],
  'another state of the item': [
    {
      twist: twisted(
        'order',
        item((given) => ({ ...given, state: 'failed' })),
      ),
    },
    'fleet',
    /orderItem's state "failed" is not that of the order/,
  ],
  'the reference of the offering not echoed': [
    { twist: twisted('order', item(without('productOffering'))) },
    'fleet',
    /orderItem\.productOffering\.externalReference must come back/,
  ],
  'a total instead of the number to add': [
    {
      twist: twisted(
        'order',
        item((given) => ({ ...given, productRef: { ...(given['productRef'] as Body), userServiceQuantity: 99 } })),
      ),
    },
    'fleet',
    /userServiceQuantity is 99 instead of 3/,
  ],
  'two items': [
    { twist: twisted('order', (body) => ({ ...body, orderItem: [body['orderItem'], body['orderItem']].flat() })) },
    'fleet',
    /there are 2 orderItems/,
  ],
  'a failure without a reason': [
    { twist: twisted('order', (body) => ({ ...body, state: 'failed' })) },
    'fleet',
    /no note\.text says why/,
  ],
  'licences that are not there': [
    { twist: twisted('licences', () => []) },
    'fleet',
    /there are 0 licences, 3 are expected/,
  ],
  'an object instead of a list': [
    { twist: twisted('licences', () => ({})) },
    'consult-fleet',
    /no array of userServices/,
  ],
  'a licence without fleet': [
    { twist: twisted('licences', each(without('relatedProductRefId'))) },
    'consult-fleet',
    /has no relatedProductRefId/,
  ],
  'a state that does not follow': [
    {
      twist: twisted(
        'licences',
        each((licence) => ({ ...licence, state: 'active' })),
      ),
    },
    'suspend',
    /with the externalState suspended its state must be inactive/,
  ],
  'an update without its licences': [
    { twist: twisted('update', (body) => ({ ...body, userService: [] })) },
    'suspend',
    /the licence US-\d+ of the request is not in the answer/,
  ],
  'an offering that was not swapped': [
    {
      twist: twisted(
        'licences',
        each((licence) => ({ ...licence, productOffering: { externalReference: { id: 'OLD' } } })),
      ),
    },
    'swap',
    /still shown with the offering OLD/,
  ],
  'half an update': [{ piecemeal: true }, 'one-wrong', /it was not refused/],
  'half an update, and its trace': [{ piecemeal: true }, 'one-wrong', /has left a trace in the fleet/],
  'an order carried out twice': [{ forgetful: true }, 'repeated-order', /the same order was given another id/],
  'no ping': [{ broken: /ping/ }, 'ping', /ping does not answer with HTTP 200/],
  'an error of its own': [{ broken: /update/ }, 'suspend', /HTTP 500 instead of 200 or 201/],
  'an error of its own where it should refuse': [{ broken: /productOrder/ }, 'malformed', /HTTP 500 instead of 400/],
  'no event': [{ mode: 'async', orange: 'http://127.0.0.1:9' }, 'fleet', /no event came for order/],
  'an event of the wrong type': [
    { ...later, twist: twisted('event', (event) => ({ ...event, type: 'failedStateNotification' })) },
    'fleet',
    /no event came for order .*: the type failedStateNotification does not go with the state "completed"/,
  ],
  'an event that says another number': [
    {
      ...later,
      twist: twisted('event', (event) => {
        const resource = event['resource'] as Body;
        const more = item((given) => ({ ...given, productRef: { id: 'F', userServiceQuantity: 7 } }));
        return 'orderItem' in resource ? { ...event, resource: more(resource) } : event;
      }),
    },
    'fleet',
    /userServiceQuantity is 7 instead of 3/,
  ],
};

for (const [mistake, [partner, name, words]] of Object.entries(mistakes)) {
  test(`a partner is told of ${mistake}`, async () => {
    // An event that does not come is waited for in vain.
    const reports = await visited(partner, { eventTimeout: /no event/.test(words.source) ? 300 : 10_000 }, [name]);
    const last = reports.at(-1);
    assert.match(wrongIn(reports).join('\n'), words);
    assert.equal(last?.ok && reports.every(({ ok }) => ok), false);
  });
}

test('what is not what the contract says is told: events although at once was meant, and the other way round', async () => {
  const hasty = await visited({}, { mode: 'async' }, ['fleet']);
  assert.match(wrongIn(hasty).join(), /"completed" at once, but the partner is meant to acknowledge/);
  const slow = await visited({ mode: 'async' }, { mode: 'sync' }, ['fleet']);
  assert.match(wrongIn(slow).join(), /"acknowledged", but the partner is meant to complete at once/);
});

test('a partner that lets everybody in is told so', async () => {
  const reports = await visited({}, { authentication: { kind: 'key', header: 'x-api-key', value: 'k' } }, [
    'no-authentication',
  ]);
  assert.match(wrongIn(reports).join('\n'), /Without: the answer is HTTP 201 instead of 401 or 403/);
  assert.match(wrongIn(reports).join('\n'), /With a wrong one: the answer is HTTP 201/);
});

test('a use case carries out what it needs before, and a partner that is not there is told of in words', async () => {
  const reports = await visited({}, {}, ['suspend', 'consult-fleet']);
  assert.deepEqual(
    reports.map(({ name }) => name),
    ['customer', 'fleet', 'suspend', 'consult-fleet'],
  );
  const [nobody] = await simulator.businessApps.partnerCheck.withPartner(
    { ...settings, url: 'http://127.0.0.1:9' },
    (world) => runUseCase('ping', world),
  );
  assert.match(nobody?.problems.join() ?? '', /refuses the connection \(ECONNREFUSED\)/);
});
