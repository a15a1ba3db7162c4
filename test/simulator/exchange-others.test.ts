import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { conference, consulting, removal, ringing, talking, testCases } from './exchange-cases.ts';
import type { ExchangeFixture } from './exchange-fixture.ts';

testCases('every party is told when somebody else comes into a call', [
  {
    title: 'a transfer joins the partners, of whom one gets the other reference',
    given: consulting,
    does: (site, [heldCallRef = '', callRef = '']) => {
      site.run('transfer-call', 's100', { ids: { callRef }, body: { heldCallRef } });
      removal();
    },
    told: [
      's100 Modified RELEASING -101 TRANSFERRED',
      's100 Modified RELEASING -102 TRANSFERRED',
      's102 Modified +101 -100 TRANSFERRED',
      's101 Modified ACTIVE +102 -100 TRANSFERRED replaces',
      's100 Removed TRANSFERRED',
      's100 Removed TRANSFERRED',
      's100 User FREE',
    ],
  },
  {
    title: 'a merge makes a conference of all, and the held reference gives way',
    given: consulting,
    does: (site, [heldCallRef = '', callRef = '']) => {
      site.run('merge-calls', 's100', { ids: { callRef }, body: { heldCallRef } });
      removal();
    },
    told: [
      's100 Modified RELEASING -101 CONFERENCED replaced',
      's100 Modified ACTIVE +101 CONFERENCED',
      's102 Modified ACTIVE +101 CONFERENCED',
      's101 Modified ACTIVE +102 CONFERENCED replaces',
      's100 Removed CONFERENCED',
    ],
  },
  {
    title: 'who leaves a conference leaves it to the others',
    given: conference,
    does: (site, [callRef = '']) => {
      site.run('drop-me-from-call', 's100', { ids: { callRef } });
      removal();
    },
    told: [
      's100 Modified RELEASING -102 -101',
      's102 Modified ACTIVE -100',
      's101 Modified ACTIVE -100',
      's100 Removed',
      's100 User FREE',
    ],
  },
  {
    title: 'a release ends a conference for all',
    given: conference,
    does: (site, [callRef = '']) => site.run('release-call', 's101', { ids: { callRef } }),
    told: [
      's100 Modified RELEASING -102 -101',
      's102 Modified RELEASING -100 -101',
      's101 Modified RELEASING -100 -102',
    ],
  },
  {
    title: 'a participant is rung into a call, and dropped from it',
    given: (site) => [site.talk('m201', 's101')],
    does: (site, [callRef = '']) => {
      site.run('add-participant', 'm201', { ids: { callRef }, body: { callee: '202' } });
      site.press('answer-call', 'm202', callRef);
      site.run('drop-participant', 'm201', { ids: { callRef, participantId: '101' } });
    },
    told: [
      'm201 Modified ACTIVE +202 CONFERENCED',
      's101 Modified ACTIVE +202 CONFERENCED',
      'm202 Created RINGING_INCOMING +201 +101 CONFERENCED',
      'm201 Modified ACTIVE ~202',
      's101 Modified ~202',
      'm202 Modified ACTIVE',
      'm202 User BUSY',
      'm201 Modified ACTIVE ~202 -101',
      's101 Modified RELEASING -201 -202',
      'm202 Modified ACTIVE -101',
    ],
  },
  {
    title: 'a blind transfer rings the target, anonymously if asked for',
    given: talking,
    does: (site, [callRef = '']) => {
      const body = { transferTo: '102', anonymous: true };
      site.run('blind-transfer-call', 's100', { ids: { callRef }, body });
      site.press('answer-call', 's102', callRef);
    },
    told: [
      's100 Modified RELEASING -101 TRANSFERRED',
      's101 Modified RINGING_OUTGOING +102 -100 TRANSFERRED',
      's102 Created RINGING_INCOMING +anonymous-2 TRANSFERRED',
      's101 Modified ACTIVE',
      's102 Modified ACTIVE',
      's102 User BUSY',
    ],
  },
  {
    title: 'a redirection names its new destination',
    given: ringing,
    does: (site, [callRef = '']) => {
      site.run('redirect-call', 's101', { ids: { callRef }, body: { redirectTo: '102' } });
      removal();
    },
    told: [
      's100 Modified RINGING_OUTGOING +102 -101 REDIRECTED',
      's101 Modified RELEASING -100 REDIRECTED',
      's102 Created RINGING_INCOMING +100 REDIRECTED',
      's101 Removed REDIRECTED to 102',
    ],
  },
  ...(['VOICEMAIL', 'DVA'] as const).map((redirectTo) => {
    const number = redirectTo === 'DVA' ? 'DVA' : '8000';
    return {
      title: `a redirection to ${redirectTo} is answered at once`,
      given: ringing,
      does: (site: ExchangeFixture, [callRef = '']: string[]) => {
        site.run('redirect-call', 's101', { ids: { callRef }, body: { redirectTo } });
        removal();
      },
      told: [
        `s100 Modified ACTIVE +${number} -101 REDIRECTED`,
        's101 Modified RELEASING -100 REDIRECTED',
        `s101 Removed REDIRECTED to ${number}`,
      ],
    };
  }),
  {
    title: 'the caller can go to the voicemail of who does not answer',
    given: ringing,
    does: (site, [callRef = '']) => {
      site.run('overflow-to-voicemail', 's100', { ids: { callRef } });
      removal();
    },
    told: [
      's100 Modified ACTIVE +8000 -101 FORWARDED',
      's101 Modified RELEASING -100 FORWARDED',
      's101 Removed FORWARDED to 8000',
    ],
  },
  {
    title: 'a call that nobody answers goes to voicemail by itself',
    given: ringing,
    does: () => mock.timers.tick(15_000),
    told: ['s100 Modified ACTIVE +8000 -101 FORWARDED', 's101 Modified RELEASING -100 FORWARDED'],
  },
  {
    title: 'without voicemail a call that nobody answers ends',
    given: (site) => [site.dial('s100', '102')],
    does: () => mock.timers.tick(15_000),
    told: ['s100 Modified RELEASING -102', 's102 Modified RELEASING -100 ABANDONED'],
  },
  {
    title: 'a pickup rings at the new set, and is answered when asked for',
    given: ringing,
    does: (site, [otherCallRef = '']) => {
      const body = { otherPhoneNumber: '101', otherCallRef, autoAnswer: true };
      site.run('pick-up-call', 's102', { ids: { deviceId: '102' }, body });
      removal();
    },
    told: [
      's100 Modified RINGING_OUTGOING +102 -101 PICKED_UP',
      's101 Modified RELEASING -100 PICKED_UP',
      's102 Created RINGING_INCOMING +100 PICKED_UP',
      's100 Modified ACTIVE',
      's102 Modified ACTIVE',
      's102 User BUSY',
      's101 Removed PICKED_UP',
    ],
  },
  {
    title: 'a parked call waits, and is taken from the set where it is',
    given: talking,
    does: (site, [callRef = '']) => {
      site.run('park-call', 's100', { ids: { callRef } });
      removal();
      site.run('unpark-call', 's102', { ids: { deviceId: '102' }, body: { unParkFrom: '100' } });
    },
    told: [
      's100 Modified RELEASING -101',
      's101 Modified ACTIVE -100',
      's100 Removed',
      's100 User FREE',
      's101 Modified ACTIVE +102',
      's102 Created ACTIVE +101',
      's102 User BUSY',
    ],
  },
  {
    title: 'a call goes over to another device of the same user',
    given: (site) => [site.talk('s100', 'm200')],
    does: (site, [callRef = '']) => {
      const ids = { callRef, legId: '200' };
      site.run('switch-device', 'm200', { ids, body: { otherDeviceId: '2200' } });
    },
    told: ['m200 Modified +leg 2200 -leg 200'],
  },
  {
    title: 'a call from a set that belongs to nobody is made by an administrator, and has no reference',
    does: (site) => {
      const answer = site.run('make-call', 'admin', { body: { deviceId: '777', callee: '100' } });
      assert.deepEqual(answer, { status: 204 });
    },
    told: ['s100 Created RINGING_INCOMING +777'],
  },
]);
