import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { conference, consulting, removal, ringing, talking, tell } from './exchange-tales.ts';
import type { World } from './exchange-world.ts';

tell('every party is told when somebody else comes into a call', [
  {
    title: 'a transfer joins the partners, of whom one gets the other reference',
    given: consulting,
    does: (world, [heldCallRef = '', callRef = '']) => {
      world.run('transfer-call', 's100', { ids: { callRef }, body: { heldCallRef } });
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
    does: (world, [heldCallRef = '', callRef = '']) => {
      world.run('merge-calls', 's100', { ids: { callRef }, body: { heldCallRef } });
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
    does: (world, [callRef = '']) => {
      world.run('drop-me-from-call', 's100', { ids: { callRef } });
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
    does: (world, [callRef = '']) => world.run('release-call', 's101', { ids: { callRef } }),
    told: [
      's100 Modified RELEASING -102 -101',
      's102 Modified RELEASING -100 -101',
      's101 Modified RELEASING -100 -102',
    ],
  },
  {
    title: 'a participant is rung into a call, and dropped from it',
    given: (world) => [world.talk('m201', 's101')],
    does: (world, [callRef = '']) => {
      world.run('add-participant', 'm201', { ids: { callRef }, body: { callee: '202' } });
      world.press('answer-call', 'm202', callRef);
      world.run('drop-participant', 'm201', { ids: { callRef, participantId: '101' } });
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
    does: (world, [callRef = '']) => {
      const body = { transferTo: '102', anonymous: true };
      world.run('blind-transfer-call', 's100', { ids: { callRef }, body });
      world.press('answer-call', 's102', callRef);
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
    does: (world, [callRef = '']) => {
      world.run('redirect-call', 's101', { ids: { callRef }, body: { redirectTo: '102' } });
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
      does: (world: World, [callRef = '']: string[]) => {
        world.run('redirect-call', 's101', { ids: { callRef }, body: { redirectTo } });
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
    does: (world, [callRef = '']) => {
      world.run('overflow-to-voicemail', 's100', { ids: { callRef } });
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
    given: (world) => [world.dial('s100', '102')],
    does: () => mock.timers.tick(15_000),
    told: ['s100 Modified RELEASING -102', 's102 Modified RELEASING -100 ABANDONED'],
  },
  {
    title: 'a pickup rings at the new set, and is answered when asked for',
    given: ringing,
    does: (world, [otherCallRef = '']) => {
      const body = { otherPhoneNumber: '101', otherCallRef, autoAnswer: true };
      world.run('pick-up-call', 's102', { ids: { deviceId: '102' }, body });
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
    does: (world, [callRef = '']) => {
      world.run('park-call', 's100', { ids: { callRef } });
      removal();
      world.run('unpark-call', 's102', { ids: { deviceId: '102' }, body: { unParkFrom: '100' } });
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
    given: (world) => [world.talk('s100', 'm200')],
    does: (world, [callRef = '']) => {
      const ids = { callRef, legId: '200' };
      world.run('switch-device', 'm200', { ids, body: { otherDeviceId: '2200' } });
    },
    told: ['m200 Modified +leg 2200 -leg 200'],
  },
  {
    title: 'a call from a set that belongs to nobody is made by an administrator, and has no reference',
    does: (world) => {
      const answer = world.run('make-call', 'admin', { body: { deviceId: '777', callee: '100' } });
      assert.deepEqual(answer, { status: 204 });
    },
    told: ['s100 Created RINGING_INCOMING +777'],
  },
]);
