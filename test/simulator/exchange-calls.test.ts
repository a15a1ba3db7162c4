import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { consulting, removal, talking, testCases } from './exchange-cases.ts';

testCases('every party of a call is told of every step', [
  {
    title: 'make call with automatic answer dials at once',
    does: (site) => site.dial('s100', '101'),
    told: [
      's100 Created DIALING',
      's100 User BUSY',
      's100 Modified RINGING_OUTGOING +101',
      's101 Created RINGING_INCOMING +100',
    ],
  },
  {
    title: 'make call without automatic answer lets the own set ring, and dials when that is answered',
    does: (site) => {
      const callRef = site.run('make-call', 's100', { body: { callee: '101' } }).reference ?? '';
      site.press('answer-call', 's100', callRef);
    },
    told: [
      's100 Created RINGING_INCOMING',
      's100 Modified DIALING',
      's100 User BUSY',
      's100 Modified RINGING_OUTGOING +101',
      's101 Created RINGING_INCOMING +100',
    ],
  },
  {
    title: 'an own set that nobody answers stops ringing',
    does: (site) => {
      site.run('make-basic-call', 's100', { body: { deviceId: '100', callee: '101' } });
      mock.timers.tick(15_000);
      removal();
    },
    told: ['s100 Created RINGING_INCOMING', 's100 Modified RELEASING ABANDONED', 's100 Removed ABANDONED'],
  },
  {
    title: 'basic calls are answered and left without a reference',
    does: (site) => {
      site.run('make-basic-call', 's100', { body: { deviceId: '100', callee: '101', autoAnswer: true } });
      site.take();
      site.run('answer-basic-call', 's101', { body: { deviceId: '101' } });
      site.run('drop-me-from-basic-call', 's100');
      removal();
    },
    told: [
      's100 Modified ACTIVE',
      's101 Modified ACTIVE',
      's101 User BUSY',
      's100 Modified RELEASING -101',
      's101 Modified RELEASING -100',
      's100 Removed',
      's100 User FREE',
      's101 Removed',
      's101 User FREE',
    ],
  },
  {
    title: 'an outside number rings and answers by itself',
    given: (site) => [site.dial('s100', '00123456')],
    does: (site, [callRef = '']) => {
      mock.timers.tick(799);
      assert.deepEqual(site.told(), []);
      mock.timers.tick(1);
      site.exchange.hangUp(callRef);
    },
    told: ['s100 Modified ACTIVE', 's100 Modified RELEASING -00123456'],
  },
  {
    title: 'a call from outside rings, and stops when the caller gives up',
    does: (site) => {
      const callRef = site.exchange.placeCall('+33298000000', '100');
      site.exchange.hangUp(callRef);
      removal();
    },
    told: [
      's100 Created RINGING_INCOMING ++33298000000',
      's100 Modified RELEASING -+33298000000 ABANDONED',
      's100 Removed ABANDONED',
    ],
  },
  {
    title: 'a number that nobody has ends in a tone and its cause',
    does: (site) => {
      site.dial('s100', '999');
      mock.timers.tick(2_000);
      removal();
    },
    told: [
      's100 Created DIALING',
      's100 User BUSY',
      's100 Modified INVALID_NUMBER',
      's100 Modified RELEASING INVALID_NUMBER',
      's100 Removed INVALID_NUMBER',
      's100 User FREE',
    ],
  },
  {
    title: 'a user with no free line is busy, and does not notice',
    given: consulting,
    does: (site) => {
      site.dial('m201', '100');
      mock.timers.tick(2_000);
      removal();
    },
    told: [
      'm201 Created DIALING',
      'm201 User BUSY',
      'm201 Modified BUSY',
      'm201 Modified RELEASING BUSY',
      'm201 Removed BUSY',
      'm201 User FREE',
    ],
  },
  {
    title: 'all sets in service ring, the mobile is announced, and those that were not answered are removed',
    does: (site) => {
      const callRef = site.exchange.placeCall('+33298000000', '200');
      const { legs } = site.exchange.stateOf('m200').calls[0] ?? {};
      assert.deepEqual(
        legs?.map(({ deviceId, state }) => [deviceId, state]),
        ['200', '2200', 'MOBILE_m200'].map((id) => [id, 'RINGING_INCOMING']),
      );
      site.press('answer-call', 'm200', callRef, '2200');
    },
    told: [
      'm200 Created RINGING_INCOMING ++33298000000',
      'm200 Appeared RINGING_INCOMING ++33298000000',
      'm200 Modified ACTIVE -leg 200 -leg MOBILE_m200',
      'm200 User BUSY',
    ],
  },
  {
    title: 'a call to a device rings that device only',
    does: (site) => {
      site.exchange.placeCall('+33298000000', '2200');
      const { legs, callData } = site.exchange.stateOf('m200').calls[0] ?? {};
      assert.deepEqual([legs?.map(({ deviceId }) => deviceId), callData?.deviceCall], [['2200'], true]);
    },
    told: ['m200 Created RINGING_INCOMING ++33298000000'],
  },
  {
    title: 'hold and retrieve change the own view, and the other one hears of it',
    given: talking,
    does: (site, [callRef = '']) => {
      site.press('hold-call', 's101', callRef);
      site.press('retrieve-call', 's101', callRef);
    },
    told: ['s100 Modified ~101', 's101 Modified HELD', 's100 Modified ~101', 's101 Modified ACTIVE'],
  },
  {
    title: 'a second call puts the active one on hold, and the two can be swapped',
    given: consulting,
    does: (site, [held = '']) => site.press('alternate-call', 's100', held),
    told: ['s100 Modified HELD', 's100 Modified ACTIVE', 's101 Modified ~100', 's102 Modified ~100'],
  },
  {
    title: 'answering a second call holds the first',
    given: (site) => [site.talk('s100', 's101'), site.dial('s102', '100')],
    does: (site, [, second = '']) => site.press('answer-call', 's100', second),
    told: ['s100 Modified HELD', 's100 Modified ACTIVE', 's101 Modified ~100', 's102 Modified ACTIVE'],
  },
  {
    title: 'a standard user may answer what he holds',
    given: (site) => {
      const callRef = site.talk('s100', 's101');
      site.press('hold-call', 's100', callRef);
      return [callRef];
    },
    does: (site, [callRef = '']) => site.press('answer-call', 's100', callRef),
    told: ['s100 Modified ACTIVE', 's101 Modified ~100'],
  },
]);
