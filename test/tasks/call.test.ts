import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { TaskSite, typed } from '../support/tasks.ts';

const site = new TaskSite();
before(() => site.start());
afterEach(() => site.clear());
after(() => site.stop());

/** The task *call* with an action, of somebody's account. */
const doing = (action: string, more: object = {}, person?: string) =>
  person ? (['call', { action, ...more }, person] as const) : (['call', { action, ...more }] as const);

test('OpenTouch: a call is made, answered, held, retrieved and ended without anybody naming it', async () => {
  await site.deploy('opentouch', {
    make: doing('make', { autoAnswer: true }),
    answer: doing('answer', {}, 'bob'),
    hold: doing('hold'),
    retrieve: doing('retrieve'),
    end: doing('hang up'),
  });
  const { payload, response } = await site.through('make', '1002');
  const { call, callRef } = payload as { call: string; callRef: string };
  assert.ok(call && call === callRef);
  assert.equal((response as { operation: string }).operation, 'opentouch-make-call');
  assert.match(site.red.status('make')?.text ?? '', /^→ 1002 \d\d:\d\d$/);
  await site.through('answer');
  // What came stays: nothing is answered to a hold.
  assert.equal((await site.through('hold', 'kept')).payload, 'kept');
  await site.through('retrieve');
  await site.through('end');
  const { code, message } = await site.refused('end');
  assert.equal(code, 'INVALID_INPUT');
  assert.match(message, /call is missing, and there is none that this can be done with/);
  assert.equal(site.asked('opentouch-drop-me-from-call'), 1);
});

test('OpenTouch: an administrator answers, holds and ends the call of the user who is named', async () => {
  const forBob = { user: typed('bob'), device: typed('1002') };
  await site.deploy('opentouch', {
    make: doing('make', { autoAnswer: true }),
    answer: doing('answer', forBob, 'admin'),
    hold: doing('hold', forBob, 'admin'),
    end: doing('hang up', forBob, 'admin'),
  });
  await site.through('make', '1002');
  await site.through('answer');
  await site.through('hold');
  await site.through('end');
  assert.equal(site.asked('opentouch-answer-call'), 1);
});

test('OpenTouch: the message names the call, and nothing is looked up', async () => {
  await site.deploy('opentouch', { make: doing('make'), end: doing('hang up') });
  const { payload } = await site.through('make', { number: '1002' });
  await site.through('end', payload);
  assert.equal(site.asked('opentouch-get-calls'), 0);
});

test('OpenTouch: a ringing call is diverted, an active one transferred', async () => {
  await site.deploy('opentouch', {
    make: doing('make', { number: typed('1002'), autoAnswer: true }),
    divert: doing('divert', { number: typed('{{payload.to}}') }, 'bob'),
    answer: doing('answer', {}, 'erin'),
    transfer: doing('transfer', { number: typed('1002') }),
  });
  await site.through('make');
  await site.through('divert', { to: '1005' });
  await site.through('answer');
  await site.through('transfer');
  assert.equal(site.asked('opentouch-redirect-call'), 1);
  assert.equal(site.asked('opentouch-blind-transfer-call'), 1);
});

test('the message says what to do, and what it cannot be told is an error before anything is sent', async () => {
  await site.deploy('opentouch', { any: doing('message'), silent: doing('make') });
  await site.through('any', { action: 'make', number: '1002' });
  await site.through('any', { action: 'hang up' });
  const { code, message } = await site.refused('any', { action: 'sing' });
  assert.equal(code, 'INVALID_INPUT');
  assert.match(message, /"sing".*make, answer/);
  assert.match((await site.refused('silent', {})).message, /number is missing/);
  assert.equal(site.asked('opentouch-make-call'), 1);
});

test('a web request calls for the account’s own user, whomever it names', async () => {
  await site.deploy('opentouch', { make: doing('make'), end: doing('hang up'), other: doing('hang up', {}, 'erin') });
  const req = { headers: {} };
  await site.through('make', { number: '1002', loginName: 'erin', deviceId: '1005' }, { req, res: {} });
  await site.refused('other');
  // Nor does it look for somebody else's call.
  await site.through('end', { loginName: 'erin' }, { req, res: {} });
});

test('Teaming: a call is made, and another answered, held, retrieved and ended', async () => {
  await site.deploy('teaming', {
    make: doing('make', {}, 'alice'),
    answer: doing('answer', {}, 'bob'),
    hold: doing('hold', {}, 'bob'),
    retrieve: doing('retrieve', {}, 'bob'),
    end: doing('hang up', {}, 'bob'),
  });
  const { payload } = await site.through('make', '+33999999999');
  assert.ok((payload as { call: string; callId: string }).call);
  site.simulator.teaming.switchboard.incoming({ name: 'Zoé', number: '+33988888888' }, 'bob@example.com');
  for (const task of ['answer', 'hold', 'retrieve', 'end']) await site.through(task);
  assert.match((await site.refused('end')).message, /call is missing/);
});

test('what a system cannot do is told as soon as the flow starts', async () => {
  await site.deploy('teaming', { transfer: doing('transfer', {}, 'alice') });
  await site.red.untilStatus('transfer', ({ fill }) => fill === 'red');
  const { message } = await site.refused('transfer', '1002');
  assert.match(
    message,
    /action: "transfer" is not possible with teaming; choose one of make, answer, hang up, hold, retrieve/,
  );
});
