import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, test } from 'node:test';
import { TelephonyError } from '../../nodes/runtime/errors.ts';
import { HttpClient } from '../../nodes/runtime/http/client.ts';
import type { HttpOptions } from '../../nodes/runtime/http/routes.ts';
import { eventually } from '../support/eventually.ts';
import { type FaultProxy, startFaultProxy, type TcpFault } from '../support/fault-proxy.ts';

const origin = { system: 'opentouch', operation: 'test' };
const never = new AbortController().signal;

interface Site {
  readonly layer: FaultProxy;
  readonly seen: IncomingMessage[];
  readonly http: HttpClient;
  send(method?: string, timeout?: number): Promise<number>;
}

const ends: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function serve(answer: RequestListener): Promise<Server> {
  const server = createServer({ keepAliveTimeout: 60_000 }, answer);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ends.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return server;
}

async function site(
  answer: RequestListener = (_, response) => response.end('{}'),
  options: HttpOptions = {},
): Promise<Site> {
  const seen: IncomingMessage[] = [];
  const server = await serve((request, response) => {
    seen.push(request);
    answer(request, response);
  });
  const layer = await startFaultProxy((server.address() as AddressInfo).port);
  ends.push(() => layer.stop());
  const http = new HttpClient(options);
  ends.push(() => http.close());
  const send = async (method = 'GET', timeout = 5000) => {
    const body = method === 'POST' ? '{}' : undefined;
    return (await http.request(origin, { method, url: `http://${layer.host}/x`, body }, timeout, never)).status;
  };
  return { layer, seen, http, send };
}

/** What a request that fails says of itself. */
async function failure(request: Promise<unknown>): Promise<[string, string, boolean, string]> {
  const error = await request.then(
    () => assert.fail('no error'),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof TelephonyError, String(error));
  return [error.code, error.cause.sent, error.cause.canRetry, error.message];
}

test('a socket is used again for a request that must not be repeated, once that has been seen to work', async () => {
  const { layer, send } = await site();
  for (const method of ['GET', 'GET', 'POST', 'POST']) await send(method);
  assert.equal(layer.accepted(), 1);
});

test('the first request that must not be repeated gets a socket that nothing has gone over', async () => {
  const { layer, send } = await site();
  for (const method of ['GET', 'POST']) await send(method);
  assert.equal(layer.accepted(), 2);
});

test('no request fails on a way that closes after each answer without saying so', async () => {
  const { layer, seen, send } = await site();
  await layer.set({ kind: 'close-after-answer' });
  for (let time = 0; time < 10; time += 1) for (const method of ['GET', 'POST']) assert.equal(await send(method), 200);
  assert.equal(seen.filter(({ method }) => method === 'POST').length, 10);
});

test('one dead socket takes those that rest with it: one repetition, not one a socket', async () => {
  const { layer, seen, send } = await site();
  await Promise.all(Array.from({ length: 12 }, () => send()));
  const before = layer.accepted();
  await layer.set({ kind: 'reset-before-answer' });
  // The repetition may have met the fault as well; what matters is that no other old socket is tried.
  const asked = send().then(
    () => true,
    () => false,
  );
  await eventually(() => layer.open() < before, 'the end of the dead socket');
  await layer.set({ kind: 'none' });
  const answered = await asked;
  // Only what an answer came over stays; a socket of the fault that is still being ended would take the next request with it.
  await eventually(() => layer.open() === (answered ? 1 : 0), 'the end of the sockets that rested');
  assert.equal(await send(), 200);
  assert.ok(seen.length <= 14);
});

const faults: readonly [string, TcpFault, 'GET' | 'POST', string, string, boolean][] = [
  ['nobody listens', { kind: 'refuse' }, 'POST', 'CONNECTION', 'no', true],
  ['a reset before the answer', { kind: 'reset-before-answer' }, 'POST', 'CONNECTION', 'maybe', false],
  ['a reset before the answer', { kind: 'reset-before-answer' }, 'GET', 'CONNECTION', 'maybe', true],
  ['a reset in the answer', { kind: 'reset-in-answer', after: 60 }, 'POST', 'ANSWER_CUT', 'yes', false],
  ['an answer that is cut', { kind: 'cut', after: 150 }, 'POST', 'ANSWER_CUT', 'yes', false],
  ['silence', { kind: 'freeze', direction: 'both' }, 'POST', 'TIMEOUT', 'maybe', false],
  ['silence after the request', { kind: 'freeze', direction: 'to-client' }, 'GET', 'TIMEOUT', 'maybe', true],
];

for (const [name, fault, method, code, sent, canRetry] of faults) {
  test(`${name}: a ${method} is ${code}, sent ${sent}`, async () => {
    const { layer, seen, send } = await site((_, response) => response.end('x'.repeat(500)));
    await layer.set(fault);
    const wanted = fault.kind === 'reset-in-answer' ? ['ANSWER_CUT', 'CONNECTION'] : [code];
    const [is, ...rest] = await failure(send(method, fault.kind === 'freeze' ? 300 : 5000));
    assert.ok(wanted.includes(is), is);
    if (is === code) assert.deepEqual(rest.slice(0, 2), [sent, canRetry]);
    assert.ok(seen.filter((request) => request.method === 'POST').length <= 1);
    await layer.set({ kind: 'none' });
    assert.equal(await send(method), 200);
  });
}

test('waiting for a socket does not count against the time-out', async () => {
  const { send } = await site((_, response) => setTimeout(() => response.end('{}'), 100), { maxSockets: 1 });
  const all = await Promise.all(Array.from({ length: 6 }, () => send('GET', 400)));
  assert.deepEqual(all, Array(6).fill(200));
});

test('more requests than can wait are refused before anything is sent', async () => {
  const { seen, send, http } = await site(() => undefined, { maxSockets: 1, maxWaiting: 2 });
  const waiting = [send(), send(), send()].map((request) => request.catch((error: TelephonyError) => error.code));
  await eventually(() => seen.length === 1, 'the first request');
  const [code, sent, canRetry] = await failure(send());
  assert.deepEqual([code, sent, canRetry], ['TOO_MANY_WAITING', 'no', true]);
  assert.equal(seen.length, 1);
  http.close();
  await waiting[0];
});

test('a stream that is destroyed ends its socket', async () => {
  const { layer, http } = await site((_, response) => response.write('begin\n'));
  const request = { method: 'POST', url: `http://${layer.host}/events` };
  const { stream } = await http.stream(origin, request, 5000, never);
  await once(stream, 'data');
  assert.equal(layer.open(), 1);
  stream.destroy();
  await eventually(() => layer.open() === 0, 'the end of the socket');
});

test('a signal ends a stream and its socket', async () => {
  const { layer, http } = await site((_, response) => response.write('begin\n'));
  const stop = new AbortController();
  const { stream } = await http.stream(origin, { method: 'POST', url: `http://${layer.host}/` }, 5000, stop.signal);
  stream.on('error', () => undefined);
  stop.abort();
  await eventually(() => stream.closed, 'the end of the stream');
  await eventually(() => layer.open() === 0, 'the end of the socket');
});

test('a name that nobody knows is called that', async () => {
  const http = new HttpClient();
  const request = http.request(origin, { method: 'POST', url: 'http://ot.invalid/' }, 5000, never);
  const [code, sent, , message] = await failure(request);
  assert.deepEqual([code, sent], ['CONNECTION', 'no']);
  assert.match(message, /ot\.invalid/);
});

test('https on a port that speaks plain HTTP says so', async () => {
  const { layer, http } = await site();
  const [code, sent, canRetry, message] = await failure(
    http.request(origin, { method: 'POST', url: `https://${layer.host}/` }, 5000, never),
  );
  assert.deepEqual([code, sent, canRetry], ['CONNECTION', 'no', false]);
  assert.match(message, new RegExp(`did you mean http://${layer.host}\\?`));
});

test('addresses in IPv6 are reached', async () => {
  const server = createServer((_, response) => response.end('{}'));
  server.listen(0, '::1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const http = new HttpClient();
  const { status } = await http.request(origin, { method: 'GET', url: `http://[::1]:${port}/` }, 5000, never);
  assert.equal(status, 200);
  http.close();
  server.close();
});
