import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type EventKind, readEvent } from '../../nodes/teaming/notifications/event.ts';
import { readNotification } from '../../nodes/teaming/notifications/notification.ts';

/** Every event that the platform is known to have, and what a flow is told of it. */
const kinds: Readonly<Record<string, EventKind>> = {
  CallOriginatingEvent: 'other',
  CallOriginatedEvent: 'originated',
  CallCollectingEvent: 'other',
  CallReceivedEvent: 'alerting',
  CallAnsweredEvent: 'answered',
  CallHeldEvent: 'held',
  CallRetrievedEvent: 'retrieved',
  CallReleasingEvent: 'other',
  CallReleasedEvent: 'released',
  CallSubscriptionEvent: 'subscription-state',
  CallSubscriptionResyncEvent: 'subscription-state',
  HookStatusEvent: 'other',
  VoiceMailMessageSummaryEvent: 'voicemail',
  SubscriptionTerminatedEvent: 'subscription-terminated',
  DoNotDisturbEvent: 'other',
};

test('every event of the platform has its word, with and without a prefix', () => {
  for (const [type, event] of Object.entries(kinds)) {
    for (const name of [type, `xsi:${type}`, type.replace(/Event$/, '')]) {
      assert.equal(readEvent({ eventData: { type: name } }, null).event, event, name);
    }
  }
});

test('an event without a name is told by the state of its call', () => {
  const told = (call: object) => readEvent({ eventData: { call: { callId: 'c1', ...call } } }, null).event;
  assert.equal(told({ state: 'Alerting', personality: 'Terminator' }), 'alerting');
  assert.equal(told({ state: 'Alerting', personality: 'Originator' }), 'originated');
  assert.equal(told({ state: 'Active' }), 'answered');
  assert.equal(told({ state: 'Held' }), 'held');
  assert.equal(told({ state: 'Released' }), 'released');
  assert.equal(told({ state: 'Detached' }), 'other');
  assert.equal(told({}), 'other');
});

test('the whole life of a call, as another operator on the same platform tells it', () => {
  const data = { callId: 'c1', remoteParty: { name: 'Bob', number: '+33123456789' } };
  const told = (eventType: string, more: object = {}) =>
    readEvent({ resource: 'telephony_calls', event: 'updated', data: { ...data, eventType, ...more } }, null);
  const { raw, ...alerting } = told('alerting', { personality: 'terminator', created: '2026-03-02T09:15:00.000Z' });
  assert.equal(raw, null);
  assert.deepEqual(alerting, {
    event: 'alerting',
    type: 'alerting',
    callId: 'c1',
    direction: 'incoming',
    remote: { number: '+33123456789', name: 'Bob' },
    times: { start: '2026-03-02T09:15:00.000Z' },
  });
  assert.equal(told('connected').event, 'answered');
  assert.equal(told('resumed').event, 'retrieved');
  assert.equal(told('disconnected').event, 'released');
  assert.equal(told('forwarded').event, 'other');
});

test('times are ISO 8601, however they were written; what is no time is left out', () => {
  const times = (call: object) => readEvent({ eventData: { call } }, null).times;
  assert.deepEqual(
    times({ startTime: '2026-03-02 09:15:00Z', answerTime: 1772442905000, releaseTime: '1772442910000' }),
    {
      start: '2026-03-02T09:15:00.000Z',
      answer: '2026-03-02T09:15:05.000Z',
      release: '2026-03-02T09:15:10.000Z',
    },
  );
  assert.equal(times({ startTime: 'yesterday' }), undefined);
});

test('a number is a number, in whatever address it stands', () => {
  const number = (address: string) =>
    readEvent({ eventData: { call: { remoteParty: { address } } } }, null).remote?.number;
  assert.equal(number('tel:+33123456789'), '+33123456789');
  assert.equal(number('sip:2001@example.com;user=phone'), '2001');
  assert.equal(number('sips:bob@example.com'), 'bob');
  assert.equal(number('+33123456789;ext=5'), '+33123456789');
  assert.equal(number('%2B33140000000'), '+33140000000');
  assert.equal(number('tel:+33-1.40(00)0000'), '+33140000000');
});

test('the state that a subscription begins with has its calls', async () => {
  const xml = `<e:Event xmlns:e="x" xmlns:t="y"><e:eventData t:type="e:CallSubscriptionEvent"><e:calls>
    <e:call><e:callId>c1</e:callId><e:state>Active</e:state></e:call><e:call><e:callId>c2</e:callId></e:call>
    </e:calls></e:eventData></e:Event>`;
  const [fromXml] = await readNotification(Buffer.from(xml));
  assert.equal(fromXml?.event, 'subscription-state');
  assert.deepEqual(fromXml?.calls, [{ callId: 'c1', state: 'Active' }, { callId: 'c2' }]);
  const calls = [{ callId: 'c1', state: 'Active' }];
  const json = { eventData: { type: 'CallSubscriptionEvent', calls } };
  const [fromJson] = await readNotification(Buffer.from(JSON.stringify(json)));
  assert.deepEqual(fromJson?.calls, calls);
});

test('a byte order mark, blanks and CDATA do no harm', async () => {
  const [json] = await readNotification(Buffer.from('\uFEFF \r\n{"eventId": "x"}\r\n'));
  assert.equal(json?.eventId, 'x');
  const [xml] = await readNotification(
    Buffer.from('\uFEFF<?xml version="1.0"?>\r\n<E><eventID><![CDATA[<x>]]></eventID></E>'),
  );
  assert.equal(xml?.eventId, '<x>');
});

test('a caller who withholds the number has none, and a name where there is one', () => {
  const remote = (remoteParty: object) => readEvent({ eventData: { call: { remoteParty } } }, null).remote;
  for (const address of ['sip:anonymous@anonymous.invalid', 'unknown', 'restricted', 'tel:']) {
    assert.equal(remote({ address }), undefined, address);
  }
  assert.deepEqual(remote({ address: '"Jo Doe" <sip:+33140000000@x;user=phone>' }), {
    number: '+33140000000',
    name: 'Jo Doe',
  });
  assert.deepEqual(remote({ name: 'Anonymous', phoneNumber: null, address: 'tel:101' }), { number: '101' });
});

test('nothing that is sent throws', () => {
  const odd = [
    null,
    7,
    'x',
    [],
    { eventData: [] },
    { eventData: { call: [], calls: 'c' } },
    { sequenceNumber: '1e99' },
  ];
  for (const body of odd) assert.equal(readEvent(body, body).event, 'other', JSON.stringify(body));
});
