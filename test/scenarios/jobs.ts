import assert from 'node:assert/strict';
import type { Stage } from '../support/examples.ts';

export async function clickToCallPage(on: Stage): Promise<void> {
  assert.match(await on.page('/click-to-call'), /<form method="post">/);
  const asked = await on.post('/click-to-call', { number: '+33199001200' });
  assert.deepEqual(asked, { status: 200, text: 'Calling. Pick up the telephone.\n' });
  await on.until(async () => (await on.calls('rosa')).length === 1, 'the call');
  const refused = await on.post('/click-to-call', { number: '' });
  assert.equal(refused.status, 400);
  assert.match(refused.text, /^Rosa \(.+\): .*number is missing/);
  const [call] = await on.calls('rosa');
  await on.as('rosa', 'DELETE', `/telephony/calls/${call?.callRef}`);
}

export async function missedCallToChat(on: Stage): Promise<void> {
  await on.press('A customer calls and gives up');
  const line = await on.next<string>('Line for the chat');
  assert.match(line, /^Missed call from Maison Blanche \+33199001210 at \d\d:\d\d UTC$/);
}

interface Mail {
  readonly to: string;
  readonly topic: string;
  readonly payload: string;
  readonly attachments: readonly { readonly content: { readonly data: readonly number[] } }[];
}

export async function voiceMessageToMail(on: Stage): Promise<void> {
  await on.press('A customer leaves a message');
  const { to, topic, payload, attachments } = await on.next<Mail>('E-mail to be sent');
  assert.equal(to, 'tessa.meyer@lumiere.example');
  assert.match(topic, /^Voice message from .*\+33199001220/);
  assert.match(payload, /3 seconds/);
  const sound = Buffer.from(attachments[0]?.content.data ?? []).toString('latin1', 0, 4);
  assert.equal(sound, 'RIFF');
}

export async function forwardByTheClock(on: Stage): Promise<void> {
  await on.press('Working day is over');
  assert.deepEqual(await on.next("Ugo's calls go"), [{ when: 'always', to: 'number', number: '+33639981230' }]);
  await on.press('Working day begins');
  assert.deepEqual(await on.next("Ugo's calls go now"), []);
}
