import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually } from '../support/eventually.ts';
import { ask as rawAsk } from '../support/opentouch-requests.ts';
import { accessOf, ask, askClientToken, authorizeUrl, perform, withSimulator } from '../support/orange-simulator.ts';

/** Every error that an API behind the gateway is known to answer: status, code, message. */
const table: readonly (readonly [status: number, code: number, message: string])[] = [
  [400, 20, 'Invalid URL parameter value'],
  [400, 21, 'Missing body'],
  [400, 22, 'Invalid body'],
  [400, 23, 'Missing body field'],
  [400, 24, 'Invalid body field'],
  [400, 25, 'Missing header'],
  [400, 26, 'Invalid header value'],
  [400, 27, 'Missing query-string parameter'],
  [400, 28, 'Invalid query-string parameter value'],
  [401, 40, 'Missing credentials'],
  [401, 41, 'Invalid credentials'],
  [401, 42, 'Expired credentials'],
  [403, 50, 'Access denied'],
  [403, 51, 'Forbidden requester'],
  [403, 52, 'Forbidden user'],
  [403, 53, 'Too many requests'],
  [429, 53, 'Too many requests'],
  [404, 60, 'Resource not found'],
  [405, 61, 'Method not allowed'],
  [406, 62, 'Not acceptable'],
  [408, 63, 'Request time-out'],
  [411, 64, 'Length required'],
  [412, 65, 'Precondition failed'],
  [413, 66, 'Request entity too large'],
  [414, 67, 'Request-URI too long'],
  [415, 68, 'Unsupported Media Type'],
  [409, 69, 'Conflict'],
  [422, 100, 'Functional error'],
  [422, 123, 'Functional error'],
  [500, 1, 'Internal error'],
  [502, 1, 'Internal error'],
  [503, 5, 'The service is temporarily unavailable'],
  [503, 6, 'Orange API is over capacity, retry later !'],
  [504, 6, 'Orange API is over capacity, retry later !'],
];

const me = (url: string) => `${url}/teaming/users/myTelephonyProfile`;
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const refused = ({ status, body }: { status: number; body: Record<string, unknown> }) => [status, body['code']];
const requestId = /^[\da-f]{8}-[\da-f-]{27}$/;

test('every error of the table can be switched on', () =>
  withSimulator({}, async ({ url, faults }) => {
    const headers = bearer(await accessOf(url, 'alice'));
    for (const [status, code, message] of table) {
      faults.set([{ on: 'teaming-get-my-profile', status, type: String(code), times: 1 }]);
      const answer = await ask('GET', me(url), { headers });
      const { description, ...rest } = answer.body;
      assert.deepEqual([answer.status, rest], [status, { code, message }]);
      assert.equal(typeof description, 'string');
      assert.match(answer.headers.get('x-oapi-request-id') ?? '', requestId);
    }
    faults.set([]);
    assert.equal((await ask('GET', me(url), { headers })).status, 200);
  }));

test('a fault that names no code has the usual one of its status', () =>
  withSimulator({}, async ({ url, faults }) => {
    const usual: [number, number][] = [
      [400, 24],
      [401, 41],
      [403, 50],
      [404, 60],
      [429, 53],
      [500, 1],
      [503, 5],
    ];
    for (const [status, code] of usual) {
      faults.set([{ status, times: 1 }]);
      assert.deepEqual(refused(await ask('GET', me(url))), [status, code]);
    }
    faults.set([{ status: 403, type: '53', times: 1 }]);
    const [error] = JSON.parse((await ask('GET', `${url}/btalk/beta/v1/me`)).text);
    assert.equal(error.code, 53, 'Business Talk writes a list');
  }));

test('credentials are missing, invalid or out of date', () =>
  withSimulator({}, async ({ url }) => {
    for (const authorization of ['', 'Bearer', 'Bearer ', 'Basic YTpi', 'Token abc']) {
      assert.deepEqual(refused(await ask('GET', me(url), { headers: { authorization } })), [401, 40], authorization);
    }
    assert.deepEqual(refused(await ask('GET', me(url))), [401, 40]);
    assert.deepEqual(refused(await ask('GET', me(url), { headers: bearer('made-up') })), [401, 41]);
    const own = String((await askClientToken(url)).body['access_token']);
    assert.deepEqual(refused(await ask('GET', me(url), { headers: bearer(own) })), [401, 41]);

    const token = await accessOf(url, 'alice');
    await perform(url, 'expire-tokens');
    const late = await ask('GET', me(url), { headers: bearer(token) });
    assert.deepEqual(refused(late), [401, 42]);
    assert.match(String(late.body['description']), /out-of-date/);
    const next = await accessOf(url, 'alice');
    assert.equal((await ask('GET', me(url), { headers: bearer(next) })).status, 200);
    await perform(url, 'revoke-tokens');
    assert.deepEqual(refused(await ask('GET', me(url), { headers: bearer(next) })), [401, 41]);
  }));

test('a token comes to its end by itself', () =>
  withSimulator({ orange: { tokenLife: 0.05 } }, async ({ url }) => {
    const headers = bearer(await accessOf(url, 'alice'));
    await eventually(async () => refused(await ask('GET', me(url), { headers })).join() === '401,42', 'its end');
  }));

test('more requests in a second than an application may send are too many', () =>
  withSimulator({ orange: { requestsPerSecond: 25 } }, async ({ url }) => {
    const headers = bearer(await accessOf(url, 'alice'));
    const answers = await Promise.all(Array.from({ length: 300 }, () => ask('GET', me(url), { headers })));
    const passed = answers.filter(({ status }) => status === 200).length;
    assert.ok(passed >= 25 && passed < 300, String(passed));
    assert.deepEqual(refused(answers.find(({ status }) => status !== 200) ?? assert.fail()), [403, 53]);
    await eventually(async () => (await ask('GET', me(url), { headers })).status === 200, 'the next second');
  }));

test('a quota is used up, for a while or until the hour is over', () =>
  withSimulator({ orange: { requestsPerHour: 2 } }, async ({ url, orange }) => {
    const headers = bearer(await accessOf(url, 'alice'));
    const statuses = [];
    for (let turn = 0; turn < 3; turn += 1) statuses.push((await ask('GET', me(url), { headers })).status);
    assert.deepEqual(statuses, [200, 200, 403]);
    orange.settings.change({ requestsPerHour: 0 });
    await perform(url, { action: 'spend-quota', milliseconds: 150 });
    assert.deepEqual(refused(await ask('GET', me(url), { headers })), [403, 53]);
    await eventually(async () => (await ask('GET', me(url), { headers })).status === 200, 'the end of the quota');
  }));

test('addresses, methods and media types that are not possible', () =>
  withSimulator({}, async ({ url }) => {
    const headers = bearer(await accessOf(url, 'alice'));
    assert.deepEqual(refused(await ask('GET', `${url}/teaming`, { headers })), [404, 60]);
    assert.deepEqual(refused(await ask('GET', `${url}/teaming/users/a/b/c/d`, { headers })), [404, 60]);
    const deleted = await ask('DELETE', `${url}/teaming/subscriptions`, { headers });
    assert.deepEqual([...refused(deleted), deleted.headers.get('allow')], [405, 61, 'POST, GET']);
    assert.deepEqual(refused(await ask('GET', me(url), { headers: { ...headers, accept: 'text/html' } })), [406, 62]);
    const without = await rawAsk('GET', me(url), { headers });
    assert.deepEqual([without.status, without.body['code']], [406, 62], 'without Accept');
    const text = { ...headers, 'content-type': 'text/plain' };
    const service = `${url}/teaming/users/alice@example.com/services/doNotDisturb`;
    const body = '{"active":true}';
    assert.deepEqual(refused(await ask('PUT', service, { headers: text, body })), [415, 68]);
    assert.deepEqual(refused(await ask('GET', `${url}/teaming/nowhere`)), [401, 40], 'credentials come first');
  }));

test('a client that sends no Accept can be borne', () =>
  withSimulator({ orange: { requireAccept: false } }, async ({ url }) => {
    const headers = bearer(await accessOf(url, 'alice'));
    assert.equal((await rawAsk('GET', me(url), { headers })).status, 200);
  }));

test('every answer names its request, each its own', () =>
  withSimulator({}, async ({ url }) => {
    const headers = bearer(await accessOf(url, 'alice'));
    const answers = await Promise.all([
      ask('GET', me(url), { headers }),
      ask('GET', me(url)),
      ask('DELETE', `${url}/teaming/users/alice@example.com/calls/none`, { headers }),
      ask('GET', authorizeUrl(url)),
      ask('GET', authorizeUrl(url, { state: undefined })),
      ask('GET', authorizeUrl(url, { client_id: 'nobody' })),
      askClientToken(url),
      askClientToken(url, { authorization: 'Basic wrong' }),
    ]);
    const ids = answers.map((answer) => answer.headers.get('x-oapi-request-id') ?? '');
    for (const id of ids) assert.match(id, requestId);
    assert.equal(new Set(ids).size, ids.length);
  }));
