import assert from 'node:assert/strict';
import type { Stage } from '../support/examples.ts';
import { partners } from './partners.ts';

export async function officeHours(on: Stage): Promise<void> {
  const mobile = 'closed: NUMBER +33639981100';
  const voicemail = 'open, BUSY_NO_ANSWER: VOICEMAIL';
  const goes = (where: string) => on.next<string>("Karim's calls go", (shown) => shown === where);
  await on.press('Closed (Mon-Fri 18:00)');
  assert.equal(await on.next('Asked for'), 204);
  await goes(mobile);
  await on.status("Karim's calls go", mobile);
  await on.press('A customer calls Karim');
  await on.next('The customer calls');
  await on.press('Does it ring at Karim?');
  assert.deepEqual(await on.next("Karim's own calls"), []);

  await on.press('Open (Mon-Fri 8:00)');
  assert.equal(await on.next('Asked for'), 204);
  await goes(voicemail);
  await on.press('A customer calls Karim');
  const callRef = await on.next<string>('The customer calls');
  assert.deepEqual(partners(await on.calls('karim')), [['karim', 'RINGING_INCOMING', '+33199001100']]);
  await on.as('karim', 'DELETE', `/telephony/calls/${callRef}`);
  await on.until(async () => (await on.calls('karim')).length === 0, 'the call is over');

  await on.press('No overflow either');
  assert.equal(await on.next('Asked for'), 204);
  await goes('open, nothing takes calls');
  // Whoever changes it, it is shown.
  await on.as('karim', 'POST', '/routing/overflowroute', {
    overflowRoutes: [{ overflowType: 'BUSY', destinations: [{ type: 'ASSOCIATE', number: '1012' }] }],
  });
  await goes('open, BUSY: ASSOCIATE 1012');
  await on.press('Where do they go?');
  await goes('open, BUSY: ASSOCIATE 1012');
  assert.deepEqual(on.waiting('Not carried out'), []);
}

export async function recordOnDemand(on: Stage): Promise<void> {
  const ask = async (button: string, state: string) => {
    await on.press(button);
    assert.equal(await on.next('Asked for'), button.toLowerCase());
    assert.equal(await on.next('Recording'), state);
    await on.status('Recording', state);
  };
  const refused = async (button: string) => {
    await on.press(button);
    assert.equal(await on.next('Not possible now'), button.toLowerCase());
  };
  const hangUp = async (callRef: string) => {
    await on.press('Jules hangs up');
    assert.equal(await on.next('Hung up'), callRef);
    await on.until(async () => (await on.calls('jules')).length === 0, 'the call is over');
  };
  await refused('Start');
  await on.press('A customer calls, Jules answers');
  const callRef = await on.next<string>('Jules has answered');
  await refused('Pause');
  await ask('Start', 'recording');
  await refused('Start');
  await ask('Pause', 'paused');
  await ask('Resume', 'recording');
  await ask('Stop', 'not recording');
  // Whoever begins it, it is shown.
  await on.as('jules', 'POST', `/telephony/calls/${callRef}/recording?action=start`);
  assert.equal(await on.next('Recording'), 'recording');
  await hangUp(callRef);
  assert.equal(await on.next('Recording'), 'not recording');
  assert.deepEqual(on.waiting('Recorded by itself'), []);

  await on.press('The bank calls, Jules answers');
  assert.equal(await on.next('Recorded by itself'), '+33199001121');
  assert.equal(await on.next('Recording'), 'recording');
  await ask('Pause', 'paused');
  await hangUp(await on.next<string>('Jules has answered'));
  assert.equal(await on.next('Recording'), 'not recording');
}

export async function anyOperation(on: Stage): Promise<void> {
  await on.press('Which telephones has Érin?');
  const devices = await on.next<{ id: string }[]>('Her telephones');
  assert.ok(devices.some(({ id }) => id === '1005'));
  await on.press('How is a number dialled?');
  assert.match(await on.next<string>('To be dialled'), /^\d+$/);
}

interface Presence {
  readonly type: string;
  readonly value: string;
}

export async function presenceFromCalendar(on: Stage): Promise<void> {
  const changed = async () => {
    const [presence] = await on.next<Presence[]>("Nora's presence");
    return [presence?.type, presence?.value];
  };
  for (let time = 1; time <= 2; time += 1) {
    await on.press('A meeting in two seconds');
    const { summary, start, end } = await on.next<{ summary: string; start: string; end: string }>('The entry');
    assert.deepEqual([summary, Date.parse(end) - Date.parse(start)], ['Budget', 3000]);
    assert.deepEqual(await changed(), ['calendar', 'in-a-meeting']);
    assert.ok(Date.now() >= Date.parse(start) - 50);
    assert.deepEqual(await changed(), ['note', `Budget, until ${end.slice(11, 16)} UTC`]);
    assert.deepEqual(await changed(), ['calendar', 'free']);
    assert.ok(Date.now() >= Date.parse(end) - 50);
    assert.deepEqual(await changed(), ['note', '']);
    assert.equal(await on.next('The meeting is over'), 'Budget');
  }
  assert.deepEqual(on.waiting("Nora's presence"), []);
}

export async function messageWhenMissed(on: Stage): Promise<void> {
  const expected = /^You missed a call from \+33199001130\. It rang for [23] s\.$/;
  await on.press('A customer calls and gives up');
  assert.equal(await on.next('The customer gave up'), 204);
  const written = await on.next<string>('Written');
  assert.match(written, expected);
  assert.equal(await on.next('Gabin reads'), written);
  await on.press('What waits for Gabin');
  assert.deepEqual(await on.next('Waiting for Gabin'), []);

  // A call that is answered is no missed one.
  const { callRef } = await on.simulate<{ callRef: string }>('POST', 'calls', { from: '+33199001131', to: '1049' });
  await on.as('gabin', 'POST', '/telephony/basicCall/answer', { deviceId: '1049' });
  await on.until(async () => (await on.calls('gabin'))[0]?.state === 'ACTIVE', 'Gabin talks');
  await on.as('gabin', 'DELETE', `/telephony/calls/${callRef}`);
  await on.until(async () => (await on.calls('gabin')).length === 0, 'the call is over');
  await on.press('A customer calls and gives up');
  assert.match(await on.next('Gabin reads'), expected);
  assert.deepEqual(on.waiting('Gabin reads'), []);
}

export async function logInToGroup(on: Stage): Promise<void> {
  const agents = async () => {
    await on.press('Who takes calls?');
    return on.next('They take calls');
  };
  assert.deepEqual(await agents(), ['Carol Dubois']);
  await on.press('Log in, weekdays at 8:00');
  assert.equal(await on.next('The server has taken it'), 204);
  assert.equal(await on.next('Quentin'), 'Quentin takes calls');
  assert.deepEqual(await agents(), ['Carol Dubois', 'Quentin Faure']);
  await on.press('Log out, weekdays at 18:00');
  assert.equal(await on.next('Quentin'), 'Quentin has gone');
  assert.deepEqual(await agents(), ['Carol Dubois']);
  assert.deepEqual(on.waiting('Why it failed'), []);
}

export async function weeklyConference(on: Stage): Promise<void> {
  await on.press('Plan the weekly review');
  const { to, from, topic, payload, attachments } = await on.next<
    Record<string, string> & Record<'attachments', object[]>
  >('Invitation to be sent');
  assert.equal(to, 'lea.chevalier@lumiere.example, agency@affiche.example');
  assert.deepEqual([from, topic], ['oscar.blanchard@lumiere.example', 'Invitation: Weekly review']);
  assert.match(
    String(payload),
    /for the first time on Monday, \d+ \w+ \d{4} at 08:00 UTC, then every week\.\n\nOnline: https:/,
  );
  const [file] = attachments as { filename: string; content: string; contentType: string }[];
  assert.deepEqual([file?.filename, file?.contentType], ['invitation.ics', 'text/calendar; charset=utf-8']);
  assert.match(
    file?.content ?? '',
    /^BEGIN:VCALENDAR\r\n[\s\S]*\r\nSUMMARY:Weekly review\r\n[\s\S]*\r\nRRULE:FREQ=WEEKLY;INTERVAL=1;BYDAY=MO;/,
  );
  assert.equal(await on.next("What happens to Oscar's conferences"), 'OnConferenceCreated');
  await on.press('Plan the weekly review');
  assert.equal((await on.next<object[]>('It is planned already')).length, 1);
  await on.press('Cancel the weekly review');
  assert.ok(await on.next('Cancelled'));
  assert.equal(await on.next("What happens to Oscar's conferences"), 'OnConferenceDeleted');
  assert.deepEqual(on.waiting('Invitation to be sent'), []);
}

export async function missedCalls(on: Stage): Promise<void> {
  interface Line {
    readonly recordId: number;
    readonly number: string;
    readonly name: string;
  }
  await on.press('Show the missed calls');
  const before = await on.next<Line[]>('Missed calls');
  assert.ok(before.length > 0);
  await on.press('A customer calls and gives up');
  const after = await on.next<Line[]>('Missed calls');
  assert.deepEqual(
    after.map(({ recordId }) => recordId).slice(1),
    before.map(({ recordId }) => recordId),
  );
  assert.deepEqual([after[0]?.number, after[0]?.name], ['+33199001070', 'outside caller']);
  await on.status('Number of missed calls', String(after.length));
  await on.press('All of them are seen');
  assert.equal((await on.next<{ missedCallsNb: number }>('Counters')).missedCallsNb, 0);
  assert.deepEqual(await on.next<Line[]>('Missed calls'), []);
  // Nobody is left to be acknowledged.
  await on.press('All of them are seen');
  assert.equal((await on.next<{ missedCallsNb: number }>('Counters')).missedCallsNb, 0);
}

export async function screenPop(on: Stage): Promise<void> {
  const shows = async (button: string, text: string) => {
    await on.press(button);
    const callRef = await on.next<string>('The caller');
    assert.equal(await on.next<string>('Screen'), text);
    // Below a node there is room for the beginning only.
    await on.status('Screen', text.length > 32 ? `${text.slice(0, 32)}...` : text);
    await on.press('Lea hangs up');
    assert.equal(await on.next('Hung up'), callRef);
    assert.equal(await on.next<string>('Screen'), '');
  };
  await on.press('Lea hangs up');
  await shows('A customer calls', 'Camille Lemaître, Brightwater, Logistics (+33199003010)');
  await shows('A colleague calls', 'Giulia Rossi, Lumière, Support (2005)');
  await shows('Somebody unknown calls', 'Nobody that we know (+33199001080)');
}
