import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Framing, OpenTouchOptions } from '../../nodes/simulator/opentouch/server/options.ts';
import type { Simulator } from '../../nodes/simulator/server/simulator.ts';
import { eventually } from '../support/eventually.ts';
import { ask, ChannelReader, logIn, withSimulator } from '../support/opentouch-requests.ts';

interface Scene {
  readonly simulator: Simulator;
  readonly polling: string;
}

/** Somebody with a subscription and no channel yet. */
function subscribed(options: OpenTouchOptions, request: object, run: (scene: Scene) => Promise<void>): Promise<void> {
  return withSimulator(options, async (simulator) => {
    const alice = await logIn(simulator.url, 'alice');
    const filter = { selectors: [{ names: ['telephony'] }, { names: ['user'] }] };
    const { body } = await alice.ask('POST', '/subscriptions', { filter, version: '1.0', ...request });
    await run({ simulator, polling: String(body['publicPollingUrl']) });
  });
}

const rename = ({ opentouch }: Simulator, department: string) => opentouch.updateUser('alice', { department });

const departments = (channel: ChannelReader) =>
  channel.events
    .filter(({ eventName }) => eventName === 'OnUserInfoChanged')
    .map(({ user }) => (user as { department: string }).department);

for (const method of ['GET', 'POST']) {
  test(`the channel opens by ${method} without a cookie: greeting, then the states of telephones and user`, () =>
    subscribed({}, {}, async ({ polling }) => {
      const channel = await ChannelReader.open(polling, method);
      await channel.event('OnUserStateModified');
      assert.equal(channel.lines[0], '{"eventName":"OnChannelInformation","text":"Chunk started"}');
      const [, devices, user] = channel.events;
      assert.equal(devices?.eventName, 'OnDeviceStateModified');
      const states = devices?.['deviceStates'] as Record<string, unknown>[];
      assert.deepEqual(
        states.map(({ deviceId }) => deviceId),
        ['1001', '1101', 'MOBILE_639980001', 'NOMADIC_alice'],
      );
      assert.equal(states[0]?.['state'], 'IN_SERVICE');
      assert.equal(channel.lines[2], '{"eventName":"OnUserStateModified","loginName":"alice","state":"FREE"}');
      assert.equal(user?.eventName, 'OnUserStateModified');
      channel.close();
    }));
}

test('the channel is chunked, one compact object a line, lines ending in CRLF', () =>
  subscribed({}, {}, async ({ polling }) => {
    const channel = await ChannelReader.open(polling);
    await channel.event('OnUserStateModified');
    const text = Buffer.concat(channel.chunks).toString('utf8');
    assert.ok(text.endsWith('}\r\n'));
    assert.equal(text.split('\r\n').length, text.split('\n').length);
    channel.close();
  }));

test('a call is told with its name first, without false booleans, with empty lists', () =>
  subscribed({}, {}, async ({ simulator, polling }) => {
    const channel = await ChannelReader.open(polling);
    const rung = await ask('POST', `${simulator.url}/simulator/calls`, { body: { from: '+33612345678', to: '1001' } });
    assert.equal(rung.status, 201);
    const created = await channel.event('OnCallCreated');
    assert.equal(created['callRef'], rung.body['callRef']);
    assert.equal(Object.keys(created)[0], 'eventName');
    const line = channel.lines.find((one) => one.includes('OnCallCreated')) ?? '';
    assert.ok(!/:(false|null)\b/.test(line), line);
    assert.deepEqual((created['callData'] as { tags: unknown }).tags, []);
    channel.close();
  }));

test('what happens between two channels waits, and comes once and in order', () =>
  subscribed({}, {}, async ({ simulator, polling }) => {
    rename(simulator, 'One');
    rename(simulator, 'Two');
    const first = await ChannelReader.open(polling);
    await first.event('OnUserInfoChanged', 2);
    first.close();
    await eventually(() => simulator.opentouch.channels().length === 0, 'the server notices');
    rename(simulator, 'Three');
    const second = await ChannelReader.open(polling);
    await second.event('OnUserInfoChanged');
    rename(simulator, 'Four');
    await second.event('OnUserInfoChanged', 2);
    assert.deepEqual(departments(first), ['One', 'Two']);
    assert.deepEqual(departments(second), ['Three', 'Four']);
    second.close();
  }));

test('the queue is bounded; the oldest events are lost', () =>
  subscribed({ queueLimit: 2 }, {}, async ({ simulator, polling }) => {
    for (const department of ['One', 'Two', 'Three']) rename(simulator, department);
    const channel = await ChannelReader.open(polling);
    await channel.event('OnUserInfoChanged', 2);
    assert.deepEqual(departments(channel), ['Two', 'Three']);
    channel.close();
  }));

test('the server closes after the timeout, and the same address opens again', () =>
  subscribed({ minute: 20 }, { timeout: 3, keepalive: 1 }, async ({ polling }) => {
    const channel = await ChannelReader.open(polling);
    assert.equal(await channel.closed, 'ended');
    const texts = channel.events
      .filter(({ eventName }) => eventName === 'OnChannelInformation')
      .map(({ text }) => text);
    assert.equal(texts[0], 'Chunk started');
    assert.equal(texts[1], 'keepalive');
    const again = await ChannelReader.open(polling);
    assert.equal((await again.event('OnChannelInformation'))['text'], 'Chunk started');
    again.close();
  }));

test('an older server says farewell before it closes', () =>
  subscribed(
    { minute: 10, farewell: { eventName: 'Message', text: 'ERROR: Socket Closed' } },
    { timeout: 2 },
    async ({ polling }) => {
      const channel = await ChannelReader.open(polling);
      await channel.closed;
      assert.equal(channel.lines.at(-1), '{"eventName":"Message","text":"ERROR: Socket Closed"}');
    },
  ));

test('a second request takes the channel over, or is refused', async () => {
  await subscribed({}, {}, async ({ simulator, polling }) => {
    const first = await ChannelReader.open(polling);
    const second = await ChannelReader.open(polling);
    assert.equal(await first.closed, 'ended');
    rename(simulator, 'Moved');
    await second.event('OnUserInfoChanged');
    second.close();
  });
  await subscribed({ secondPoll: 'refuse' }, {}, async ({ simulator, polling }) => {
    const first = await ChannelReader.open(polling);
    assert.equal((await ask('POST', polling)).status, 409);
    rename(simulator, 'Still here');
    await first.event('OnUserInfoChanged');
    first.close();
  });
});

test('an unknown subscription is 404, and no other methods are taken', () =>
  withSimulator({}, async ({ url }) => {
    assert.equal((await ask('POST', `${url}/OTEvents?subscriptionId=guess`)).status, 404);
    assert.equal((await ask('GET', `${url}/OTEvents`)).status, 404);
    assert.equal((await ask('DELETE', `${url}/OTEvents`)).status, 405);
  }));

test('a cut channel breaks without an end, and its events wait', () =>
  subscribed({}, {}, async ({ simulator, polling }) => {
    const channel = await ChannelReader.open(polling);
    await channel.event('OnChannelInformation');
    simulator.opentouch.cutChannels();
    assert.equal(await channel.closed, 'broken');
    await eventually(() => simulator.opentouch.channels().length === 0, 'the server notices');
    rename(simulator, 'Meanwhile');
    const again = await ChannelReader.open(polling);
    await again.event('OnUserInfoChanged');
    again.close();
  }));

const framings: [what: string, framing: Framing, check: (channel: ChannelReader) => void][] = [
  ['LF only', { terminator: '\n' }, ({ chunks }) => assert.ok(!Buffer.concat(chunks).includes('\r'))],
  [
    'cut every 5 bytes',
    { splitEvery: 5 },
    ({ chunks }) => assert.ok(chunks.length > 20 && chunks.every((c) => c.length <= 5)),
  ],
  ['cut inside characters', { splitEvery: 1 }, ({ chunks }) => assert.ok(chunks.every((c) => c.length === 1))],
  [
    'events together',
    { together: true },
    ({ chunks }) => assert.ok(chunks.some((c) => c.toString().split('eventName').length > 2)),
  ],
  ['blank lines', { blankLines: true }, ({ lines }) => assert.ok(lines.includes(''))],
  ['garbage', { garbage: true }, ({ lines }) => assert.ok(lines.includes('<<not an event>>'))],
];

for (const [what, framing, check] of framings) {
  test(`framing of the hard kind: ${what}`, () =>
    subscribed({ framing }, {}, async ({ simulator, polling }) => {
      const channel = await ChannelReader.open(polling);
      rename(simulator, 'Müllabfuhr 🚚');
      rename(simulator, 'Two');
      await channel.event('OnUserInfoChanged', 2);
      assert.deepEqual(departments(channel), ['Müllabfuhr 🚚', 'Two']);
      check(channel);
      channel.close();
    }));
}
