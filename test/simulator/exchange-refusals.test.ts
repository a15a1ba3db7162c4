import assert from 'node:assert/strict';
import { after, before, describe, it, mock } from 'node:test';
import { conference, consulting, people, ringing, talking } from './exchange-cases.ts';
import type { ExchangeFixture, Order } from './exchange-fixture.ts';

before(() => mock.timers.enable({ apis: ['setTimeout'] }));
after(() => mock.timers.reset());

interface Case {
  readonly given?: (site: ExchangeFixture) => string[];
  readonly name: string;
  readonly by: string;
  readonly order: (refs: string[]) => Order;
  readonly refused: string;
}

const on = (callRef = 'feedfacefeedface', body: object = {}): Order => ({ ids: { callRef }, body });
const make = (by: string, body: object, refused: string): Case => ({
  name: 'make-call',
  by,
  order: () => ({ body }),
  refused,
});
const held = (site: ExchangeFixture) => {
  const callRef = site.talk('s100', 's101');
  site.press('hold-call', 's100', callRef);
  return [callRef];
};

const cases: Readonly<Record<string, Case>> = {
  'a call that does not exist': { name: 'get-call', by: 's100', order: () => on(), refused: 'NOT_FOUND' },
  "somebody else's call": {
    given: talking,
    name: 'release-call',
    by: 's102',
    order: ([ref]) => on(ref),
    refused: 'NOT_FOUND',
  },
  'a leg that is not in the call': {
    given: talking,
    name: 'get-device-leg',
    by: 's100',
    order: ([callRef = '']) => ({ ids: { callRef, legId: '101' } }),
    refused: 'NOT_FOUND',
  },
  'a participant who is not in the call': {
    given: talking,
    name: 'get-participant',
    by: 's100',
    order: ([callRef = '']) => ({ ids: { callRef, participantId: '100' } }),
    refused: 'NOT_FOUND',
  },
  'to drop a participant who is not in the call': {
    given: conference,
    name: 'drop-participant',
    by: 's100',
    order: ([callRef = '']) => ({ ids: { callRef, participantId: '999' } }),
    refused: 'NOT_FOUND',
  },
  'a device that does not exist': {
    name: 'get-device',
    by: 's100',
    order: () => ({ ids: { deviceId: '999' } }),
    refused: 'NOT_FOUND',
  },
  "to call from somebody else's device": make('s100', { deviceId: '101', callee: '102' }, 'NOT_ALLOWED'),
  'to call from a device that is out of service': make(
    'm200',
    { deviceId: 'NOMADIC_m200', callee: '102' },
    'NOT_EXPECTED',
  ),
  'a call of a multimedia user without device': make('m200', { callee: '102' }, 'BAD_PARAMETER'),
  'a private call without secret code': make('s100', { callee: '102', pin: '1' }, 'BAD_PARAMETER'),
  'a call that is private and business': make(
    's100',
    { callee: '102', pin: '1', secretCode: '2', businessCode: '3' },
    'BAD_PARAMETER',
  ),
  'a business call of a multimedia user': make(
    'm201',
    { deviceId: '201', callee: '102', businessCode: '3' },
    'NOT_SUPPORTED',
  ),
  'associated data that is not hexadecimal': make('s100', { callee: '102', associatedData: 'xyz' }, 'BAD_PARAMETER'),
  'associated data of more than 32 bytes': make(
    's100',
    { callee: '102', associatedData: 'ab'.repeat(33) },
    'BAD_PARAMETER',
  ),
  'a set that belongs to nobody to a user': make('s100', { deviceId: '777', callee: '102' }, 'NOT_ALLOWED'),
  'a third call on two lines': { given: consulting, ...make('s100', { callee: '200' }, 'NOT_EXPECTED') },
  'a second call while the first still rings': { given: ringing, ...make('s100', { callee: '102' }, 'NOT_EXPECTED') },
  "to answer on somebody else's device": {
    given: ringing,
    name: 'answer-call',
    by: 's101',
    order: ([ref]) => on(ref, { deviceId: '100' }),
    refused: 'NOT_ALLOWED',
  },
  'to answer on a device that does not ring': {
    given: (site) => [site.exchange.placeCall('+331', '200')],
    name: 'answer-call',
    by: 'm200',
    order: ([ref]) => on(ref, { deviceId: 'NOMADIC_m200' }),
    refused: 'NOT_EXPECTED',
  },
  'to answer twice': {
    given: talking,
    name: 'answer-call',
    by: 's101',
    order: ([ref]) => on(ref, { deviceId: '101' }),
    refused: 'NOT_EXPECTED',
  },
  'to answer a held call as a multimedia user': {
    given: (site) => {
      const callRef = site.talk('m201', 's101');
      site.press('hold-call', 'm201', callRef);
      return [callRef];
    },
    name: 'answer-call',
    by: 'm201',
    order: ([ref]) => on(ref, { deviceId: '201' }),
    refused: 'NOT_EXPECTED',
  },
  'to answer a basic call where none rings': {
    name: 'answer-basic-call',
    by: 's100',
    order: () => ({ body: { deviceId: '100' } }),
    refused: 'NOT_EXPECTED',
  },
  'to leave a basic call where there is none': {
    name: 'drop-me-from-basic-call',
    by: 's100',
    order: () => ({}),
    refused: 'NOT_EXPECTED',
  },
  'to hold what still rings': {
    given: ringing,
    name: 'hold-call',
    by: 's100',
    order: ([ref]) => on(ref, { deviceId: '100' }),
    refused: 'NOT_EXPECTED',
  },
  'to retrieve while another call is active': {
    given: consulting,
    name: 'retrieve-call',
    by: 's100',
    order: ([ref]) => on(ref, { deviceId: '100' }),
    refused: 'NOT_EXPECTED',
  },
  'to alternate with the active call': {
    given: consulting,
    name: 'alternate-call',
    by: 's100',
    order: ([, ref]) => on(ref, { deviceId: '100' }),
    refused: 'NOT_EXPECTED',
  },
  'to transfer the held call to the active one': {
    given: consulting,
    name: 'transfer-call',
    by: 's100',
    order: ([heldRef, activeRef]) => on(heldRef, { heldCallRef: activeRef }),
    refused: 'NOT_EXPECTED',
  },
  'to merge with a call that does not exist': {
    given: consulting,
    name: 'merge-calls',
    by: 's100',
    order: ([, ref]) => on(ref, { heldCallRef: 'feedfacefeedface' }),
    refused: 'NOT_FOUND',
  },
  'a blind transfer to nobody': {
    given: talking,
    name: 'blind-transfer-call',
    by: 's100',
    order: ([ref]) => on(ref, { transferTo: '999' }),
    refused: 'BAD_PARAMETER',
  },
  'a blind transfer to the partner': {
    given: talking,
    name: 'blind-transfer-call',
    by: 's100',
    order: ([ref]) => on(ref, { transferTo: '101' }),
    refused: 'NOT_EXPECTED',
  },
  'a redirection by the caller': {
    given: ringing,
    name: 'redirect-call',
    by: 's100',
    order: ([ref]) => on(ref, { redirectTo: '102' }),
    refused: 'NOT_EXPECTED',
  },
  'a redirection to a voicemail that the user does not have': {
    given: (site) => [site.dial('s101', '100')],
    name: 'redirect-call',
    by: 's100',
    order: ([ref]) => on(ref, { redirectTo: 'VOICEMAIL' }),
    refused: 'NOT_EXPECTED',
  },
  'overflow where nobody has voicemail': {
    given: (site) => [site.dial('s100', '102')],
    name: 'overflow-to-voicemail',
    by: 's100',
    order: ([ref]) => on(ref),
    refused: 'NOT_EXPECTED',
  },
  'to pick up at a number that nobody has': {
    name: 'pick-up-call',
    by: 's100',
    order: () => ({ ids: { deviceId: '100' }, body: { otherPhoneNumber: '999' } }),
    refused: 'NOT_FOUND',
  },
  'to pick up where nothing rings': {
    given: talking,
    name: 'pick-up-call',
    by: 's102',
    order: () => ({ ids: { deviceId: '102' }, body: { otherPhoneNumber: '101' } }),
    refused: 'NOT_EXPECTED',
  },
  'to park at a device that does not exist': {
    given: talking,
    name: 'park-call',
    by: 's100',
    order: ([ref]) => on(ref, { parkTo: '999' }),
    refused: 'BAD_PARAMETER',
  },
  'to unpark where nothing is parked': {
    name: 'unpark-call',
    by: 's100',
    order: () => ({ ids: { deviceId: '100' } }),
    refused: 'NOT_EXPECTED',
  },
  'to add a participant as a standard user': {
    given: talking,
    name: 'add-participant',
    by: 's100',
    order: ([ref]) => on(ref, { callee: '102' }),
    refused: 'NOT_SUPPORTED',
  },
  'to switch to a device that is out of service': {
    given: (site) => [site.talk('s100', 'm200')],
    name: 'switch-device',
    by: 'm200',
    order: ([callRef = '']) => ({ ids: { callRef, legId: '200' }, body: { otherDeviceId: 'NOMADIC_m200' } }),
    refused: 'NOT_EXPECTED',
  },
  'to stop a recording that does not run': {
    given: talking,
    name: 'record-call',
    by: 's100',
    order: ([ref]) => ({ ...on(ref), query: { action: 'stop' } }),
    refused: 'NOT_EXPECTED',
  },
  'to pause a recording as a multimedia user': {
    given: (site) => [site.talk('m201', 's101')],
    name: 'record-call',
    by: 'm201',
    order: ([ref]) => ({ ...on(ref), query: { action: 'pause' } }),
    refused: 'NOT_SUPPORTED',
  },
  'a recording action that does not exist': {
    given: talking,
    name: 'record-call',
    by: 's100',
    order: ([ref]) => ({ ...on(ref), query: { action: 'rewind' } }),
    refused: 'BAD_PARAMETER',
  },
  'codes that are no DTMF': {
    given: talking,
    name: 'send-dtmf',
    by: 's100',
    order: ([ref]) => on(ref, { deviceId: '100', number: '12x' }),
    refused: 'BAD_PARAMETER',
  },
  'DTMF on a held call': {
    given: held,
    name: 'send-dtmf',
    by: 's100',
    order: ([ref]) => on(ref, { deviceId: '100', number: '12' }),
    refused: 'NOT_EXPECTED',
  },
  'to attach data to a call that somebody else made': {
    given: talking,
    name: 'attach-data',
    by: 's101',
    order: ([ref]) => on(ref, { deviceId: '101', associatedData: 'cafe' }),
    refused: 'NOT_EXPECTED',
  },
  'a callback from a device that is not idle': {
    given: talking,
    name: 'request-callback',
    by: 's100',
    order: () => ({ body: { callee: '102' } }),
    refused: 'NOT_EXPECTED',
  },
  'a callback by a multimedia user': {
    name: 'request-callback',
    by: 's100',
    order: () => ({ body: { callee: '201' } }),
    refused: 'NOT_SUPPORTED',
  },
  'a callback during a conversation': {
    given: talking,
    name: 'request-callback-on-call',
    by: 's100',
    order: ([ref]) => on(ref),
    refused: 'NOT_EXPECTED',
  },
  'to delete a callback that does not exist': {
    name: 'delete-callback',
    by: 's100',
    order: () => ({ ids: { callbackId: '1' } }),
    refused: 'NOT_FOUND',
  },
};

describe('the exchange refuses, changes nothing and tells nobody', () => {
  for (const [what, { given, name, by, order, refused }] of Object.entries(cases)) {
    it(what, () => {
      const site = people();
      const refs = given?.(site) ?? [];
      site.take();
      const states = () => site.users.filter(({ admin }) => !admin).map((one) => site.exchange.stateOf(one.loginName));
      const before = states();
      assert.equal(site.attempt(name, by, order(refs)), refused);
      assert.deepEqual(states(), before);
      assert.deepEqual(site.take(), []);
      site.exchange.stop();
    });
  }
});
