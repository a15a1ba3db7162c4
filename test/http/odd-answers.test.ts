import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { after, afterEach, before, test } from 'node:test';
import { TelephonyError } from '../../nodes/runtime/errors.ts';
import { HttpClient } from '../../nodes/runtime/http/client.ts';

const origin = { system: 'opentouch', operation: 'test' };
const json = 'content-type: application/json\r\n';
const whole = `HTTP/1.1 200 OK\r\n${json}content-length: 2\r\n\r\n{}`;

/** What is written for one request, piece by piece; `undefined` closes. */
let pieces: readonly (string | undefined)[] = [];
let requests = 0;
const server = createServer((socket) => {
  let pending = '';
  socket.on('error', () => undefined);
  socket.on('data', (chunk) => {
    pending += String(chunk);
    const head = pending.indexOf('\r\n\r\n');
    const length = Number(/content-length: (\d+)/i.exec(pending)?.[1] ?? 0);
    if (head < 0 || pending.length < head + 4 + length) return;
    pending = '';
    requests += 1;
    write(socket, pieces);
  });
});

/** Each piece in a packet of its own. */
function write(socket: Socket, [piece, ...more]: readonly (string | undefined)[]): void {
  if (piece === undefined) socket.end();
  else socket.write(piece, 'utf8', () => more.length > 0 && setImmediate(write, socket, more));
}

let http = new HttpClient();
before(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(() => {
  http.close();
  http = new HttpClient();
  requests = 0;
});
after(() => {
  http.close();
  server.close();
});

async function send(method: string): Promise<string> {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const body = method === 'POST' ? '{}' : undefined;
  const { status, body: answer } = await http.request(
    origin,
    { method, url, body },
    5000,
    new AbortController().signal,
  );
  return `${status} ${answer}`;
}

const understood: readonly [string, readonly (string | undefined)[], string][] = [
  ['of HTTP/1.0, to the end of the connection', [`HTTP/1.0 200 OK\r\n${json}\r\n{}`, undefined], '200 {}'],
  ['of HTTP/1.0, with a length', [`HTTP/1.0 200 OK\r\n${json}content-length: 2\r\n\r\n{}`], '200 {}'],
  ['without a reason', [`HTTP/1.1 200\r\n${json}content-length: 2\r\n\r\n{}`], '200 {}'],
  ['with 100 before it', [`HTTP/1.1 100 Continue\r\n\r\n${whole}`], '200 {}'],
  ['with 100 in pieces before it', ['HTTP/1.1 1', '00 Continue\r\nx-a: 1\r\n', '\r', '\n', ...whole], '200 {}'],
  ['with 103 before it', [`HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n${whole}`], '200 {}'],
  ['in pieces', [...whole], '200 {}'],
  [
    'with trailing headers',
    [`HTTP/1.1 200 OK\r\n${json}transfer-encoding: chunked\r\n\r\n2;a=b\r\n{}\r\n0\r\nx: 1\r\n\r\n`],
    '200 {}',
  ],
  ['that goes on behind its end', [`${whole}\r\n\r\n`], '200 {}'],
  ['204 with a body', ['HTTP/1.1 204 No Content\r\ncontent-length: 2\r\n\r\n{}'], '204 '],
  [
    'with 40 kB of headers',
    [`HTTP/1.1 200 OK\r\n${`set-cookie: a=${'x'.repeat(1000)}\r\n`.repeat(40)}content-length: 2\r\n\r\n{}`],
    '200 {}',
  ],
  ['that ends a connection it keeps', [whole, undefined], '200 {}'],
];

for (const [name, answer, expected] of understood) {
  test(`an answer ${name} is understood, time after time, and nothing is placed twice`, async () => {
    pieces = answer;
    for (const method of ['GET', 'POST', 'POST']) assert.equal(await send(method), expected);
    assert.equal(requests, 3);
  });
}

const refusals: readonly [string, string][] = [
  ['contradictory lengths', `HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{}`],
  ['headers without end', `HTTP/1.1 200 OK\r\nx: ${'x'.repeat(100_000)}\r\n\r\n`],
  ['a change of protocol', 'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: h2c\r\n\r\n'],
];

for (const [name, answer] of refusals) {
  test(`${name} is no HTTP, and the request may have been carried out`, async () => {
    pieces = [answer];
    const error = await send('POST').catch((thrown: unknown) => thrown);
    assert.ok(error instanceof TelephonyError, String(error));
    assert.deepEqual([error.code, error.cause.sent, error.cause.canRetry], ['BAD_ANSWER', 'maybe', false]);
    assert.equal(requests, 1);
  });
}
