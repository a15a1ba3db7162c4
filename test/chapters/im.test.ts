import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Chapter, payloadOf, str } from '../support/chapter.ts';
import { ChannelReader, type Client, logIn } from '../support/opentouch-requests.ts';

const events = [
  'OnImReceived',
  'OnImParticipantAdded',
  'OnImParticipantDropped',
  'OnImParticipantTyping',
  'OnDeferredMessageCountersChanged',
];
const chapter = new Chapter(events);
const { at, event, refused, through } = chapter;
before(() => chapter.start());
after(() => chapter.stop());

const imId = (loginName: string) => `${loginName}@im.lumiere.example`;

interface Received {
  readonly loginName: string;
  readonly callRef: string;
  readonly from: { readonly displayName: string };
  readonly to?: readonly string[];
  readonly message: string;
}

/** Somebody else, who is online. */
async function online(url: string, login: string): Promise<Client & { readonly channel: ChannelReader }> {
  const client = await logIn(url, login);
  const selectors = events.map((name) => ({ names: [name] }));
  const { body } = await client.ask('POST', '/subscriptions', { filter: { selectors }, version: '1.0' });
  const channel = await ChannelReader.open(String(body['publicPollingUrl']));
  await channel.event('OnChannelInformation');
  return { ...client, channel };
}

test('a conversation from the first word to the end, both sides told of everything', () =>
  at(
    'hugo',
    [
      ['open-im-call'],
      ['add-im-participants', { participantIds: str(imId('ines')) }],
      ['set-im-typing-state', { imTypingState: { type: 'bool', value: 'true' } }],
      ['send-im', { message: str('{{payload.text}}') }],
      ['get-im-calls'],
      ['get-im-participants'],
      ['drop-im-participants', { partIds: str(imId('ines')) }],
      ['close-im-call'],
    ],
    async ({ simulator }) => {
      const selectors = simulator.opentouch.subscriptions()[0]?.selectors.map(({ names }) => names);
      assert.deepEqual(
        selectors,
        events.map((name) => [name]),
      );
      const ines = await online(simulator.url, 'ines');
      const { callRef } = payloadOf<{ callRef: string }>(await through('open-im-call'));
      assert.ok(callRef);
      const chained = { callRef, text: 'Are you there? <é>' };
      assert.deepEqual(payloadOf(await through('add-im-participants', chained)), chained);
      const added = await event<{ participant: { displayName: string } }>('OnImParticipantAdded');
      assert.equal(added.participant.displayName, 'Inès Roux');
      await through('set-im-typing-state', chained);
      await through('send-im', chained);
      assert.equal((await ines.channel.event('OnImParticipantTyping'))['imTypingState'], true);
      assert.equal((await ines.channel.event('OnImReceived'))['message'], 'Are you there? <é>');

      await ines.ask('POST', `/im/calls/${callRef}/send`, { message: 'Yes', recipients: [imId('hugo')] });
      const answer = await event<Received>('OnImReceived');
      assert.deepEqual(
        [answer.loginName, answer.callRef, answer.from.displayName, answer.to, answer.message],
        ['hugo', callRef, 'Inès Roux', [imId('hugo')], 'Yes'],
      );
      // The event itself answers: its `callRef` is taken over.
      await through('send-im', { ...answer, text: 'Good' });
      assert.equal((await ines.channel.event('OnImReceived', 2))['message'], 'Good');

      const { imSessions } = payloadOf<{ imSessions: { callRef: string }[] }>(await through('get-im-calls'));
      assert.deepEqual(
        imSessions.map((session) => session.callRef),
        [callRef],
      );
      const { participants } = payloadOf<{ participants: { participantId: string; leader: boolean }[] }>(
        await through('get-im-participants', { callRef }),
      );
      assert.deepEqual(
        participants.map(({ participantId, leader }) => [participantId, leader]),
        [
          [imId('hugo'), true],
          [imId('ines'), false],
        ],
      );
      await through('drop-im-participants', { callRef });
      assert.equal((await event<{ participantId: string }>('OnImParticipantDropped')).participantId, imId('ines'));
      await through('close-im-call', { callRef });
      const gone = await refused('send-im', chained);
      assert.deepEqual([gone.code, gone.cause['status']], ['NOT_FOUND', 404]);
      ines.channel.close();
    },
  ));

test('what came while nobody listened is read, marked and deleted, and the counters are told', () =>
  at(
    'bob',
    [
      ['get-deferred-messages'],
      ['get-deferred-counters'],
      ['mark-deferred-messages', { read: { type: 'bool', value: 'true' } }],
      ['delete-deferred-messages'],
    ],
    async () => {
      assert.deepEqual(payloadOf(await through('get-deferred-counters')), { waiting: true, read: 1, unread: 1 });
      const { messages } = payloadOf<{ messages: { messageId: string; unread: boolean }[] }>(
        await through('get-deferred-messages'),
      );
      const unread = messages.filter((message) => message.unread).map(({ messageId }) => messageId);
      const told = () => event<Record<string, unknown>>('OnDeferredMessageCountersChanged');
      await through('mark-deferred-messages', { ids: unread });
      const { read, unread: left } = await told();
      assert.deepEqual([read, left], [2, 0]);
      await through('delete-deferred-messages', { msgIds: unread });
      assert.equal((await told())['read'], 1);
      await through('delete-deferred-messages');
      assert.deepEqual(await told(), {
        eventName: 'OnDeferredMessageCountersChanged',
        loginName: 'bob',
        read: 0,
        unread: 0,
      });
      assert.deepEqual(payloadOf(await through('get-deferred-counters')), { waiting: false, read: 0, unread: 0 });
    },
  ));

test('with an event source one is online; without, messages wait on the server', () =>
  at('hugo', [['get-im-presence'], ['get-deferred-messages']], async ({ simulator }) => {
    assert.deepEqual(payloadOf(await through('get-im-presence')), { type: 'im', value: 'online' });
    const ines = await online(simulator.url, 'ines');
    const callRef = String((await ines.ask('POST', '/im/calls')).headers.location?.split('/').pop());
    await ines.ask('POST', `/im/calls/${callRef}/participants`, { participantIds: [imId('hugo'), imId('jules')] });
    await ines.ask('POST', `/im/calls/${callRef}/send`, { message: 'Hello' });
    assert.equal((await event<Received>('OnImReceived')).message, 'Hello');
    assert.deepEqual(payloadOf(await through('get-deferred-messages')), { messages: [] });
    const jules = await logIn(simulator.url, 'jules');
    assert.deepEqual((await jules.ask('GET', '/im/deferred/counters')).body, { waiting: true, read: 0, unread: 1 });
    ines.channel.close();
  }));
