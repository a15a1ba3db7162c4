import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import type { Caught } from '../support/bench.ts';
import { selfSigned } from '../support/certificate.ts';
import { operation, tab } from '../support/flow.ts';
import { type FlowNode, type NodeRed, startNodeRed } from '../support/node-red.ts';
import { aliceAt, connected, events, Simulators, seen, sink, tlsConfig } from '../support/opentouch-site.ts';

const certificate = selfSigned();
const simulators = new Simulators();
let red: NodeRed;
before(async () => {
  red = await startNodeRed();
});
afterEach(async () => {
  await red.deploy([]);
  await simulators.stop();
});
after(() => red.stop());

const getLogins = operation('opentouch-get-logins');
const source = events('source');

async function serve() {
  return simulators.start({}, 0, certificate);
}

test('without a TLS configuration, an unknown certificate is an error that says so, for requests and channel', async () => {
  const simulator = await serve();
  await red.deploy(tab(aliceAt(simulator.url), getLogins));
  red.inject('operation');
  const { error } = (await red.next('errors')) as unknown as { error: Caught };
  assert.equal(error.code, 'CERTIFICATE');
  assert.match(error.message, /certificate is not trusted.*choose a TLS configuration in the account/);
  assert.equal(error.cause['type'], 'DEPTH_ZERO_SELF_SIGNED_CERT');
  await red.deploy(tab(aliceAt(simulator.url), source, sink('heard')));
  const status = await red.untilStatus('source', ({ fill }) => fill === 'red');
  assert.match(String(status.text), /^certificate not trusted, /);
  const late = (await red.next('errors')) as unknown as { error: Caught };
  assert.equal(late.error.code, 'CERTIFICATE');
  assert.equal(late.error.source.id, 'source');
  assert.equal(simulator.requests().length, 0);
});

const ways: [string, FlowNode][] = [
  ['the authority given as content', tlsConfig(true, { cadata: certificate.cert })],
  ['verification switched off', tlsConfig(false)],
];

for (const [name, tls] of ways) {
  test(`requests and channel work over HTTPS with ${name}`, async () => {
    const simulator = await serve();
    await red.deploy(tab(aliceAt(simulator.url, { tls: 'tls' }), tls, getLogins, source, sink('heard')));
    red.inject('operation');
    assert.deepEqual((await red.next('out'))['payload'], { loginNames: ['alice'] });
    await red.untilStatus('source', connected);
    simulator.opentouch.notify('alice', { eventName: 'OnCallRemoved', loginName: 'alice' } as { eventName: string });
    for (;;) if ((await red.next('heard'))['topic'] === 'OnCallRemoved') break;
    assert.equal(seen(simulator, 'authenticate'), 1);
  });
}

test('the authority of somebody else does not help', async () => {
  const simulator = await serve();
  const tls = tlsConfig(true, { cadata: selfSigned().cert });
  await red.deploy(tab(aliceAt(simulator.url, { tls: 'tls' }), tls, getLogins));
  red.inject('operation');
  const { error } = (await red.next('errors')) as unknown as { error: Caught };
  assert.equal(error.code, 'CERTIFICATE');
});
