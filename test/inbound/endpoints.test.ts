import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, afterEach, before, test } from 'node:test';
import type { NodeAPI } from 'node-red';
import {
  type Endpoint,
  type EndpointOptions,
  type InboundRequest,
  inboundPrefix,
  openEndpoint,
} from '../../nodes/runtime/inbound/dispatcher.ts';
import { tab } from '../support/flow.ts';
import { installed } from '../support/installed.ts';
import { type FlowNode, type NodeRed, startNodeRed } from '../support/node-red.ts';
import { half, talk } from '../support/raw-http.ts';
import type { RedModule } from '../support/red.ts';

let red: NodeRed;
let RED: RedModule;
const opened: Endpoint[] = [];
let handled = 0;
const count = () => {
  handled += 1;
  return { status: 200 };
};
before(async () => {
  red = await startNodeRed();
  RED = installed('node-red') as RedModule;
});
afterEach(async () => {
  for (const endpoint of opened.splice(0)) endpoint.close();
  handled = 0;
  await red.deploy([]);
});
after(() => red.stop());

function open(path: string, options: Partial<EndpointOptions> = {}): Endpoint {
  const handle = () => ({ status: 200, body: path });
  const endpoint = openEndpoint(RED as unknown as NodeAPI, path, { limit: 1000, handle, ...options });
  opened.push(endpoint);
  return endpoint;
}

/** Layers of Node-RED's HTTP side, and of the whole server. */
const stackSizes = () => [RED.httpNode, RED.httpNode.parent].map((app) => Number(app?._router?.stack.length));
const at = (path: string, init: RequestInit = {}) => fetch(`${red.url}${path}`, init);
const logged = (text: string) => red.log.filter(({ level, msg }) => level <= 30 && String(msg).includes(text)).length;

/** A core node that takes requests, and answers them with its name. */
function httpIn(url: string, method: string): FlowNode[] {
  return [
    { id: 'in', type: 'http in', z: 'tab', name: '', url, method, upload: false, wires: [['say']] },
    { id: 'say', type: 'function', z: 'tab', name: '', func: "msg.payload = 'core'; return msg;", wires: [['reply']] },
    { id: 'reply', type: 'http response', z: 'tab', name: '', statusCode: '', headers: {}, wires: [] },
  ];
}

test('a request comes as it was sent, and the answer as it was given', async () => {
  let seen: InboundRequest | undefined;
  const answer = { status: 202, headers: { 'content-type': 'text/plain', 'x-of': 'ours' }, body: 'très bien' };
  open('/telephony/one', {
    handle: async (request) => {
      seen = request;
      return answer;
    },
  });
  const body = Buffer.from([0, 255, 10, 13]);
  const path = '/telephony/one/a%2Fb//c?x=1&y=%20z&x=2';
  const response = await at(path, { method: 'PUT', body, headers: { 'X-Theirs': 'Yes' } });
  assert.equal(response.status, 202);
  assert.equal(response.headers.get('x-of'), 'ours');
  assert.equal(response.headers.get('content-type'), 'text/plain');
  assert.equal(await response.text(), 'très bien');
  assert.ok(seen);
  assert.equal(seen.method, 'PUT');
  assert.equal(seen.path, '/a%2Fb//c');
  assert.equal(String(seen.query), 'x=1&y=+z&x=2');
  assert.equal(seen.headers['x-theirs'], 'Yes');
  assert.deepEqual(seen.body, body);
});

test('a body is as it was sent, even if the editor could read it, or stumble over it', async () => {
  const bodies: string[] = [];
  open('/telephony/one', {
    handle: ({ body }) => {
      bodies.push(String(body));
      return { status: 204 };
    },
  });
  const sent = [
    ['application/json', '{ "a" : 1.0 }'],
    ['application/json', '{ broken'],
    ['application/json', ''],
    ['application/x-www-form-urlencoded', 'a=1&a=2'],
    ['text/xml', '<a/>'],
  ] as const;
  for (const [type, body] of sent) {
    const response = await at('/telephony/one', { method: 'POST', body, headers: { 'content-type': type } });
    assert.equal(response.status, 204);
  }
  assert.deepEqual(
    bodies,
    sent.map(([, body]) => body),
  );
  // Elsewhere the editor reads as ever.
  const elsewhere = { method: 'POST', body: '{ broken', headers: { 'content-type': 'application/json' } };
  assert.equal((await at('/elsewhere', elsewhere)).status, 400);
});

test('of two endpoints the longer path is served; what only begins alike is another path', async () => {
  open('/telephony/one');
  open('/telephony/one/two');
  assert.equal(await (await at('/telephony/one')).text(), '/telephony/one');
  assert.equal(await (await at('/telephony/one/')).text(), '/telephony/one');
  assert.equal(await (await at('/telephony/one/twofold')).text(), '/telephony/one');
  assert.equal(await (await at('/telephony/one/two?x')).text(), '/telephony/one/two');
  assert.equal((await at('/telephony/onerous')).status, 404);
  assert.throws(() => open('/telephony/one'), /taken/);
});

test('every other path stays with other nodes, before and behind', async () => {
  open('/partner');
  await red.deploy(tab(...httpIn('/partners', 'get')));
  open('/telephony/one');
  assert.equal(await (await at('/partners')).text(), 'core');
  assert.equal(await (await at('/partner/s')).text(), '/partner');
  assert.equal((await at('/elsewhere')).status, 404);
});

test('below our own prefix, what nobody offers is refused and told of once', async () => {
  open('/telephony/one');
  for (let attempt = 0; attempt < 50; attempt += 1) {
    assert.equal((await at(`${inboundPrefix}/x${attempt}`, { method: 'POST', body: '{}' })).status, 404);
  }
  assert.equal((await at(inboundPrefix)).status, 404);
  assert.equal(logged('met no endpoint'), 1);
});

test('HEAD gets the head alone; OPTIONS is an ordinary method', async () => {
  open('/telephony/one', {
    handle: ({ method }) => ({ status: method === 'OPTIONS' ? 204 : 200, headers: { 'content-length': '4' } }),
  });
  const head = await at('/telephony/one', { method: 'HEAD' });
  assert.deepEqual([head.status, head.headers.get('content-length'), await head.text()], [200, '4', '']);
  // In front of the HTTP side stands the editor's, which answers OPTIONS by itself.
  const server = createServer(RED.httpNode).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const options = await fetch(`http://127.0.0.1:${port}/telephony/one`, { method: 'OPTIONS' });
  assert.equal(options.status, 204);
  server.close();
  server.closeAllConnections();
});

test('an announced body beyond the limit is refused before a byte of it was sent', async () => {
  open('/telephony/one', { handle: () => count() });
  for (const length of [1001, 2 ** 40]) {
    const head = `POST /telephony/one HTTP/1.1\r\nhost: x\r\ncontent-length: ${length}\r\n\r\n`;
    assert.match(await talk(red.url, [head]), /^HTTP\/1\.1 413 .*connection: close/is);
  }
  assert.equal(handled, 0);
  assert.equal(logged('more than 1000 bytes'), 1);
  assert.equal((await at('/telephony/one', { method: 'POST', body: Buffer.alloc(1000) })).status, 200);
});

test('a body that grows beyond the limit is refused and not read on', async () => {
  open('/telephony/one');
  const { answer, written } = await half(red.url, '/telephony/one', 200 * 1024 * 1024);
  assert.match(answer, /^HTTP\/1\.1 413 /);
  // What the two sockets hold in between is sent, but the rest finds no reader.
  assert.ok(written < 50 * 1024 * 1024, `${written} bytes were taken`);
  const chunk = `${(900).toString(16)}\r\n${'x'.repeat(900)}\r\n`;
  const head = 'POST /telephony/one HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n';
  assert.match(await talk(red.url, [head, chunk, chunk]), /^HTTP\/1\.1 413 /);
  const big = await at('/telephony/one', { method: 'POST', body: Buffer.alloc(2 * 1024 * 1024) });
  assert.equal(big.status, 413);
});

test('a sender that breaks off in the middle reaches nobody and is nothing to report', async () => {
  open('/telephony/one', { handle: () => count() });
  const from = red.log.length;
  await talk(red.url, ['POST /telephony/one HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\nhal'], { hangUp: true });
  assert.equal((await at('/telephony/one')).status, 200);
  assert.equal(handled, 1);
  assert.deepEqual(
    red.log.slice(from).filter(({ level }) => level <= 30),
    [],
  );
});

test('a handler that crashes, now or later, gives 500 and a line in the log, and nothing else suffers', async () => {
  open('/telephony/now', {
    handle: () => {
      throw new Error('crashed now');
    },
  });
  open('/telephony/later', { handle: () => Promise.reject(new Error('crashed later')) });
  open('/telephony/badly', { handle: () => ({ status: 200, headers: { 'bad name': 'x' } }) });
  for (const path of ['now', 'later', 'badly']) assert.equal((await at(`/telephony/${path}`)).status, 500);
  assert.equal(logged('crashed now'), 1);
  assert.equal(logged('crashed later'), 1);
  assert.equal(logged('/telephony/badly'), 1);
});

test('opened and closed a hundred times, nothing is left in the stack', async () => {
  const before = stackSizes();
  for (let turn = 0; turn < 100; turn += 1) {
    const [one, two] = [open('/telephony/one'), open('/telephony/two')];
    assert.deepEqual(
      stackSizes(),
      before.map((size) => size + 1),
    );
    assert.equal((await at('/telephony/two')).status, 200);
    one.close();
    assert.equal((await at('/telephony/one')).status, 404);
    assert.equal((await at('/telephony/two')).status, 200);
    two.close();
    two.close();
    assert.deepEqual(stackSizes(), before);
  }
  // A handle that was closed does not close its successor.
  const old = open('/telephony/one');
  old.close();
  open('/telephony/one');
  old.close();
  assert.equal((await at('/telephony/one')).status, 200);
});
