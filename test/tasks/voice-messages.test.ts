import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { TaskSite, typed } from '../support/tasks.ts';

const site = new TaskSite();
before(() => site.start());
afterEach(() => site.clear());
after(() => site.stop());

/** What the e-mail node reads of a message. */
interface Mail {
  readonly topic: string;
  readonly payload: string;
  readonly attachments: readonly {
    readonly filename: string;
    readonly content: Buffer;
    readonly contentType: string;
  }[];
  readonly voiceMessage: Readonly<Record<string, unknown>>;
}

async function nextMail(): Promise<Mail> {
  return (await site.red.next('out')) as unknown as Mail;
}

function isRecording({ attachments }: Mail): void {
  const [recording, ...others] = attachments;
  assert.ok(recording && others.length === 0);
  assert.equal(recording.content.subarray(0, 4).toString(), 'RIFF');
  assert.equal(recording.contentType, 'audio/wav');
  assert.match(recording.filename, /^voice-message-\d{4}-[\d-]+\d\.wav$/);
}

test('OpenTouch: a new voice message is an e-mail with its recording', async () => {
  await site.deploy('opentouch', {
    messages: ['voice-messages', {}, 'alice'],
    divert: ['call', { action: 'divert', number: typed('VOICEMAIL') }, 'alice'],
  });
  await site.red.untilStatus('messages', ({ fill }) => fill === 'green');
  site.simulator.opentouch.exchange.placeCall('+33199001095', '1001');
  await site.through('divert');
  const mail = await nextMail();
  assert.match(mail.topic, /^Voice message from .*\+33199001095/);
  assert.match(mail.payload, /^Voice message from .*: \d+ seconds, 20.*\.$/);
  isRecording(mail);
  const { number, user, voicemailId, duration, mailboxId } = mail.voiceMessage;
  assert.deepEqual([number, user, typeof voicemailId, typeof mailboxId], ['+33199001095', 'alice', 'string', 'string']);
  assert.ok(Number(duration) > 0 && Number(duration) < 60);
});

test('Teaming: a new voice message is an e-mail with its recording', async () => {
  await site.deploy('teaming', { messages: ['voice-messages', {}, 'alice'] });
  await site.red.untilStatus('messages', ({ fill, text = '' }) => fill === 'green' && /1 subscribed/.test(text));
  site.simulator.teaming.voicemail.leave('alice@example.com', { name: 'Zoé', number: '+33999999999' }, 3);
  const mail = await nextMail();
  assert.equal(mail.topic, 'Voice message from Zoé (+33999999999)');
  assert.match(mail.payload, /: 3 seconds, 20.*\.$/);
  isRecording(mail);
  const { number, name, user, duration, messageId } = mail.voiceMessage;
  assert.deepEqual([number, name, user, duration], ['+33999999999', 'Zoé', 'alice@example.com', 3]);
  assert.equal(typeof messageId, 'string');
});

test('OpenTouch: a recording that cannot be had is an error, and the message comes without it', async () => {
  await site.deploy('opentouch', {
    messages: ['voice-messages', {}, 'alice'],
    divert: ['call', { action: 'divert', number: typed('VOICEMAIL') }, 'alice'],
  });
  await site.red.untilStatus('messages', ({ fill }) => fill === 'green');
  site.simulator.opentouch.exchange.placeCall('+33199001095', '1001');
  site.simulator.faults.add({ on: 'opentouch-get-voicemail', status: 404 });
  await site.through('divert');
  const first = await site.red.nextOf(['out', 'errors']);
  const second = await site.red.nextOf(['out', 'errors']);
  assert.deepEqual([first.sink, second.sink], ['errors', 'out']);
  const mail = second.message as unknown as Mail;
  assert.deepEqual(mail.attachments, []);
  assert.equal(mail.voiceMessage['number'], '+33199001095');
});
