import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { Chapter, credentialsOf, nodesOf, payloadOf, str } from '../support/chapter.ts';
import { account, tab } from '../support/flow.ts';
import { type Reply, resource, startRecorder } from '../support/recorder.ts';

interface Voicemail {
  readonly voicemailId: string;
  readonly from?: { readonly id: { readonly phoneNumber?: string } };
  readonly duration: number;
  readonly unread: boolean;
  readonly url?: string;
  readonly content?: Buffer;
  readonly contentType?: string;
}

const chapter = new Chapter([
  'OnMessageAdded',
  'OnMessageUpdated',
  'OnMessageDeleted',
  'OnCallCreated',
  'OnCallModified',
]);
const { at, event, refused, through } = chapter;
before(() => chapter.start());
after(() => chapter.stop());

test('the mailbox that nobody names is found once, and remembered', () =>
  at('bob', [['get-mailbox'], ['get-voicemails']], async ({ asked }) => {
    assert.deepEqual(payloadOf(await through('get-mailbox')), { totalVoiceMsg: 7, newVoiceMsg: 2, storageUsage: 3 });
    assert.equal(payloadOf<{ voicemails: unknown[] }>(await through('get-voicemails')).voicemails.length, 7);
    assert.deepEqual(asked(), ['opentouch-get-mailboxes', 'opentouch-get-mailbox', 'opentouch-get-voicemails']);
    const error = await refused('get-mailbox', { mailboxId: '1001' });
    assert.deepEqual([error.code, error.cause['status']], ['NOT_ALLOWED', 403]);
  }));

test("an administrator finds each user's own mailbox", () =>
  at('alice', [], async ({ simulator }) => {
    await chapter.red.deploy(tab(account(simulator.url, credentialsOf('admin')), ...nodesOf([['get-mailbox']])));
    const total = async (loginName: string) =>
      payloadOf<{ totalVoiceMsg: number }>(await through('get-mailbox', { loginName })).totalVoiceMsg;
    assert.deepEqual([await total('bob'), await total('dave'), await total('bob')], [7, 2, 7]);
  }));

test('messages come as one page, as one list of all pages, and one by one', () =>
  at(
    'bob',
    [['get-voicemails', { limit: { type: 'num', value: '3' } }, { list: 'all' }]],
    async ({ simulator, asked }) => {
      const all = payloadOf<Voicemail[]>(await through('get-voicemails'));
      assert.deepEqual(
        all.map(({ voicemailId }) => voicemailId),
        ['1002+7', '1002+6', '1002+5', '1002+4', '1002+3', '1002+2', '1002+1'],
      );
      assert.equal(asked().filter((name) => name === 'opentouch-get-voicemails').length, 3, 'pages of three');
      const redeploy = (list: string) =>
        chapter.red.deploy(
          tab(
            account(simulator.url, credentialsOf('bob')),
            ...nodesOf([['get-voicemails', { limit: str('3') }, { list }]]),
          ),
        );
      await redeploy('page');
      assert.deepEqual(payloadOf(await through('get-voicemails', { offset: 6 })), { voicemails: all.slice(6) });
      await redeploy('each');
      chapter.red.inject('get-voicemails', { payload: {}, kept: 'yes' });
      for (const [index, voicemail] of all.entries()) {
        const message = await chapter.red.next('out');
        assert.deepEqual([message['payload'], message['kept']], [voicemail, 'yes']);
        const { id, ...parts } = message['parts'] as Record<string, unknown>;
        assert.ok(id);
        assert.deepEqual(parts, { type: 'array', count: 7, len: 1, index });
      }
    },
  ));

test('the audio of a message comes along as a Buffer, and the message counts as heard', () =>
  at('alice', [['get-voicemail', {}, { attachment: true }], ['get-mailbox']], async ({ simulator }) => {
    const [message] = simulator.opentouch.messaging.mailboxesOf('alice')[0]?.messages ?? [];
    const received = await through('get-voicemail', { voicemailId: message?.id, mailboxId: '1001' });
    const { content, contentType, url, unread, duration } = payloadOf<Voicemail>(received);
    assert.ok(Buffer.isBuffer(content));
    assert.deepEqual(content, message?.sound.file);
    assert.equal(content.length, 44 + 16_000 * duration);
    assert.deepEqual([contentType, unread], ['audio/wav', false]);
    assert.ok(url?.startsWith(simulator.url));
    const { message: updated } = await event<{ message: Voicemail }>('OnMessageUpdated');
    assert.equal(updated.voicemailId, message?.id);
    assert.equal(payloadOf<{ newVoiceMsg: number }>(await through('get-mailbox')).newVoiceMsg, 1);
    const error = await refused('get-voicemail', { voicemailId: '1001+99' });
    assert.equal(error.code, 'NOT_FOUND');
  }));

test('without the switch no audio is fetched', () =>
  at('alice', [['get-voicemail']], async ({ asked }) => {
    const { content, url } = payloadOf<Voicemail>(await through('get-voicemail', { voicemailId: '1001+5' }));
    assert.deepEqual([content, typeof url], [undefined, 'string']);
    assert.ok(!asked().includes('voicemail-audio'));
  }));

test('the audio is fetched from the typed address when the server names itself otherwise', () =>
  at(
    'alice',
    [['get-voicemail', {}, { attachment: true }]],
    async () => {
      const received = payloadOf<Voicemail>(await through('get-voicemail', { voicemailId: '1001+5' }));
      assert.match(String(received.url), /^http:\/\/opentouch\.example\/messaging/);
      assert.equal(received.content?.toString('latin1', 0, 4), 'RIFF');
    },
    {
      opentouch: { publicUrl: 'http://opentouch.example', internalUrl: 'http://10.255.255.1' },
      account: { addressMode: 'typed' },
    },
  ));

test('audio on a foreign host is fetched without the cookies, after a redirect, too', async () => {
  const asked: { url: string | undefined; headers: IncomingHttpHeaders }[] = [];
  const foreign = createServer(({ url, headers }, response) => {
    asked.push({ url, headers });
    response.setHeader('set-cookie', 'AlcUserId=planted; Path=/');
    response.setHeader('content-type', 'audio/x-wav');
    response.end('RIFF of somebody else');
  });
  foreign.listen(0, '127.0.0.1');
  await once(foreign, 'listening');
  // Another name for the same machine: cookies know names only, not ports.
  const elsewhere = `http://localhost:${(foreign.address() as AddressInfo).port}`;
  const recorder = await startRecorder();
  try {
    for (const name of ['get-voicemail', 'get-recorded-message']) {
      for (const [url, path] of [
        [`${elsewhere}/direct.wav`, '/direct.wav'],
        [`${recorder.url}/moved.wav`, '/redirected.wav'],
      ]) {
        recorder.answer((request): Reply | undefined => {
          if (request.url === '/moved.wav')
            return { status: 302, headers: { location: `${elsewhere}/redirected.wav` } };
          return /voicemails|recorder/.test(resource(request)) ? { status: 200, body: { url } } : undefined;
        });
        // In mode "typed" a redirect of the server is followed at the typed host, and never leads away from it.
        const owner = account(recorder.url, path === '/redirected.wav' ? { addressMode: 'public' } : {});
        await chapter.red.deploy(tab(owner, ...nodesOf([[name, {}, { attachment: true }]])));
        const { content, contentType } = payloadOf<Voicemail>(
          await through(name, { mailboxId: '1', voicemailId: '2' }),
        );
        assert.deepEqual([String(content), contentType], ['RIFF of somebody else', 'audio/x-wav']);
        const request = asked.pop();
        assert.equal(request?.url, path);
        assert.deepEqual([request?.headers.cookie, request?.headers.authorization], [undefined, undefined]);
        const own = recorder.requests.find((one) => one.url === '/moved.wav');
        if (path === '/redirected.wav') assert.match(String(own?.headers.cookie), /AlcUserId/);
        recorder.requests.length = 0;
      }
    }
  } finally {
    await chapter.red.deploy([]);
    await recorder.stop();
    foreign.close();
    foreign.closeAllConnections();
  }
});

test('given messages are deleted by their ids, and without ids all are, after a listing', () =>
  at('bob', [['delete-voicemails'], ['delete-voicemail'], ['get-mailbox']], async ({ simulator, asked }) => {
    const left = () => simulator.opentouch.messaging.mailboxesOf('bob')[0]?.messages.map(({ id }) => id);
    await through('delete-voicemail', { voicemailId: '1002+7' });
    assert.equal((await event<{ messageId: string }>('OnMessageDeleted')).messageId, '1002+7');
    await through('delete-voicemails', { msgIds: ['1002+6', '1002+4', 'x'] });
    for (const id of ['1002+6', '1002+4']) {
      assert.equal((await event<{ messageId: string }>('OnMessageDeleted')).messageId, id);
    }
    assert.deepEqual(left(), ['1002+5', '1002+3', '1002+2', '1002+1']);
    asked();
    await through('delete-voicemails');
    assert.deepEqual(asked(), ['opentouch-get-voicemails', 'opentouch-delete-voicemails']);
    for (const id of ['1002+5', '1002+3', '1002+2', '1002+1']) {
      assert.equal((await event<{ messageId: string }>('OnMessageDeleted')).messageId, id);
    }
    assert.deepEqual(left(), []);
  }));

test('a call sent to voicemail becomes an event, wired straight into the node that fetches the message', () =>
  at(
    'alice',
    [
      ['redirect-call', { redirectTo: str('VOICEMAIL') }],
      ['get-voicemail', { voicemailId: str('{{payload.message.voicemailId}}') }, { attachment: true }],
    ],
    async ({ simulator }) => {
      simulator.opentouch.exchange.placeCall('+33199001095', '1001');
      await through('redirect-call', await event('OnCallCreated'));
      const added = await event<{ message: Voicemail; newVoiceMessagesNb: number; loginName: string }>(
        'OnMessageAdded',
      );
      assert.deepEqual([added.loginName, added.newVoiceMessagesNb, added.message.unread], ['alice', 3, true]);
      assert.equal(added.message.from?.id.phoneNumber, '+33199001095');
      const received = payloadOf<Voicemail>(await through('get-voicemail', added));
      assert.equal(received.content?.length, 44 + 16_000 * added.message.duration);
    },
  ));

test('a message is played on a telephone that rings, and its offsets are checked before anything is sent', () =>
  at(
    'alice',
    [['play-voicemail'], ['pause-player'], ['stop-player'], ['release-player'], ['answer-call']],
    async ({ asked }) => {
      for (const offset of ['later', '5 %', '1.5', '%', '+', '--1']) {
        const error = await refused('play-voicemail', { mailboxId: '1001', offset });
        assert.deepEqual([error.code, error.cause['field']], ['INVALID_INPUT', 'offset'], offset);
      }
      assert.deepEqual(asked(), []);
      for (const offset of ['65', '12%', '+10', '-20']) {
        const error = await refused('play-voicemail', { voicemailId: '1001+5', offset });
        assert.equal(error.code, 'NOT_EXPECTED', 'the first time');
      }
      await through('play-voicemail', { voicemailId: '1001+5' });
      const { callRef } = await event<{ callRef: string }>('OnCallCreated');
      await through('answer-call', { callRef, deviceId: '1001' });
      await through('pause-player');
      for (const offset of ['2', '50%', '+1', '-1']) {
        await through('play-voicemail', { offset });
        await through('pause-player');
      }
      assert.equal((await refused('play-voicemail', { offset: '65' })).code, 'BAD_PARAMETER');
      await through('stop-player');
      await through('release-player');
      const released = await event<{ callData: { state: string } }>('OnCallModified');
      assert.ok(released.callData.state);
    },
  ));

test('a message is recorded, fetched and sent; one is forwarded behind an introduction', () =>
  at(
    'alice',
    [
      ['record-message'],
      ['stop-recorder'],
      ['resume-recorder'],
      ['cancel-recorder'],
      ['release-recorder'],
      ['get-recorded-message', {}, { attachment: true }],
      [
        'send-recorded-message',
        { destinations: { type: 'json', value: '[{"phoneNumber":"1002"},{"loginName":"alice"}]' } },
      ],
      ['forward-voicemail'],
      ['answer-call'],
    ],
    async ({ simulator }) => {
      const answer = async () => {
        const { callRef } = await event<{ callRef: string }>('OnCallCreated');
        await through('answer-call', { callRef, deviceId: '1001' });
      };
      await through('record-message');
      await answer();
      await through('stop-recorder');
      await through('resume-recorder');
      await through('stop-recorder');
      const recorded = payloadOf<Voicemail>(await through('get-recorded-message'));
      assert.deepEqual([recorded.content?.length, recorded.contentType], [44 + 16_000, 'audio/wav']);
      await through('send-recorded-message');
      const { message } = await event<{ message: Voicemail }>('OnMessageAdded');
      assert.deepEqual([message.from?.id.phoneNumber, message.duration], ['1001', 1]);
      assert.equal(simulator.opentouch.messaging.unread('bob'), 3);
      await through('release-recorder');

      await through('forward-voicemail', { voicemailId: '1001+5' });
      await answer();
      await through('stop-recorder');
      await through('release-recorder');
      await through('send-recorded-message', { highPriority: true });
      const forwarded = await event<{ message: Voicemail }>('OnMessageAdded');
      assert.equal(forwarded.message.duration, 7);
      assert.equal((await refused('cancel-recorder')).code, 'NOT_EXPECTED');
    },
  ));

test('a file is sent by its address, and the sender of a message is called back', () =>
  at('alice', [['get-voicemail'], ['send-recorded-message'], ['call-back-voicemail'], ['get-mailboxes']], async () => {
    const { url } = payloadOf<Voicemail>(await through('get-voicemail', { voicemailId: '1001+5' }));
    await through('send-recorded-message', { destinations: [{ loginName: 'alice' }], url });
    assert.equal((await event<{ message: Voicemail }>('OnMessageAdded')).message.duration, 6);
    await through('call-back-voicemail', { voicemailId: '1001+4' });
    const ringing = await event<{ callData: { state: string; initialCalled: object } }>('OnCallCreated');
    assert.equal(ringing.callData.state, 'RINGING_INCOMING');
    assert.deepEqual(ringing.callData.initialCalled, { id: { phoneNumber: '1002' } });
    const [mailbox] = payloadOf<{ mailboxes: { id: string; capabilities: Record<string, boolean> }[] }>(
      await through('get-mailboxes'),
    ).mailboxes;
    assert.deepEqual([mailbox?.id, mailbox?.capabilities['play']], ['1001', true]);
  }));
