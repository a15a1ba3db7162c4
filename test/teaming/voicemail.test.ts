import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { eventually } from '../support/eventually.ts';
import { tab } from '../support/flow.ts';
import { type FlowNode, type Message, type NodeRed, startNodeRed } from '../support/node-red.ts';
import { orangeAccount } from '../support/orange.ts';
import { notification, post } from '../support/teaming-notify.ts';
import { type Platform, startPlatform } from '../support/teaming-platform.ts';
import { sink, source, subscribed } from '../support/teaming-site.ts';

const alice = 'alice@example.com';
const kind = 'Voice Mail Message Summary';
let red: NodeRed;
let platform: Platform;
let number = 0;
before(async () => {
  red = await startNodeRed();
});
beforeEach(async () => {
  platform = await startPlatform();
  number = 0;
});
afterEach(async () => {
  platform.answer(() => undefined);
  await red.deploy([]);
  await platform.stop();
});
after(() => red.stop());

const voicemail = (id: string, properties = {}) => source(id, { eventTypes: [kind], ...properties });
const message = (messageId: string) => ({
  messageId,
  duration: '3020',
  callingPartyInfo: { name: 'Bob', phoneNumber: '+33123456789' },
  read: false,
  time: '2026-08-01 13:20:24Z',
});

async function deploy(...nodes: FlowNode[]): Promise<void> {
  await red.deploy(tab(orangeAccount('teaming', platform.url, { userId: alice }), ...nodes, sink('heard')));
  for (const { id, type } of nodes) if (type === 'teaming-events') await red.untilStatus(id, subscribed);
}

const listed = () => platform.count('GET /users/alice%40example.com/voiceMessages');

/** Changes the mailbox, and notifies of it as the platform does: with numbers only. */
async function change(...ids: string[]): Promise<void> {
  platform.messages.set(alice, ids.map(message));
  number += 1;
  const messageSummary = { newMessages: ids.length, oldMessages: 0 };
  const eventData = { type: 'VoiceMailMessageSummaryEvent', messageSummary };
  const to = platform.only(kind);
  assert.equal(await post(to.callBackUrl, notification(to, number, { eventData })), 204);
}

async function next(topic: string, name = 'heard'): Promise<Message> {
  const arrived = await red.next(name);
  assert.equal(arrived['topic'], topic);
  return arrived;
}

test('a new voice message comes by itself, and one that is deleted, too', async () => {
  platform.messages.set(alice, [message('old')]);
  await deploy(voicemail('source'));
  await eventually(() => listed() === 1, 'the first reading');
  await change('old', 'one', 'two');
  const { payload } = (await next('voicemail')) as { payload: Record<string, unknown> };
  assert.deepEqual([payload['newMessages'], payload['oldMessages'], payload['userId']], [3, 0, alice]);
  for (const id of ['one', 'two']) {
    const { payload, event } = (await next('new-message')) as { payload: unknown; event: { receivedAt: string } };
    assert.deepEqual(payload, message(id));
    const { receivedAt: _, ...facts } = event;
    assert.deepEqual(facts, { system: 'teaming', package: kind, userId: alice });
  }
  await change('two');
  await next('voicemail');
  assert.deepEqual((await next('message-deleted'))['payload'], message('old'));
  assert.deepEqual((await next('message-deleted'))['payload'], message('one'));
  const readings = listed();
  await change('two');
  await next('voicemail');
  // What is read late has the next change in it already.
  await eventually(() => listed() === readings + 1, 'a reading that finds nothing');
  await change('two', 'three');
  await next('voicemail');
  assert.deepEqual((await next('new-message'))['payload'], message('three'));
});

test('its sound is fetched for those who want it, and once', async () => {
  const loud = voicemail('loud', { audio: true, wires: [['sound']] });
  await deploy(
    voicemail('source'),
    loud,
    voicemail('second', { audio: true, wires: [['more']] }),
    sink('sound'),
    sink('more'),
  );
  await eventually(() => listed() === 1, 'the first reading');
  await change('one');
  for (const name of ['sound', 'more']) {
    await next('voicemail', name);
    const { payload } = (await next('new-message', name)) as { payload: { mediaContent: { content: Buffer } } };
    const { content, ...media } = payload.mediaContent as { content: Buffer; mediaType: string };
    assert.deepEqual(media, { mediaType: 'WAV' });
    assert.ok(Buffer.isBuffer(content));
    assert.equal(String(content), 'sound of one');
  }
  await next('voicemail');
  assert.deepEqual((await next('new-message'))['payload'], message('one'));
  assert.equal(platform.count('GET /users/alice%40example.com/voiceMessages/one'), 1);
});

test('a message without its sound is better than none', async () => {
  await deploy(voicemail('source', { audio: true }));
  await eventually(() => listed() === 1, 'the first reading');
  platform.answer(({ url }) => (url.endsWith('/voiceMessages/one') ? { status: 404, body: { code: 60 } } : undefined));
  await change('one');
  await next('voicemail');
  assert.deepEqual((await next('new-message'))['payload'], message('one'));
  const { error } = (await red.next('errors')) as { error: { code: string } };
  assert.equal(error.code, 'NOT_FOUND');
});

test('what came while nobody was there is told afterwards, unless the node itself was away', async () => {
  platform.messages.set(alice, [message('old')]);
  await deploy(voicemail('source'));
  await eventually(() => listed() === 1, 'the first reading');
  platform.messages.set(alice, [message('old'), message('meanwhile')]);
  await deploy(voicemail('source', { name: 'deployed anew' }));
  assert.deepEqual((await next('new-message'))['payload'], message('meanwhile'));
  await red.deploy(tab(orangeAccount('teaming', platform.url, { userId: alice })));
  platform.messages.set(alice, [message('much later')]);
  const before = listed();
  await deploy(voicemail('source'));
  await eventually(() => listed() === before + 1, 'the first reading');
  await change('much later', 'new');
  await next('voicemail');
  assert.deepEqual((await next('new-message'))['payload'], message('new'));
});

test('a swarm of notifications is answered by few readings, and the last state is what counts', async () => {
  await deploy(voicemail('source'));
  await eventually(() => listed() === 1, 'the first reading');
  platform.answer(({ url }) => {
    const shown = platform.messages.get(alice);
    return url.endsWith('/voiceMessages') ? { status: 200, body: shown, delay: 100 } : undefined;
  });
  const ids = Array.from({ length: 20 }, (_, index) => `m${index}`);
  for (const index of ids.keys()) await change(...ids.slice(0, index + 1));
  const seen: unknown[] = [];
  while (seen.length < ids.length) {
    const { topic, payload } = (await red.next('heard')) as { topic: string; payload: { messageId: string } };
    if (topic === 'new-message') seen.push(payload.messageId);
  }
  assert.deepEqual(seen, ids);
  assert.ok(listed() < 15, `${listed()} readings`);
});
