import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type Simulator, startSimulator } from '../nodes/simulator/server/simulator.ts';
import { examplesIn } from './support/examples.ts';
import { type FlowNode, type NodeRed, projectRoot, startNodeRed } from './support/node-red.ts';

const page = readFileSync(join(projectRoot, 'docs/cookbook.md'), 'utf8');
const recipes = [...page.matchAll(/^```json\n([\s\S]+?)^```/gm)].map(([, flow = '']) => flow);

/** What the flow of a recipe posts to a chat. */
const posted: string[] = [];
const chat = createServer(async (request, response) => {
  let body = '';
  for await (const part of request) body += part;
  posted.push(body);
  response.end('ok');
});

let simulator: Simulator;
let red: NodeRed;

before(async () => {
  chat.listen(0, '127.0.0.1');
  await once(chat, 'listening');
  process.env['CHAT_WEBHOOK'] = `http://127.0.0.1:${(chat.address() as AddressInfo).port}/`;
  simulator = await startSimulator({ port: 0 });
  red = await startNodeRed();
  const here = (flow: string) => flow.replaceAll('http://127.0.0.1:18080', simulator.url);
  const nodes = recipes.flatMap((flow) => JSON.parse(here(flow)) as FlowNode[]);
  await red.deploy(nodes.map((node) => (node.type === 'debug' ? { ...node, type: 'test-sink' } : node)));
});
after(async () => {
  await red.stop();
  await simulator.stop();
  chat.close();
  chat.closeAllConnections();
});

async function call(number: string): Promise<{ status: number; text: string }> {
  const answer = await fetch(`${red.url}/call`, { method: 'POST', body: new URLSearchParams({ number }) });
  return { status: answer.status, text: await answer.text() };
}

test('a web page makes a call, and always gets an answer', async () => {
  assert.deepEqual(await call('1005'), { status: 200, text: 'Pick up your telephone.' });
  const refused = await call('');
  assert.equal(refused.status, 502);
  assert.match(refused.text, /make call failed: callee is missing/);
});

test('a missed call is told to a chat', async () => {
  const outside = (method: string, path: string, body?: object) =>
    fetch(`${simulator.url}/simulator/calls${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
  await red.untilStatus('cook-chat-calls', ({ fill }) => fill === 'green');
  const ringing = await outside('POST', '', { from: '+33612345678', to: '1002', name: 'Jo Doe' });
  const { callRef } = (await ringing.json()) as { callRef: string };
  await red.untilStatus('cook-chat-calls', ({ text = '' }) => /ringing/.test(text));
  await outside('DELETE', `/${callRef}`);
  await red.next('cook-chat-debug');
  assert.equal(posted.length, 1);
  assert.match(String(posted[0]), /^\{"text":"Missed call from Jo Doe, it rang for \d+ s"\}$/);
});

test('the clock forwards calls, ends that, and the flow reads back what is set', async () => {
  red.inject('cook-clock-evening');
  assert.deepEqual((await red.next('cook-clock-debug'))['payload'], [{ when: 'always', to: 'voicemail' }]);
  red.inject('cook-clock-morning');
  assert.deepEqual((await red.next('cook-clock-debug'))['payload'], []);
});

test('every example that the page names is there, and every recipe has one or a flow', () => {
  const titles = ['examples', 'examples/jobs'].flatMap(examplesIn).map(({ title }) => title);
  const named = [...page.matchAll(/\*(\d+ - [^*]+)\*/g)].map(([, title = '']) => title);
  assert.deepEqual(
    named.filter((title) => !titles.includes(title)),
    [],
  );
  assert.equal(recipes.length, 3);
});
