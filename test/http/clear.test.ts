import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { after, afterEach, before, test } from 'node:test';
import { chooseAddress } from '../../nodes/opentouch/session/addresses.ts';
import { authenticate, openSession } from '../../nodes/opentouch/session/login.ts';
import type { ServerSettings } from '../../nodes/opentouch/session/settings.ts';
import { Transport } from '../../nodes/opentouch/session/transport.ts';
import { TelephonyError } from '../../nodes/runtime/errors.ts';
import { selfSigned } from '../support/certificate.ts';

const never = new AbortController().signal;
const origin = { system: 'opentouch', operation: 'test' };
/** What arrives in clear, as it stands on the wire. */
let clear = '';
const listener = createTcpServer((socket) => {
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk: Buffer) => {
    clear += chunk.toString('latin1');
    socket.end('HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n');
  });
});
const cookies: (string | undefined)[] = [];
let elsewhere = '';

/** A server that names nothing but addresses in clear. */
const answer: RequestListener = (request, response) => {
  cookies.push(request.headers.cookie);
  const at = (path: string) => ({ publicUrl: `${elsewhere}${path}`, internalUrl: `${elsewhere}${path}` });
  const json = (body: object) => response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
  if (request.url === '/moved') return void response.writeHead(302, { location: `${elsewhere}/there` }).end();
  if (request.url === '/nowhere') return void response.writeHead(302, { location: '::::' }).end();
  if (request.url === '/OTEvents') return void response.writeHead(404).end();
  if (request.url === '/api/rest')
    return json({ versions: [{ id: '1.0', ...at('/api/rest/authenticate?version=1.0') }] });
  if (request.url?.startsWith('/api/rest/authenticate'))
    return json({ credential: 'secret-cookie', ...at('/api/rest/1.0/sessions') });
  const base = `${elsewhere}/api/rest/1.0`;
  json({ admin: false, timeToLive: 1800, publicBaseUrl: base, privateBaseUrl: base, services: [], capabilities: [] });
};
const server = createTlsServer(selfSigned(), answer);
/** Requests that reached another port, by whatever name. */
const strangers: IncomingMessage[] = [];
const stranger = createTlsServer(selfSigned(), (request, response) => {
  strangers.push(request);
  answer(request, response);
});

async function portOf(listening: typeof server | typeof listener | ReturnType<typeof createServer>): Promise<number> {
  listening.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  return (listening.address() as AddressInfo).port;
}

let typed = '';
let inClear = '';
/** By another name: hosts, not ports, are what passwords and cookies belong to. */
let otherHost = '';
before(async () => {
  elsewhere = inClear = `http://127.0.0.1:${await portOf(listener)}`;
  otherHost = `https://localhost:${await portOf(stranger)}`;
  typed = `https://127.0.0.1:${await portOf(server)}`;
});
after(() => {
  listener.close();
  server.close();
  stranger.close();
});
afterEach(() => {
  elsewhere = inClear;
  strangers.length = 0;
});

function settings(addressMode: ServerSettings['addressMode'], clearChannel = false): ServerSettings {
  const tls = { addTLSOptions: (options: object) => void Object.assign(options, { rejectUnauthorized: false }) };
  return {
    ...{ addresses: [typed], addressMode, clearChannel, authentication: 'basic' as const, applicationName: 'test' },
    ...{ login: 'alice', password: 'secret-password', defaults: {}, timeout: 5000, http: { tls } },
  };
}

async function loggedIn(account: ServerSettings) {
  const transport = new Transport(account);
  const token = await authenticate(transport, account, typed, never);
  return { transport, session: await openSession(transport, account, token, never) };
}

for (const mode of ['typed', 'public', 'private'] as const) {
  test(`an account with https sends nothing in clear in mode ${mode}, whatever the server names`, async () => {
    clear = '';
    const { transport, session } = await loggedIn(settings(mode));
    const get = (url: string) => transport.request(origin, session, { method: 'GET', url }, never);
    assert.equal((await get(`${session.baseUrl}/logins`)).status, 200);
    assert.equal(cookies.at(-1), 'AlcUserId=secret-cookie');
    assert.equal((await get(`${typed}/moved`)).status, 200);
    assert.equal((await get(`${elsewhere}/file`)).status, 200);
    const opened = transport.stream(origin, session, { method: 'POST', url: `${elsewhere}/OTEvents` }, never);
    const error = await opened.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    assert.ok(error instanceof TelephonyError && error.code === 'NOT_ENCRYPTED');
    assert.match(error.message, /allow events over http in the account/);
    assert.equal(clear, '');
    transport.close();
  });
}

test('where the account allows it, events alone come in clear, without a cookie', async () => {
  clear = '';
  const { transport, session } = await loggedIn(settings('typed', true));
  const { stream } = await transport.stream(
    origin,
    session,
    { method: 'POST', url: `${elsewhere}/OTEvents?id=1` },
    never,
  );
  stream.resume();
  await once(stream, 'close');
  assert.match(clear, /^POST \/OTEvents\?id=1 /);
  assert.doesNotMatch(clear, /cookie|secret|authorization/i);
  transport.close();
});

test('neither password, cookie nor polling address reaches another host that the server names', async () => {
  elsewhere = otherHost;
  const { transport, session } = await loggedIn(settings('typed'));
  const get = (url: string) => transport.request(origin, session, { method: 'GET', url }, never);
  assert.equal((await get(`${session.baseUrl}/logins`)).status, 200);
  const opened = await transport.stream(
    origin,
    session,
    { method: 'POST', url: chooseAddress({ public: `${otherHost}/OTEvents` }, 'typed', typed) ?? '' },
    never,
  );
  opened.stream.destroy();
  // The typed host with the port that was named: the same host.
  assert.ok(strangers.length >= 4);
  assert.deepEqual(new Set(strangers.map(({ headers }) => headers.host?.split(':')[0])), new Set(['127.0.0.1']));
  transport.close();
});

test('a redirect to another host is followed without password and cookie', async () => {
  elsewhere = typed;
  const { transport, session } = await loggedIn(settings('typed'));
  elsewhere = otherHost;
  const headers = { authorization: 'Basic secret' };
  const request = { method: 'GET', url: `${typed}/moved`, headers };
  assert.equal((await transport.request(origin, session, request, never)).status, 200);
  assert.equal(cookies.at(-2), 'AlcUserId=secret-cookie');
  assert.deepEqual(
    strangers.map(({ url, headers: { host, cookie, authorization } }) => [url, host, cookie, authorization]),
    [['/there', new URL(otherHost).host, undefined, undefined]],
  );
  transport.close();
});

test('a redirect to something that is no address is BAD_ANSWER', async () => {
  const { transport, session } = await loggedIn(settings('typed'));
  const asked = transport.request(origin, session, { method: 'GET', url: `${typed}/nowhere` }, never);
  await assert.rejects(asked, { code: 'BAD_ANSWER' });
  transport.close();
});

test('a server that wants https for a request that must not be repeated says so', async () => {
  const plain = createServer((request, response) =>
    response.writeHead(308, { location: `https://${request.headers.host}${request.url}` }).end(),
  );
  const url = `http://127.0.0.1:${await portOf(plain)}`;
  const transport = new Transport(settings('typed'));
  const asked = transport.request(origin, await transport.visit(url), { method: 'POST', url: `${url}/x` }, never);
  await assert.rejects(asked, { code: 'WRONG_ADDRESS', message: /wants https:.*correct the address/ });
  transport.close();
  plain.close();
});
