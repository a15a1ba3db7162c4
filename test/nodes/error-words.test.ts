import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import locale from '../../locales/en-US/errors.json' with { type: 'json' };
import { type Bench, type NodeSettings, startBench } from '../support/bench.ts';
import { account, operation, tab } from '../support/flow.ts';
import { freePort } from '../support/free-port.ts';
import { projectRoot } from '../support/node-red.ts';
import { type Answerer, resource } from '../support/recorder.ts';
import { runtime } from '../support/runtime.ts';

let bench: Bench;
before(async () => {
  bench = await startBench();
});
after(() => bench.stop());

const named: NodeSettings = { account: { name: 'Alice' } };
const call = { payload: { callRef: 'c1', deviceId: '1001' } };

/** Answers operations, not the log-in. */
function answering(status: number, body: object = {}): void {
  bench.recorder.answer((request) =>
    /^\/api\/rest|^\/sessions/.test(resource(request)) ? undefined : { status, body },
  );
}

async function refusal(answerer: Answerer | undefined, settings = named, message: object = call) {
  await bench.place('opentouch-hold-call', settings);
  if (answerer) bench.recorder.answer(answerer);
  const { error } = await bench.refused(message as never);
  const { text } = await bench.red.untilStatus('operation', ({ fill }) => fill === 'red');
  return { error, text };
}

test('a Catch node gets one sentence: account, operation, what failed, why, what to do; and code and cause', async () => {
  await bench.place('opentouch-hold-call', named);
  answering(403, { type: 'NOT_ALLOWED', code: 1003, helpMessage: 'No right for it.' });
  const { error } = await bench.refused(call);
  const account = `Alice (${bench.recorder.url})`;
  assert.equal(
    error.message,
    `${account}: hold call failed: the server does not allow it: No right for it (403); it needs the licence TELEPHONY_ADVANCED; ` +
      "ask the server's administrator for the rights or the licence",
  );
  assert.equal(error.cause['account'], account);
  assert.equal(error.cause['status'], 403);
  const { text } = await bench.red.untilStatus('operation', ({ fill }) => fill === 'red');
  assert.equal(text, 'not allowed');
});

test('a missing value is named, with where to set it', async () => {
  const { error, text } = await refusal(undefined, named, { payload: {} });
  assert.match(
    error.message,
    /^Alice \(http.*\): hold call failed: callRef is missing; set it in the node or in msg\.payload\.callRef$/,
  );
  assert.equal(text, 'callRef is missing');
});

test('a wrong password says so, and what to do', async () => {
  const { error, text } = await refusal((request) =>
    resource(request).endsWith('/authenticate') ? { status: 401, body: { type: 'UNAUTHORIZED' } } : undefined,
  );
  assert.match(error.message, /^Alice \(http.*\): log-in failed: the server refuses login or password; correct them/);
  assert.equal(text, 'wrong password');
});

test('a server that is away is named by its host', async () => {
  const url = `http://127.0.0.1:${await freePort()}`;
  const { error, text } = await refusal(undefined, { account: { name: 'Alice', url } });
  assert.equal(error.cause['type'], 'ECONNREFUSED');
  assert.ok(error.message.startsWith(`Alice (${url}): log-in failed: `), error.message);
  assert.equal(text, 'cannot reach 127.0.0.1');
});

test('an address with a password in it is shown without', async () => {
  const url = `http://someone:se-cret@127.0.0.1:${await freePort()}`;
  const { error } = await refusal(undefined, { account: { url } });
  assert.doesNotMatch(JSON.stringify(error), /se-cret/);
});

test('the next success takes the error away from the status', async () => {
  await bench.place('opentouch-hold-call', named);
  await bench.refused({ payload: {} });
  await bench.red.untilStatus('operation', ({ fill }) => fill === 'red');
  await bench.through(call);
  await bench.red.untilStatus('operation', ({ fill }) => fill !== 'red');
});

test('without a Catch node, the Debug sidebar and the log have one line of text', async () => {
  const shown: { readonly msg: unknown; readonly format: string }[] = [];
  const listen = ({ topic, data }: { topic: string; data: { msg: unknown; format: string } }) => {
    // As it goes to the browser.
    if (topic === 'debug') shown.push(JSON.parse(JSON.stringify(data)) as { msg: unknown; format: string });
  };
  runtime().events.on('comms', listen);
  const server = createServer((_, response) => response.writeHead(500).end());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const flow = tab(account(url, { name: 'Alice' }), operation('opentouch-hold-call'));
  await bench.red.deploy(flow.filter(({ type }) => type !== 'catch'));
  const before = bench.red.log.length;
  bench.red.inject('operation', call);
  await bench.red.untilStatus('operation', ({ fill }) => fill === 'red');
  server.close();
  runtime().events.off('comms', listen);
  const sentence = `Alice (${url}): log-in failed: the server, or a proxy in front of it, is out of order (500); try again later; if it persists, tell its administrator`;
  assert.deepEqual(
    shown.map(({ msg }) => msg),
    [sentence],
  );
  const lines = bench.red.log.slice(before).filter(({ level }) => level === 20);
  assert.deepEqual(
    lines.map(({ msg }) => String(msg)),
    [sentence],
  );
});

test('the page on errors lists every code that has words, and no other', () => {
  const page = readFileSync(join(projectRoot, 'docs/errors.md'), 'utf8');
  const listed = new Set(
    [...page.matchAll(/^\|[^|]*\|/gm)].flatMap(([cell]) => cell.match(/\b[A-Z][A-Z_]{4,}\b/g) ?? []),
  );
  const worded = Object.keys(locale.codes).filter((code) => !/^HTTP_\dxx$|^other$/.test(code));
  assert.deepEqual([...listed].filter((code) => code !== 'HTTP_').sort(), worded.sort());
});
