import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Answer, ask, ChannelReader, type Client, logIn, withSimulator } from '../support/opentouch-requests.ts';

const outcome = ({ status, body }: Answer) => `${status} ${body['type'] ?? ''}`.trim();
const imId = (loginName: string) => `${loginName}@im.lumiere.example`;

const names = ['OnImReceived', 'OnImParticipantAdded', 'OnImParticipantDropped', 'OnImParticipantTyping'] as const;
const counters = 'OnDeferredMessageCountersChanged';

/** Somebody with his session, and his channel if he is online. */
interface Person extends Client {
  readonly channel: ChannelReader;
}

async function online(url: string, login: string, events: readonly string[] = [...names, counters]): Promise<Person> {
  const client = await logIn(url, login);
  const selectors = events.map((name) => ({ names: [name] }));
  const { body } = await client.ask('POST', '/subscriptions', { filter: { selectors }, version: '1.0' });
  const channel = await ChannelReader.open(String(body['publicPollingUrl']));
  await channel.event('OnChannelInformation');
  return { ...client, channel };
}

async function conversation(owner: Client, ...others: readonly string[]): Promise<string> {
  const opened = await owner.ask('POST', '/im/calls');
  assert.equal(opened.status, 201);
  const callRef = String(opened.headers.location?.split('/').pop());
  if (others.length > 0) {
    const added = await owner.ask('POST', `/im/calls/${callRef}/participants`, { participantIds: others.map(imId) });
    assert.equal(added.status, 204);
  }
  return callRef;
}

const of = (channel: ChannelReader, name: string) => channel.events.filter(({ eventName }) => eventName === name);

interface Participant {
  readonly participantId: string;
  readonly leader: boolean;
  readonly owner?: boolean;
}

async function participants(client: Client, callRef: string): Promise<[string, boolean, boolean][]> {
  const { body } = await client.ask('GET', `/im/calls/${callRef}/participants`);
  const list = body['participants'] as Participant[];
  return list.map(({ participantId, leader, owner = false }) => [participantId, leader, owner]);
}

test('a conversation has its owner first; everybody in it hears who comes and lists the same', () =>
  withSimulator({}, async ({ url }) => {
    const [alice, dave] = await Promise.all([online(url, 'alice'), online(url, 'dave')]);
    const callRef = await conversation(alice);
    assert.deepEqual(await participants(alice, callRef), [[imId('alice'), true, true]]);
    assert.equal(outcome(await dave.ask('GET', `/im/calls/${callRef}/participants`)), '404 NOT_FOUND');
    const add = (ids: string[]) => alice.ask('POST', `/im/calls/${callRef}/participants`, { participantIds: ids });
    assert.equal((await add([imId('dave'), imId('alice')])).status, 204);
    for (const { channel } of [alice, dave]) {
      const event = await channel.event('OnImParticipantAdded');
      assert.equal(event['callRef'], callRef);
      assert.equal((event['participant'] as Record<string, unknown>)['displayName'], 'Dave Petit');
    }
    for (const { ask: send } of [alice, dave]) {
      const { body } = await send('GET', '/im/calls');
      const [session] = body['imSessions'] as { callRef: string; owner: { id: unknown }; participants: unknown[] }[];
      assert.equal(session?.callRef, callRef);
      assert.equal(session?.participants.length, 2);
    }
    assert.deepEqual(await participants(dave, callRef), [
      [imId('alice'), true, true],
      [imId('dave'), false, false],
    ]);
    assert.equal(outcome(await add([])), '400 BAD_PARAMETER');
    assert.equal(outcome(await add(['nobody@im.lumiere.example'])), '404 NOT_FOUND');
    assert.equal(of(alice.channel, 'OnImParticipantAdded').length, 1);
    for (const { channel } of [alice, dave]) channel.close();
  }));

test('a message reaches every other participant, a private one those that it names', () =>
  withSimulator({}, async ({ url }) => {
    const [alice, dave, erin] = await Promise.all(['alice', 'dave', 'erin'].map((login) => online(url, login)));
    assert.ok(alice && dave && erin);
    const callRef = await conversation(alice, 'dave', 'erin');
    const send = (from: Client, body: unknown) => from.ask('POST', `/im/calls/${callRef}/send`, body);
    assert.equal((await send(alice, { message: 'Hello, é & you' })).status, 204);
    for (const { channel } of [dave, erin]) {
      const event = await channel.event('OnImReceived');
      assert.equal(event['message'], 'Hello, é & you');
      assert.equal((event['from'] as { id: Record<string, string> }).id['instantMessagingId'], imId('alice'));
      assert.ok(!('to' in event));
    }
    assert.equal((await send(dave, { message: 'Only you', recipients: [imId('alice')] })).status, 204);
    const secret = await alice.channel.event('OnImReceived');
    assert.deepEqual([secret['message'], secret['to']], ['Only you', [imId('alice')]]);
    assert.equal((await send(erin, { message: 'Bye' })).status, 204);
    await dave.channel.event('OnImReceived', 2);
    assert.equal(of(erin.channel, 'OnImReceived').length, 1);
    assert.equal(of(alice.channel, 'OnImReceived').length, 2);
    assert.equal(outcome(await send(alice, { message: 'x', recipients: [imId('frank')] })), '400 BAD_PARAMETER');
    assert.equal(outcome(await send(alice, {})), '400 BAD_PARAMETER');
    const frank = await logIn(url, 'frank');
    assert.equal(outcome(await send(frank, { message: 'x' })), '404 NOT_FOUND');
    const alone = await conversation(frank);
    assert.equal(outcome(await frank.ask('POST', `/im/calls/${alone}/send`, { message: 'x' })), '400 NOT_EXPECTED');
    for (const { channel } of [alice, dave, erin]) channel.close();
  }));

test('the others see that somebody types, and that he stops', () =>
  withSimulator({}, async ({ url }) => {
    const [alice, dave] = await Promise.all([online(url, 'alice'), online(url, 'dave')]);
    const callRef = await conversation(alice, 'dave');
    const type = (imTypingState: unknown) => dave.ask('POST', `/im/calls/${callRef}/state`, { imTypingState });
    assert.equal((await type(true)).status, 204);
    const begun = await alice.channel.event('OnImParticipantTyping');
    assert.deepEqual(begun, {
      eventName: 'OnImParticipantTyping',
      loginName: 'alice',
      callRef,
      participantId: imId('dave'),
      imTypingState: true,
    });
    assert.equal((await type(false)).status, 204);
    assert.ok(!(await alice.channel.event('OnImParticipantTyping', 2))['imTypingState']);
    assert.deepEqual(of(dave.channel, 'OnImParticipantTyping'), []);
    assert.equal(outcome(await type('yes')), '400 BAD_PARAMETER');
    for (const { channel } of [alice, dave]) channel.close();
  }));

test('everybody may leave, the leader may send others away and end it; his place is taken over', () =>
  withSimulator({}, async ({ url }) => {
    const [alice, dave, erin] = await Promise.all(['alice', 'dave', 'erin'].map((login) => online(url, login)));
    assert.ok(alice && dave && erin);
    const callRef = await conversation(alice, 'dave', 'erin', 'frank');
    const drop = (from: Client, ...logins: string[]) =>
      from.ask('DELETE', `/im/calls/${callRef}/participants?partIds=${encodeURIComponent(logins.map(imId).join(','))}`);
    assert.equal(outcome(await drop(dave, 'erin')), '403 NOT_ALLOWED');
    assert.equal(outcome(await dave.ask('DELETE', `/im/calls/${callRef}`)), '403 NOT_ALLOWED');
    assert.equal(outcome(await drop(alice)), '400 BAD_PARAMETER');
    assert.equal((await drop(alice, 'frank')).status, 204);
    assert.equal((await erin.channel.event('OnImParticipantDropped'))['participantId'], imId('frank'));
    assert.equal((await drop(alice, 'alice')).status, 204);
    assert.deepEqual(await participants(erin, callRef), [
      [imId('dave'), true, false],
      [imId('erin'), false, false],
    ]);
    assert.equal((await dave.ask('DELETE', `/im/calls/${callRef}`)).status, 204);
    const dropped = (await Promise.all([1, 2, 3].map((nth) => erin.channel.event('OnImParticipantDropped', nth)))).map(
      (event) => event['participantId'],
    );
    assert.deepEqual(dropped, [imId('frank'), imId('alice'), imId('erin')]);
    assert.equal((await dave.channel.event('OnImParticipantDropped', 4))['participantId'], imId('dave'));
    assert.equal(outcome(await dave.ask('GET', `/im/calls/${callRef}/participants`)), '404 NOT_FOUND');
    assert.deepEqual((await erin.ask('GET', '/im/calls')).body, { imSessions: [] });
    for (const { channel } of [alice, dave, erin]) channel.close();
  }));

interface Deferred {
  readonly messageId: string;
  readonly unread: boolean;
  readonly message: string;
  readonly date: string;
  readonly from: { readonly id: Readonly<Record<string, string>> };
}

const deferred = async (client: Client) => (await client.ask('GET', '/im/deferred')).body['messages'] as Deferred[];
const counted = async (client: Client) => (await client.ask('GET', '/im/deferred/counters')).body;

test('whoever has no open channel for messages finds them on the server, counted', () =>
  withSimulator({}, async ({ url }) => {
    const [alice, dave] = await Promise.all([online(url, 'alice'), online(url, 'dave', [counters])]);
    assert.deepEqual(await counted(dave), { waiting: false, read: 0, unread: 0 });
    const callRef = await conversation(alice, 'dave');
    for (const message of ['one', 'two', 'three']) {
      assert.equal((await alice.ask('POST', `/im/calls/${callRef}/send`, { message })).status, 204);
    }
    const told = await dave.channel.event(counters, 3);
    assert.deepEqual(told, { eventName: counters, loginName: 'dave', waiting: true, read: 0, unread: 3 });
    const messages = await deferred(dave);
    assert.deepEqual(
      messages.map(({ message, unread, from }) => [message, unread, from.id['loginName']]),
      ['one', 'two', 'three'].map((message) => [message, true, 'alice']),
    );
    assert.ok(messages.every(({ date }) => Math.abs(Date.parse(date) - Date.now()) < 60_000));
    assert.deepEqual(of(dave.channel, 'OnImReceived'), []);

    const [first, second] = messages.map(({ messageId }) => messageId);
    const mark = (read: boolean, ids?: unknown) => dave.ask('PUT', `/im/deferred?read=${read}`, ids ? { ids } : {});
    assert.equal((await mark(true, [first])).status, 204);
    assert.deepEqual(await counted(dave), { waiting: true, read: 1, unread: 2 });
    assert.equal((await mark(true)).status, 204);
    assert.deepEqual(await counted(dave), { waiting: true, read: 3, unread: 0 });
    assert.equal((await mark(false, [second])).status, 204);
    assert.deepEqual(
      (await deferred(dave)).map(({ unread }) => unread),
      [false, true, false],
    );
    const remove = (ids: readonly (string | undefined)[]) =>
      dave.ask('DELETE', `/im/deferred${ids.length > 0 ? `?msgIds=${ids.join(',')}` : ''}`);
    assert.equal(outcome(await remove(['DM999999', first])), '404 NOT_FOUND');
    assert.equal((await remove([first])).status, 204);
    assert.deepEqual(await counted(dave), { waiting: true, read: 1, unread: 1 });
    assert.equal((await remove([])).status, 204);
    assert.deepEqual(await counted(dave), { waiting: false, read: 0, unread: 0 });
    const last = await dave.channel.event(counters, 8);
    assert.deepEqual(last, { eventName: counters, loginName: 'dave', read: 0, unread: 0 });
    assert.equal((await remove([])).status, 204);
    assert.equal(of(dave.channel, counters).length, 8);
    for (const { channel } of [alice, dave]) channel.close();
  }));

test('a message goes to the server again as soon as the channel is closed', () =>
  withSimulator({}, async (simulator) => {
    const { url } = simulator;
    const [alice, dave] = await Promise.all([online(url, 'alice'), online(url, 'dave')]);
    const callRef = await conversation(alice, 'dave');
    const watcher = await online(url, 'dave', ['OnUserPresenceUpdated']);
    dave.channel.close();
    await watcher.channel.event('OnUserPresenceUpdated');
    await alice.ask('POST', `/im/calls/${callRef}/send`, { message: 'Are you there?' });
    assert.deepEqual(
      (await deferred(dave)).map(({ message }) => message),
      ['Are you there?'],
    );
    for (const { channel } of [alice, watcher]) channel.close();
  }));

test('there are messages from before the start, and an administrator reads them for a user', () =>
  withSimulator({}, async ({ url }) => {
    const admin = await logIn(url, 'admin');
    assert.equal(outcome(await admin.ask('GET', '/im/deferred')), '400 BAD_PARAMETER');
    const { body } = await admin.ask('GET', '/im/deferred?loginName=bob');
    assert.deepEqual(
      (body['messages'] as Deferred[]).map(({ unread }) => unread),
      [false, true],
    );
    assert.deepEqual((await admin.ask('GET', '/im/deferred/counters?loginName=bob')).body, {
      waiting: true,
      read: 1,
      unread: 1,
    });
    const grace = await logIn(url, 'grace');
    assert.equal(outcome(await grace.ask('GET', '/im/calls')), '403 NOT_ALLOWED');
  }));

test('a user who is removed is out of his conversations', () =>
  withSimulator({}, async ({ url }) => {
    await ask('POST', `${url}/simulator/users`, { body: { loginName: 'henry', companyPhone: '1008' } });
    const alice = await online(url, 'alice');
    const callRef = await conversation(alice, 'henry', 'dave');
    await ask('DELETE', `${url}/simulator/users/henry`);
    assert.equal((await alice.channel.event('OnImParticipantDropped'))['participantId'], imId('henry'));
    assert.deepEqual(await participants(alice, callRef), [
      [imId('alice'), true, true],
      [imId('dave'), false, false],
    ]);
    alice.channel.close();
  }));
