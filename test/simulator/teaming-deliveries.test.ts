import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Simulator } from '../../nodes/simulator/server/simulator.ts';
import { eventually } from '../support/eventually.ts';
import { ask, control, perform } from '../support/orange-simulator.ts';
import { alice, asking, bob, Hook, listIn, userPath, wanted, withHook, withTeaming } from './teaming.ts';

const prompt = { retries: [1, 1, 1] };

/** Alice's voice mail is followed at an address; what leaves a message, which is one notification. */
async function following({ url }: Simulator, address: string, changes: object = {}) {
  const ours = await asking(url, 'alice');
  const request = wanted(address, alice, { eventType: 'Voice Mail Message Summary', ...changes });
  assert.equal((await ours('POST', '/subscriptions', request)).status, 201);
  return () => control(url, 'POST', '/teaming/messages', { to: alice, from: '+33140000000' });
}

const deliveries = async ({ url }: Simulator) => listIn(await ask('GET', `${url}/simulator/teaming/deliveries`));

test('what is not taken is tried three more times, and overtaken by nothing', () =>
  withTeaming(prompt, async (simulator) => {
    await withHook(async (hook) => {
      hook.answers.push(200, 500, 404, 503, 204, 503);
      const leave = await following(simulator, hook.url);
      await leave();
      await leave();
      const numbers = (await hook.until(7)).map(({ sequenceNumber }) => sequenceNumber);
      assert.deepEqual(numbers, [1, 2, 2, 2, 2, 3, 3]);
      assert.equal(new Set(hook.notes.map(({ eventId }) => eventId)).size, 3, 'a repetition is the same event');
      await eventually(async () => (await deliveries(simulator)).every(({ state }) => state === 'delivered'), 'all');
      assert.deepEqual(
        (await deliveries(simulator)).map(({ attempts, last }) => [attempts, last]),
        [
          [1, '200'],
          [4, '204'],
          [2, '200'],
        ],
      );
    });
  }));

test('after four attempts it goes on with the next one', () =>
  withTeaming(prompt, async (simulator) => {
    await withHook(async (hook) => {
      hook.answers.push(200, 500, 500, 500, 500);
      const leave = await following(simulator, hook.url);
      await leave();
      await leave();
      const numbers = (await hook.until(6)).map(({ sequenceNumber }) => sequenceNumber);
      assert.deepEqual(numbers, [1, 2, 2, 2, 2, 3]);
      await eventually(async () => (await deliveries(simulator))[2]?.['state'] === 'delivered', 'the last');
      const [, lost] = await deliveries(simulator);
      assert.deepEqual(
        [lost?.['state'], lost?.['attempts'], lost?.['type']],
        ['failed', 4, 'VoiceMailMessageSummaryEvent'],
      );
    });
  }));

test('who does not answer in time, or is not there, has not taken it', () =>
  withTeaming({ retries: [1], deliveryTimeout: 50 }, async (simulator) => {
    await withHook(async (hook) => {
      hook.answers.push(0);
      await following(simulator, hook.url);
      await eventually(async () => (await deliveries(simulator))[0]?.['state'] === 'delivered', 'the second attempt');
      assert.equal((await deliveries(simulator))[0]?.['attempts'], 2);
    });
    const gone = await Hook.open();
    const { url } = gone;
    await gone.close();
    await following(simulator, url);
    await eventually(async () => (await deliveries(simulator))[1]?.['state'] === 'failed', 'nobody is there');
  }));

test('name and password of the address are sent along', () =>
  withTeaming({}, async (simulator) => {
    await withHook(async (hook) => {
      await following(simulator, hook.url.replace('http://', 'http://me:my%20secret@'));
      await hook.until(1);
      const expected = `Basic ${Buffer.from('me:my secret').toString('base64')}`;
      assert.equal(hook.received[0]?.headers.authorization, expected);
    });
  }));

test('notifications go astray as the test wants it', () =>
  withTeaming({}, async (simulator) => {
    await withHook(async (hook) => {
      const { url } = simulator;
      const leave = await following(simulator, hook.url);
      await perform(url, 'drop-notification');
      await leave();
      await perform(url, 'duplicate-notification');
      await leave();
      await perform(url, 'reorder-notification');
      await leave();
      await leave();
      await leave();
      const notes = await hook.until(6);
      assert.deepEqual(
        notes.map(({ sequenceNumber }) => sequenceNumber),
        [1, 3, 3, 5, 4, 6],
      );
      assert.equal(notes[1]?.eventId, notes[2]?.eventId);
      assert.equal((await deliveries(simulator))[1]?.['state'], 'dropped');
    });
  }));

test('notifications can be the XML that the platform writes natively', () =>
  withTeaming({ notifications: 'xml', minimumExpires: 1 }, async (simulator) => {
    await withHook(async (hook) => {
      const { url } = simulator;
      const ours = await asking(url, 'alice');
      const { body } = await ours('POST', '/subscriptions', wanted(hook.url, alice));
      await control(url, 'POST', '/teaming/calls', { from: '+33140000000', to: '2001', name: 'Smith & <Sons>' });
      await perform(url, 'expire-subscriptions');
      await eventually(() => hook.received.length === 3, 'three notifications');
      const [state = '', received = '', ended = ''] = hook.received.map(({ text }) => text);
      assert.equal(hook.received[0]?.headers['content-type'], 'application/xml; charset=UTF-8');
      assert.match(
        state,
        /^<\?xml version="1.0" encoding="UTF-8"\?>\n<xsi:Event xmlns:xsi="http:\/\/schema\.broadsoft/,
      );
      assert.match(state, /<xsi:eventData xsi1:type="xsi:CallSubscriptionEvent"><xsi:calls><\/xsi:calls>/);
      assert.match(received, new RegExp(`<xsi:subscriptionId>${body['subscriptionId']}</xsi:subscriptionId>`));
      assert.match(received, /<xsi:sequenceNumber>2<\/xsi:sequenceNumber><xsi:userId>alice@example\.com<\/xsi:userId>/);
      assert.match(received, /xsi1:type="xsi:CallReceivedEvent"><xsi:call><xsi:callId>callhalf-\d+:0<\/xsi:callId>/);
      assert.match(received, /<xsi:personality>Terminator<.*<xsi:state>Alerting</);
      assert.match(
        received,
        /<xsi:name>Smith &amp; &lt;Sons&gt;<\/xsi:name><xsi:address>tel:\+33140000000<\/xsi:address>/,
      );
      assert.match(received, /<xsi:startTime>\d{13}<\/xsi:startTime>/);
      assert.match(ended, /<xsi:Event [^>]*xsi1:type="xsi:SubscriptionTerminatedEvent">/);

      await control(url, 'PUT', '/teaming/settings', { notifications: 'json' });
      await ours('POST', '/subscriptions', wanted(hook.url, alice));
      await eventually(() => hook.received.length === 4, 'a notification as JSON');
      assert.equal(hook.received[3]?.headers['content-type'], 'application/json');
    });
  }));

test('any declared event can be told, to those who asked for it', () =>
  withTeaming({}, async ({ url }) => {
    await withHook(async (hook) => {
      const ours = await asking(url, 'alice');
      await ours('POST', '/subscriptions', wanted(hook.url, alice, { eventType: 'Advanced Call' }));
      const fields = { callId: 'c1', direction: 'outgoing', remote: { number: '+33140000000' } };
      await control(url, 'POST', '/teaming/events', { event: 'held', userId: bob, fields });
      await control(url, 'POST', '/teaming/events', { event: 'voicemail', userId: alice });
      await control(url, 'POST', '/teaming/events', { event: 'held', userId: alice, fields });
      const [, held] = await hook.until(2);
      const call = { callId: 'c1', personality: 'Originator', remoteParty: { phoneNumber: '+33140000000' } };
      assert.deepEqual(held?.eventData, { type: 'CallHeldEvent', call });

      const wrong = await ask('POST', `${url}/simulator/teaming/events`, {
        body: JSON.stringify({ event: 'painted', userId: alice }),
      });
      assert.match(JSON.stringify(wrong.body), /there is no event .*painted/);
    });
  }));

test('stopping ends what is on its way, and leaves nothing behind', async () => {
  const handles = () => process.getActiveResourcesInfo().filter((kind) => /TCP|Timeout/.test(kind)).length;
  const before = handles();
  await withHook(async (hook) => {
    hook.answers.push(500, 0);
    await withTeaming({ retries: [60_000] }, async (simulator) => {
      const leave = await following(simulator, hook.url);
      await leave();
      await following(simulator, hook.url);
      await control(simulator.url, 'POST', '/teaming/calls', { from: '+33140000000', to: '2001' });
      await eventually(() => hook.received.length === 2, 'one waits for its next attempt, one for an answer');
    });
    await eventually(() => handles() <= before + 1, 'only the server of the test is left');
  });
  await eventually(() => handles() <= before, 'nothing is left');
});

test('messages of calls that nobody took are told as well', () =>
  withTeaming({ ring: 1, rings: 1, message: 1 }, async (simulator) => {
    await withHook(async (hook) => {
      await following(simulator, hook.url);
      await control(simulator.url, 'POST', '/teaming/calls', { from: '+33611111111', to: '2001' });
      const [, summary] = await hook.until(2);
      assert.deepEqual(summary?.eventData['messageSummary'], { newMessages: 3, oldMessages: 1 });
      const ours = await asking(simulator.url, 'alice');
      const [newest] = listIn(await ours('GET', userPath(alice, '/voiceMessages')));
      assert.deepEqual(newest?.['callingPartyInfo'], { name: 'Unavailable', phoneNumber: '+33611111111' });
    });
  }));
