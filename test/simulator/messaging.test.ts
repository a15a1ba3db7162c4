import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OpenTouchOptions } from '../../nodes/simulator/opentouch/server/options.ts';
import type { Simulator } from '../../nodes/simulator/server/simulator.ts';
import { eventually } from '../support/eventually.ts';
import { type Answer, ask, ChannelReader, type Client, logIn, withSimulator } from '../support/opentouch-requests.ts';

interface Message {
  readonly voicemailId: string;
  readonly from?: { readonly id: { readonly phoneNumber?: string; readonly loginName?: string } };
  readonly duration: number;
  readonly date: string;
  readonly unread: boolean;
  readonly highPriority: boolean;
  readonly url?: string;
}

const outcome = ({ status, body }: Answer) => `${status} ${body['type'] ?? ''}`.trim();
const alicesBox = '/messaging/mailboxes/1001';
const names = ['OnMessageAdded', 'OnMessageUpdated', 'OnMessageDeleted'];

async function listOf(client: Client, box = alicesBox, query = ''): Promise<Message[]> {
  return ((await client.ask('GET', `${box}/voicemails${query}`)).body['voicemails'] ?? []) as Message[];
}

async function listen(client: Client, ids?: string[]): Promise<ChannelReader> {
  const filter = { selectors: [{ names, ...(ids && { ids }) }] };
  const { body } = await client.ask('POST', '/subscriptions', { filter, version: '1.0' });
  return ChannelReader.open(String(body['publicPollingUrl']));
}

/** A test with alice, who has a computer's voicemail, and bob, who has the exchange's. */
function story(
  name: string,
  tell: (on: { simulator: Simulator; url: string; alice: Client; bob: Client }) => Promise<void>,
  options: OpenTouchOptions = {},
): void {
  test(name, () =>
    withSimulator(options, async (simulator) => {
      const { url } = simulator;
      await tell({ simulator, url, alice: await logIn(url, 'alice'), bob: await logIn(url, 'bob') });
    }),
  );
}

/** What rings at a user is answered. */
async function pickUp(client: Client, deviceId: string): Promise<string> {
  let callRef = '';
  await eventually(async () => {
    const { body } = await client.ask('GET', '/telephony/calls');
    const calls = body['calls'] as { callRef: string; callData: { state: string } }[];
    callRef = calls.find(({ callData }) => callData.state === 'RINGING_INCOMING')?.callRef ?? '';
    return callRef;
  }, 'a ringing call');
  assert.equal((await client.ask('POST', `/telephony/calls/${callRef}/answer`, { deviceId })).status, 204);
  return callRef;
}

story(
  'a user has one mailbox, named after him, with thirteen capabilities of which some voicemails lack some',
  async ({ alice, bob, url }) => {
    const mailboxOf = async (client: Client, query = '') => {
      const { body } = await client.ask('GET', `/messaging/mailboxes${query}`);
      const [mailbox, ...more] = body['mailboxes'] as { id: string; name: string; capabilities: object }[];
      assert.equal(more.length, 0);
      const { id, name, capabilities } = mailbox ?? assert.fail('no mailbox');
      assert.equal(Object.keys(capabilities).length, 13);
      const missing = Object.entries(capabilities).flatMap(([capability, there]) => (there ? [] : [capability]));
      return [id, name, missing];
    };
    assert.deepEqual(await mailboxOf(alice), ['1001', 'Alice Martin', []]);
    assert.deepEqual(await mailboxOf(bob), ['1002', 'Bob Bernard', ['getRecord', 'forward']]);
    const admin = await logIn(url, 'admin');
    assert.deepEqual((await mailboxOf(admin, '?loginName=alice'))[0], '1001');
    assert.equal(outcome(await admin.ask('GET', '/messaging/mailboxes')), '400 BAD_PARAMETER');
    assert.equal(outcome(await bob.ask('GET', '/messaging/mailboxes/1002/recorder')), '400 NOT_SUPPORTED');
    assert.equal(outcome(await bob.ask('GET', alicesBox)), '403 NOT_ALLOWED');
    assert.equal(outcome(await bob.ask('GET', '/messaging/mailboxes/4711')), '404 NOT_FOUND');
    const grace = await logIn(url, 'grace');
    assert.equal(outcome(await grace.ask('GET', '/messaging/mailboxes')), '403 NOT_ALLOWED');
  },
);

story('messages are listed by page, the newest first, with a plus in their ids and no URL', async ({ bob }) => {
  const box = '/messaging/mailboxes/1002';
  const all = await listOf(bob, box);
  assert.equal(all.length, 7);
  const dates = all.map(({ date }) => date);
  assert.deepEqual(dates, [...dates].sort().reverse());
  assert.match(dates[0] ?? '', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  for (const { voicemailId, url, duration, highPriority } of all) {
    assert.match(voicemailId, /\+/);
    assert.deepEqual([url, Number.isInteger(duration), highPriority], [undefined, true, false]);
  }
  assert.deepEqual(await listOf(bob, box, '?offset=2&limit=3'), all.slice(2, 5));
  assert.deepEqual(await listOf(bob, box, '?offset=6&limit=3'), all.slice(6));
  assert.deepEqual(await listOf(bob, box, '?offset=7&limit=3'), []);
  assert.deepEqual(await listOf(bob, box, '?limit=-1'), all);
  assert.deepEqual(await listOf(bob, box, '?newOnly=true'), all.slice(0, 2));
  assert.equal(outcome(await bob.ask('GET', `${box}/voicemails?offset=-1`)), '400 BAD_PARAMETER');
  assert.deepEqual((await bob.ask('GET', box)).body, { totalVoiceMsg: 7, newVoiceMsg: 2, storageUsage: 3 });
});

story('who reads one message is given its URL, and the message counts as heard', async ({ alice }) => {
  const channel = await listen(alice);
  const [first] = await listOf(alice, alicesBox, '?newOnly=true');
  assert.ok(first?.unread && first.highPriority);
  const path = `${alicesBox}/voicemails/${encodeURIComponent(first.voicemailId)}`;
  const { body } = await alice.ask('GET', path);
  assert.deepEqual({ ...body, url: undefined }, { ...first, unread: false, url: undefined });
  assert.match(String(body['url']), /^http:.*\.wav$/);
  const updated = await channel.event('OnMessageUpdated');
  const { unread: _, ...heard } = first;
  assert.deepEqual(updated, { eventName: 'OnMessageUpdated', loginName: 'alice', mailboxId: '1001', message: heard });
  await alice.ask('GET', path);
  assert.equal((await alice.ask('GET', alicesBox)).body['newVoiceMsg'], 1);
  assert.equal(outcome(await alice.ask('GET', `${alicesBox}/voicemails/1001%2B99`)), '404 NOT_FOUND');
  await alice.ask('DELETE', path);
  await channel.event('OnMessageDeleted');
  assert.equal(channel.events.filter(({ eventName }) => eventName === 'OnMessageUpdated').length, 1);
  channel.close();
});

story(
  'the audio is a WAV file as long as the message says, for its owner and administrators only',
  async ({ alice, bob, url }) => {
    const [message] = await listOf(alice);
    const { body } = await alice.ask(
      'GET',
      `${alicesBox}/voicemails/${encodeURIComponent(message?.voicemailId ?? '')}`,
    );
    const address = String(body['url']);
    const audio = (cookie: string, range?: string) =>
      fetch(address, { headers: { ...(cookie && { cookie }), ...(range && { range }) } });
    const answer = await audio(alice.cookie);
    assert.deepEqual([answer.status, answer.headers.get('content-type')], [200, 'audio/wav']);
    const file = Buffer.from(await answer.arrayBuffer());
    assert.equal(file.toString('latin1', 0, 4) + file.toString('latin1', 8, 16), 'RIFFWAVEfmt ');
    const format = [file.readUInt16LE(20), file.readUInt16LE(22), file.readUInt32LE(24), file.readUInt16LE(34)];
    assert.deepEqual(format, [1, 1, 8000, 16], 'PCM, one channel, 8 kHz, 16 bits');
    assert.equal(file.readUInt32LE(4), file.length - 8);
    assert.equal(file.readUInt32LE(40), file.length - 44);
    assert.equal(file.length - 44, Number(message?.duration) * 16_000);
    const loudest = Array.from({ length: (file.length - 44) / 2 }, (_, index) => file.readInt16LE(44 + index * 2));
    assert.ok(Math.max(...loudest) > 5000, 'it is silent');
    assert.deepEqual(Buffer.from(await (await audio(alice.cookie)).arrayBuffer()), file);

    const part = await audio(alice.cookie, 'bytes=0-1');
    assert.deepEqual([part.status, await part.text()], [206, 'RI']);
    assert.equal(part.headers.get('content-range'), `bytes 0-1/${file.length}`);
    assert.equal((await audio(alice.cookie, `bytes=${file.length}-`)).status, 416);

    const admin = await logIn(url, 'admin');
    assert.equal((await audio(admin.cookie)).status, 200);
    for (const cookie of ['', 'AlcUserId=nobody', bob.cookie]) assert.equal((await audio(cookie)).status, 403, cookie);
    assert.equal((await ask('POST', address, { headers: { cookie: alice.cookie } })).status, 405);
    await alice.ask('DELETE', '/sessions');
    assert.equal((await audio(alice.cookie)).status, 403);
  },
);

story('single messages are deleted, unknown ones without an error, each deletion is told', async ({ alice }) => {
  const channel = await listen(alice);
  const ids = (await listOf(alice)).map(({ voicemailId }) => voicemailId);
  const [one = '', two = '', three = ''] = ids.map(encodeURIComponent);
  assert.equal((await alice.ask('DELETE', `${alicesBox}/voicemails/${one}`)).status, 204);
  assert.equal((await alice.ask('DELETE', `${alicesBox}/voicemails/${one}`)).status, 204);
  // A plus that is not encoded is a blank, and such a message does not exist.
  assert.equal((await alice.ask('DELETE', `${alicesBox}/voicemails?msgIds=${ids[1]}`)).status, 204);
  assert.equal((await listOf(alice)).length, 4);
  assert.equal((await alice.ask('DELETE', `${alicesBox}/voicemails?msgIds=${two},x,${three}`)).status, 204);
  await channel.event('OnMessageDeleted', 3);
  const told = channel.events.filter(({ eventName }) => eventName === 'OnMessageDeleted');
  assert.deepEqual(
    told.map(({ loginName, mailboxId, messageId }) => [loginName, mailboxId, messageId]),
    ids.slice(0, 3).map((id) => ['alice', '1001', id]),
  );
  channel.close();
});

story('all messages are deleted at once by whoever has listed them before', async ({ alice, url }) => {
  const all = `${alicesBox}/voicemails`;
  assert.equal(outcome(await alice.ask('DELETE', all)), '400 NOT_EXPECTED');
  await listOf(await logIn(url, 'alice'));
  assert.equal(outcome(await alice.ask('DELETE', all)), '400 NOT_EXPECTED', 'another session has listed');
  await listOf(alice);
  assert.equal((await alice.ask('DELETE', all)).status, 204);
  assert.deepEqual((await alice.ask('GET', alicesBox)).body, { totalVoiceMsg: 0, newVoiceMsg: 0, storageUsage: 0 });
});

story(
  'a call that is redirected or overflows to voicemail leaves a message when the caller has gone',
  async ({ alice, bob, url }) => {
    const [toBob, toAlice] = [await listen(bob), await listen(alice)];
    const call = async (from: Client, deviceId: string, callee: string) => {
      const made = await from.ask('POST', '/telephony/calls', { deviceId, callee, autoAnswer: true });
      return `/telephony/calls/${JSON.parse(made.text)}`;
    };
    const overflowing = await call(alice, '1001', '1002');
    assert.equal((await alice.ask('POST', `${overflowing}/overflowToVoiceMail`)).status, 204);
    assert.ok(!toBob.events.some(({ eventName }) => eventName === 'OnMessageAdded'), 'she still speaks');
    await alice.ask('DELETE', overflowing);
    const added = await toBob.event('OnMessageAdded');
    const { from, unread, duration } = added['message'] as Message & { from: { displayName: string } };
    assert.deepEqual(from, {
      id: { loginName: 'alice', phoneNumber: '1001' },
      firstName: 'Alice',
      lastName: 'Martin',
      displayName: 'Alice Martin',
    });
    assert.deepEqual([unread, duration, added['newVoiceMessagesNb'], added['mailboxId']], [true, 1, 3, '1002']);

    const placed = await ask('POST', `${url}/simulator/calls`, { body: { from: '+33199001099', to: '1001' } });
    const redirected = await alice.ask('POST', `/telephony/calls/${placed.body['callRef']}/redirect`, {
      redirectTo: 'VOICEMAIL',
    });
    assert.equal(redirected.status, 204);
    const outside = (await toAlice.event('OnMessageAdded'))['message'] as Message;
    assert.deepEqual([outside.from?.id, outside.duration], [{ phoneNumber: '+33199001099' }, 4]);
    assert.equal((await listOf(alice))[0]?.voicemailId, outside.voicemailId);

    // Who calls the voicemail itself listens to his own messages, and leaves none.
    const own = await call(bob, '1002', '1900');
    await bob.ask('DELETE', own);
    assert.equal((await listOf(bob, '/messaging/mailboxes/1002')).length, 8);
    toBob.close();
    toAlice.close();
  },
);

story(
  'a call that nobody answers leaves a message, too',
  async ({ alice, url }) => {
    const channel = await listen(alice);
    await ask('POST', `${url}/simulator/calls`, { body: { from: '+33199001098', to: '1001' } });
    const added = await channel.event('OnMessageAdded');
    assert.deepEqual((added['message'] as Message).from?.id, { phoneNumber: '+33199001098' });
    channel.close();
  },
  { timing: { noAnswer: 20, releasing: 5 } },
);

story('a message is played on a telephone: it rings, plays, pauses and goes on from an offset', async ({ alice }) => {
  const channel = await listen(alice);
  const player = `${alicesBox}/player`;
  const play = (body: object) => alice.ask('POST', player, body);
  const [message, , third] = await listOf(alice);
  const voicemailId = message?.voicemailId;
  assert.equal(outcome(await play({})), '400 NOT_EXPECTED', 'nothing is paused');
  assert.equal(outcome(await play({ voicemailId: '1001+99' })), '404 NOT_FOUND');
  for (const offset of ['65', '12%', '+10']) {
    assert.equal(outcome(await play({ voicemailId, offset })), '400 NOT_EXPECTED', 'the first time');
  }
  assert.equal(outcome(await play({ voicemailId, offset: 'later' })), '400 BAD_PARAMETER');
  assert.equal((await play({ voicemailId, offset: '0' })).status, 204);
  await channel.event('OnMessageUpdated');
  assert.equal(outcome(await alice.ask('POST', `${player}/pause`)), '400 NOT_EXPECTED', 'it still rings');
  const callRef = await pickUp(alice, '1001');
  const { body } = await alice.ask('GET', `/telephony/calls/${callRef}`);
  const [voicemail] = body['participants'] as { identity: { type: object } }[];
  assert.deepEqual(voicemail?.identity.type, { main: 'SERVICE', subType: 'voicemail' });
  assert.equal(outcome(await play({ voicemailId, offset: '+2' })), '400 NOT_EXPECTED', 'it is not paused');

  assert.equal((await alice.ask('POST', `${player}/pause`)).status, 204);
  assert.equal(outcome(await alice.ask('POST', `${player}/pause`)), '400 NOT_EXPECTED');
  for (const offset of ['7', '101%', '-3', '+7']) {
    assert.equal(outcome(await play({ offset })), '400 BAD_PARAMETER', `${offset} of 6 seconds`);
  }
  for (const offset of ['3', '50%', '+1', '-1', '+10%']) {
    assert.equal((await play({ offset })).status, 204, offset);
    assert.equal((await alice.ask('POST', `${player}/pause`)).status, 204);
  }
  assert.equal(outcome(await play({ voicemailId: third?.voicemailId, offset: '1' })), '400 NOT_EXPECTED');
  assert.equal((await play({ voicemailId: third?.voicemailId })).status, 204);
  assert.equal((await alice.ask('POST', `${player}/stop`)).status, 204);
  assert.equal(outcome(await alice.ask('POST', `${player}/stop`)), '400 NOT_EXPECTED');
  assert.equal((await alice.ask('DELETE', player)).status, 204);
  assert.equal(outcome(await alice.ask('DELETE', player)), '400 NOT_EXPECTED');
  await eventually(async () => (await alice.ask('GET', '/telephony/calls')).text === '{"calls":[]}', 'hung up');
  channel.close();
});

story('who hangs up ends the player, and a telephone that nobody has cannot be rung', async ({ alice }) => {
  const player = `${alicesBox}/player`;
  const [message] = await listOf(alice);
  const play = (phoneNumber: string) => alice.ask('POST', player, { voicemailId: message?.voicemailId, phoneNumber });
  assert.equal(outcome(await play('4711')), '400 BAD_PARAMETER');
  assert.equal(outcome(await play('1900')), '400 BAD_PARAMETER');
  assert.equal((await play('1101')).status, 204);
  const callRef = await pickUp(alice, '1101');
  await alice.ask('DELETE', `/telephony/calls/${callRef}`);
  assert.equal(outcome(await alice.ask('POST', `${player}/pause`)), '400 NOT_EXPECTED');
  assert.equal(outcome(await alice.ask('DELETE', player)), '400 NOT_EXPECTED');
  // Somebody outside picks up at once, and his call is nobody's here.
  assert.equal((await play('+33639980001')).status, 204);
  assert.equal((await alice.ask('POST', `${player}/pause`)).status, 204);
});

story(
  'a message is recorded, stopped, resumed, fetched and sent, and the recorder keeps to that order',
  async ({ alice, bob }) => {
    const channel = await listen(bob);
    const recorder = `${alicesBox}/recorder`;
    const press = async (action: string) => outcome(await alice.ask('POST', `${recorder}/${action}`));
    const send = (body: object) => alice.ask('POST', `${recorder}/send`, body);
    const destinations = [{ phoneNumber: '4711', loginName: 'bob' }, { instantMessagingId: 'bob@im.lumiere.example' }];
    for (const action of ['stop', 'resume', 'cancel']) assert.equal(await press(action), '400 NOT_EXPECTED');
    assert.equal(outcome(await alice.ask('GET', recorder)), '400 NOT_EXPECTED');
    assert.equal(outcome(await alice.ask('DELETE', recorder)), '400 NOT_EXPECTED');
    assert.equal(outcome(await send({ destinations })), '400 NOT_EXPECTED');

    assert.equal((await alice.ask('POST', recorder, {})).status, 204);
    assert.equal(await press('stop'), '400 NOT_EXPECTED', 'it still rings');
    await pickUp(alice, '1001');
    assert.equal(outcome(await alice.ask('GET', recorder)), '400 NOT_EXPECTED', 'it is being recorded');
    assert.equal(await press('stop'), '204');
    assert.equal(await press('resume'), '204');
    assert.equal(await press('stop'), '204');
    const { body } = await alice.ask('GET', recorder);
    const audio = await fetch(String(body['url']), { headers: { cookie: alice.cookie } });
    assert.equal(Buffer.from(await audio.arrayBuffer()).length, 44 + 16_000);
    assert.equal((await fetch(String(body['url']), { headers: { cookie: bob.cookie } })).status, 403);
    assert.equal((await alice.ask('DELETE', recorder)).status, 204);
    assert.equal(await press('resume'), '400 NOT_EXPECTED', 'the telephone is gone');

    assert.equal(outcome(await send({})), '400 BAD_PARAMETER');
    assert.equal(outcome(await send({ destinations: [{ loginName: 'zoe' }] })), '400 BAD_PARAMETER');
    assert.equal((await send({ destinations, highPriority: true })).status, 204);
    const added = (await channel.event('OnMessageAdded'))['message'] as Message;
    assert.deepEqual([added.from?.id.loginName, added.highPriority, added.duration], ['alice', true, 1]);
    assert.equal((await listOf(bob, '/messaging/mailboxes/1002')).length, 8, 'once, though he was named twice');
    assert.equal(outcome(await send({ destinations })), '400 NOT_EXPECTED', 'it has been sent');

    await alice.ask('POST', recorder, {});
    await pickUp(alice, '1001');
    assert.equal(await press('cancel'), '204');
    assert.equal(await press('cancel'), '400 NOT_EXPECTED');
    channel.close();
  },
);

story('a message is forwarded behind an introduction', async ({ alice, bob }) => {
  const recorder = `${alicesBox}/recorder`;
  const [message] = await listOf(alice);
  const path = `${alicesBox}/voicemails/${encodeURIComponent(message?.voicemailId ?? '')}/forward`;
  assert.equal((await alice.ask('POST', path, {})).status, 204);
  await pickUp(alice, '1001');
  assert.equal((await alice.ask('POST', `${recorder}/stop`)).status, 204);
  assert.equal((await alice.ask('DELETE', recorder)).status, 204);
  await alice.ask('POST', `${recorder}/send`, { destinations: [{ companyEmail: 'bob.bernard@lumiere.example' }] });
  const [received] = await listOf(bob, '/messaging/mailboxes/1002');
  assert.equal(received?.duration, Number(message?.duration) + 1);
  const { body } = await bob.ask(
    'GET',
    `/messaging/mailboxes/1002/voicemails/${encodeURIComponent(received?.voicemailId ?? '')}`,
  );
  const audio = await fetch(String(body['url']), { headers: { cookie: bob.cookie } });
  assert.equal(Buffer.from(await audio.arrayBuffer()).length, 44 + 16_000 * Number(received?.duration));
  const unsupported = await bob.ask('POST', '/messaging/mailboxes/1002/voicemails/1002%2B1/forward', {});
  assert.equal(outcome(unsupported), '400 NOT_SUPPORTED');
});

story('a file is sent by its URL: one of the own messages, or a WAV from anywhere', async ({ alice, bob, url }) => {
  const send = (address: string) =>
    alice.ask('POST', `${alicesBox}/recorder/send`, { destinations: [{ loginName: 'bob' }], url: address });
  const [message] = await listOf(alice);
  const { body } = await alice.ask('GET', `${alicesBox}/voicemails/${encodeURIComponent(message?.voicemailId ?? '')}`);
  assert.equal((await send(String(body['url']))).status, 204);
  const [received] = await listOf(bob, '/messaging/mailboxes/1002');
  assert.deepEqual([received?.duration, received?.from?.id.loginName], [message?.duration, 'alice']);
  const foreign = await bob.ask(
    'GET',
    `/messaging/mailboxes/1002/voicemails/${encodeURIComponent(received?.voicemailId ?? '')}`,
  );
  assert.equal(outcome(await send(String(foreign.body['url']))), '403 NOT_ALLOWED');
  assert.equal(outcome(await send(`${url}/nothing.wav`)), '400 BAD_PARAMETER');
  assert.equal(outcome(await send(`${url}/simulator`)), '400 BAD_PARAMETER');
  assert.equal(outcome(await send('file:///etc/hosts')), '400 BAD_PARAMETER');
});

story('the sender of a message is called back: first the own set rings, then his', async ({ alice, bob }) => {
  const back = (id: string, body: object = {}) =>
    alice.ask('POST', `${alicesBox}/voicemails/${encodeURIComponent(id)}/callback`, body);
  const messages = await listOf(alice);
  const ofBob = messages.find(({ from }) => from?.id.loginName === 'bob');
  const anonymous = messages.find(({ from }) => from === undefined);
  assert.equal(outcome(await back(String(anonymous?.voicemailId))), '400 NOT_EXPECTED');
  assert.equal(outcome(await back(String(ofBob?.voicemailId), { phoneNumber: '1002' })), '400 BAD_PARAMETER');
  assert.equal((await back(String(ofBob?.voicemailId), { phoneNumber: '1101' })).status, 204);
  assert.equal((await bob.ask('GET', '/telephony/calls')).text, '{"calls":[]}');
  const callRef = await pickUp(alice, '1101');
  assert.equal(await pickUp(bob, '1002'), callRef);
});

story('the simulator lets anybody leave a message, until the mailbox is full', async ({ alice, url }) => {
  const leave = (body: object) => ask('POST', `${url}/simulator/voicemails`, { body });
  const { status, body } = await leave({ to: 'alice', from: 'bob', seconds: 2, highPriority: true });
  assert.deepEqual([status, body], [201, { loginName: 'alice', mailboxId: '1001', voicemailId: '1001+6' }]);
  const [newest] = await listOf(alice);
  assert.deepEqual([newest?.from?.id.phoneNumber, newest?.duration, newest?.highPriority], ['1002', 2, true]);
  for (const wrong of [
    {},
    { to: 'zoe' },
    { to: 'admin' },
    { to: 'alice', seconds: 0 },
    { to: 'alice', seconds: 'x' },
  ]) {
    assert.equal((await leave(wrong)).status, 400, JSON.stringify(wrong));
  }
  for (let count = 0; count < 4; count += 1) await leave({ to: 'alice', seconds: 300 });
  assert.equal((await alice.ask('GET', alicesBox)).body['storageUsage'], 100);
  assert.match((await leave({ to: 'alice' })).text, /full/);
  const { body: shown } = await ask('GET', `${url}/simulator`);
  const { mailboxes } = shown['opentouch'] as { mailboxes: { loginName: string; unread: number }[] };
  assert.deepEqual(
    mailboxes.find(({ loginName }) => loginName === 'alice'),
    {
      loginName: 'alice',
      mailbox: '1001',
      messages: 10,
      unread: 7,
    },
  );
});
