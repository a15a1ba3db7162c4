import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Simulator } from '../../nodes/simulator/server/simulator.ts';
import { eventually } from '../support/eventually.ts';
import { control } from '../support/orange-simulator.ts';
import { type Asking, alice, asking, bob, carol, listIn, refused, userPath, withTeaming } from './teaming.ts';

type Call = Record<string, unknown> & { readonly callId: string };

const callsOf = async (asks: Asking, userId: string) =>
  listIn(await asks('GET', userPath(userId, '/calls'))) as unknown as Call[];
const callPath = (userId: string, callId: string, action = '') =>
  userPath(userId, `/calls/${encodeURIComponent(callId)}${action && `?action=${action}`}`);

/** The state of each call of a user. */
const states = async (asks: Asking, userId: string) =>
  (await callsOf(asks, userId)).map(({ personality, state }) => [personality, state]);

/** Alice calls by a click and has picked up her telephone. */
async function dialled(asks: Asking, to: string): Promise<string> {
  const { status, body } = await asks('POST', userPath(alice, `/calls?address=${encodeURIComponent(to)}`));
  assert.equal(status, 201);
  assert.deepEqual(Object.keys(body), ['callId', 'externalTrackingId']);
  const callId = String(body['callId']);
  assert.match(callId, /^callhalf-\d+:0$/);
  assert.equal((await asks('PUT', callPath(alice, callId, 'ANSWER'))).status, 204);
  return callId;
}

const incoming = async ({ url }: Simulator, to: string, from = '+33140000000') =>
  (await control(url, 'POST', '/teaming/calls', { from, to, name: 'Somebody' })).body as {
    callId?: string;
    externalTrackingId: string;
  };

test('a click rings the own telephone first, then the other one; both talk, hold and end', () =>
  withTeaming({}, async ({ url }) => {
    const all = await asking(url, 'admin');
    const { body } = await all('POST', userPath(alice, '/calls?address=2002'));
    const callId = String(body['callId']);
    const [click] = await callsOf(all, alice);
    assert.equal(click?.['externalTrackingId'], body['externalTrackingId']);
    assert.deepEqual([click?.['personality'], click?.['state']], ['Click-to-Dial', 'Alerting']);
    assert.deepEqual(await callsOf(all, bob), []);

    assert.equal((await all('PUT', callPath(alice, callId, 'ANSWER'))).status, 204);
    assert.deepEqual(await states(all, alice), [['Originator', 'Alerting']]);
    assert.deepEqual(await states(all, bob), [['Terminator', 'Alerting']]);
    const [ringing] = await callsOf(all, bob);
    assert.deepEqual(ringing?.['remoteParty'], {
      name: 'Alice Martin',
      phoneNumber: '+33155550101',
      userId: alice,
      callType: 'Group',
    });
    assert.equal(ringing?.['externalTrackingId'], body['externalTrackingId']);
    assert.notEqual(ringing?.callId, callId);
    assert.match(String(ringing?.['startTime']), /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ$/);

    const theirs = String(ringing?.callId);
    assert.deepEqual(refused(await all('PUT', callPath(alice, callId, 'ANSWER'))), [409, 69]);
    assert.deepEqual(refused(await all('PUT', callPath(bob, theirs, 'HOLD'))), [409, 69]);
    await all('PUT', callPath(bob, theirs, 'ANSWER'));
    assert.deepEqual(await states(all, alice), [['Originator', 'Active']]);
    assert.deepEqual(await states(all, bob), [['Terminator', 'Active']]);

    await all('PUT', callPath(alice, callId, 'HOLD'));
    assert.deepEqual(
      [...(await states(all, alice)), ...(await states(all, bob))],
      [
        ['Originator', 'Held'],
        ['Terminator', 'Remote Held'],
      ],
    );
    await all('PUT', callPath(bob, theirs, 'HOLD'));
    assert.deepEqual(await states(all, bob), [['Terminator', 'Held']]);
    assert.deepEqual(refused(await all('PUT', callPath(bob, theirs, 'HOLD'))), [409, 69]);
    await all('PUT', callPath(alice, callId, 'UNHOLD'));
    await all('PUT', callPath(bob, theirs, 'UNHOLD'));
    assert.deepEqual(refused(await all('PUT', callPath(bob, theirs, 'UNHOLD'))), [409, 69]);
    const one = (await all('GET', callPath(alice, callId))).body;
    assert.deepEqual([one['state'], one['heldTime'], typeof one['answerTime']], ['Active', undefined, 'string']);

    assert.equal((await all('DELETE', callPath(bob, theirs))).status, 204);
    assert.deepEqual([await callsOf(all, alice), await callsOf(all, bob)], [[], []]);
    for (const method of ['GET', 'DELETE'])
      assert.deepEqual(refused(await all(method, callPath(bob, theirs))), [404, 60]);
    assert.deepEqual(refused(await all('PUT', callPath(bob, theirs, 'HOLD'))), [404, 60]);
  }));

test('people pick up by themselves unless they are told not to', () =>
  withTeaming({ pickUp: 1, outsideAnswers: 1 }, async ({ url }) => {
    const ours = await asking(url, 'alice');
    await ours('POST', userPath(alice, '/calls?address=%2B33140000000'));
    await eventually(async () => (await callsOf(ours, alice))[0]?.['state'] === 'Active', 'both have picked up');
    const [call] = await callsOf(ours, alice);
    assert.deepEqual(call?.['remoteParty'], { phoneNumber: '+33140000000', callType: 'Network' });
  }));

test('only what is a number can be called, and only for oneself', () =>
  withTeaming({ created: 200 }, async ({ url }) => {
    const ours = await asking(url, 'alice');
    const call = (userId: string, query: string) => ours('POST', userPath(userId, `/calls${query}`));
    assert.equal((await call(alice, '?address=tel%3A2002')).status, 200);
    assert.deepEqual(refused(await call(alice, '')), [400, 27]);
    assert.deepEqual(refused(await call(alice, '?address=mother')), [400, 28]);
    assert.deepEqual(refused(await call(bob, '?address=2003')), [403, 50]);
    assert.deepEqual(refused(await ours('GET', callPath(alice, 'callhalf-1:0'))), [404, 60]);
  }));

test('somebody outside calls, and uses his own telephone', () =>
  withTeaming({}, async (simulator) => {
    const { url } = simulator;
    const ours = await asking(url, 'alice');
    const { callId = '', externalTrackingId } = await incoming(simulator, '+33155550101');
    const [ringing] = await callsOf(ours, alice);
    assert.deepEqual([ringing?.callId, ringing?.['state']], [callId, 'Alerting']);
    assert.deepEqual(ringing?.['remoteParty'], { name: 'Somebody', phoneNumber: '+33140000000', callType: 'Network' });
    await ours('PUT', callPath(alice, callId, 'ANSWER'));
    assert.deepEqual(await states(ours, alice), [['Terminator', 'Active']]);
    await control(url, 'PUT', `/teaming/calls/${externalTrackingId}`, { do: 'release', as: 'own' });
    assert.deepEqual(await callsOf(ours, alice), []);

    const second = await incoming(simulator, '2001');
    await control(url, 'PUT', `/teaming/calls/${second.callId}`, { do: 'answer', as: 'own' });
    assert.deepEqual(await states(ours, alice), [['Terminator', 'Active']]);
    await control(url, 'PUT', `/teaming/calls/${second.callId}`, { do: 'release' });
    assert.deepEqual(await callsOf(ours, alice), []);
  }));

test('a telephone outside can be picked up and put down', () =>
  withTeaming({}, async ({ url }) => {
    const ours = await asking(url, 'alice');
    const callId = await dialled(ours, '+33140000000');
    assert.deepEqual(await states(ours, alice), [['Originator', 'Alerting']]);
    await control(url, 'PUT', `/teaming/calls/${callId}`, { do: 'answer' });
    assert.deepEqual(await states(ours, alice), [['Originator', 'Active']]);
    await control(url, 'PUT', `/teaming/calls/${callId}`, { do: 'release' });
    assert.deepEqual(await callsOf(ours, alice), []);
  }));

/** Alice is called from outside; where it rings then: who, and with whom he is told to be connected. */
async function ringsAt(
  simulator: Simulator,
  set: readonly (readonly [user: string, service: string, settings: object])[],
) {
  const all = await asking(simulator.url, 'admin');
  for (const [user, service, settings] of set) {
    const { status } = await all('PUT', userPath(user, `/services/${service}`), { active: true, ...settings });
    assert.equal(status, 204);
  }
  await incoming(simulator, '2001');
  const ringing = async () => {
    const found = [];
    for (const userId of [alice, bob, carol]) {
      for (const { state } of await callsOf(all, userId)) found.push(`${userId} ${state}`);
    }
    return found.join();
  };
  return { all, ringing };
}

test('calls go where call forwarding sends them', () =>
  withTeaming({}, async (simulator) => {
    const { ringing } = await ringsAt(simulator, [
      [alice, 'callForwardingAlways', { forwardToPhoneNumber: '+33155550102' }],
      [bob, 'callForwardingAlways', { forwardToPhoneNumber: '2003' }],
    ]);
    assert.equal(await ringing(), `${carol} Alerting`);
  }));

test('who does not want to be disturbed is busy', () =>
  withTeaming({}, async (simulator) => {
    const { ringing } = await ringsAt(simulator, [
      [alice, 'doNotDisturb', {}],
      [alice, 'callForwardingBusy', { forwardToPhoneNumber: '2002' }],
    ]);
    assert.equal(await ringing(), `${bob} Alerting`);
  }));

test('who has all his lines in use is busy', () =>
  withTeaming({ lines: 1 }, async (simulator) => {
    const { ringing } = await ringsAt(simulator, [[alice, 'callForwardingBusy', { forwardToPhoneNumber: '2002' }]]);
    assert.equal(await ringing(), `${alice} Alerting`);
    await incoming(simulator, '2001');
    assert.equal(await ringing(), `${alice} Alerting,${bob} Alerting`);
  }));

test('a telephone that is off cannot be reached', () =>
  withTeaming({}, async (simulator) => {
    await control(simulator.url, 'PUT', `/teaming/users/${alice}`, { reachable: false });
    const settings = { forwardToPhoneNumber: '2003' };
    const { ringing } = await ringsAt(simulator, [[alice, 'callForwardingNotReachable', settings]]);
    assert.equal(await ringing(), `${carol} Alerting`);
  }));

test('a call that nobody answers goes on after as many rings as were wanted', () =>
  withTeaming({ ring: 10 }, async (simulator) => {
    const settings = { forwardToPhoneNumber: '2002', numberOfRings: 2 };
    const forever = { forwardToPhoneNumber: '2002', numberOfRings: 20 };
    const { all, ringing } = await ringsAt(simulator, [[alice, 'callForwardingNoAnswer', settings]]);
    await all('PUT', userPath(bob, '/services/callForwardingNoAnswer'), { active: true, ...forever });
    await eventually(async () => (await ringing()) === `${bob} Alerting`, 'it rings at the next one');
  }));

test('a caller whom nobody takes speaks to the voice mail', () =>
  withTeaming({ ring: 1, rings: 1, message: 1 }, async (simulator) => {
    const ours = await asking(simulator.url, 'bob');
    const messages = async () => listIn(await ours('GET', userPath(bob, '/voiceMessages')));
    assert.equal((await messages()).length, 1);
    await incoming(simulator, '2002', '+33611111111');
    await eventually(async () => (await messages()).length === 2, 'a message was left');
    const [newest] = await messages();
    assert.deepEqual(newest?.['callingPartyInfo'], { name: 'Somebody', phoneNumber: '+33611111111' });
    assert.equal(newest?.['read'], false);
    assert.deepEqual(await callsOf(ours, bob), []);
  }));

test('forwarding in a circle ends at the voice mail', () =>
  withTeaming({ message: 1 }, async (simulator) => {
    await ringsAt(simulator, [
      [alice, 'callForwardingAlways', { forwardToPhoneNumber: '2002' }],
      [bob, 'callForwardingAlways', { forwardToPhoneNumber: '2001' }],
    ]);
    await eventually(() => simulator.teaming.voicemail.list(alice).length === 4, 'a message was left');
  }));

test('stopping forgets every call', async () => {
  let calls: Simulator['teaming']['switchboard'] | undefined;
  await withTeaming({}, async (simulator) => {
    calls = simulator.teaming.switchboard;
    await incoming(simulator, '2001');
    assert.equal(calls.conversations.length, 1);
  });
  assert.equal(calls?.conversations.length, 0);
});
