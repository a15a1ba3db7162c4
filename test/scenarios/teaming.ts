import assert from 'node:assert/strict';
import type { Stage } from '../support/examples.ts';

export async function clickToCall(on: Stage): Promise<void> {
  await on.press('Alice hangs up');
  assert.deepEqual(await on.next('There is no call'), []);
  await on.press('Alice calls Bob');
  const { callId, externalTrackingId } = await on.next<{ callId: string; externalTrackingId: string }>('Call made');
  assert.match(externalTrackingId, /^[0-9a-f-]{36}$/);
  await on.press('Alice hangs up');
  assert.equal(await on.next('Hung up'), callId);
  await on.press('Alice hangs up');
  assert.deepEqual(await on.next('There is no call'), []);
}

export async function callPopUp(on: Stage): Promise<void> {
  await on.press('A customer calls Carol');
  assert.deepEqual(await on.next('Note on the screen'), {
    title: 'Call from Maison Blanche',
    number: '+33199001717',
  });
  assert.equal(await on.next('The call is over'), '+33199001717');
}

interface Mail {
  readonly to: string;
  readonly topic: string;
  readonly payload: string;
  readonly attachments: readonly {
    readonly filename: string;
    readonly content: { readonly data: readonly number[] };
  }[];
}

export async function voicemailToMail(on: Stage): Promise<void> {
  await on.press('A customer leaves a message');
  const { to, topic, payload, attachments } = await on.next<Mail>('The e-mail');
  assert.equal(to, 'dave@example.com');
  assert.equal(topic, 'Voice message from Maison Blanche (+33199001818)');
  assert.match(payload, /^3 seconds, left at \d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ$/);
  const [recording] = attachments;
  assert.match(recording?.filename ?? '', /^[0-9a-f-]{36}\.wav$/);
  assert.equal(Buffer.from(recording?.content.data ?? []).toString('latin1', 0, 4), 'RIFF');
  assert.equal(await on.next('Marked'), 204);
}

export async function doNotDisturb(on: Stage): Promise<void> {
  const active = async () => (await on.next<{ active: boolean }>("Frank's telephone")).active;
  await on.press('A meeting in two seconds');
  assert.equal(await active(), true);
  assert.equal(await active(), false);
}

export async function forwarding(on: Stage): Promise<void> {
  await on.press('Working day is over, 18:00');
  const away = await on.next<object>("Erin's forwarding");
  assert.deepEqual(away, { active: true, forwardToPhoneNumber: '+33199002020', ringSplash: false });
  await on.press('Working day begins, 8:00');
  assert.equal((await on.next<{ active: boolean }>("Erin's forwarding")).active, false);
}
