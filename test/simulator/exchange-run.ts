import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { CallsFromEvents, ordered } from './calls-from-events.ts';
import { ExchangeFixture, type Order, subscriber } from './exchange-fixture.ts';

const users = [
  subscriber('s100', { voicemail: { number: '8000', type: 'VM_4645' } }),
  subscriber('s101', {
    devices: [
      { type: 'DESKPHONE', id: '101' },
      { type: 'MOBILE', id: 'MOBILE_101', associatedNumber: '+33612345678' },
    ],
  }),
  subscriber('s102'),
  subscriber('m200', {
    voicemail: { number: '8000', type: 'VM_UM' },
    devices: [
      { type: 'DESKPHONE', id: '200' },
      { type: 'SOFTPHONE', id: '2200' },
      { type: 'NOMADIC', id: 'NOMADIC_m200' },
    ],
  }),
  subscriber('m201'),
  subscriber('m202', {
    devices: [
      { type: 'DESKPHONE', id: '202' },
      { type: 'SOFTPHONE', id: '2202' },
    ],
  }),
];
const logins = users.map(({ loginName }) => loginName);
const devices = users.flatMap(({ user }) => (user?.devices ?? []).map(({ id }) => id ?? ''));
const numbers = [...devices, '100', '101', '102', '200', '201', '202', '00123456', '+33298123456', '8000', '999'];

/** Own generator of numbers from 0 to 1, the same for the same seed (mulberry32). */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

interface Shown {
  readonly callRef: string;
  readonly callData: { readonly state: string; readonly capabilities: Record<string, unknown> };
  readonly legs: { readonly deviceId: string; readonly capabilities: Record<string, unknown> }[];
  readonly participants: { readonly participantId: string }[];
}

export interface Step {
  readonly name: string;
  readonly login: string;
  readonly order: Order;
  /** A capability that the user was shown promises that it is accepted. */
  readonly promised: boolean;
}

/** Capabilities of a call and of a leg, and the operations whose acceptance they promise. */
const promises: Readonly<Record<string, readonly string[]>> = {
  blindTransfer: ['blind-transfer-call'],
  redirect: ['redirect-call'],
  redirectToVoiceMail: ['redirect-call'],
  redirectToDVA: ['redirect-call'],
  overflowToVoiceMail: ['overflow-to-voicemail'],
  dropMe: ['drop-me-from-call'],
  reject: ['drop-me-from-call'],
  terminate: ['release-call'],
  callBack: ['request-callback-on-call'],
  startRecord: ['record-call'],
  stopRecord: ['record-call'],
  pauseRecord: ['record-call'],
  resumeRecord: ['record-call'],
  dropParticipant: ['drop-participant'],
  transfer: ['transfer-call'],
  merge: ['merge-calls'],
  park: ['park-call'],
  addParticipant: ['add-participant'],
  answer: ['answer-call'],
  drop: ['drop-me-from-call'],
  hold: ['hold-call'],
  retrieve: ['retrieve-call'],
  sendDtmf: ['send-dtmf'],
  switchDevice: ['switch-device'],
};

const ending = ['terminate', 'drop', 'reject', 'dropMe', 'redirectToVoiceMail', 'redirectToDVA'];
export const free = [
  'make-call',
  'make-call',
  'make-call',
  'make-basic-call',
  'answer-basic-call',
  'answer-call',
  'answer-call',
  'drop-me-from-basic-call',
  'pick-up-call',
  'unpark-call',
  'request-callback',
  'delete-callbacks',
  'mute-device',
  'alternate-call',
  'attach-data',
];
export const onCall = [...new Set(Object.values(promises).flat()), 'alternate-call', 'attach-data'];

/** Users who do at random what they can, and what they cannot. */
export class Run {
  readonly site = new ExchangeFixture(users, { lines: 3 });
  readonly views = new Map<string, CallsFromEvents>();
  readonly log: string[] = [];
  /** How often each operation was accepted. */
  readonly accepted: Map<string, number>;
  readonly #random: () => number;

  constructor(seed: number, accepted: Map<string, number>) {
    this.#random = generator(seed);
    this.accepted = accepted;
    for (const login of logins)
      this.views.set(login, new CallsFromEvents(this.site.exchange.stateOf(login).deviceStates));
  }

  #pick<T>(list: readonly T[]): T {
    const one = list[Math.floor(this.#random() * list.length)];
    assert.ok(one !== undefined, 'nothing to pick from');
    return one;
  }

  #chance(probability: number): boolean {
    return this.#random() < probability;
  }

  /** A step that a capability promises, or any; often with a wrong call, device or number. */
  next(): Step {
    const login = this.#pick(logins);
    const calls = this.#calls(login);
    const active = calls.find(({ callData }) => callData.state === 'ACTIVE');
    const held = calls.find(({ callData }) => callData.state === 'HELD');
    if (active && held && this.#chance(0.5)) return this.#pair(login, active, held, calls);
    if (calls.length > 0 && this.#chance(0.5)) {
      const call = this.#pick(calls);
      const leg = this.#pick(call.legs);
      const shown = { ...call.callData.capabilities, ...leg.capabilities };
      // Calls that end as soon as they begin meet nothing interesting.
      const able = Object.keys(promises).filter(
        (one) => shown[one] === true && (!ending.includes(one) || this.#chance(0.1)),
      );
      if (able.length > 0) return this.#promised(login, call, leg.deviceId, this.#pick(able), calls);
    }
    const name = this.#pick([...free, ...(calls.length > 0 ? onCall : [])]);
    const { body, ...rest } = this.#order(login, calls);
    const data = name === 'attach-data' || (name === 'make-call' && this.#chance(0.1));
    const order = { ...rest, body: { ...(body as object), ...(data && { associatedData: 'cafe' }) } };
    return { name, login, order, promised: false };
  }

  #calls(login: string): Shown[] {
    return this.site.exchange.stateOf(login).calls as unknown as Shown[];
  }

  #order(login: string, calls: readonly Shown[]): Order {
    const own = devices.filter((id) => id.endsWith(login.slice(1)));
    const foreign = logins.flatMap((one) => this.#calls(one).map(({ callRef }) => callRef));
    const refs = this.#chance(0.9) ? calls.map(({ callRef }) => callRef) : [...foreign, 'feedfacefeedface'];
    const deviceId = this.#pick(this.#chance(0.9) ? own : [...devices, 'nothing']);
    const number = () => this.#pick(numbers);
    const ref = () => (refs.length > 0 ? this.#pick(refs) : 'feedfacefeedface');
    return {
      ids: {
        callRef: ref(),
        deviceId,
        legId: deviceId,
        participantId: number(),
        mute: this.#pick(['true', 'false']),
      },
      query: { action: this.#pick(['start', 'stop', 'pause', 'resume']) },
      body: {
        deviceId,
        otherDeviceId: this.#pick(own),
        callee: number(),
        transferTo: number(),
        redirectTo: this.#pick([...numbers, 'VOICEMAIL', 'DVA']),
        otherPhoneNumber: number(),
        heldCallRef: ref(),
        autoAnswer: this.#chance(0.7),
        anonymous: this.#chance(0.2),
        number: '12#',
        ...(this.#chance(0.2) && { parkTo: this.#pick(devices), unParkFrom: this.#pick(devices) }),
      },
    };
  }

  /** Between an active and a held call one can always alternate; the rest depends on who is in them. */
  #pair(login: string, active: Shown, held: Shown, calls: readonly Shown[]): Step {
    const name = this.#pick(['alternate-call', 'transfer-call', 'merge-calls']);
    const { capabilities } = active.callData;
    const target = name === 'alternate-call' ? held : active;
    const { ids, body } = this.#order(login, calls);
    const only = calls.filter(({ callData }) => callData.state === 'HELD').length === 1;
    const shown = { 'transfer-call': 'transfer', 'merge-calls': 'merge' }[name];
    return {
      name,
      login,
      promised: shown === undefined || (only && capabilities[shown] === true),
      order: {
        ids: { ...ids, callRef: target.callRef },
        body: { ...(body as object), deviceId: target.legs[0]?.deviceId, heldCallRef: held.callRef },
      },
    };
  }

  #promised(login: string, call: Shown, deviceId: string, capability: string, calls: readonly Shown[]): Step {
    const order = this.#order(login, calls);
    const held = calls.filter((other) => other !== call && other.callData.state === 'HELD');
    const action = capability.replace('Record', '');
    const service = capability === 'redirectToVoiceMail' ? 'VOICEMAIL' : 'DVA';
    const name = this.#pick(promises[capability] ?? []);
    // A target that may be busy, a place to park that may be taken and one of several held calls promise nothing.
    const uncertain = ['blindTransfer', 'redirect', 'addParticipant', 'switchDevice', 'park', 'transfer', 'merge'];
    return {
      name,
      login,
      promised: !uncertain.includes(capability),
      order: {
        ids: {
          ...order.ids,
          callRef: call.callRef,
          deviceId,
          legId: deviceId,
          participantId: call.participants[0]?.participantId ?? '',
        },
        query: { action },
        body: {
          ...(order.body as object),
          deviceId,
          heldCallRef: held[0]?.callRef ?? '',
          ...(/^redirectTo/.test(capability) && { redirectTo: service }),
        },
      },
    };
  }

  perform({ name, login, order, promised }: Step): void {
    const before = promised ? undefined : this.snapshot();
    const answer = this.site.attempt(name, login, order);
    this.log.push(`${login} ${name} ${JSON.stringify(order)} -> ${JSON.stringify(answer)}`);
    if (typeof answer === 'string') {
      assert.ok(!promised, `${name} was promised but refused: ${answer}`);
      assert.deepEqual(this.site.take(), [], 'a refused operation notifies nobody');
      assert.deepEqual(this.snapshot(), before, 'a refused operation changes nothing');
    } else this.accepted.set(name, (this.accepted.get(name) ?? 0) + 1);
    this.check();
  }

  /** Something that no operation does. */
  disturb(): void {
    const what = this.#pick(['call', 'call', 'time', 'time', 'time', 'device', 'hangup']);
    this.log.push(what);
    if (what === 'call') this.site.exchange.placeCall('+33298000000', this.#pick(['100', '101', '200', '2200']));
    else if (what === 'time') mock.timers.tick(this.#pick([10, 10, 60, 60, 900, 900, 2500, 20_000]));
    else if (what === 'device') {
      const user = this.#pick(users);
      const id = this.#pick(user.user?.devices ?? []).id ?? '';
      const state = this.#chance(0.8) ? 'IN_SERVICE' : 'OUT_OF_SERVICE';
      this.site.exchange.setDeviceState(user.loginName, id, state);
    } else {
      const call = logins
        .flatMap((login) => this.#calls(login))
        .find(({ participants }) => participants.some(({ participantId }) => participantId.startsWith('+')));
      if (call) this.site.exchange.hangUp(call.callRef);
    }
    this.check();
  }

  /** Everybody hangs up; nothing of any call may stay. */
  hangUpAll(): void {
    for (const login of logins) {
      for (const { callRef } of this.#calls(login)) this.site.run('release-call', login, { ids: { callRef } });
    }
    mock.timers.tick(1_000);
    this.check();
    for (const login of logins) {
      const { calls, userState } = this.site.exchange.stateOf(login);
      assert.deepEqual({ login, calls, userState }, { login, calls: [], userState: 'FREE' });
    }
    const left = [...this.site.exchange.switchboard.calls.values()].filter(({ parkedAt }) => parkedAt === undefined);
    assert.deepEqual(left, [], 'a call without users is left');
  }

  snapshot(): unknown {
    return logins.map((login) => this.site.exchange.stateOf(login));
  }

  /** Applies the new events, then holds these against what the getters answer. */
  check(): void {
    for (const event of this.site.take()) {
      this.log.push(JSON.stringify(event));
      assert.equal(event['addressee'], event.loginName);
      const view = this.views.get(event.loginName);
      assert.ok(view, `an event for ${event.loginName}`);
      view.apply(event);
      assert.ok(view.activeCalls <= 1, 'two active calls at once');
    }
    for (const [login, view] of this.views) {
      const state = this.site.run('get-telephony-state', login).body as Record<string, unknown>;
      assert.deepEqual(view.calls, ordered(state['calls']), `calls of ${login}`);
      assert.equal(view.userState, this.site.exchange.stateOf(login).userState, `state of ${login}`);
      const { deviceStates } = this.site.run('get-devices', login).body as Record<string, unknown[]>;
      assert.deepEqual(view.deviceStates, new CallsFromEvents(deviceStates).deviceStates, `devices of ${login}`);
      const states = this.#calls(login).map(({ callData }) => callData.state);
      const engaged = states.some((one) => one !== 'RINGING_INCOMING' && one !== 'RELEASING');
      if (engaged) assert.equal(view.userState, 'BUSY');
      if (states.length === 0) assert.equal(view.userState, 'FREE');
    }
  }
}
