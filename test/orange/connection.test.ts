import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { systems } from '../../nodes/catalogue/index.ts';
import { type ConnectionState, OrangeConnection, type OrangeSettings } from '../../nodes/orange/connection.ts';
import type { TelephonyError } from '../../nodes/runtime/errors.ts';
import { HttpClient } from '../../nodes/runtime/http/client.ts';
import { RateLimiter } from '../../nodes/runtime/http/rate-limiter.ts';
import { type DescribedOperation, operationsOf } from '../../nodes/schema/describe.ts';
import { type Recorder, type Reply, startRecorder } from '../support/recorder.ts';
import { never, Sources } from '../support/tokens.ts';

const [operation] = operationsOf(systems.teaming) as [DescribedOperation];
const sources = new Sources();
const connections: { connection: OrangeConnection; http: HttpClient }[] = [];
const origin = { system: 'teaming', operation: 'test' };
let orange: Recorder;
let tokens = 0;
/** Answers of the API; none left is a 200. */
let script: Reply[] = [];
const outOfDate = new Set<string>();

before(async () => {
  orange = await startRecorder();
  orange.answer(({ url, headers }) => {
    if (url === '/token') {
      tokens += 1;
      if (!headers.accept?.includes('json')) return { status: 406 };
      return { status: 200, body: { access_token: `token ${tokens}`, expires_in: '3600' } };
    }
    if (outOfDate.has(headers.authorization ?? '')) return error(401, 42);
    return script.shift() ?? { status: 200, body: { ok: true } };
  });
});
afterEach(async () => {
  for (const { connection } of connections.splice(0)) await connection.close();
  await sources.close();
  orange.requests.length = 0;
  tokens = 0;
  script = [];
  outOfDate.clear();
});
after(() => orange.stop());

function open(changes: Partial<OrangeSettings> = {}) {
  const settings = { baseUrl: `${orange.url}/teaming`, defaults: {}, dialects: {}, keys: {}, ...changes };
  const http = new HttpClient();
  const states: ConnectionState[] = [];
  const tokens = sources.open({
    tokenUrl: `${orange.url}/token`,
    http,
    onState: (state) => connection.tokensAre(state),
  });
  const limiter = new RateLimiter(0, 1000);
  const onState = (state: ConnectionState) => states.push(state);
  const connection: OrangeConnection = new OrangeConnection(settings, { tokens, http, limiter, onState });
  connections.push({ connection, http });
  const send = (method = 'GET', path = '/users/alice%40example.com') =>
    connection.send(operation, { method, path, query: [['a b', 'c+d']], headers: {} }, { signal: never });
  return { connection, states, send };
}

const api = () => orange.requests.filter(({ url }) => url !== '/token');
const authorizations = () => api().map(({ headers }) => headers.authorization);
const error = (status: number, code: number, list = false): Reply => {
  const body = { code, message: 'Short', description: 'Long' };
  return { status, headers: { 'X-OAPI-Request-Id': 'r-1' }, body: list ? [body] : body };
};

describe('requests to api.orange.com', () => {
  it('carry the token and the keys, below the base address', async () => {
    const { send, states } = open({ keys: { 'x-bt-api-key': 'the key' } });
    assert.equal((await send()).status, 200);
    const [request] = api();
    assert.equal(request?.url, '/teaming/users/alice%40example.com?a%20b=c%2Bd');
    assert.deepEqual(request?.headers['x-bt-api-key'], 'the key');
    assert.deepEqual(authorizations(), ['Bearer token 1']);
    assert.deepEqual(states, ['connected']);
  });

  it('are sent once more with a new token when the old one is out of date, whatever they are', async () => {
    for (const method of ['GET', 'POST']) {
      const { send } = open();
      script = [error(401, 42)];
      assert.equal((await send(method)).status, 200);
    }
    assert.deepEqual(authorizations(), ['Bearer token 1', 'Bearer token 2', 'Bearer token 2', 'Bearer token 3']);
  });

  it('need one new token when 200 of them find the old one out of date', async () => {
    const { send } = open();
    await send();
    outOfDate.add('Bearer token 1');
    const answers = await Promise.all(Array.from({ length: 200 }, () => send()));
    assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200]);
    assert.equal(tokens, 2);
    assert.equal(api().length, 401);
  });

  it('ask for no token after another when each is out of date, and go on when one is taken', async () => {
    const { send, states } = open();
    script = [error(401, 42), error(401, 42), error(401, 42)];
    assert.equal((await send()).status, 401);
    assert.equal(states.at(-1), 'failed');
    assert.equal((await send()).status, 401);
    assert.deepEqual([api().length, tokens], [3, 2]);
    assert.equal((await send()).status, 200);
    assert.equal(states.at(-1), 'connected');
  });

  it('are sent once more with another token when one is refused without a word', async () => {
    const { send } = open();
    script = [{ status: 401, body: '<html>' }];
    assert.equal((await send('POST')).status, 200);
    assert.equal(tokens, 2);
  });

  for (const [code, name, sentence] of [
    [40, 'MISSING_CREDENTIALS', /^the token or the API key is missing: /],
    [41, 'INVALID_CREDENTIALS', /^the gateway refuses the token or the API key: /],
  ] as const) {
    it(`stop at code ${code} after one renewal, until there are other credentials`, async () => {
      const { connection, send, states } = open();
      script = [error(401, code), error(401, code)];
      assert.equal((await send()).status, 401);
      await assert.rejects(send(), ({ code: given, cause, message }: TelephonyError) => {
        assert.deepEqual([given, cause.operation, cause.canRetry], [name, operation.type, false]);
        assert.match(message, sentence);
        return true;
      });
      assert.equal(api().length, 2);
      assert.equal(tokens, 2);
      connection.resume();
      assert.equal((await send()).status, 200);
      assert.deepEqual(states, ['refused', 'idle', 'connected']);
    });
  }

  it('try one other token when one is not taken that was before', async () => {
    const { send } = open();
    await send();
    script = [error(401, 41)];
    assert.equal((await send('POST')).status, 200);
    script = [error(401, 41), error(401, 41)];
    assert.equal((await send()).status, 401);
    await assert.rejects(send(), { code: 'INVALID_CREDENTIALS' });
    assert.equal(tokens, 3);
    assert.equal(api().length, 5);
  });

  for (const [status, code] of [
    [403, 53],
    [429, 53],
    [503, 5],
  ] as const) {
    it(`wait and are sent again at ${status} with code ${code}, if that can do no harm`, async () => {
      const { send, states } = open();
      script = [error(status, code, true)];
      const started = Date.now();
      assert.equal((await send()).status, 200);
      assert.ok(Date.now() - started >= 700, 'it did not wait');
      assert.deepEqual(states, ['waiting', 'connected']);
    });
  }

  it('are left to the caller when that could do harm, and those that follow wait', async () => {
    const { connection, send } = open();
    script = [error(503, 6)];
    const answer = await send('POST');
    assert.equal(answer.status, 503);
    const { type, canRetry, requestId, code } = connection.readError(answer);
    assert.deepEqual([type, code, canRetry, requestId], ['OVER_CAPACITY', 6, true, 'r-1']);
    const started = Date.now();
    assert.equal((await send('POST')).status, 200);
    assert.ok(Date.now() - started >= 700, 'it did not wait');
  });

  it('are sent again whatever they are when the gateway says that it was only the quota', async () => {
    const { send } = open();
    script = [error(403, 53)];
    assert.equal((await send('POST')).status, 200);
    assert.equal(api().length, 2);
  });

  it('are not sent while the gateway wants to be left alone for long, with its own words, until somebody authorizes', async () => {
    const { connection, send, states } = open();
    script = [{ status: 503, headers: { 'Retry-After': '120' }, body: { code: 5, message: 'Maintenance' } }];
    assert.equal((await send()).status, 503);
    await assert.rejects(send(), ({ code, message, cause }: TelephonyError) => {
      assert.deepEqual([code, cause.status, cause.canRetry], ['SERVICE_UNAVAILABLE', 503, true]);
      assert.match(
        message,
        /^not sent, because the server answered SERVICE_UNAVAILABLE \(503\); .* until \d\d:\d\d:\d\d$/,
      );
      return true;
    });
    assert.equal(api().length, 1);
    connection.resume();
    assert.equal((await send()).status, 200);
    assert.deepEqual(states, ['waiting', 'idle', 'connected']);
  });

  it('are sent three times at most', async () => {
    const { send } = open();
    script = Array.from({ length: 5 }, () => error(429, 53));
    assert.equal((await send()).status, 429);
    assert.equal(api().length, 3);
  });

  it('give up waiting with those who asked', async () => {
    const { connection, send } = open();
    script = [error(503, 5)];
    await send('POST');
    const giving = new AbortController();
    const request = { method: 'GET', path: '/x', query: [], headers: {} };
    const waiting = connection.send(operation, request, { signal: giving.signal });
    setImmediate(() => giving.abort());
    await assert.rejects(waiting, { code: 'ABORTED' });
    assert.equal(api().length, 1);
  });

  it('are not tried at all with settings that cannot work', async () => {
    const problem = Object.assign(new Error('token: clientId: is missing'), {
      code: 'INVALID_INPUT',
      cause: { system: 'teaming', operation: 'token', field: 'clientId', sent: 'no', canRetry: false },
    }) as unknown as TelephonyError;
    const { send } = open({ problem });
    await assert.rejects(send(), { code: 'INVALID_INPUT' });
    assert.equal(orange.requests.length, 0);
  });

  it('take the token to the own server and nowhere else', async () => {
    const { connection } = open({ keys: { 'x-bt-api-key': 'the key' } });
    const other = await startRecorder();
    other.answer(() => ({ status: 200, body: 'x' }));
    await connection.fetch(`${other.url}/file`, origin, { signal: never });
    await connection.fetch('file', origin, { signal: never });
    await connection.fetch(`${orange.url}/elsewhere`, origin, { signal: never });
    await other.stop();
    const foreign = JSON.stringify(other.requests[0]?.headers);
    assert.doesNotMatch(foreign, /Bearer|the key/);
    assert.deepEqual(
      api().map(({ url }) => url),
      ['/teaming/file', '/elsewhere'],
    );
    assert.equal(new Set(authorizations()).size, 1);
  });

  it('read refusals as an object, as a list, and in the words of OAuth, and quote no secret', async () => {
    const { connection, send } = open({ keys: { 'x-bt-api-key': 'the key' } });
    script = [
      error(400, 24),
      error(404, 60, true),
      { status: 400, body: { error: 'invalid_scope', error_description: 'bad' } },
      { status: 422, body: { code: 800, message: 'Own' } },
      { status: 400, body: { code: 24, message: 'the key', description: 'you sent token 1' } },
      { status: 502, body: '<html>' },
    ];
    const read = [];
    for (let count = script.length; count > 0; count -= 1) read.push(connection.readError(await send('POST')));
    assert.deepEqual(read, [
      { type: 'INVALID_BODY_FIELD', code: 24, helpMessage: 'Long', innerMessage: 'Short', requestId: 'r-1' },
      { type: 'NOT_FOUND', code: 60, helpMessage: 'Long', innerMessage: 'Short', requestId: 'r-1' },
      { type: 'INVALID_SCOPE', code: 'invalid_scope', helpMessage: 'bad' },
      { code: 800, helpMessage: 'Own' },
      { type: 'INVALID_BODY_FIELD', code: 24, helpMessage: 'you sent …', innerMessage: '…' },
      {},
    ]);
  });
});
