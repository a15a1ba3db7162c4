import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { LivePages } from '../../nodes/simulator/page/live.ts';
import { Log } from '../../nodes/simulator/page/log.ts';

test('a page hears that the state cannot be read, and of the state as soon as it can', async (t) => {
  let isReadable = false;
  const state = () => {
    if (!isReadable) throw new Error('out of paper');
    return { systems: [], faults: [] };
  };
  const live = new LivePages({ state, tables: async () => ({}) }, new Log());
  const server = createServer((_request, response) => {
    response.flushHeaders();
    live.reply().stream?.(response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const leaving = new AbortController();
  t.after(() => {
    leaving.abort();
    live.stop();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const answer = await fetch(`http://127.0.0.1:${port}/`, { signal: leaving.signal });
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  assert.ok(reader);
  let told = '';
  const hears = async (words: string) => {
    while (!told.includes(words)) {
      const { value = '', done } = await reader.read();
      assert.ok(!done, told);
      told += value;
    }
  };
  await hears('event: problem\ndata: "out of paper"');
  assert.doesNotMatch(told, /event: state/);
  isReadable = true;
  await hears('event: state\ndata: {"systems":[],"faults":[]}');
  await hears('event: tables\ndata: {}');
});
