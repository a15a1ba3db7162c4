import assert from 'node:assert/strict';
import { after, before, describe, it, mock } from 'node:test';
import { conference, consulting, people, ringing, talking } from './exchange-cases.ts';
import { type ExchangeFixture, subscriber } from './exchange-fixture.ts';

before(() => mock.timers.enable({ apis: ['setTimeout'] }));
after(() => mock.timers.reset());

/** Names of the capabilities of a user's call and of its first leg. */
function capabilities(site: ExchangeFixture, loginName: string, callRef = ''): [call: string[], leg: string[]] {
  const call = site.exchange.stateOf(loginName).calls.find((one) => one.callRef === callRef);
  const { addMedias, ...rest } = call?.callData?.capabilities ?? {};
  assert.deepEqual(addMedias, []);
  const leg = call?.legs?.[0]?.capabilities ?? {};
  for (const value of [...Object.values(rest), ...Object.values(leg)]) assert.equal(value, true, 'false is left out');
  return [Object.keys(rest), Object.keys(leg)];
}

describe('capabilities', () => {
  it('of a ringing call differ between the caller, a standard and a multimedia user', () => {
    const site = people();
    const [callRef] = ringing(site);
    assert.deepEqual(capabilities(site, 's100', callRef), [['overflowToVoiceMail', 'terminate', 'callBack'], ['drop']]);
    assert.deepEqual(capabilities(site, 's101', callRef), [
      ['redirect', 'pickedUp', 'redirectToVoiceMail', 'terminate'],
      ['answer'],
    ]);
    const other = site.exchange.placeCall('+331', '200');
    assert.deepEqual(capabilities(site, 'm200', other), [
      ['redirect', 'pickedUp', 'redirectToDVA', 'terminate', 'reject'],
      ['answer'],
    ]);
    site.exchange.stop();
  });

  it('of a conversation differ between a standard and a multimedia user', () => {
    const site = people();
    const callRef = site.talk('s100', 'm200');
    assert.deepEqual(capabilities(site, 's100', callRef), [
      ['blindTransfer', 'terminate', 'park', 'startRecord'],
      ['drop', 'hold', 'sendDtmf'],
    ]);
    assert.deepEqual(capabilities(site, 'm200', callRef), [
      ['addParticipant', 'blindTransfer', 'terminate', 'startRecord'],
      ['drop', 'hold', 'switchDevice'],
    ]);
    site.exchange.stop();
  });

  it('of an active call beside a held one allow to transfer and merge, those of the held one nothing', () => {
    const site = people();
    const [held, active] = consulting(site);
    assert.deepEqual(capabilities(site, 's100', active), [
      ['transfer', 'blindTransfer', 'merge', 'terminate', 'park', 'startRecord'],
      ['drop', 'hold', 'sendDtmf'],
    ]);
    assert.deepEqual(capabilities(site, 's100', held), [['terminate'], ['drop']]);
    site.press('hold-call', 's100', active ?? '');
    assert.deepEqual(capabilities(site, 's100', held), [['terminate'], ['drop', 'retrieve']]);
    site.exchange.stop();
  });

  it('of a conference allow to leave it and to drop others', () => {
    const site = people();
    const [callRef] = conference(site);
    assert.deepEqual(capabilities(site, 's101', callRef)[0], ['dropMe', 'terminate', 'startRecord', 'dropParticipant']);
    site.exchange.stop();
  });
});

describe('during a call', () => {
  it('a recording starts, pauses, resumes and stops in the view of who records', () => {
    const site = people();
    const [callRef = ''] = talking(site);
    site.take();
    const states = ['start', 'pause', 'resume', 'stop'].map((action) => {
      site.run('record-call', 's100', { ids: { callRef }, query: { action } });
      const [event, ...more] = site.take();
      assert.deepEqual([event?.loginName, more], ['s100', []]);
      const { recordState, capabilities: able } = (event?.['callData'] ?? {}) as {
        recordState?: string;
        capabilities: object;
      };
      return [recordState, Object.keys(able).filter((key) => key.endsWith('Record'))];
    });
    assert.deepEqual(states, [
      ['RECORDING', ['stopRecord', 'pauseRecord']],
      ['PAUSED', ['stopRecord', 'resumeRecord']],
      ['RECORDING', ['stopRecord', 'pauseRecord']],
      [undefined, ['startRecord']],
    ]);
    site.exchange.stop();
  });

  it('attached data appears among the tags of both parties', () => {
    const site = people();
    const callRef = site.dial('s100', '101', { associatedData: 'cafe' });
    const tags = (data: string) => [{ name: 'associatedData', value: data, visibilities: [] }];
    const shown = () => ['s100', 's101'].map((login) => site.exchange.stateOf(login).calls[0]?.callData?.tags);
    assert.deepEqual(shown(), [tags('cafe'), tags('cafe')]);
    site.take();
    const body = { deviceId: '100', associatedData: 'BABE' };
    site.run('attach-data', 's100', { ids: { callRef }, body });
    assert.deepEqual(shown(), [tags('BABE'), tags('BABE')]);
    assert.deepEqual(site.told(), ['s100 Modified RINGING_OUTGOING', 's101 Modified RINGING_INCOMING']);
    site.exchange.stop();
  });

  it('explicit nulls count as absent', () => {
    const site = people();
    const nothing = { associatedData: null, pin: null, secretCode: null, businessCode: null, bypass: false };
    assert.match(site.dial('s100', '101', nothing), /^[0-9a-f]{16}$/);
    site.exchange.stop();
  });

  it('calls, legs and participants are read one by one as in the whole', () => {
    const site = people();
    const [callRef = ''] = conference(site);
    const [call] = site.exchange.stateOf('s100').calls;
    const ids = { callRef, legId: '100', participantId: '102' };
    const read = (name: string) => site.run(name, 's100', { ids }).body;
    assert.deepEqual(read('get-calls'), { calls: [call] });
    assert.deepEqual(read('get-call'), call);
    assert.deepEqual(read('get-device-legs'), { legs: call?.legs });
    assert.deepEqual(read('get-device-leg'), call?.legs?.[0]);
    assert.deepEqual(read('get-participants'), { participants: call?.participants });
    assert.deepEqual(read('get-participant'), call?.participants?.[0]);
    assert.deepEqual(read('get-telephony-state'), {
      calls: [call],
      deviceCapabilities: [
        { deviceId: '100', makeCall: true, makeBusinessCall: true, makePrivateCall: true, unParkCall: true },
      ],
    });
    site.exchange.stop();
  });

  it('a user whose data change stays the same user', () => {
    const site = people();
    const [callRef = ''] = talking(site);
    const at = site.users.findIndex(({ loginName }) => loginName === 's101');
    const { user, ...rest } = site.users[at] ?? subscriber('s101');
    site.users[at] = { ...rest, user: { ...(user ?? { salutation: 'MR' }), lastName: 'Other', devices: [] } };
    const transfer = { ids: { callRef }, body: { transferTo: '101' } };
    assert.equal(site.attempt('blind-transfer-call', 's100', transfer), 'NOT_EXPECTED');
    assert.equal(site.exchange.stateOf('s101').calls[0]?.callData?.state, 'ACTIVE');
    site.exchange.stop();
  });

  it('an administrator without a named user acts for the owner of the device', () => {
    const site = people();
    const [callRef = ''] = ringing(site);
    site.run('answer-call', 'admin', { ids: { callRef }, body: { deviceId: '101' } });
    assert.equal(site.exchange.stateOf('s101').calls[0]?.callData?.state, 'ACTIVE');
    site.exchange.stop();
  });
});

describe('devices', () => {
  it('have a state that is told when it changes', () => {
    const site = people();
    const { deviceStates } = site.run('get-devices', 'm200').body as { deviceStates: object[] };
    assert.deepEqual(deviceStates, [
      { deviceId: '200', state: 'IN_SERVICE', mutable: true, muted: false },
      { deviceId: '2200', state: 'IN_SERVICE', mutable: true, muted: false },
      { deviceId: 'MOBILE_m200', state: 'IN_SERVICE', mutable: false, muted: false },
      { deviceId: 'NOMADIC_m200', state: 'OUT_OF_SERVICE', mutable: false, muted: false },
    ]);
    site.exchange.setDeviceState('m200', '2200', 'OUT_OF_SERVICE');
    site.exchange.setDeviceState('m200', '2200', 'OUT_OF_SERVICE');
    const changed = { deviceId: '2200', state: 'OUT_OF_SERVICE', mutable: true, muted: false };
    const events = site.take().map(({ addressee, ...event }) => event);
    assert.deepEqual(events, [{ eventName: 'OnDeviceStateModified', loginName: 'm200', deviceStates: [changed] }]);
    assert.deepEqual(site.run('get-device', 'm200', { ids: { deviceId: '2200' } }).body, changed);
  });

  it('are muted, or an event says why not', () => {
    const site = people();
    const mute = (deviceId: string, value: string) => {
      site.run('mute-device', 'm200', { ids: { deviceId, mute: value } });
      return site.take().map(({ addressee, ...event }) => event);
    };
    const success = { eventName: 'OnDeviceMuteSuccess', loginName: 'm200', deviceId: '200' };
    assert.deepEqual(mute('200', 'true'), [{ ...success, mute: true }]);
    assert.deepEqual(mute('200', 'false'), [{ ...success, mute: false }]);
    assert.deepEqual(mute('MOBILE_m200', 'true'), [
      {
        eventName: 'OnDeviceMuteFailed',
        loginName: 'm200',
        deviceId: 'MOBILE_m200',
        nativeCode: 'NOT_MUTABLE',
        info: 'device MOBILE_m200 cannot be muted',
      },
    ]);
    assert.equal(site.attempt('mute-device', 'm200', { ids: { deviceId: '200', mute: 'maybe' } }), 'BAD_PARAMETER');
  });
});

describe('callbacks', () => {
  it('are left from an idle device and during a call, listed and deleted', () => {
    const site = people();
    site.run('request-callback', 's102', { body: { callee: '101' } });
    const [callRef = ''] = ringing(site);
    site.take();
    site.run('request-callback-on-call', 's100', { ids: { callRef } });
    assert.deepEqual(site.take(), [
      {
        eventName: 'OnCallbackRequestAdded',
        loginName: 's101',
        firstName: 'First101',
        lastName: 'Last101',
        phoneNumber: '101',
        callbackRequestId: '2',
        callbacksNumber: 2,
        addressee: 's101',
      },
    ]);
    const list = () => (site.run('get-callbacks', 's101').body as { callbacks: { callbackId: string }[] }).callbacks;
    assert.deepEqual(list()[0], {
      callbackId: '1',
      partyInfo: {
        id: { loginName: 's102', phoneNumber: '102' },
        firstName: 'First102',
        lastName: 'Last102',
        type: { main: 'USER' },
      },
    });
    site.run('delete-callback', 's101', { ids: { callbackId: '1' } });
    assert.deepEqual(
      list().map(({ callbackId }) => callbackId),
      ['2'],
    );
    site.run('delete-callbacks', 's101');
    assert.deepEqual(list(), []);
    site.exchange.stop();
  });
});
