import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { callHandlers, Exchange } from '../../nodes/simulator/opentouch/exchange/index.ts';
import { directoryOf, ExchangeFixture, operationTypes, type SeenEvent, subscriber } from './exchange-fixture.ts';

/** What a real server sent to the called user of one answered call; wire facts, "Real JSON". */
const capture: readonly object[] = [
  {
    eventName: 'OnCallCreated',
    loginName: 'o141',
    callData: {
      initialCalled: { id: { phoneNumber: '141' } },
      state: 'RINGING_INCOMING',
      tags: [],
      capabilities: { addMedias: [], redirect: true, pickedUp: true, terminate: true },
    },
    legs: [{ deviceId: '141', media: 'AUDIO', state: 'RINGING_INCOMING', capabilities: { answer: true } }],
    participants: [
      {
        participantId: '140',
        identity: {
          id: { loginName: 'o140', phoneNumber: '140' },
          firstName: 'First140',
          lastName: 'Last140',
          type: { main: 'USER' },
        },
        medias: [],
        mediaCapabilities: [{ type: 'AUDIO' }],
      },
    ],
    deviceCapabilities: [{ deviceId: '141', makeCall: true, makeBusinessCall: true, unParkCall: true }],
  },
  {
    eventName: 'OnCallModified',
    loginName: 'o141',
    callData: {
      initialCalled: { id: { phoneNumber: '141' } },
      state: 'ACTIVE',
      tags: [],
      capabilities: { addMedias: [], terminate: true },
    },
    modifiedLegs: [{ deviceId: '141', media: 'AUDIO', state: 'ACTIVE', capabilities: { drop: true, hold: true } }],
    addedLegs: [],
    removedLegs: [],
    modifiedParticipants: [],
    addedParticipants: [],
    removedParticipantIds: [],
    deviceCapabilities: [],
  },
  { eventName: 'OnUserStateModified', loginName: 'o141', state: 'BUSY' },
  {
    eventName: 'OnCallModified',
    loginName: 'o141',
    callData: {
      initialCalled: { id: { phoneNumber: '141' } },
      state: 'RELEASING',
      tags: [],
      capabilities: { addMedias: [], terminate: true },
    },
    modifiedLegs: [{ deviceId: '141', media: 'AUDIO', state: 'RELEASING', capabilities: { drop: true } }],
    addedLegs: [],
    removedLegs: [],
    modifiedParticipants: [],
    addedParticipants: [],
    removedParticipantIds: ['140'],
    deviceCapabilities: [],
  },
  { eventName: 'OnCallRemoved', loginName: 'o141', deviceCapabilities: [] },
  { eventName: 'OnUserStateModified', loginName: 'o141', state: 'FREE' },
];

/** Capabilities of this exchange that the captured server, a smaller one, did not have. */
const beyond = new Set(['blindTransfer', 'park', 'startRecord', 'sendDtmf', 'makePrivateCall']);

function withoutBeyond(event: SeenEvent): unknown {
  const { callRef, addressee, ...rest } = event;
  assert.equal(addressee, event.loginName);
  if (callRef !== undefined) assert.match(String(callRef), /^[0-9a-f]{16}$/);
  return JSON.parse(JSON.stringify(rest), (key, value) => (beyond.has(key) ? undefined : value));
}

describe('the exchange', () => {
  it('has a handler for every operation of call control, and no other', () => {
    const exchange = new Exchange(directoryOf([]), () => {});
    assert.deepEqual(Object.keys(callHandlers(exchange)).sort(), [...operationTypes].sort());
    exchange.stop();
  });

  it('sends the called user what a real server sent, in the same order and with the same keys', async () => {
    const site = new ExchangeFixture([subscriber('o140'), subscriber('o141')], { releasing: 1 });
    const callRef = site.dial('o140', '141');
    site.press('answer-call', 'o141', callRef);
    site.run('release-call', 'o140', { ids: { callRef } });
    await site.until((event) => event.loginName === 'o141' && event['state'] === 'FREE');
    const seen = site.take('o141').map(withoutBeyond);
    assert.deepEqual(seen, capture);
    // The order of the keys is the captured one too.
    assert.equal(JSON.stringify(seen), JSON.stringify(capture));
    site.exchange.stop();
  });
});
