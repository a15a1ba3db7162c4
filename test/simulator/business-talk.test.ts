import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BusinessTalkOptions } from '../../nodes/simulator/business-talk/index.ts';
import { type Answer, accessOf, ask, askClientToken, control, withSimulator } from '../support/orange-simulator.ts';

const readwrite = 'sim0readwrite000000000000000000000000000';
const readonly = 'sim0readonly0000000000000000000000000000';
const revoked = 'sim0revoked00000000000000000000000000000';

interface Site {
  readonly url: string;
  /** Asks with a token of the application, and the key that may do everything unless others are given. */
  ask(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  list(path: string): Promise<Record<string, unknown>[]>;
}

const site = (options: BusinessTalkOptions, run: (site: Site) => Promise<void>) =>
  withSimulator({ businessTalk: options }, async ({ url }) => {
    const { body } = await askClientToken(url);
    const send = (method: string, path: string, given?: unknown, more: Record<string, string> = {}) => {
      const headers: Record<string, string> = {
        authorization: `Bearer ${body['access_token']}`,
        'x-bt-api-key': readwrite,
        ...(given !== undefined && { 'content-type': 'application/json' }),
        ...more,
      };
      const text = typeof given === 'string' ? given : JSON.stringify(given);
      return ask(method, `${url}/btalk/beta/v1${path}`, { headers, ...(given !== undefined && { body: text }) });
    };
    const list = async (path: string) => (await send('GET', path)).body as unknown as Record<string, unknown>[];
    await run({ url, ask: send, list });
  });

/** Status and code of a refusal, written as a list. */
function refused({ status, text }: Answer): [number, unknown] {
  const [error] = JSON.parse(text);
  assert.deepEqual(Object.keys(error), ['code', 'message', 'description']);
  return [status, error.code];
}

const order = (changes: object = {}) => ({
  customerOrderReference: 'my order',
  parameters: {
    technicalSiteName: 'PARIS-1',
    customerSiteLabel: 'Paris',
    country: 'FR',
    vpnId: 'aa76e66dfc63',
    ...changes,
  },
});

test('a key says what it is good for', () =>
  site({}, async ({ ask }) => {
    const mine = await ask('GET', '/me');
    assert.deepEqual([mine.status, mine.body], [200, { rightsProfile: 'readwrite' }]);
    assert.deepEqual((await ask('GET', '/me', undefined, { 'x-bt-api-key': readonly })).body, {
      rightsProfile: 'readonly',
    });
  }));

test('no key, an unknown one, a revoked one and one that may only read are refused', () =>
  site({}, async ({ ask, url }) => {
    const withKey = (key: string, method = 'GET', path = '/me', body?: unknown) =>
      ask(method, path, body, { 'x-bt-api-key': key });
    assert.deepEqual(refused(await withKey('')), [400, 25]);
    assert.deepEqual(refused(await withKey('x'.repeat(40))), [401, 41]);
    assert.deepEqual(refused(await withKey(revoked)), [401, 41]);
    await control(url, 'PUT', '/business-talk/settings', { revokedKey: 50 });
    assert.deepEqual(refused(await withKey(revoked)), [403, 50]);
    const path = '/customers/9999/orders/voicesite';
    assert.deepEqual(refused(await withKey(readonly, 'POST', path, order())), [403, 50]);
  }));

test('only a token of the right surface is taken', () =>
  site({}, async ({ ask, url }) => {
    assert.deepEqual(refused(await ask('GET', '/me', undefined, { authorization: '' })), [401, 40]);
    assert.deepEqual(refused(await ask('GET', '/me', undefined, { authorization: 'Basic abc' })), [401, 40]);
    const authorization = `Bearer ${await accessOf(url, 'alice')}`;
    assert.deepEqual(refused(await ask('GET', '/me', undefined, { authorization })), [401, 41]);
  }));

test('customers and their VPNs', () =>
  site({}, async ({ ask, list }) => {
    const [first] = await list('/customers');
    const names = ['customerCode', 'name', 'contractNumber', 'apiContractId', 'pricingApprovalNumber', 'type'];
    assert.deepEqual(Object.keys(first ?? {}).sort(), names.sort());
    assert.equal(first?.['customerCode'], '9999');
    const vpns = await list('/customers/9999/vpns');
    assert.deepEqual(
      vpns.map(({ vpnId }) => vpnId),
      ['aa76e66dfc63', '3a45b33edf33'],
    );
    assert.deepEqual(Object.keys(vpns[0] ?? {}).sort(), ['name', 'vpnCode', 'vpnId']);
    assert.deepEqual(refused(await ask('GET', '/customers/0000/vpns')), [404, 60]);
  }));

test('coverage is told in words, one of its names misspelt', () =>
  site({}, async ({ ask, url }) => {
    const { status, body } = await ask('GET', '/countries/FR');
    const coverage = body['coverage'] as Record<string, string>;
    assert.equal(status, 200);
    assert.deepEqual([body['iso2'], body['name'], body['countryCode']], ['FR', 'France', '33']);
    assert.deepEqual([coverage['businessTalkOnline'], coverage['didNumberZone']], ['Yes', 'Zone1']);
    assert.equal(coverage['offnetIntenationalDest'], 'Yes');
    assert.equal(coverage['offnetInternationalDest'], undefined);
    const china = (await ask('GET', '/countries/CN')).body['coverage'] as Record<string, string>;
    assert.equal(china['businessTalkOnline'], 'No');
    assert.deepEqual(refused(await ask('GET', '/countries/AQ')), [404, 60]);
    assert.deepEqual(refused(await ask('GET', '/countries/france')), [400, 20]);
    await control(url, 'PUT', '/business-talk/settings', { misspelt: false });
    const mended = (await ask('GET', '/countries/FR')).body['coverage'] as Record<string, string>;
    assert.equal(mended['offnetInternationalDest'], 'Yes');
  }));

test('an order delivers a voicesite, which the list then has', () =>
  site({}, async ({ ask, list }) => {
    const { status, body } = await ask('POST', '/customers/9999/orders/voicesite', order());
    assert.equal(status, 201);
    const { orderId, creationDate, voiceSiteId, ...rest } = body;
    assert.match(`${orderId} ${creationDate} ${voiceSiteId}`, /^ORD-\d{6} \d{4}-.*Z VS\d+$/);
    assert.deepEqual(rest, { ...order(), productReference: 'voicesite', status: 'delivered' });
    const last = (await list('/voicesites?offset=60')).at(-1);
    assert.deepEqual(last, { voiceSiteId, ...order().parameters, customerCode: '9999', status: 'delivered' });
  }));

test('the voicesite may stand among the parameters only, or come later', () =>
  site({ voiceSiteId: 'parameters', created: 200 }, async ({ ask, url }) => {
    const first = await ask('POST', '/customers/9999/orders/voicesite', order());
    assert.equal(first.status, 200);
    assert.equal(first.body['voiceSiteId'], undefined);
    assert.match(String((first.body['parameters'] as Record<string, unknown>)['voiceSiteId']), /^VS/);
    await control(url, 'PUT', '/business-talk/settings', { voiceSiteId: 'later' });
    const { body, text } = await ask('POST', '/customers/9999/orders/voicesite', order());
    assert.equal(body['status'], 'inProgress');
    assert.ok(!text.includes('voiceSiteId'));
  }));

test('the other address for orders wants to know what is ordered', () =>
  site({}, async ({ ask }) => {
    const named = { ...order(), productReference: 'voicesite' };
    assert.equal((await ask('POST', '/customers/9999/orders', named)).status, 201);
    assert.deepEqual(refused(await ask('POST', '/customers/9999/orders', order())), [400, 23]);
    const other = { ...order(), productReference: 'something else' };
    assert.deepEqual(refused(await ask('POST', '/customers/9999/orders', other)), [400, 24]);
  }));

test('an order that cannot be carried out is refused', () =>
  site({}, async ({ ask, list }) => {
    const path = '/customers/9999/orders/voicesite';
    const cases: [unknown, [number, number]][] = [
      [order({ country: 'CN' }), [400, 24]],
      [order({ country: 'fr' }), [400, 24]],
      [order({ vpnId: '5c91d07ab2e4' }), [400, 24]],
      [order({ technicalSiteName: 7 }), [400, 24]],
      [order({ customerSiteLabel: undefined }), [400, 23]],
      [{ parameters: order().parameters }, [400, 23]],
      ['{"customerOrderReference":', [400, 22]],
      ['[]', [400, 22]],
      ['', [400, 21]],
    ];
    for (const [body, expected] of cases) {
      assert.deepEqual(refused(await ask('POST', path, body)), expected, JSON.stringify(body));
    }
    const text = { 'content-type': 'text/plain' };
    assert.deepEqual(refused(await ask('POST', path, order(), text)), [415, 68]);
    assert.deepEqual(refused(await ask('POST', '/customers/1/orders/voicesite', order())), [404, 60]);
    assert.equal((await list('/voicesites?limit=1000')).length, 60, 'nothing was ordered');
  }));

test('the list of voicesites comes in pages', () =>
  site({}, async ({ ask, list }) => {
    const { headers, body } = await ask('GET', '/voicesites');
    assert.equal((body as unknown as unknown[]).length, 40);
    assert.deepEqual([headers.get('x-result-count'), headers.get('x-total-count')], ['40', '60']);
    const ids = [...(await list('/voicesites?limit=25')), ...(await list('/voicesites?offset=25&limit=100'))];
    assert.equal(new Set(ids.map(({ voiceSiteId }) => voiceSiteId)).size, 60);
    const beyond = await ask('GET', '/voicesites?offset=60');
    assert.deepEqual([beyond.headers.get('x-result-count'), beyond.text], ['0', '[]']);
    for (const query of ['offset=-1', 'limit=0', 'limit=many']) {
      assert.deepEqual(refused(await ask('GET', `/voicesites?${query}`)), [400, 28], query);
    }
  }));

test('refusals are lists of errors, or single ones', () =>
  site({ errorForm: 'object' }, async ({ ask, url }) => {
    const { status, body } = await ask('GET', '/nowhere');
    assert.deepEqual([status, body['code'], body['message']], [404, 60, 'Resource not found']);
    await control(url, 'PUT', '/business-talk/settings', { errorForm: 'array' });
    assert.deepEqual(refused(await ask('GET', '/nowhere')), [404, 60]);
    assert.deepEqual(refused(await ask('DELETE', '/me')), [405, 61]);
  }));

test('the voicesite of an order is put into another state from outside', () =>
  site({ voiceSiteId: 'later' }, async ({ url, ask: send, list }) => {
    const { body } = await send('POST', '/customers/9999/orders/voicesite', order());
    const { orderId } = body;
    const states = async () => {
      const sites = await list('/voicesites?offset=60');
      return sites.flatMap(({ technicalSiteName, status }) => (technicalSiteName === 'PARIS-1' ? [status] : []));
    };
    assert.deepEqual(await states(), ['inProgress']);
    await control(url, 'PUT', `/business-talk/orders/${orderId}`, { status: 'delivered' });
    assert.deepEqual(await states(), ['delivered']);
    const address = `${url}/simulator/business-talk/orders`;
    const unknown = await ask('PUT', `${address}/ORD-9`, { body: '{"status":"delivered"}' });
    assert.deepEqual([unknown.status, unknown.body['error']], [400, 'there is no order ORD-9']);
    assert.equal((await ask('PUT', `${address}/${orderId}`, { body: '{}' })).status, 400);
  }));

test('ranges of numbers are published at a site and released again, all of a request or none', () =>
  site({}, async ({ ask, list }) => {
    const numbers = '/customers/9999/opc/cloudvoicenumbers';
    const order = (rangeStart: string, rangeStop: string, voiceSiteId = 'VS10000') => ({
      voiceOffer: 'btlvs',
      voiceSiteId,
      numbers: [{ usage: 'CallingUserAssignment', rangeStart, rangeStop }],
    });
    const one = async (number: string) => (await list(`${numbers}?number=${number}`))[0];
    assert.equal((await ask('POST', numbers, order('33155569100', '33155569102'))).status, 204);
    const published = await one('33155569101');
    assert.equal(published?.['status'], 'PUBLISHED');
    assert.deepEqual(published?.['voiceSite'], { voiceSiteId: 'VS10000', technicalSiteName: 'AT-SITE-001' });
    for (const refusedOrder of [
      order('33155569102', '33155569103'),
      order('33155569105', '33155569104'),
      order('33155560000', '33155569999'),
      order('33155569103', '33155569103', 'VS-nowhere'),
    ]) {
      assert.deepEqual(refused(await ask('POST', numbers, refusedOrder)), [400, 24]);
    }
    assert.equal(await one('33155569103'), undefined);
    assert.equal((await ask('POST', `${numbers}/release`, order('33155569100', '33155569101'))).status, 204);
    const history = (await one('33155569100'))?.['history'] as { status: string }[];
    assert.deepEqual(
      history.map(({ status }) => status),
      ['PUBLISHED', 'RELEASED'],
    );
    assert.deepEqual(refused(await ask('POST', `${numbers}/release`, order('33155569101', '33155569102'))), [400, 24]);
    assert.equal((await one('33155569102'))?.['status'], 'PUBLISHED');
    assert.equal((await list(`${numbers}?limit=1000`)).length > 40, true);
  }));

test('routers are told by country, in production as well', () =>
  site({}, async ({ ask, list }) => {
    const all = await list('/customers/9999/routers?limit=100');
    const here = await list('/customers/9999/routers?country=FR');
    assert.ok(here.length > 0 && here.length < all.length);
    assert.ok(here.every(({ country }) => country === 'FR'));
    assert.equal((await ask('GET', '/../../v1/me')).status, 200);
  }));
