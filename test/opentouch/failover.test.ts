import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { afterEach, test } from 'node:test';
import { selfSigned } from '../support/certificate.ts';
import { type ChannelServer, startChannelServer } from '../support/channel-server.ts';
import { eventually } from '../support/eventually.ts';
import { Client, quick, settings } from '../support/opentouch.ts';
import { Simulators } from '../support/opentouch-site.ts';
import { resource } from '../support/recorder.ts';
import type { Reply } from '../support/scripted.ts';

const cleaners: (() => Promise<void>)[] = [];
const simulators = new Simulators();

afterEach(async () => {
  for (const clean of cleaners.splice(0).reverse()) await clean();
  await simulators.stop();
});

async function pair(): Promise<{ first: ChannelServer; second: ChannelServer; made: Client }> {
  const [first, second] = [await startChannelServer(), await startChannelServer()];
  cleaners.push(
    () => first.stop(),
    () => second.stop(),
  );
  const given = settings(first.url, { addresses: [first.url, second.url], timeout: 400 });
  const made = new Client(given, { ...quick, minute: 200, grace: 100 });
  cleaners.push(() => made.close());
  return { first, second, made };
}

/** Logs in; the one where that succeeded comes first, for the first request of a process may be too slow for either. */
async function entered(made: Client, servers: readonly [ChannelServer, ChannelServer]) {
  const enters = async () => (await made.send('opentouch-get-logins').catch(() => undefined))?.status === 204;
  await eventually(enters, 'the log-in');
  const [first, second] = servers;
  return first.count('GET', /^\/logins$/) > 0 ? { here: first, there: second } : { here: second, there: first };
}

/** Signs of life on the channel, until the test ends. */
function chatter(...servers: ChannelServer[]): void {
  const timer = setInterval(() => {
    for (const server of servers) server.say({ eventName: 'OnChannelInformation', text: 'keepalive' });
  }, 50);
  cleaners.push(async () => clearInterval(timer));
}

const page: Reply = { status: 503, headers: { 'content-type': 'text/html' }, body: '<html>Out of service</html>' };

/** How a server is gone although its address takes connections. */
const outages: readonly [string, Reply][] = [
  ['takes requests and never answers', { status: 200, delay: 600_000 }],
  ['has a front end that answers 502', { status: 502 }],
  ['has a front end that answers 503 with a page', page],
];

for (const [name, reply] of outages) {
  test(`a server that ${name} is left for the other one, and that one in the same way`, async () => {
    const { first, second, made } = await pair();
    const ear = made.listen();
    await ear.connected();
    chatter(first, second);
    for (let turn = 0; turn < 2; turn += 1) {
      const [here, there] = first.channels.length > 0 ? [first, second] : [second, first];
      const opened = there.count('POST', /^\/sessions$/);
      here.answer(() => reply);
      there.answer(() => undefined);
      for (const channel of [...here.channels]) channel.destroy();
      await eventually(() => there.count('POST', /^\/sessions$/) > opened, 'a session at the other one');
      const resyncs = ear.resyncs.length;
      await ear.until(() => ear.resyncs.length > resyncs && ear.states.at(-1)?.kind === 'connected', 'the other one');
      assert.equal(there.count('POST', /^\/sessions$/), opened + 1);
      assert.equal((await made.send('opentouch-get-logins')).status, 204);
    }
  });
}

test('a call that may have been placed is not placed again at the other server', async () => {
  const { first, second, made } = await pair();
  const { here, there } = await entered(made, [first, second]);
  here.answer(() => ({ status: 200, delay: 600_000 }));
  const call = () => made.send('opentouch-make-call', { deviceId: '1', callee: '2' });
  await assert.rejects(call(), { code: 'TIMEOUT' });
  await eventually(async () => {
    const answer = await made.send('opentouch-get-logins').catch(() => undefined);
    return answer?.status === 204;
  }, 'the other one');
  assert.equal(here.count('POST', /^\/telephony\/calls$/), 1);
  assert.equal(there.count('POST', /^\/telephony\/calls$/), 0);
  await call();
  assert.equal(there.count('POST', /^\/telephony\/calls$/), 1);
});

test('a server that fails in one resource is looked at, and not left', async () => {
  const { first, second, made } = await pair();
  const { here, there } = await entered(made, [first, second]);
  const before = [here.count('GET', /^\/api\/rest$/), there.recorder.requests.length] as const;
  here.answer((request) => (resource(request) === '/logins' ? { status: 503 } : undefined));
  for (let turn = 0; turn < 6; turn += 1) assert.equal((await made.send('opentouch-get-logins')).status, 503);
  await eventually(() => here.count('GET', /^\/api\/rest$/) > before[0], 'a look');
  here.answer(() => undefined);
  assert.equal((await made.send('opentouch-get-logins')).status, 204);
  assert.equal(there.recorder.requests.length, before[1]);
});

test('a request that never left, because the server hangs up during the handshake, goes to the other one', async () => {
  const certificate = selfSigned();
  const [first, second] = [await simulators.start({}, 0, certificate), await simulators.start({}, 0, certificate)];
  const tls = { addTLSOptions: (options: object) => Object.assign(options, { rejectUnauthorized: false }) };
  const made = new Client(settings(first.url, { addresses: [first.url, second.url], http: { tls } }));
  cleaners.push(() => made.close());
  assert.equal((await made.send('opentouch-get-logins')).status, 200);
  await first.stop();
  // Somebody takes connections there and ends them: nothing of a request is ever read.
  const port = Number(new URL(first.url).port);
  const closing = createServer((socket) => socket.on('error', () => undefined).destroy());
  await new Promise<void>((resolve) => closing.listen(port, '127.0.0.1', resolve));
  cleaners.push(async () => void closing.close());
  assert.equal((await made.send('opentouch-get-logins')).status, 200);
  assert.equal(second.opentouch.sessions().length, 1);
});
