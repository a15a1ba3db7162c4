import assert from 'node:assert/strict';
import { test } from 'node:test';
import { playScenario } from '../../nodes/simulator/scenario/play.ts';
import { readScenario } from '../../nodes/simulator/scenario/read.ts';
import { eventually } from '../support/eventually.ts';
import { ask, ChannelReader, logIn, withSimulator } from '../support/opentouch-requests.ts';

const group = 'HG-1850';
const outside = '+33199001070';
/** A ring that never ends by itself, and one that hardly lasts. */
const [patient, impatient] = [
  { hunt: 600_000, releasing: 1 },
  { hunt: 20, noAnswer: 600_000, releasing: 1 },
];

type Simulator = Parameters<Parameters<typeof withSimulator>[1]>[0];

/** Logs members in and out as the page does. */
const agents = async ({ opentouch }: Simulator, action: 'log-in' | 'log-out', ...logins: string[]) => {
  for (const login of logins) await opentouch.telephones.act(login, action, { group });
};

const ringing = ({ opentouch }: Simulator) =>
  opentouch.telephones
    .all()
    .filter(({ calls }) => calls.some(({ progress }) => progress === 'ringing'))
    .map(({ id }) => id);

/** Who is rung by the next call to the group, which then gives up. */
function nextCall(simulator: Simulator): string[] {
  const call = simulator.opentouch.exchange.placeCall(outside, '1850');
  const rung = ringing(simulator);
  if (rung.length > 0) simulator.opentouch.exchange.hangUp(call);
  return rung;
}

test('calls to a hunting group go round among those who are logged in and free', () =>
  withSimulator({ timing: patient }, async (simulator) => {
    assert.deepEqual(nextCall(simulator), ['carol']);
    assert.deepEqual(nextCall(simulator), ['carol']);
    await agents(simulator, 'log-in', 'dave', 'frank');
    assert.deepEqual(
      [1, 2, 3].flatMap(() => nextCall(simulator)),
      ['dave', 'frank', 'carol'],
    );
    // Who talks is skipped, though a second line is free, and so is who has logged out.
    const call = simulator.opentouch.exchange.placeCall(outside, '1004');
    await simulator.opentouch.telephones.act('dave', 'answer', { call });
    await agents(simulator, 'log-out', 'carol');
    assert.deepEqual(
      [1, 2].flatMap(() => nextCall(simulator)),
      ['frank', 'frank'],
    );
  }));

test('a call that a member does not answer rings at the next, then at the overflow; each is told, and so is the log', () =>
  withSimulator({ timing: impatient }, async (simulator) => {
    await agents(simulator, 'log-in', 'dave');
    const [carol, dave] = [await logIn(simulator.url, 'carol'), await logIn(simulator.url, 'dave')];
    const selectors = ['telephony', 'unifiedComLog'].map((name) => ({ names: [name] }));
    const subscribe = async (client: typeof carol) => {
      const answer = await client.ask('POST', '/subscriptions', { version: '1.0', filter: { selectors } });
      return ChannelReader.open(String(answer.body['publicPollingUrl']));
    };
    const [first, second] = [await subscribe(carol), await subscribe(dave)];
    const call = simulator.opentouch.exchange.placeCall(outside, '1850', 'Jo Doe');
    const created = await first.event('OnCallCreated');
    assert.deepEqual((created['callData'] as { initialCalled: object }).initialCalled, { id: { phoneNumber: '1850' } });
    assert.deepEqual((await first.event('OnCallRemoved'))['newDestination'], '1004');
    assert.equal((await second.event('OnCallCreated'))['cause'], 'FORWARDED');
    assert.equal((await second.event('OnCallRemoved'))['newDestination'], '1007');
    await eventually(() => ringing(simulator).join() === 'grace', 'the reception rings');
    const record = (await first.event('OnComRecordCreated'))['record'] as { participants: { pilot?: string }[] };
    assert.equal(record.participants[0]?.pilot, '1850');
    simulator.opentouch.exchange.hangUp(call);
    for (const channel of [first, second]) channel.close();
  }));

test('order and overflow can be set; where nobody takes a call, a colleague hears that it is busy', () =>
  withSimulator({ timing: { ...patient, tone: 600_000 } }, async (simulator) => {
    const set = (body: object, id = group) => ask('PUT', `${simulator.url}/simulator/groups/${id}`, { body });
    await agents(simulator, 'log-in', 'dave');
    assert.deepEqual((await set({ order: 'sequential', overflow: '' })).body, {
      pilot: '1850',
      order: 'sequential',
      overflow: '',
    });
    assert.deepEqual(
      [1, 2].flatMap(() => nextCall(simulator)),
      ['carol', 'carol'],
    );
    assert.equal((await set({ order: 'by mood' })).status, 400);
    assert.equal((await set({ order: 'cyclic' }, 'SUP-2001')).status, 400);
    await agents(simulator, 'log-out', 'carol', 'dave');
    assert.deepEqual(nextCall(simulator), []);
    const bob = await logIn(simulator.url, 'bob');
    await bob.ask('POST', '/telephony/calls', { deviceId: '1002', callee: '1850', autoAnswer: true });
    const [call] = simulator.opentouch.exchange.stateOf('bob').calls;
    assert.equal(call?.participants?.length, 0);
    assert.equal([...simulator.opentouch.exchange.switchboard.calls.values()][0]?.tone, 'BUSY');
    assert.equal(
      (await bob.ask('POST', `/telephony/calls/${call?.callRef}/redirect`, { redirectTo: '1850' })).status,
      400,
    );
  }));

test('a call is transferred to a group, forwarded to it, and made to it by a scenario', () =>
  withSimulator({ timing: patient }, async (simulator) => {
    const { telephones, exchange } = simulator.opentouch;
    await telephones.act('bob', 'forward', { to: '1850' });
    const forwarded = exchange.placeCall(outside, '1002');
    assert.deepEqual(ringing(simulator), ['carol']);
    await agents(simulator, 'log-in', 'dave');
    const call = exchange.placeCall(outside, '1005');
    await telephones.act('erin', 'answer', { call });
    await telephones.act('erin', 'transfer', { call, to: '1850' });
    assert.deepEqual(ringing(simulator), ['carol', 'dave']);
    for (const ref of [forwarded, call]) exchange.hangUp(ref);
    const calls = [{ from: outside, to: '1850', answerAfter: '1s', hangUpAfter: '2s' }];
    const { told, failed } = await playScenario(simulator, readScenario({ calls }), { speed: 20 }).ended;
    assert.deepEqual(failed, []);
    assert.deepEqual(told, [
      `${outside} calls Support line (1850).`,
      `Carol Dubois (1003) answers ${outside}.`,
      `${outside} hangs up.`,
    ]);
  }));
