import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { startChannelServer } from '../support/channel-server.ts';
import { operation, tab } from '../support/flow.ts';
import { freePort } from '../support/free-port.ts';
import { startNodeRed } from '../support/node-red.ts';
import { Client, quick, settings } from '../support/opentouch.ts';
import { aliceAt, connected, events, Simulators, sink } from '../support/opentouch-site.ts';
import { resource } from '../support/recorder.ts';

const simulators = new Simulators();
const cleaners: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const clean of cleaners.splice(0).reverse()) await clean();
  await simulators.stop();
});

test('a source whose events the server does not grant says why, and others stay connected; granted later, it is connected', async () => {
  const server = await startChannelServer();
  cleaners.push(() => server.stop());
  const client = new Client(settings(server.url), quick);
  cleaners.push(() => client.close());
  const served = client.listen();
  await served.connected();
  server.answer((request) => {
    if (request.method !== 'PUT' || resource(request) !== '/subscriptions') return undefined;
    return { status: 403, body: { type: 'NOT_ALLOWED', helpMessage: 'no licence' } };
  });
  const more = client.listen({ packages: ['unifiedComLog'] });
  await more.until(() => more.states.at(-1)?.kind === 'waiting', 'the reason');
  const last = more.states.at(-1);
  assert.equal(last?.kind === 'waiting' && last.reason.code, 'NOT_ALLOWED');
  assert.equal(served.states.at(-1)?.kind, 'connected');
  server.answer(() => undefined);
  await more.connected();
});

test('an open channel is not green to its sources while the server does not answer for the session', async () => {
  const server = await startChannelServer();
  cleaners.push(() => server.stop());
  const client = new Client(settings(server.url), quick);
  cleaners.push(() => client.close());
  const ear = client.listen();
  await ear.connected();
  server.answer((request) => (resource(request) === '/sessions/keepalive' ? { status: 500 } : undefined));
  const session = await client.connection.session();
  assert.equal(await client.connection.lives(session, new AbortController().signal), false);
  await ear.until(() => ear.states.at(-1)?.kind === 'waiting', 'the trouble');
  assert.equal(client.health.state.kind, 'waiting');
  server.answer(() => undefined);
  await ear.until(() => ear.states.at(-1)?.kind === 'connected', 'the end of the trouble');
});

test('an operation node shows that its account cannot be used, and when it can, without any message', async () => {
  const port = await freePort();
  const red = await startNodeRed();
  cleaners.push(() => red.stop());
  await red.deploy(
    tab(aliceAt(`http://127.0.0.1:${port}`), events('source'), sink('heard'), operation('opentouch-get-logins')),
  );
  const trouble = ({ fill }: { fill?: string }) => fill === 'red';
  const shown = await red.untilStatus('operation', trouble);
  assert.match(String(shown.text), /ECONNREFUSED|refuse|reach/i);
  await red.untilStatus('source', trouble);
  await simulators.start({}, port);
  await red.untilStatus('source', connected, 30_000);
  await red.untilStatus('operation', ({ fill, text }) => !fill && !text, 30_000);
});
