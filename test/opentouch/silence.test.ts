import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { Gap } from '../../nodes/opentouch/channel/gap.ts';
import type { ConnectionTiming } from '../../nodes/opentouch/session/settings.ts';
import { monotonic } from '../../nodes/runtime/backoff.ts';
import { type ChannelServer, startChannelServer } from '../support/channel-server.ts';
import { eventually } from '../support/eventually.ts';
import { startFaultProxy } from '../support/fault-proxy.ts';
import { Client, type Ear, quick, settings } from '../support/opentouch.ts';
import { resource } from '../support/recorder.ts';

/** A minute is short here: a sign of life is due after 100 ms, and missed 50 ms later; the channel lives for a second. */
const hasty: ConnectionTiming = { ...quick, minute: 100, grace: 50 };

const cleaners: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const clean of cleaners.splice(0).reverse()) await clean();
});

async function serve(greets = true): Promise<ChannelServer> {
  const server = await startChannelServer(greets);
  cleaners.push(() => server.stop());
  return server;
}

function client(url: string, timing: ConnectionTiming = hasty): Client {
  const made = new Client(settings(url), timing);
  cleaners.push(() => made.close());
  return made;
}

const call = (number: number) => ({ eventName: 'OnCallModified', loginName: 'alice', callRef: String(number) });

test('a channel that says something first and then nothing is left, opened again and followed by a resync', async () => {
  const server = await serve();
  const ear = client(server.url).listen();
  await ear.connected();
  const begin = performance.now();
  await ear.until(() => ear.states.at(-1)?.kind === 'waiting', 'the silence');
  assert.ok(performance.now() - begin < 5000);
  const last = ear.states.at(-1);
  assert.equal(last?.kind === 'waiting' && last.reason.code, 'CHANNEL_SILENT');
  const noticed = Date.now();
  await ear.until(() => ear.resyncs.length > 0, 'the resync');
  // Events may be lost since the last sign of life, not only since somebody noticed.
  const { lostSince = '' } = ear.resyncs[0] ?? {};
  assert.ok(Date.parse(lostSince) <= noticed - 100, lostSince);
  assert.equal(server.count('POST', /^\/subscriptions$/), 1);
  await eventually(() => server.channels.length === 1, 'the end of the silent one');
});

test('a channel that never says anything is noticed, too: the report says what to do, and it is not green again before something comes', async () => {
  const server = await serve(false);
  const ear = client(server.url).listen();
  await ear.until(() => ear.problems.length > 0, 'the report');
  assert.equal(ear.problems[0]?.code, 'CHANNEL_BUFFERED');
  assert.match(ear.problems[0]?.message ?? '', /proxy_buffering off/);
  await server.asked(4);
  const greens = ear.states.filter(({ kind }) => kind === 'connected').length;
  assert.equal(greens, 1);
  await eventually(() => server.channels.length > 0, 'a channel');
  server.say(call(1));
  await ear.until(() => ear.events.length > 0 && ear.states.at(-1)?.kind === 'connected', 'the event');
  assert.equal(ear.problems.length, 1);
});

test('a server that answers everything but the channel stands behind a proxy that holds it back', async () => {
  const server = await serve();
  server.answer((request) => (resource(request) === '/OTEvents' ? { status: 200, delay: 600_000 } : undefined));
  const made = new Client(settings(server.url, { timeout: 200 }), hasty);
  cleaners.push(() => made.close());
  const ear = made.listen();
  await ear.until(() => ear.problems.length > 0, 'the report');
  assert.equal(ear.problems[0]?.code, 'CHANNEL_BUFFERED');
  assert.ok(ear.states.every(({ kind }) => kind !== 'connected'));
});

test('a channel that only trickles, and never comes to the end of a line, is silent', async () => {
  const server = await serve();
  const ear = client(server.url).listen();
  await ear.connected();
  const trickle = setInterval(() => server.channels.at(-1)?.write('x'), 10);
  await ear
    .until(() => ear.states.at(-1)?.kind === 'waiting', 'the silence', 5000)
    .finally(() => clearInterval(trickle));
  const last = ear.states.at(-1);
  assert.equal(last?.kind === 'waiting' && last.reason.code, 'CHANNEL_SILENT');
});

test('signs of life in whatever words keep a channel open', async () => {
  const server = await serve();
  const ear = client(server.url, { ...hasty, minute: 400, grace: 100 }).listen();
  await ear.connected();
  for (let turn = 0; turn < 6; turn += 1) {
    await new Promise((next) => setTimeout(next, 200));
    server.say({ eventName: 'StillHere' });
  }
  await ear.until(() => ear.names().filter((name) => name === 'StillHere').length === 6, 'all of them');
  assert.equal(server.count('POST', /^\/OTEvents/), 1);
});

test('a channel that lives for longer than asked for is opened again, whatever comes over it', async () => {
  const server = await serve();
  const ear = client(server.url, { ...hasty, minute: 30, grace: 1000 }).listen();
  await ear.connected();
  const chatter = setInterval(() => server.say({ eventName: 'OnChannelInformation', text: 'keepalive' }), 20);
  await ear.until(() => ear.resyncs.length > 0, 'the resync').finally(() => clearInterval(chatter));
  assert.equal(server.count('POST', /^\/OTEvents/), 2);
});

test('a regular end that comes too soon may be a cut: the state is read again; one that is announced is none', async () => {
  const server = await serve();
  const made = client(server.url, { ...quick, shortLife: 0 });
  const ear = made.listen();
  await ear.connected();
  server.channels.at(-1)?.end();
  await ear.until(() => ear.resyncs.length === 1, 'the resync');
  assert.ok(ear.states.every(({ kind }) => kind !== 'waiting'));
  server.say({ eventName: 'Message', text: 'ERROR: Socket Closed' });
  server.channels.at(-1)?.end();
  await server.asked(3);
  await eventually(() => server.channels.length === 1, 'the third channel');
  server.say(call(7));
  await ear.until(() => ear.names().includes('OnCallModified'), 'an event over it');
  assert.equal(ear.resyncs.length, 1);
});

test('what was sent before the last line came, and is still on its way when the channel is cut, lies within the gap', async () => {
  const server = await serve();
  const slow = await startFaultProxy(Number(new URL(server.url).port));
  cleaners.push(() => slow.stop());
  const publicPollingUrl = `http://${slow.host}/OTEvents?subscriptionId=s1`;
  const answer = { status: 200, body: { subscriptionId: 's1', status: 'ACCEPTED', publicPollingUrl } };
  server.answer((request) => (resource(request) === '/subscriptions' ? answer : undefined));
  const begun = Date.now();
  const ear = client(server.url, { ...quick, minute: 4000, grace: 0 }).listen();
  await ear.connected();
  await slow.set({ kind: 'delay', milliseconds: 1000 });
  server.say(call(1));
  await wait(300);
  const sent = Date.now();
  server.say(call(2));
  await ear.until(() => ear.names().includes('OnCallModified'), 'the first event');
  assert.ok(Date.now() > sent);
  slow.endAll('reset');
  await slow.set({ kind: 'none' });
  await ear.until(() => ear.resyncs.length > 0, 'the resync');
  assert.equal(ear.names().filter((name) => name === 'OnCallModified').length, 1);
  const lostSince = Date.parse(ear.resyncs[0]?.lostSince ?? '');
  assert.ok(lostSince <= sent, 'the second event is told to be lost');
  assert.ok(lostSince >= begun, 'but nothing from before there was a channel');
});

test('a gap does not begin in the future because the clock was set back meanwhile', (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: Date.parse('2026-03-02T12:00:00Z') });
  const gap = new Gap(1000);
  gap.end(monotonic());
  t.mock.timers.setTime(Date.parse('2026-03-02T11:00:00Z'));
  gap.heard();
  gap.begin();
  const since = gap.end(monotonic())?.getTime() ?? Number.NaN;
  assert.ok(since <= Date.now() && since >= Date.now() - 1000, new Date(since).toISOString());
});

test('thousands of broken lines are told once, with their number, and cost no event', async () => {
  const server = await serve();
  const ear = client(server.url, { ...quick, count: 300 }).listen();
  await ear.connected();
  server.channels.at(-1)?.write('{"broken\r\n'.repeat(5000));
  server.say(call(1));
  await ear.until(() => ear.problems.length > 0, 'the report');
  assert.match(ear.problems[0]?.message ?? '', /5000 lines/);
  assert.equal(ear.problems.length, 1);
  assert.equal(ear.names().filter((name) => name === 'OnCallModified').length, 1);
});

test('a server that takes no POST on its channel is asked by GET, at once', async () => {
  const server = await serve();
  server.answer((request) =>
    resource(request) === '/OTEvents' && request.method === 'POST' ? { status: 405 } : undefined,
  );
  const ear = client(server.url, quick).listen();
  await ear.connected();
  server.say(call(1));
  await ear.until(() => ear.names().includes('OnCallModified'), 'the event');
  assert.equal(server.count('POST', /^\/subscriptions$/), 1);
  assert.deepEqual(ear.problems, []);
});

test('a subscription whose channel is refused is deleted before another one is made', async () => {
  const server = await serve();
  let refusals = 1;
  server.answer((request) => {
    if (resource(request) !== '/OTEvents' || refusals === 0) return undefined;
    refusals -= 1;
    return { status: 404 };
  });
  const ear = client(server.url, quick).listen();
  await ear.connected();
  await eventually(() => server.count('DELETE', /^\/subscriptions\/s1$/) === 1, 'the first one gone');
  assert.equal(server.count('POST', /^\/subscriptions$/), 2);
  assert.equal(server.count('POST', /^\/sessions$/), 1);
});

const asksFor = (server: ChannelServer, name: string) =>
  server.filters.at(-1)?.selectors.some(({ names }) => names.includes(name)) ?? false;

test('whoever comes while the subscription is being made is subscribed afterwards, and connected only then', async () => {
  const server = await serve();
  const made = client(server.url, quick);
  let late: Ear | undefined;
  server.answer((request) => {
    if (resource(request) !== '/subscriptions' || late) return undefined;
    late = made.listen({ packages: ['user'] });
    // The answer comes when the newcomer has long been gathered.
    const body = { subscriptionId: 's1', status: 'ACCEPTED', publicPollingUrl: `${server.url}/OTEvents?id=s1` };
    return { status: 200, delay: 100, body };
  });
  const ear = made.listen();
  await ear.connected();
  await eventually(() => asksFor(server, 'user'), 'the filter with both');
  await (late as unknown as Ear).connected();
  assert.ok(asksFor(server, 'telephony'));
  assert.equal(server.count('POST', /^\/subscriptions$/), 1);
});

test('a filter that the server does not take is told again until it is; the newcomer is not green before', async () => {
  const server = await serve();
  const made = client(server.url, quick);
  const ear = made.listen();
  await ear.connected();
  let refusals = 3;
  server.answer((request) => {
    if (request.method !== 'PUT' || refusals === 0) return undefined;
    refusals -= 1;
    return { status: 503 };
  });
  const late = made.listen({ packages: ['user'] });
  await late.connected();
  assert.equal(refusals, 0);
  assert.ok(asksFor(server, 'user'));
  assert.equal(late.problems.length, 1);
  assert.equal(ear.states.at(-1)?.kind, 'connected');
});

test('a listener that throws takes the events from nobody, and is told of it itself', async () => {
  const server = await serve();
  const made = client(server.url, quick);
  const [bad, good] = [made.listen(), made.listen()];
  const fail = () => {
    throw new Error('not today');
  };
  Object.assign(bad, { onEvent: fail, onState: fail, onResync: fail });
  await good.connected();
  for (let number = 1; number <= 3; number += 1) server.say(call(number));
  await good.until(() => good.names().filter((name) => name === 'OnCallModified').length === 3, 'all events');
  assert.ok(bad.problems.every(({ code, message }) => code === 'LISTENER_FAILED' && message.includes('not today')));
  assert.ok(bad.problems.length >= 3);
  assert.deepEqual(good.problems, []);
});

test('every taker of an event has an object of its own', async () => {
  const server = await serve();
  const made = client(server.url, quick);
  const ears = [made.listen(), made.listen(), made.listen()];
  for (const ear of ears) await ear.connected();
  server.say(call(1));
  const found = async (ear: Ear) => {
    await ear.until(() => ear.names().includes('OnCallModified'), 'the event');
    return ear.events.find(({ eventName }) => eventName === 'OnCallModified');
  };
  const events = [];
  for (const ear of ears) events.push(await found(ear));
  assert.equal(new Set(events).size, 3);
  assert.deepEqual(events[0], events[2]);
});
