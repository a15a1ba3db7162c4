import assert from 'node:assert/strict';
import type { Stage } from '../support/examples.ts';
import { partners } from './partners.ts';

type Event = Readonly<Record<string, unknown>> & { readonly callData?: { readonly state?: string } };

const isNow =
  (state: string) =>
  ({ callData }: Event): boolean =>
    callData?.state === state;
const isRemoved = ({ eventName }: Event): boolean => eventName === 'OnCallRemoved';

export async function clickToCall(on: Stage): Promise<void> {
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

export async function answerAndAnnounce(on: Stage): Promise<void> {
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

export async function consultAndTransfer(on: Stage): Promise<void> {
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

/** Seconds. */
const leeway = 8;

export async function callLog(on: Stage): Promise<void> {
  const line = /^\d\d:\d\d:\d\d UTC (.+): rang (\d+) s, (not answered|talked (\d+) s)( \((.+)\))?$/;
  const lines: string[] = [];
  const logged = async () => {
    const text = await on.next<string>('Call log');
    lines.push(text);
    const [, who, rang, , talked, , cause] = line.exec(text) ?? assert.fail(text);
    return { who, rang: Number(rang), talked: talked === undefined ? undefined : Number(talked), cause };
  };
  /** A busy machine makes a call longer than its buttons want it, never shorter. */
  const isLogged = async (expected: { who: string; rang: number; talked?: number; cause?: string }) => {
    const { who, rang, talked, cause } = await logged();
    assert.deepEqual({ who, cause }, { who: expected.who, cause: expected.cause });
    assert.ok(rang >= expected.rang && rang <= expected.rang + leeway, `rang ${rang} s`);
    assert.equal(talked === undefined, expected.talked === undefined);
    const { talked: least = 0 } = expected;
    assert.ok((talked ?? 0) >= least && (talked ?? 0) <= least + leeway, `talked ${talked} s`);
  };
  await on.press('Clear the log');
  await on.press('Grace calls, Frank answers');
  await isLogged({ who: 'incoming from Grace Laurent 1007', rang: 2, talked: 3 });
  await on.press('Grace calls and gives up');
  await on.until(async () => (await on.calls('frank')).length === 1, 'it rings');
  await on.press('Frank calls Grace');
  assert.equal(await on.next('Wait until the call is over'), 'outgoing');
  await isLogged({ who: 'incoming from Grace Laurent 1007', rang: 2, cause: 'ABANDONED' });
  await on.press('Frank calls Grace');
  await isLogged({ who: 'outgoing to Grace Laurent 1007', rang: 2, talked: 2 });
  await on.press('Show the log');
  assert.deepEqual(await on.next('The whole log'), lines);
  assert.deepEqual(await on.calls('frank', 'grace'), []);
}

export async function supervise(on: Stage): Promise<void> {
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

export async function voicemailToMail(on: Stage): Promise<void> {
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
