import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type CallRow, examplesIn, imported, Sidebar, Stage } from './support/examples.ts';
import { freePort } from './support/free-port.ts';
import { type FlowNode, type NodeRed, startNodeRed } from './support/node-red.ts';

const examples = examplesIn('examples');
let nodeRed: NodeRed;
let sidebar: Sidebar;
let port: number;

before(async () => {
  nodeRed = await startNodeRed();
  sidebar = new Sidebar();
  port = await freePort();
});

after(async () => {
  sidebar.stop();
  await nodeRed.stop();
});

type Event = Readonly<Record<string, unknown>> & { readonly callData?: { readonly state?: string } };

const isNow =
  (state: string) =>
  ({ callData }: Event): boolean =>
    callData?.state === state;
const isRemoved = ({ eventName }: Event): boolean => eventName === 'OnCallRemoved';
const partners = (rows: readonly CallRow[]) =>
  rows.map(({ loginName, state, with: partner }) => [loginName, state, partner]);

async function clickToCall(on: Stage): Promise<void> {
  await on.press('Alice hangs up');
  assert.deepEqual(await on.next('There is no call'), []);
  await on.press('Alice calls Bob');
  await on.press('Alice calls Bob');
  const { callRef } = await on.next<{ callRef: string }>('Call made');
  await on.next("Alice's events", isNow('ACTIVE'));
  assert.equal(await on.next('Bob has answered'), callRef);
  assert.deepEqual(partners(await on.calls('alice', 'bob')), [
    ['alice', 'ACTIVE', '1002'],
    ['bob', 'ACTIVE', '1001'],
  ]);
  await on.press('Alice hangs up');
  assert.equal(await on.next('Hung up'), callRef);
  await on.next("Alice's events", isRemoved);
  assert.deepEqual(await on.calls('alice', 'bob'), []);
  assert.deepEqual(on.waiting('Call made'), []);
}

async function answerAndAnnounce(on: Stage): Promise<void> {
  await on.press('A customer calls Carol');
  const callRef = await on.next('The customer calls');
  assert.match(await on.next<string>('Announce'), /^Call for Carol from .*\+33199001020$/);
  assert.deepEqual(partners(await on.calls('carol')), [['carol', 'ACTIVE', '+33199001020']]);
  assert.equal(await on.next('Hung up'), callRef);
  await on.until(async () => (await on.calls('carol')).length === 0, 'the call is over');

  await on.press('Attendant: on');
  assert.equal(await on.next('The attendant answers'), true);
  await on.press('A customer calls Carol');
  assert.equal(await on.next('The customer calls'), await on.next('Sent to the attendant'));
  await on.until(async () => (await on.calls('carol')).length === 0, 'the attendant has the call');
  await on.press('Attendant: off');
  assert.equal(await on.next('The attendant answers'), false);

  // The call ends while it rings: nothing is left to be answered.
  await on.press('A customer calls Carol');
  const given = String(await on.next('The customer calls'));
  await on.as('carol', 'DELETE', `/telephony/calls/${given}`);
  await on.until(async () => (await on.calls('carol')).length === 0, 'the caller has given up');
}

async function consultAndTransfer(on: Stage): Promise<void> {
  const press = async (button: string) => {
    await on.press(button);
  };
  await press('Hang up everything');
  assert.equal(await on.next('Not possible now'), 'hang up');
  await press('1. Call the customer');
  const customer = await on.next<{ callRef: string }>('Customer called');
  await on.next("Dave's events", isNow('ACTIVE'));
  await press('2. Hold, ask the colleague');
  const colleague = await on.next<{ callRef: string }>('Colleague called');
  await on.next("Dave's events", (event: Event) => isNow('ACTIVE')(event) && event['callRef'] === colleague.callRef);
  assert.deepEqual(partners(await on.calls('dave')), [
    ['dave', 'HELD', '+33199001030'],
    ['dave', 'ACTIVE', '+33639981030'],
  ]);
  await press('Back to the customer');
  const back = await on.next<{ callRef: string; heldCallRef: string }>('Back with the customer');
  assert.equal(back.callRef, colleague.callRef);
  assert.equal(back.heldCallRef, customer.callRef);
  await on.next("Dave's events", isRemoved);
  assert.deepEqual(partners(await on.calls('dave')), [['dave', 'ACTIVE', '+33199001030']]);

  await press('2. Hold, ask the colleague');
  const again = await on.next<{ callRef: string }>('Colleague called');
  await on.next("Dave's events", (event: Event) => isNow('ACTIVE')(event) && event['callRef'] === again.callRef);
  await press('3. Transfer');
  const transferred = await on.next<{ callRef: string; heldCallRef: string }>('Transferred');
  assert.deepEqual([transferred.callRef, transferred.heldCallRef], [again.callRef, customer.callRef]);
  const removed = await on.next<Event>("Dave's events", isRemoved);
  assert.equal(removed['cause'], 'TRANSFERRED');
  await on.until(async () => (await on.calls('dave')).length === 0, 'Dave is out');

  await press('1. Call the customer');
  await on.next('Customer called');
  await press('Hang up everything');
  await on.next('Hung up');
  await on.until(async () => (await on.calls('dave')).length === 0, 'everything is hung up');
}

async function callLog(on: Stage): Promise<void> {
  const line = /^\d\d:\d\d:\d\d UTC (.+): rang (\d+) s, (not answered|talked (\d+) s)( \((.+)\))?$/;
  const lines: string[] = [];
  const logged = async () => {
    const text = await on.next<string>('Call log');
    lines.push(text);
    const [, who, rang, , talked, , cause] = line.exec(text) ?? assert.fail(text);
    return { who, rang: Number(rang), talked: talked === undefined ? undefined : Number(talked), cause };
  };
  await on.press('Clear the log');
  await on.press('Grace calls, Frank answers');
  assert.deepEqual(await logged(), {
    who: 'incoming from Grace Laurent 1007',
    rang: 2,
    talked: 3,
    cause: undefined,
  });
  await on.press('Grace calls and gives up');
  await on.until(async () => (await on.calls('frank')).length === 1, 'it rings');
  await on.press('Frank calls Grace');
  assert.equal(await on.next('Wait until the call is over'), 'outgoing');
  assert.deepEqual(await logged(), {
    who: 'incoming from Grace Laurent 1007',
    rang: 2,
    talked: undefined,
    cause: 'ABANDONED',
  });
  await on.press('Frank calls Grace');
  assert.deepEqual(await logged(), { who: 'outgoing to Grace Laurent 1007', rang: 2, talked: 2, cause: undefined });
  await on.press('Show the log');
  assert.deepEqual(await on.next('The whole log'), lines);
  assert.deepEqual(await on.calls('frank', 'grace'), []);
}

async function supervise(on: Stage): Promise<void> {
  const erin = (state: string) => on.status('Érin', state);
  await erin('free');
  await on.press('Érin answers');
  await on.next('Nothing rings');
  await on.press('A customer calls Érin');
  const callRef = await on.next('The customer calls');
  await erin('ringing');
  await on.press('Érin answers');
  assert.equal(await on.next('Érin has answered'), callRef);
  await erin('busy');
  const table = await on.next<Readonly<Record<string, string>>>('Who is free', (shown) => shown['erin'] === 'busy');
  assert.deepEqual(Object.keys(table).sort(), ['alice', 'bob', 'carol', 'dave', 'erin', 'frank']);
  await on.press('Érin hangs up');
  assert.equal(await on.next('Érin has hung up'), callRef);
  await erin('free');
  await on.until(async () => (await on.calls('erin')).length === 0, 'the call is over');
  await on.press('Érin hangs up');
  assert.deepEqual(await on.next('There is no call'), []);
}

interface Mail {
  readonly to: string;
  readonly topic: string;
  readonly payload: string;
  readonly attachments: readonly {
    readonly filename: string;
    readonly contentType: string;
    readonly content: { readonly type: string; readonly length: number; readonly data: readonly number[] };
  }[];
}

async function voicemailToMail(on: Stage): Promise<void> {
  const mailed = async () => {
    const { attachments, ...mail } = await on.next<Mail>('E-mail to be sent');
    const [audio, ...more] = attachments;
    assert.equal(more.length, 0);
    assert.match(audio?.filename ?? '', /^voicemail \d{4}-\d\d-\d\dT\d\d\.\d\d\.wav$/);
    assert.equal(audio?.contentType, 'audio/wav');
    assert.equal(audio?.content.type, 'Buffer');
    assert.equal(Buffer.from(audio?.content.data.slice(0, 4) ?? []).toString('latin1'), 'RIFF');
    return mail;
  };
  await on.press('Mail what is new');
  // Both are fetched at the same time: whichever is there first goes out first.
  const topics = [(await mailed()).topic, (await mailed()).topic].sort();
  assert.deepEqual(topics, ['Voice message from +33199001091', 'Voice message from Marc Robin (1015)']);
  await on.press('A customer calls Paula');
  assert.equal(await on.next('The customer calls'), await on.next('Sent to the voicemail'));
  const mail = await mailed();
  assert.deepEqual([mail.to, mail.topic], ['paula.guerin@lumiere.example', 'Voice message from +33199001090']);
  assert.match(mail.payload, /^\+33199001090 left a message of 4 seconds on \d+ \w+ \d{4} at \d\d:\d\d UTC\. /);
  await on.press('Mail what is new');
  await on.press('Empty the mailbox');
  assert.equal(await on.next('Messages left'), 0);
  assert.deepEqual(on.waiting('E-mail to be sent'), []);
}

async function officeHours(on: Stage): Promise<void> {
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

async function recordOnDemand(on: Stage): Promise<void> {
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

async function anyOperation(on: Stage): Promise<void> {
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

async function presenceFromCalendar(on: Stage): Promise<void> {
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

async function messageWhenMissed(on: Stage): Promise<void> {
  const expected = /^You missed a call from \+33199001130\. It rang for [23] s\.$/;
  await on.press('A customer calls and gives up');
  assert.equal(await on.next('The customer gave up'), 204);
  const written = await on.next<string>('Written');
  assert.match(written, expected);
  assert.equal(await on.next('Hugo reads'), written);
  await on.press('What waits for Hugo');
  assert.deepEqual(await on.next('Waiting for Hugo'), []);

  // A call that is answered is no missed one.
  const { callRef } = await on.simulate<{ callRef: string }>('POST', 'calls', { from: '+33199001131', to: '1010' });
  await on.as('hugo', 'POST', '/telephony/basicCall/answer', { deviceId: '1010' });
  await on.until(async () => (await on.calls('hugo'))[0]?.state === 'ACTIVE', 'Hugo talks');
  await on.as('hugo', 'DELETE', `/telephony/calls/${callRef}`);
  await on.until(async () => (await on.calls('hugo')).length === 0, 'the call is over');
  await on.press('A customer calls and gives up');
  assert.match(await on.next('Hugo reads'), expected);
  assert.deepEqual(on.waiting('Hugo reads'), []);
}

async function logInToGroup(on: Stage): Promise<void> {
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

async function weeklyConference(on: Stage): Promise<void> {
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

async function missedCalls(on: Stage): Promise<void> {
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

async function screenPop(on: Stage): Promise<void> {
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

const scenarios: Readonly<Record<string, (on: Stage) => Promise<void>>> = {
  '01 - Click to call': clickToCall,
  '02 - Answer automatically and announce': answerAndAnnounce,
  '03 - Hold, consult, transfer': consultAndTransfer,
  '04 - Call log from events': callLog,
  '05 - Supervise several users': supervise,
  '06 - Voicemail to e-mail': voicemailToMail,
  '07 - Missed calls to a list': missedCalls,
  '08 - Screen pop': screenPop,
  '09 - Forward out of office hours': officeHours,
  '10 - Call recording on demand': recordOnDemand,
  '11 - One node for any operation': anyOperation,
  '12 - Presence from a calendar': presenceFromCalendar,
  '13 - Instant message when a call is missed': messageWhenMissed,
  '14 - Hunting group log-in': logInToGroup,
  '15 - Weekly conference with invitation': weeklyConference,
};

async function deployed(flows: readonly (readonly FlowNode[])[]): Promise<Stage[]> {
  sidebar.clear();
  await nodeRed.deploy(flows.flat());
  const stages = flows.map((nodes) => new Stage(nodeRed, sidebar, nodes, port));
  await Promise.all(stages.map((stage) => stage.connected()));
  return stages;
}

function assertQuiet(stages: readonly Stage[]): void {
  for (const stage of stages) assert.deepEqual(stage.waiting('Errors'), []);
  const shown = sidebar.lines.join('\n');
  assert.doesNotMatch(shown, /-secret|AlcUserId|JSESSIONID|subscriptionId|OTEvents|set-cookie/i);
}

for (const example of examples) {
  test(`"${example.title}" does by itself what its comment says`, async () => {
    const stages = await deployed([imported(example, port, `alone-${example.title.slice(0, 2)}`)]);
    for (const stage of stages) await scenarios[example.title]?.(stage);
    assertQuiet(stages);
  });
}

test('all examples do it at the same time', async () => {
  const stages = await deployed(examples.map((example, index) => imported(example, port, `together-${index}`)));
  await Promise.all(stages.map((stage, index) => scenarios[examples[index]?.title ?? '']?.(stage)));
  assertQuiet(stages);
});

test('the call log and the supervisor find out what happened while the server was away', async () => {
  const concerned = examples.filter(({ title }) => /^0[45]/.test(title));
  const stages = await deployed(concerned.map((example, index) => imported(example, port, `gap-${index}`)));
  const [log, board] = stages as [Stage, Stage];
  await board.status('Érin', 'free');

  // New calls begin while nobody listens.
  await log.simulate('PUT', 'faults', { do: [{ action: 'switch-over', milliseconds: 1 }] });
  const { callRef } = await log.simulate<{ callRef: string }>('POST', 'calls', { from: '+33199001090', to: '1006' });
  await log.simulate('POST', 'calls', { from: '+33199001091', to: '1005' });
  await board.status('Érin', 'ringing');
  await board.press('Érin hangs up');
  await board.status('Érin', 'free');
  await log.until(() => log.flow('calls', callRef), 'the call is known');
  await log.as('frank', 'DELETE', `/telephony/calls/${callRef}`);
  assert.match(await log.next<string>('Call log'), /UTC incoming from \+33199001090: rang \d s, not answered$/);
});

test('the call log writes its line for a call that ends just when the session is lost', async () => {
  const [example] = examples.filter(({ title }) => title.startsWith('04'));
  assert.ok(example);
  const [log] = (await deployed([imported(example, port, 'lost')])) as [Stage];
  const { callRef } = await log.simulate<{ callRef: string }>('POST', 'calls', { from: '+33199001092', to: '1006' });
  await log.until(() => log.flow('calls', callRef), 'the call is known');
  await log.simulate('PUT', 'faults', { do: ['expire-sessions'] });
  await log.as('frank', 'DELETE', `/telephony/calls/${callRef}`);
  // The event may still come, or the comparison afterwards finds it.
  assert.match(await log.next<string>('Call log'), /UTC incoming from \+33199001092: rang \d s, not answered/);
  await log.until(() => !log.flow('calls', callRef), 'the call is forgotten');
  assert.deepEqual(log.waiting('Call log'), []);
});

test('the reference flows can be deployed together, and nothing fails', async () => {
  const flows = examplesIn('examples/reference').map((example, index) => imported(example, port, `reference-${index}`));
  const before = nodeRed.log.length;
  const stages = await deployed(flows);
  const problems = nodeRed.log.slice(before).filter(({ level }) => level <= 30);
  assert.deepEqual(problems, []);
  assertQuiet(stages);
});

test('every example has its scenario', () => {
  assert.deepEqual(
    examples.map(({ title }) => title),
    Object.keys(scenarios),
  );
});
