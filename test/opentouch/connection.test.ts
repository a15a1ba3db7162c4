import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, test } from 'node:test';
import type { ServerSettings } from '../../nodes/opentouch/session/settings.ts';
import { TelephonyError } from '../../nodes/runtime/errors.ts';
import { objectIn } from '../../nodes/schema/json.ts';
import type { OpenTouchOptions } from '../../nodes/simulator/opentouch/server/options.ts';
import { type Simulator, startSimulator } from '../../nodes/simulator/server/simulator.ts';
import { eventually } from '../support/eventually.ts';
import { Client, settings } from '../support/opentouch.ts';

const cleaners: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const clean of cleaners.splice(0).reverse()) await clean();
});

async function serve(opentouch: OpenTouchOptions = {}): Promise<Simulator> {
  const simulator = await startSimulator({ port: 0, opentouch });
  cleaners.push(() => simulator.stop());
  return simulator;
}

function client(url: string, changes: Partial<ServerSettings> = {}): Client {
  const made = new Client(settings(url, changes));
  cleaners.push(() => made.close());
  return made;
}

function count(simulator: Simulator, method: string, path: RegExp): number {
  return simulator.requests().filter((request) => request.method === method && path.test(request.url)).length;
}

const logins = (simulator: Simulator) => count(simulator, 'GET', /\/authenticat|\/login\?/);
const openings = (simulator: Simulator) => count(simulator, 'POST', /\/sessions$/);

const refusal =
  (code: string, more: (error: TelephonyError) => void = () => undefined) =>
  (error: unknown) => {
    assert.ok(error instanceof TelephonyError, String(error));
    assert.equal(error.code, code);
    more(error);
    return true;
  };

const ways: [string, OpenTouchOptions, Partial<ServerSettings>][] = [
  ['preemptive Basic authentication', { authentication: 'preemptive' }, {}],
  ['a server that asks for Basic first', { authentication: 'challenge' }, {}],
  ['a redirect to the login page', { authentication: 'redirect' }, {}],
  ['the resource without single sign-on', { authentication: 'redirect' }, { authentication: 'nosso' }],
  ['the cookie alone', { credential: false }, {}],
  ['the credential alone', { setCookie: false }, {}],
  [
    'handed-out addresses that lead nowhere',
    { publicUrl: 'https://ot.invalid', internalUrl: 'http://ot.invalid:80' },
    {},
  ],
];

for (const [name, opentouch, changes] of ways) {
  test(`a login succeeds by ${name}`, async () => {
    const simulator = await serve(opentouch);
    const { send } = bound(client(simulator.url, changes));
    const { status, body } = await send('opentouch-get-logins');
    assert.equal(status, 200);
    assert.deepEqual(objectIn(body), { loginNames: ['alice'] });
    assert.equal(openings(simulator), 1);
  });
}

function bound(made: Client) {
  return { send: made.send.bind(made) };
}

test('a hundred requests at once on a fresh account make one login and one session', async () => {
  const simulator = await serve();
  const made = client(simulator.url);
  const answers = await Promise.all(Array.from({ length: 100 }, () => made.send('opentouch-get-logins')));
  assert.ok(answers.every(({ status }) => status === 200));
  assert.equal(logins(simulator), 1);
  assert.equal(openings(simulator), 1);
});

test('a wrong password is tried once, whoever asks and however often', async () => {
  const simulator = await serve();
  const made = client(simulator.url, { password: 'wrong' });
  const attempts = await Promise.allSettled(Array.from({ length: 20 }, () => made.send('opentouch-get-logins')));
  for (const attempt of attempts) {
    assert.equal(attempt.status, 'rejected');
    refusal('UNAUTHORIZED', ({ cause }) => assert.equal(cause.status, 401))(
      attempt.status === 'rejected' && attempt.reason,
    );
  }
  await assert.rejects(made.send('opentouch-get-user', { loginName: 'alice' }), refusal('UNAUTHORIZED'));
  assert.equal(logins(simulator), 1);
  assert.equal(openings(simulator), 0);
  assert.equal(made.states.at(-1)?.kind, 'stopped');
});

test('an expired session is opened again once for all who notice, and their requests are replayed', async () => {
  const simulator = await serve();
  const made = client(simulator.url);
  await made.send('opentouch-get-logins');
  simulator.opentouch.expireSessions();
  const answers = await Promise.all(Array.from({ length: 30 }, () => made.send('opentouch-get-logins')));
  assert.ok(answers.every(({ status }) => status === 200));
  assert.equal(logins(simulator), 2);
  assert.equal(openings(simulator), 2);
});

test('a session that the server loses for ever gives an error after one replay', async () => {
  const simulator = await serve();
  const made = client(simulator.url);
  simulator.faults.set([{ on: 'opentouch-get-logins', status: 403, type: 'INVALID_SESSION' }]);
  const { status } = await made.send('opentouch-get-logins');
  assert.equal(status, 403);
  assert.equal(count(simulator, 'GET', /\/logins$/), 2);
});

test('missing rights are no lost session', async () => {
  const simulator = await serve();
  const made = client(simulator.url);
  simulator.faults.set([{ on: 'opentouch-get-logins', status: 403, type: 'NOT_ALLOWED' }]);
  const response = await made.send('opentouch-get-logins');
  assert.equal(response.status, 403);
  assert.equal(made.connection.readError(response).type, 'NOT_ALLOWED');
  assert.equal(count(simulator, 'GET', /\/logins$/), 1);
  assert.equal(logins(simulator), 1);
});

test('the session is kept alive at half its time to live, only while nothing else is sent, and outlives it', async () => {
  const simulator = await serve({ timeToLive: 2 });
  const made = client(simulator.url);
  await made.send('opentouch-get-logins');
  const keepalives = () => count(simulator, 'POST', /\/keepalive$/);
  await eventually(() => keepalives() >= 2, 'two keepalives');
  assert.equal(simulator.opentouch.sessions().length, 1);
  assert.equal(logins(simulator), 1);
  const before = keepalives();
  const busyUntil = Date.now() + 1500;
  while (Date.now() < busyUntil) await made.send('opentouch-get-logins');
  assert.equal(keepalives(), before);
});

test('GET /users follows the redirect to the user', async () => {
  const simulator = await serve();
  const { status, body } = await client(simulator.url).send('opentouch-find-user', { companyPhone: '1002' });
  assert.equal(status, 200);
  assert.equal(objectIn(body)['loginName'], 'bob');
});

test('a supervised session is that of the user', async () => {
  const simulator = await serve();
  const made = client(simulator.url, {
    login: 'admin',
    password: 'admin-secret',
    supervised: { type: 'PHONE_NUMBER', id: '1002' },
  });
  assert.deepEqual(objectIn((await made.send('opentouch-get-logins')).body), { loginNames: ['bob'] });
});

test('a session closed by a flow is opened again when it is needed', async () => {
  const simulator = await serve();
  const made = client(simulator.url);
  assert.equal((await made.send('opentouch-close-session')).status, 204);
  assert.equal(simulator.opentouch.sessions().length, 0);
  assert.equal((await made.send('opentouch-get-logins')).status, 200);
  assert.equal(simulator.opentouch.sessions().length, 1);
});

test('a session opened by a flow becomes that of the account', async () => {
  const simulator = await serve();
  const made = client(simulator.url);
  assert.equal((await made.send('opentouch-open-session', { applicationName: 'By hand' })).status, 200);
  assert.equal((await made.send('opentouch-get-logins')).status, 200);
  assert.deepEqual(
    simulator.opentouch.sessions().map(({ application }) => application),
    ['By hand'],
  );
  assert.equal(logins(simulator), 1);
});

test('ending leaves no session on the server, and the next request opens another', async () => {
  const simulator = await serve();
  const made = client(simulator.url);
  await made.send('opentouch-get-logins');
  await made.connection.end();
  assert.equal(simulator.opentouch.sessions().length, 0);
  await made.send('opentouch-get-logins');
  assert.equal(simulator.opentouch.sessions().length, 1);
});

test('ending while the login is still under way leaves no session either', async () => {
  const simulator = await serve();
  const made = client(simulator.url);
  simulator.faults.set([{ on: 'opentouch-open-session', delay: 150 }]);
  const sent = made.send('opentouch-get-logins').catch(() => undefined);
  await made.connection.close();
  await sent;
  assert.equal(simulator.opentouch.sessions().length, 0);
});

test('no answer in time is a TIMEOUT, no server a CONNECTION, a given-up request ABORTED', async () => {
  const simulator = await serve();
  const made = client(simulator.url);
  await made.send('opentouch-get-logins');
  simulator.faults.set([{ on: 'opentouch-get-logins', delay: 60_000 }]);
  await assert.rejects(made.send('opentouch-get-logins', {}, { timeout: 200 }), refusal('TIMEOUT'));
  const giveUp = new AbortController();
  const given = made.send('opentouch-get-logins', {}, { signal: giveUp.signal });
  giveUp.abort();
  await assert.rejects(given, refusal('ABORTED'));
  await simulator.stop();
  await assert.rejects(made.send('opentouch-get-logins'), refusal('CONNECTION'));
  await assert.rejects(client(simulator.url).send('opentouch-get-logins'), refusal('CONNECTION'));
});

test('a server that is starting gives its own error and is asked again by the next request', async () => {
  const simulator = await serve();
  const made = client(simulator.url);
  simulator.faults.set([{ on: 'authenticate', times: 1, status: 503, type: 'NOT_READY' }]);
  await assert.rejects(
    made.send('opentouch-get-logins'),
    refusal('NOT_READY', ({ cause }) => {
      assert.equal(cause.status, 503);
      assert.equal(cause.canRetry, true);
    }),
  );
  assert.equal((await made.send('opentouch-get-logins')).status, 200);
});

test('with two addresses, the second serves when the first is gone, at login and later', async () => {
  const [first, second] = [await serve(), await serve()];
  const made = client(first.url, { addresses: [first.url, second.url] });
  await made.send('opentouch-get-logins');
  assert.equal(logins(first), 1);
  await first.stop();
  assert.equal((await made.send('opentouch-get-logins')).status, 200);
  assert.equal(logins(second), 1);
  const late = client(first.url, { addresses: [first.url, second.url] });
  assert.equal((await late.send('opentouch-get-logins')).status, 200);
});

test('settings that cannot work are refused before any request', async () => {
  const problem = new TelephonyError('INVALID_INPUT', 'login: is missing', {
    system: 'opentouch',
    operation: 'login',
    field: 'login',
    canRetry: false,
  });
  const simulator = await serve();
  await assert.rejects(client(simulator.url, { problem }).send('opentouch-get-logins'), refusal('INVALID_INPUT'));
  assert.equal(simulator.requests().length, 0);
});

test('what the server is can be asked without a login, even without credentials', async () => {
  const simulator = await serve();
  const problem = new TelephonyError('INVALID_INPUT', 'login: is missing', {
    system: 'opentouch',
    operation: 'login',
    field: 'login',
    canRetry: false,
  });
  const { status, body } = await client(simulator.url, { problem }).send('opentouch-get-server-info');
  assert.equal(status, 200);
  assert.equal((objectIn(body)['serverInfo'] as { productType?: string }).productType, 'OTMS');
  assert.equal(logins(simulator), 0);
  assert.equal(openings(simulator), 0);
});

test('a redirect out of the session to another host is followed there, without the cookies', async () => {
  const simulator = await serve();
  const seen: (string | undefined)[] = [];
  const elsewhere = createServer((request, response) => {
    seen.push(request.headers.cookie);
    response.end('sound');
  });
  const pointer = createServer((_request, response) => {
    response
      .writeHead(302, { location: `http://localhost:${(elsewhere.address() as AddressInfo).port}/sound.wav` })
      .end();
  });
  for (const server of [elsewhere, pointer]) {
    server.listen(0);
    await once(server, 'listening');
    cleaners.push(async () => void server.close());
  }
  const made = client(simulator.url);
  const signal = new AbortController().signal;
  const origin = { system: 'opentouch', operation: 'test' };
  const { port } = pointer.address() as AddressInfo;
  const { body } = await made.connection.fetch(`http://127.0.0.1:${port}/sound`, origin, { signal });
  assert.equal(body.toString(), 'sound');
  assert.deepEqual(seen, [undefined]);
});

test('an address where something else answers is told as such', async () => {
  const page = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<html><body>Welcome</body></html>');
  });
  page.listen(0, '127.0.0.1');
  await once(page, 'listening');
  cleaners.push(async () => void page.close());
  const { port } = page.address() as AddressInfo;
  await assert.rejects(client(`http://127.0.0.1:${port}`).send('opentouch-get-logins'), refusal('BAD_ANSWER'));
});
