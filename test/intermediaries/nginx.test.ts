import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import type { Caught } from '../support/bench.ts';
import { privateAuthority } from '../support/certificate.ts';
import { type NodeRed, startNodeRed } from '../support/node-red.ts';
import { connected, Simulators } from '../support/opentouch-site.ts';
import { flowTo, timing, works } from './flow.ts';
import { startNginx } from './nginx.ts';
import { installedAt, type Program } from './program.ts';

const command = installedAt('nginx');
const skip = command ? false : 'nginx is not installed';
const authority = privateAuthority();
const simulators = new Simulators();
let red: NodeRed;
let nginx: Program | undefined;

before(async () => {
  red = await startNodeRed({ settings: { opentouchServerTiming: timing } });
});
afterEach(async () => {
  await red.deploy([]);
  await nginx?.stop();
  await simulators.stop();
});
after(() => red.stop());

async function site(buffering: boolean) {
  const simulator = await simulators.start({ minute: timing.minute });
  const started = await startNginx(command ?? '', { target: simulator.port, tls: authority.issue(), buffering });
  nginx = started;
  await red.deploy(flowTo(`https://127.0.0.1:${started.port}`, { authority: authority.cert }));
  return { simulator, started };
}

test('requests and the channel go through nginx with TLS and without buffering', { skip }, async () => {
  const { simulator } = await site(false);
  await works(red, simulator, 'through nginx');
  assert.deepEqual(red.waiting('errors'), []);
});

test('an account comes back by itself when nginx was gone, and when it has been told anew', { skip }, async () => {
  const { simulator, started } = await site(false);
  await works(red, simulator, 'before');
  await started.halt();
  await red.untilStatus('source', ({ fill }) => fill === 'red');
  await started.run();
  await works(red, simulator, 'after');
  started.signal('SIGHUP');
  await works(red, simulator, 'anew');
});

test("nginx's own buffering, the default, is recognised: the error says what to set, and nothing is green", {
  skip,
}, async () => {
  const { simulator } = await site(true);
  const { error } = (await red.next('errors')) as unknown as { error: Caught };
  assert.equal(error.code, 'CHANNEL_BUFFERED');
  assert.match(error.message, /proxy_buffering off/);
  await red.untilStatus('source', (status) => !connected(status));
  // Requests are not held back.
  red.inject('operation');
  await red.next('out');
  assert.ok(simulator.requests().length > 0);
});
