import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { operation, responseOf } from '../support/flow.ts';
import { type OrangeBench, startOrangeBench } from '../support/orange.ts';

let bench: OrangeBench;
before(async () => {
  bench = await startOrangeBench();
});
after(() => bench.stop());

const alice = 'alice@example.com';
const paths = () => bench.requests.map(({ method, url }) => `${method} ${url}`);
const text = (value: string) => ({ type: 'str', value });

/** Sends a payload that must be refused before anything else happens. */
async function refusedField(payload: object): Promise<string> {
  const { error } = await bench.refused({ payload });
  assert.equal(error.code, 'INVALID_INPUT');
  assert.deepEqual(paths(), [], 'a request was made');
  return `${error.cause['field']}: ${error.message}`;
}

describe('the services of Teaming', () => {
  before(() => bench.deploy('teaming', [operation('teaming-set-service')]));
  beforeEach(() => {
    bench.requests.length = 0;
  });

  const forwarding = [
    'callForwardingAlways',
    'callForwardingBusy',
    'callForwardingNoAnswer',
    'callForwardingNotReachable',
  ];
  const number = { forwardToPhoneNumber: '0123456789' };

  for (const service of forwarding) {
    it(`${service} needs a number to be on, and none to be off`, async () => {
      const payload = { userId: alice, service };
      assert.match(await refusedField({ ...payload, active: true }), /^forwardToPhoneNumber: .*missing.*active true/);
      assert.match(
        await refusedField({ ...payload, active: 'true', forwardToPhoneNumber: null }),
        /^forwardToPhoneNumber/,
      );
      await bench.through({ payload: { ...payload, active: false } });
      await bench.through({ payload: { ...payload, active: true, ...number } });
      assert.equal(bench.requests.length, 2);
    });
  }

  it('do not disturb needs no number', async () => {
    await bench.through({ payload: { userId: alice, service: 'doNotDisturb', active: true } });
    assert.deepEqual(JSON.parse(String(bench.requests[0]?.body)), { active: true });
  });

  const strangers: readonly (readonly [string, object])[] = [
    ['callForwardingAlways', { numberOfRings: 3 }],
    ['callForwardingBusy', { numberOfRings: 3 }],
    ['callForwardingBusy', { ringSplash: true }],
    ['callForwardingNoAnswer', { ringSplash: false }],
    ['callForwardingNotReachable', { numberOfRings: 0 }],
    ['callForwardingNotReachable', { ringSplash: true }],
    ['doNotDisturb', number],
    ['doNotDisturb', { numberOfRings: 2 }],
  ];
  for (const [service, stranger] of strangers) {
    const [field = ''] = Object.keys(stranger);
    it(`${field} does not go with ${service}`, async () => {
      const payload = { userId: alice, service, active: false, ...stranger };
      assert.match(await refusedField(payload), new RegExp(`^${field}: .*does not go with service ${service}`));
    });
  }

  it('a telephone rings not at all, or twice to twenty times', async () => {
    const payload = { userId: alice, service: 'callForwardingNoAnswer', active: true, ...number };
    for (const numberOfRings of [1, '1', 21, -1, 2.5]) {
      assert.match(await refusedField({ ...payload, numberOfRings }), /^numberOfRings/);
    }
    for (const numberOfRings of [0, 2, '20']) await bench.through({ payload: { ...payload, numberOfRings } });
    const sent = bench.requests.map(({ body }) => JSON.parse(String(body)).numberOfRings);
    assert.deepEqual(sent, [0, 2, 20]);
  });

  it('no other service and no other value than yes or no is sent', async () => {
    assert.match(
      await refusedField({ userId: alice, service: 'callWaiting', active: true }),
      /^service: .*doNotDisturb/,
    );
    assert.match(await refusedField({ userId: alice, service: 'doNotDisturb', active: 'on' }), /^active/);
    assert.match(await refusedField({ userId: alice, service: 'doNotDisturb' }), /^active: .*missing/);
  });
});

describe('the user whom a request is about', () => {
  const profile = { userId: alice, firstName: 'Alice' };
  const own = 'GET /teaming/users/myTelephonyProfile';
  const calls = `GET /teaming/users/${encodeURIComponent(alice)}/calls`;

  function serve(): void {
    bench.answer(({ url }) => (url.endsWith('myTelephonyProfile') ? { status: 200, body: profile } : undefined));
  }

  it('is the one of the account when no other is named, and is asked for once', async () => {
    const nodes = ['teaming-get-calls', 'teaming-get-voice-messages'].map((type) => operation(type, {}, { id: type }));
    await bench.deploy('teaming', nodes);
    serve();
    await bench.through({}, 'teaming-get-calls');
    await bench.through({}, 'teaming-get-calls');
    await bench.through({}, 'teaming-get-voice-messages');
    assert.deepEqual(paths(), [own, calls, calls, calls.replace('calls', 'voiceMessages')]);
  });

  it('is asked for once by any number of messages at a time', async () => {
    await bench.deploy('teaming', [operation('teaming-get-calls')]);
    serve();
    for (let count = 0; count < 20; count += 1) bench.red.inject('operation');
    for (let count = 0; count < 20; count += 1) await bench.red.next('out');
    assert.equal(paths().filter((path) => path === own).length, 1);
    assert.equal(paths().length, 21);
  });

  it('is that of the account, or of the message, without being asked for', async () => {
    await bench.deploy('teaming', [operation('teaming-get-calls')], { userId: alice });
    await bench.through({});
    await bench.through({ payload: { userId: 'bob' } });
    assert.deepEqual(paths(), [calls, 'GET /teaming/users/bob/calls']);
  });

  it('is asked for again when that failed, or when the id has turned out to be wrong', async () => {
    await bench.deploy('teaming', [operation('teaming-get-calls')]);
    bench.answer(() => ({ status: 500, body: { code: 1 } }));
    const { error } = await bench.refused();
    assert.deepEqual([error.code, error.cause['operation']], ['INTERNAL_ERROR', 'teaming-get-my-profile']);
    bench.answer(({ url }) =>
      url.endsWith('myTelephonyProfile') ? { status: 200, body: profile } : { status: 404, body: { code: 60 } },
    );
    assert.equal((await bench.refused()).error.code, 'NOT_FOUND');
    serve();
    await bench.through();
    assert.deepEqual(paths(), [own, own, calls, own, calls]);
  });

  it('is also the one that a subscription is about, but not the group', async () => {
    await bench.deploy('teaming', [operation('teaming-create-subscription')]);
    serve();
    const payload = { callBackUrl: 'https://flows.example.com/hook' };
    assert.match(await refusedField({ ...payload, targetType: 'Group' }), /^targetId: .*targetType Group/);
    assert.match(await refusedField({ callBackUrl: 'flows.example.com', targetId: 'x' }), /^callBackUrl: .*https:/);
    await bench.through({ payload });
    const [, request] = bench.requests;
    assert.equal(JSON.parse(String(request?.body)).targetId, alice);
  });

  it('must be named to read a profile that is not the own one', async () => {
    await bench.deploy('teaming', [operation('teaming-get-profile')], { userId: alice });
    assert.match(await refusedField({}), /^userId: .*missing/);
  });

  it('and no id leads out of its place in the path', async () => {
    await bench.deploy('teaming', [operation('teaming-create-subscription')], { profile: 'seed-literal' });
    const payload = { callBackUrl: 'https://flows.example.com/hook' };
    for (const targetId of ['.', '..']) assert.match(await refusedField({ ...payload, targetId }), /^targetId/);
    await bench.through({ payload: { ...payload, targetId: '../a/b?c#d' } });
    assert.deepEqual(paths(), ['POST /teaming/users/..%2Fa%2Fb%3Fc%23d/calls']);
  });
});

describe('an order of Business Talk', () => {
  const order = {
    customerOrderReference: 'o',
    technicalSiteName: 't',
    customerSiteLabel: 'l',
    country: 'FR',
  };
  const customers = 'GET /business-talk/customers';
  const vpns = 'GET /business-talk/customers/9999/vpns';
  const orders = 'POST /business-talk/customers/9999/orders/voicesite';

  function serve(found: Readonly<Record<string, readonly object[]>>): void {
    bench.answer(({ url }) => {
      const body = found[url.slice(url.lastIndexOf('/') + 1)];
      return body && { status: 200, body };
    });
  }
  const place = (properties?: object) =>
    bench.deploy('business-talk', [operation('business-talk-create-voicesite')], { ...properties });

  it('finds customer and VPN where there is one of each, the VPN among those of that customer', async () => {
    await place();
    serve({ customers: [{ customerCode: '9999' }], vpns: [{ vpnId: 'only' }] });
    await bench.through({ payload: order });
    await bench.through({ payload: order });
    assert.deepEqual(paths(), [customers, vpns, orders, orders]);
    assert.equal(JSON.parse(String(bench.requests[3]?.body)).parameters.vpnId, 'only');
  });

  it('takes the customer of the account, and a number for a code', async () => {
    await place({ customerCode: '9999' });
    serve({ vpns: [{ vpnId: 'only' }] });
    await bench.through({ payload: order });
    await bench.through({ payload: { ...order, customerCode: 9999, vpnId: 'v' } });
    assert.deepEqual(paths(), [vpns, orders, orders]);
  });

  it('does not choose among several, nor among none', async () => {
    await place();
    serve({ customers: [{ customerCode: '9999' }], vpns: [{ vpnId: 'one' }, { vpnId: 'two' }] });
    const several = await bench.refused({ payload: order });
    assert.deepEqual([several.error.code, several.error.cause['field']], ['INVALID_INPUT', 'vpnId']);
    assert.match(several.error.message, /2 to choose from/);
    serve({ customers: [{ customerCode: '9999' }], vpns: [] });
    assert.match((await bench.refused({ payload: order })).error.message, /vpnId is missing, .*none to choose from/);
    assert.ok(!paths().includes(orders));
  });

  it('is checked before anything is asked', async () => {
    await place();
    assert.match(await refusedField({ ...order, country: 'France' }), /^country: .*FR, DE/);
    assert.match(await refusedField({ ...order, technicalSiteName: '' }), /^technicalSiteName: .*missing/);
  });

  it('may be for a country of which nobody has heard yet', async () => {
    await bench.deploy('business-talk', [operation('business-talk-check-coverage', { iso2: text('{{payload}}') })]);
    await bench.through({ payload: 'QX' });
    assert.deepEqual(paths(), ['GET /business-talk/countries/QX']);
  });
});

describe('the node for any operation', () => {
  it('speaks the dialect of its account', async () => {
    const fields = { userId: text(alice), action: text('READ') };
    const node = operation('teaming-operation', fields, { operation: 'teaming-mark-all-voice-messages' });
    await bench.deploy('teaming', [node], { marking: 'sub-paths' });
    const message = await bench.through();
    assert.equal(responseOf(message).operation, 'teaming-mark-all-voice-messages');
    assert.deepEqual(paths(), [`PUT /teaming/users/${encodeURIComponent(alice)}/voiceMessages/markAllAsRead`]);
  });

  it('carries out what Business Talk can do', async () => {
    const node = operation('business-talk-operation', {}, { operation: 'business-talk-check-key' });
    await bench.deploy('business-talk', [node]);
    bench.answer(() => ({ status: 200, body: { rightsProfile: 'readonly' } }));
    assert.deepEqual((await bench.through())['payload'], { rightsProfile: 'readonly' });
  });
});
