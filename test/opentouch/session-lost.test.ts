import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import {
  type ConnectionTiming,
  type ServerSettings,
  usualConnectionTiming,
} from '../../nodes/opentouch/session/settings.ts';
import { TelephonyError } from '../../nodes/runtime/errors.ts';
import { type ChannelServer, startChannelServer } from '../support/channel-server.ts';
import { eventually } from '../support/eventually.ts';
import { Client, quick, settings } from '../support/opentouch.ts';
import { type RecordedRequest, resource } from '../support/recorder.ts';
import type { Reply } from '../support/scripted.ts';

const cleaners: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const clean of cleaners.splice(0).reverse()) await clean();
});

async function serve(): Promise<ChannelServer> {
  const server = await startChannelServer();
  cleaners.push(() => server.stop());
  return server;
}

function client(url: string, changes: Partial<ServerSettings> = {}, timing: ConnectionTiming = quick): Client {
  const made = new Client(settings(url, changes), timing);
  cleaners.push(() => made.close());
  return made;
}

const html = (status: number, headers: Readonly<Record<string, string>> = {}): Reply => ({
  status,
  headers: { 'content-type': 'text/html', ...headers },
  body: '<!DOCTYPE html><html><body><h1>Something else</h1></body></html>',
});

/** How servers, and what stands before them, say that a session is over. */
const signals: readonly [string, Reply][] = [
  ['its own error', { status: 403, body: { type: 'INVALID_SESSION', code: 1001 } }],
  ['its own error with the number as text', { status: 403, body: { code: '1001' } }],
  ['a bare 403', { status: 403 }],
  ['403 with an empty object', { status: 403, body: {} }],
  ['403 with a web page', html(403)],
  ['401, as after a restart', { status: 401 }],
  ['a redirect to a login page', { status: 302, headers: { location: '/portal/login' } }],
];

/** Refuses everything in a session until somebody logs in again. */
function lose(server: ChannelServer, signal: Reply): void {
  let lost = true;
  server.answer((request) => {
    const path = resource(request);
    if (path === '/portal/login') return html(200);
    if (/^\/api\/rest/.test(path)) return undefined;
    if (path === '/sessions' && request.method === 'POST') lost = false;
    return lost ? signal : undefined;
  });
}

const logins = (server: ChannelServer) => server.count('GET', /^\/api\/rest\/authenticate/);

for (const [name, signal] of signals) {
  test(`a session that is lost by ${name} is opened again once for all, and the requests are repeated`, async () => {
    const server = await serve();
    const made = client(server.url);
    await made.send('opentouch-get-logins');
    lose(server, signal);
    const answers = await Promise.all(
      Array.from({ length: 20 }, () =>
        made.send('opentouch-hold-call', {
          callRef: 'c',
          deviceId: '1',
        }),
      ),
    );
    assert.ok(answers.every(({ status }) => status === 204));
    assert.equal(logins(server), 2);
    assert.equal(server.count('POST', /^\/sessions$/), 2);
    assert.ok(server.count('POST', /^\/sessions\/keepalive$/) <= 1);
    assert.equal((await made.send('opentouch-get-logins')).status, 204);
  });

  test(`a subscription, and a channel, find their way back when the session is lost by ${name}`, async () => {
    const server = await serve();
    const made = client(server.url);
    await made.send('opentouch-get-logins');
    lose(server, signal);
    const ear = made.listen();
    await ear.connected();
    assert.equal(logins(server), 2);
    lose(server, signal);
    server.channels.at(-1)?.destroy();
    await ear.until(() => ear.resyncs.length > 0, 'the resync');
    assert.equal(logins(server), 3);
    await ear.until(() => ear.states.at(-1)?.kind === 'connected', 'the return');
  });
}

test('a refusal without words in a session that lives is a refusal, asked about and not repeated', async () => {
  const server = await serve();
  const made = client(server.url);
  server.answer((request) => (resource(request) === '/logins' ? { status: 403 } : undefined));
  assert.equal((await made.send('opentouch-get-logins')).status, 403);
  assert.equal(server.count('GET', /^\/logins$/), 1);
  assert.equal(server.count('POST', /^\/sessions\/keepalive$/), 1);
  assert.equal(logins(server), 1);
});

test('a resource that calls every session lost costs one log-in, not one for each request, and leaves no session behind', async () => {
  const server = await serve();
  const made = client(server.url);
  const lost = { status: 403, body: { type: 'INVALID_SESSION' } };
  server.answer((request) => (resource(request) === '/logins' ? lost : undefined));
  for (let turn = 0; turn < 10; turn += 1) assert.equal((await made.send('opentouch-get-logins')).status, 403);
  assert.equal(logins(server), 2);
  await eventually(() => server.count('DELETE', /^\/sessions$/) === 1, 'the end of the first session');
});

test('a web page in place of a success is no lost session as long as the session lives, and nothing is sent twice', async () => {
  const server = await serve();
  const made = client(server.url);
  server.answer((request) => (/^\/telephony/.test(resource(request)) ? html(200) : undefined));
  await made.send('opentouch-make-call', { deviceId: '1', callee: '2' });
  assert.equal(server.count('POST', /^\/telephony\/calls$/), 1);
  lose(server, html(200));
  await made.send('opentouch-make-call', { deviceId: '1', callee: '2' });
  assert.equal(server.count('POST', /^\/telephony\/calls$/), 2);
  assert.equal((await made.send('opentouch-get-logins')).status, 204);
});

test('refused requests do not put off the keepalive', async () => {
  const server = await serve();
  server.answer((request) => sessionOf(request, 1) ?? (resource(request) === '/logins' ? forbidden : undefined));
  const made = client(server.url);
  const keepalives = () => server.count('POST', /^\/sessions\/keepalive$/);
  const end = performance.now() + 5000;
  while (keepalives() === 0 && performance.now() < end) {
    await made.send('opentouch-get-logins');
    await new Promise((next) => setTimeout(next, 50));
  }
  assert.ok(keepalives() > 0);
});

const forbidden: Reply = { status: 403, body: { type: 'NOT_ALLOWED', code: 1002 } };

/** An answer to `POST /sessions` with a time to live in seconds. */
function sessionOf(request: RecordedRequest, timeToLive: number): Reply | undefined {
  const opening = resource(request) === '/sessions' && request.method === 'POST';
  return opening ? { status: 200, body: { timeToLive, admin: 'false' } } : undefined;
}

test('a server that stops answering turns the account red, and the first answer turns it green', async () => {
  const server = await serve();
  server.answer((request) => sessionOf(request, 0.2));
  const made = client(server.url, { timeout: 150 });
  await made.send('opentouch-get-logins');
  server.answer((request) => (/keepalive/.test(resource(request)) ? { status: 204, delay: 600_000 } : undefined));
  await eventually(() => made.health.state.kind === 'waiting', 'the failure');
  assert.equal(made.health.state.lastFailure?.error.code, 'TIMEOUT');
  assert.ok(made.health.state.nextTry);
  server.answer(() => undefined);
  await eventually(() => made.health.state.kind === 'connected', 'the return');
  assert.equal(logins(server), 1);
});

/** What comes in place of a log-in while a server is being mended. */
const passing: readonly [string, Reply, RegExp][] = [
  ['403 with a web page', html(403), /authenticate/],
  ['a bare 403', { status: 403 }, /authenticate/],
  ['403 with an empty object', { status: 403, body: {} }, /authenticate/],
  ['401 with the page of a portal', html(401), /authenticate/],
  ['200 with a web page', html(200), /authenticate/],
  ['503', { status: 503 }, /authenticate/],
  ['503 instead of the discovery', html(503), /^\/api\/rest$/],
  ['a web page instead of the session', html(200), /^\/sessions$/],
  ['403 with a web page instead of the session', html(403), /^\/sessions$/],
  ['text instead of the session', { status: 200, body: 'welcome' }, /^\/sessions$/],
];

for (const [name, reply, path] of passing) {
  test(`${name} during log-in is waited out, ever more slowly, and the state says until when`, async () => {
    const server = await serve();
    server.answer((request) => (path.test(resource(request)) ? reply : undefined));
    const made = client(server.url);
    await assert.rejects(made.send('opentouch-get-logins'), (error: unknown) => {
      assert.ok(error instanceof TelephonyError);
      assert.notEqual(error.code, 'UNAUTHORIZED');
      return true;
    });
    assert.equal(made.health.state.kind, 'waiting');
    assert.ok(made.health.state.nextTry);
    const attempts = () => server.recorder.requests.filter((request) => path.test(resource(request))).length;
    await eventually(() => attempts() >= 3, 'two more attempts');
    server.answer(() => undefined);
    await eventually(() => made.health.state.kind === 'connected', 'the log-in');
    assert.equal((await made.send('opentouch-get-logins')).status, 204);
  });
}

const final: readonly [string, Reply][] = [
  ['401 that asks for Basic', html(401, { 'www-authenticate': 'Basic realm="OpenTouch"' })],
  ['a bare 401', { status: 401 }],
  ['401 with its own error', { status: 401, body: { type: 'NOT_ALLOWED', code: 1002 } }],
  ['403 with its own error', { status: 403, body: { type: 'NOT_ALLOWED', code: 1002 } }],
];

for (const [name, reply] of final) {
  test(`${name} is the server's own word about the credentials: it is asked once`, async () => {
    const server = await serve();
    server.answer((request) => (/authenticate/.test(resource(request)) ? reply : undefined));
    const made = client(server.url);
    const ear = made.listen();
    await ear.until(() => ear.states.at(-1)?.kind === 'stopped', 'the end');
    await assert.rejects(made.send('opentouch-get-logins'), { code: 'UNAUTHORIZED' });
    assert.equal(made.health.state.kind, 'stopped');
    assert.equal(logins(server), 1);
  });
}

test('a proxy that asks for a password of its own is not the server: the account comes back when it lets the API pass', async () => {
  const server = await serve();
  const asks = html(401, { 'www-authenticate': 'Basic realm="Staff only"' });
  server.answer(() => asks);
  const made = client(server.url);
  await assert.rejects(made.send('opentouch-get-logins'), /in front of the server asks for a password of its own/);
  assert.equal(made.health.state.kind, 'waiting');
  server.answer(() => undefined);
  await eventually(() => made.health.state.kind === 'connected', 'the log-in');
  assert.equal((await made.send('opentouch-get-logins')).status, 204);
});

test('while a failed log-in waits, whoever asks is told when the next one is, and does not hurry it', async () => {
  const server = await serve();
  server.answer((request) => (/authenticate/.test(resource(request)) ? { status: 503 } : undefined));
  const made = client(server.url, {}, { ...quick, firstRetry: 60_000, longestRetry: 60_000 });
  for (let turn = 0; turn < 2; turn += 1) await assert.rejects(made.send('opentouch-get-logins'), { code: 'HTTP_503' });
  for (let turn = 0; turn < 20; turn += 1) {
    await assert.rejects(made.send('opentouch-get-logins'), /the next attempt is in \d+ s/);
  }
  assert.equal(logins(server), 2);
});

test('refusals without words are asked about more slowly than anything else, for accounts may lock', () => {
  assert.ok(usualConnectionTiming.longestLoginRetry >= 10 * usualConnectionTiming.longestRetry);
});
