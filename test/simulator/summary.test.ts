import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Simulator } from '../../nodes/simulator/server/simulator.ts';
import { ask, ChannelReader, type Client, logIn, withSimulator } from '../support/opentouch-requests.ts';

type Summary = Readonly<Record<string, unknown>>;

const read = async (client: Client, query = ''): Promise<Summary> =>
  (await client.ask('GET', `/eventSummary${query}`)).body;

async function listen(client: Client): Promise<ChannelReader> {
  const selectors = [{ names: ['eventSummary'] }];
  const { body } = await client.ask('POST', '/subscriptions', { version: '1.0', filter: { selectors } });
  const channel = await ChannelReader.open(String(body['publicPollingUrl']));
  await channel.event('OnChannelInformation');
  return channel;
}

async function missCall(simulator: Simulator, loginName: string, to: string): Promise<void> {
  const before = simulator.opentouch.log.missed(loginName);
  simulator.opentouch.exchange.hangUp(simulator.opentouch.exchange.placeCall('+33199009999', to));
  assert.equal(simulator.opentouch.log.missed(loginName), before + 1);
}

test('a missed call and a callback request count up, and every change is notified with all counters', () =>
  withSimulator({}, async (simulator) => {
    const bob = await logIn(simulator.url, 'bob');
    const channel = await listen(bob);
    const { missedCallsNb } = await read(bob);
    await missCall(simulator, 'bob', '1002');
    const first = await channel.event('OnEventSummaryUpdated');
    assert.equal(first['loginName'], 'bob');
    const expected = { missedCallsNb: Number(missedCallsNb) + 1, callBackRequestsNb: 0, eventWaiting: true };
    assert.deepEqual(first['eventSummary'], { ...(first['eventSummary'] as object), ...expected });
    const dave = await logIn(simulator.url, 'dave');
    assert.equal((await dave.ask('POST', '/telephony/outgoingCallbacks', { callee: '1002' })).status, 204);
    const second = await channel.event('OnEventSummaryUpdated', 2);
    assert.equal((second['eventSummary'] as Summary)['callBackRequestsNb'], 1);
    const answer = await read(bob);
    assert.deepEqual({ ...answer, ...expected, callBackRequestsNb: 1 }, answer);
    assert.equal((await bob.ask('DELETE', '/telephony/incomingCallbacks')).status, 204);
    const third = await channel.event('OnEventSummaryUpdated', 3);
    assert.equal((third['eventSummary'] as Summary)['callBackRequestsNb'], 0);
    channel.close();
  }));

test('acknowledging and deleting missed calls counts down', () =>
  withSimulator({}, async (simulator) => {
    const bob = await logIn(simulator.url, 'bob');
    const { missedCallsNb: before } = await read(bob);
    await missCall(simulator, 'bob', '1002');
    await missCall(simulator, 'bob', '1002');
    const channel = await listen(bob);
    const [newest, next] = simulator.opentouch.log.all('bob');
    await bob.ask('PUT', '/comlog/records?acknowledge=true', { recordIds: [newest?.recordId] });
    const counted = async (nth: number) =>
      ((await channel.event('OnEventSummaryUpdated', nth))['eventSummary'] as Summary)['missedCallsNb'];
    assert.equal(await counted(1), Number(before) + 1);
    await bob.ask('DELETE', `/comlog/records/${next?.recordId}`);
    assert.equal(await counted(2), before);
    channel.close();
  }));

test('a voice message counts up, and asks for the list to be read again', () =>
  withSimulator({}, async (simulator) => {
    const bob = await logIn(simulator.url, 'bob');
    const { voiceMessagesNb: before } = await read(bob);
    assert.equal(before, simulator.opentouch.messaging.unread('bob'));
    const channel = await listen(bob);
    await ask('POST', `${simulator.url}/simulator/voicemails`, { body: { to: 'bob' } });
    const { eventSummary } = await channel.event('OnEventSummaryUpdated');
    const { voiceMessagesNb, forResynchronization } = eventSummary as Summary;
    assert.deepEqual([voiceMessagesNb, forResynchronization], [Number(before) + 1, true]);
    channel.close();
  }));

test('what the server does not know is absent, not 0', () =>
  withSimulator({}, async ({ url }) => {
    const carol = await logIn(url, 'carol');
    const summary = await read(carol);
    assert.equal(typeof summary['missedCallsNb'], 'number');
    assert.ok(!('callBackRequestsNb' in summary), 'multimedia users have no callback requests');
    assert.ok(!('faxNb' in summary));
    const admin = await logIn(url, 'admin');
    assert.deepEqual(await read(admin, '?loginName=carol'), summary);
    assert.equal((await admin.ask('GET', '/eventSummary')).body['type'], 'BAD_PARAMETER');
    const grace = await logIn(url, 'grace');
    assert.equal((await grace.ask('GET', '/eventSummary')).body['type'], 'NOT_ALLOWED');
  }));
