import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { StringDecoder } from 'node:string_decoder';
import { after, before, test } from 'node:test';
import {
  type BrotliCompress,
  brotliCompressSync,
  createBrotliCompress,
  createDeflate,
  createGzip,
  type Deflate,
  deflateRawSync,
  deflateSync,
  type Gzip,
  gzipSync,
} from 'node:zlib';
import { refused, TelephonyError } from '../../nodes/runtime/errors.ts';
import { HttpClient } from '../../nodes/runtime/http/client.ts';

const origin = { system: 'opentouch', operation: 'test' };
const text = '{"name":"Zoë"}';
let answer: { headers: Record<string, string>; body: Buffer } = { headers: {}, body: Buffer.alloc(0) };
const whole: RequestListener = (_, response) => response.writeHead(200, answer.headers).end(answer.body);
const server = createServer(whole);
const http = new HttpClient();
before(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
after(() => {
  http.close();
  server.close();
});

async function get(headers: Record<string, string>, body: Buffer) {
  answer = { headers, body };
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return http.request(origin, { method: 'GET', url }, 5000, new AbortController().signal);
}

const json = 'application/json';
const forms: readonly [string, Record<string, string>, Buffer][] = [
  ['a byte order mark', { 'content-type': json }, Buffer.from(`\ufeff${text}`)],
  ['a byte order mark without a media type', {}, Buffer.from(`\ufeff${text}`)],
  ['ISO-8859-1', { 'content-type': `${json}; charset=ISO-8859-1` }, Buffer.from(text, 'latin1')],
  ['UTF-16', { 'content-type': `${json}; charset="utf-16"` }, Buffer.from(`\ufeff${text}`, 'utf16le')],
  ['gzip', { 'content-type': json, 'content-encoding': 'gzip' }, gzipSync(text)],
  ['deflate', { 'content-type': json, 'content-encoding': 'deflate' }, deflateSync(text)],
  ['bare deflate', { 'content-type': json, 'content-encoding': 'deflate' }, deflateRawSync(text)],
  ['br', { 'content-type': json, 'content-encoding': 'br' }, brotliCompressSync(text)],
  ['a character set as its encoding', { 'content-type': json, 'content-encoding': 'utf-8' }, Buffer.from(text)],
  ['an empty encoding', { 'content-type': json, 'content-encoding': '' }, Buffer.from(text)],
  ['an odd name of UTF-8', { 'content-type': `${json}; charset=utf8mb4` }, Buffer.from(text)],
];

for (const [name, headers, body] of forms) {
  test(`an answer with ${name} is read`, async () => {
    assert.equal((await get(headers, body)).body.toString('utf8'), text);
  });
}

/** Packs one line so that it can be read before the stream ends. */
function flushed(packer: Gzip | Deflate | BrotliCompress, line: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  packer.on('data', (chunk: Buffer) => chunks.push(chunk));
  packer.write(line);
  return new Promise((resolve) => packer.flush(() => resolve(Buffer.concat(chunks))));
}

const streams: readonly [string, Record<string, string>, () => Promise<Buffer> | Buffer][] = [
  ['UTF-8', {}, () => Buffer.from(text)],
  ['ISO-8859-1', { 'content-type': `${json}; charset=ISO-8859-1` }, () => Buffer.from(text, 'latin1')],
  ['UTF-16', { 'content-type': `${json};charset=utf-16le` }, () => Buffer.from(text, 'utf16le')],
  ['a name that nobody knows', { 'content-type': `${json}; charset=utf8mb4` }, () => Buffer.from(text)],
  ['gzip', { 'content-encoding': 'gzip' }, () => flushed(createGzip(), text)],
  ['deflate', { 'content-encoding': 'Deflate' }, () => flushed(createDeflate(), text)],
  ['br', { 'content-encoding': 'br' }, () => flushed(createBrotliCompress(), text)],
];

for (const [name, headers, bytes] of streams) {
  test(`a stream in ${name} is read as it comes, and ends with its reader`, { timeout: 30_000 }, async () => {
    const bytesOfIt = await bytes();
    const closed = new Promise((resolve) => {
      server.removeAllListeners('request').once('request', (_: unknown, response: ServerResponse) => {
        server.on('request', whole);
        response.once('close', resolve);
        // Within a character, as the network pleases.
        const middle = bytesOfIt.indexOf(0xc3) + 1 || 9;
        response
          .writeHead(200, headers)
          .write(bytesOfIt.subarray(0, middle), () => response.write(bytesOfIt.subarray(middle)));
      });
    });
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const { stream } = await http.stream(origin, { method: 'GET', url }, 5000, new AbortController().signal);
    let read = '';
    const decoder = new StringDecoder();
    stream.on('error', () => undefined);
    await new Promise<void>((resolve) => {
      stream.on('data', (chunk: Buffer) => {
        read += decoder.write(chunk);
        if (read.length === text.length) resolve();
      });
    });
    assert.equal(read, text);
    stream.destroy();
    await closed;
  });
}

test('bytes stay as they are', async () => {
  const bytes = Buffer.from([0xef, 0xbb, 0xbf, 0xff]);
  assert.deepEqual((await get({ 'content-type': 'audio/x-wav' }, bytes)).body, bytes);
});

const code = (error: unknown) => error instanceof TelephonyError && [error.code, error.cause.sent];

test('what cannot be decoded, or is too long, is called that', async () => {
  const wrong = get({ 'content-type': json, 'content-encoding': 'gzip' }, Buffer.from('no gzip'));
  assert.deepEqual(await wrong.catch(code), ['BAD_ANSWER', 'yes']);
  const unknown = get({ 'content-type': json, 'content-encoding': 'zstd' }, Buffer.from([0x28, 0xb5, 0x2f, 0xfd]));
  assert.deepEqual(await unknown.catch(code), ['BAD_ANSWER', 'yes']);
  const illegible = get({ 'content-type': `${json}; charset=no-such` }, Buffer.from(text, 'latin1'));
  assert.deepEqual(await illegible.catch(code), ['BAD_ANSWER', 'yes']);
  const long = get({ 'content-type': json }, Buffer.alloc(17 * 1024 * 1024, ' '));
  assert.deepEqual(await long.catch(code), ['ANSWER_TOO_LONG', 'yes']);
  const packed = gzipSync(Buffer.alloc(17 * 1024 * 1024, ' '));
  const bomb = get({ 'content-type': json, 'content-encoding': 'gzip' }, packed);
  assert.deepEqual(await bomb.catch(code), ['ANSWER_TOO_LONG', 'yes']);
  const file = await get({ 'content-type': 'audio/x-wav' }, Buffer.alloc(17 * 1024 * 1024));
  assert.equal(file.body.length, 17 * 1024 * 1024);
});

test('a refusal says whether it may be sent again, and when', () => {
  const cause = (status: number, method: string, headers = {}) =>
    refused(origin, { status, method, headers }, {}).cause;
  for (const status of [408, 425, 429]) assert.equal(cause(status, 'POST').canRetry, true);
  for (const status of [500, 502, 503, 504]) {
    assert.deepEqual([cause(status, 'POST').canRetry, cause(status, 'GET').canRetry], [false, true]);
  }
  assert.deepEqual([cause(500, 'POST').sent, cause(502, 'POST').sent], ['yes', 'maybe']);
  assert.equal(cause(429, 'POST', { 'retry-after': '4' }).retryAfter, 4);
  const date = new Date(Date.now() + 10_000).toUTCString();
  const seconds = cause(503, 'GET', { 'retry-after': date }).retryAfter ?? 0;
  assert.ok(seconds >= 9 && seconds <= 10);
});
