import { type Handlers, type OperationAnswer, type OperationCall, Refused } from '../server/contract.ts';
import type { Exchange } from './exchange.ts';
import { isStandard, isSubscriber, type Subscriber } from './model.ts';
import { canonical, dialable } from './numbering.ts';
import type { Switchboard } from './switchboard.ts';
import { dropCurrent, dropMe, dropParticipant, release } from './transitions/leave.ts';
import { callFromSet, type MakeCall, makeCall } from './transitions/make.ts';
import { attachData, dataTag, record, sendDtmf, switchDevice } from './transitions/media.ts';
import { park, pickUp, unpark } from './transitions/pickup.ts';
import { alternate, answer, answerRinging, hold, retrieve } from './transitions/talk.ts';
import {
  addParticipant,
  blindTransfer,
  merge,
  overflowToVoicemail,
  redirect,
  type TransferTarget,
  transfer,
} from './transitions/transfer.ts';
import { callView } from './views.ts';

/** Reads one request: its ids and body by name, and the user who acts. */
class Request {
  readonly call: OperationCall;
  readonly #exchange: Exchange;
  readonly #body: Readonly<Record<string, unknown>>;

  constructor(exchange: Exchange, call: OperationCall) {
    this.call = call;
    this.#exchange = exchange;
    const { body } = call;
    this.#body = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  }

  id(name: string): string {
    return this.call.ids[name] ?? '';
  }

  get callRef(): string {
    return this.id('callRef');
  }

  get deviceId(): string {
    return this.need('deviceId');
  }

  /** A field of the body; some clients write null for what they leave out. */
  text(name: string): string | undefined {
    const value = this.#body[name] ?? undefined;
    if (value === undefined || typeof value === 'string') return value;
    throw new Refused('BAD_PARAMETER', `${name} is a string`);
  }

  need(name: string): string {
    const value = this.text(name);
    if (!value) throw new Refused('BAD_PARAMETER', `${name} is missing`);
    return value;
  }

  flag(name: string): boolean {
    return this.#body[name] === true || this.#body[name] === 'true';
  }

  destination(name: string): TransferTarget {
    return { number: this.need(name), anonymous: this.flag('anonymous'), bypass: this.flag('bypass') };
  }

  /** The device that the request names, in its path or body. */
  get #device(): string | undefined {
    return this.call.ids['deviceId'] ?? this.call.ids['legId'] ?? this.text('deviceId');
  }

  /** Whom the request is about: the named user, or for an administrator who names none, the owner of the device. */
  get user(): Subscriber {
    const owner = this.owner;
    if (!owner) throw new Refused('BAD_PARAMETER', 'the request names no user with a telephone');
    return owner;
  }

  get owner(): Subscriber | undefined {
    const { directory } = this.#exchange.switchboard;
    const named = directory.byLogin(this.call.loginName);
    if (isSubscriber(named)) return named;
    const owner = this.#device === undefined ? undefined : directory.byNumber(this.#device);
    return isSubscriber(owner) ? owner : undefined;
  }
}

const done: OperationAnswer = { status: 204 };
const ok = (body: unknown): OperationAnswer => ({ status: 200, body });

function makeOrder(request: Request, advanced: boolean): MakeCall {
  const [pin, secretCode, businessCode, data] = ['pin', 'secretCode', 'businessCode', 'associatedData'].map((name) =>
    advanced ? request.text(name) : undefined,
  );
  if ((pin === undefined) !== (secretCode === undefined)) {
    throw new Refused('BAD_PARAMETER', 'a private call needs pin and secretCode');
  }
  const special = [pin, businessCode, data].filter((value) => value !== undefined);
  if (special.length > 1) {
    throw new Refused('BAD_PARAMETER', 'only one of pin, businessCode and associatedData can be given');
  }
  if (special.length > 0 && !isStandard(request.user)) {
    throw new Refused('NOT_SUPPORTED', 'private and business calls and associated data are for standard users only');
  }
  return {
    callee: request.need('callee'),
    deviceId: request.text('deviceId') || undefined,
    autoAnswer: request.flag('autoAnswer'),
    bypass: request.flag('bypass'),
    ...(data !== undefined && { tags: [dataTag(request.user, data)] }),
  };
}

function make(switchboard: Switchboard, request: Request, advanced: boolean): OperationAnswer {
  if (!request.owner && request.call.caller.admin && request.text('deviceId')) {
    callFromSet(switchboard, request.deviceId, request.need('callee'));
    return done;
  }
  const reference = makeCall(switchboard, request.user, makeOrder(request, advanced));
  return { status: 201, reference, body: reference };
}

/** The handlers of chapter "Call control", by node type. */
export function callHandlers(exchange: Exchange): Handlers {
  const { switchboard, callbacks } = exchange;
  const { devices } = switchboard;
  const on = (handle: (request: Request) => OperationAnswer) => (call: OperationCall) =>
    handle(new Request(exchange, call));
  const act = (handle: (request: Request) => void) =>
    on((request) => {
      handle(request);
      return done;
    });
  const viewOf = ({ user, callRef }: Request) => callView(switchboard.situation(user, callRef));
  const found = <T>(item: T | undefined, what: string): T => {
    if (item === undefined) throw new Refused('NOT_FOUND', `no ${what}`);
    return item;
  };
  const rule = ({ owner }: Request) => owner?.user.dialingRule;

  return {
    'opentouch-make-basic-call': on((r) => make(switchboard, r, false)),
    'opentouch-answer-basic-call': act((r) => answerRinging(switchboard, r.user, r.deviceId)),
    'opentouch-drop-me-from-basic-call': act((r) => dropCurrent(switchboard, r.user)),
    'opentouch-get-calls': on((r) => ok({ calls: switchboard.situations(r.user).map(callView) })),
    'opentouch-make-call': on((r) => make(switchboard, r, true)),
    'opentouch-get-call': on((r) => ok(viewOf(r))),
    'opentouch-release-call': act((r) => release(switchboard, r.user, r.callRef)),
    'opentouch-alternate-call': act((r) => alternate(switchboard, r.user, r.callRef, r.deviceId)),
    'opentouch-answer-call': act((r) => answer(switchboard, r.user, r.callRef, r.deviceId)),
    'opentouch-attach-data': act((r) =>
      attachData(switchboard, r.user, r.callRef, { deviceId: r.deviceId, data: r.need('associatedData') }),
    ),
    'opentouch-blind-transfer-call': act((r) =>
      blindTransfer(switchboard, r.user, r.callRef, r.destination('transferTo')),
    ),
    'opentouch-request-callback-on-call': act((r) => callbacks.requestDuringCall(r.user, r.callRef)),
    'opentouch-get-device-legs': on((r) => ok({ legs: viewOf(r).legs })),
    'opentouch-get-device-leg': on((r) =>
      ok(
        found(
          viewOf(r).legs?.find(({ deviceId }) => deviceId === r.id('legId')),
          `leg ${r.id('legId')}`,
        ),
      ),
    ),
    'opentouch-switch-device': act((r) =>
      switchDevice(switchboard, r.user, r.callRef, { legId: r.id('legId'), otherDeviceId: r.need('otherDeviceId') }),
    ),
    'opentouch-drop-me-from-call': act((r) => dropMe(switchboard, r.user, r.callRef)),
    'opentouch-hold-call': act((r) => hold(switchboard, r.user, r.callRef, r.deviceId)),
    'opentouch-merge-calls': act((r) => merge(switchboard, r.user, r.callRef, r.need('heldCallRef'))),
    'opentouch-overflow-to-voicemail': act((r) => overflowToVoicemail(switchboard, r.user, r.callRef)),
    'opentouch-park-call': act((r) => park(switchboard, r.user, r.callRef, r.text('parkTo') || undefined)),
    'opentouch-get-participants': on((r) => ok({ participants: viewOf(r).participants })),
    'opentouch-add-participant': act((r) => addParticipant(switchboard, r.user, r.callRef, r.destination('callee'))),
    'opentouch-get-participant': on((r) => {
      const id = r.id('participantId');
      return ok(
        found(
          viewOf(r).participants?.find(({ participantId }) => participantId === id),
          `participant ${id}`,
        ),
      );
    }),
    'opentouch-drop-participant': act((r) => dropParticipant(switchboard, r.user, r.callRef, r.id('participantId'))),
    'opentouch-record-call': act((r) => record(switchboard, r.user, r.callRef, r.call.query.get('action'))),
    'opentouch-redirect-call': act((r) => redirect(switchboard, r.user, r.callRef, r.destination('redirectTo'))),
    'opentouch-retrieve-call': act((r) => retrieve(switchboard, r.user, r.callRef, r.deviceId)),
    'opentouch-send-dtmf': act((r) =>
      sendDtmf(switchboard, r.user, r.callRef, { deviceId: r.deviceId, number: r.need('number') }),
    ),
    'opentouch-transfer-call': act((r) => transfer(switchboard, r.user, r.callRef, r.need('heldCallRef'))),
    'opentouch-get-devices': on((r) => ok({ deviceStates: devices.statesOf(r.user) })),
    'opentouch-get-device': on((r) => ok(devices.stateOf(r.user, devices.own(r.user, r.id('deviceId'))))),
    'opentouch-mute-device': act((r) => {
      const mute = r.id('mute');
      if (mute !== 'true' && mute !== 'false') throw new Refused('BAD_PARAMETER', 'mute is true or false');
      devices.mute(r.user, r.id('deviceId'), mute === 'true');
    }),
    'opentouch-pick-up-call': act((r) =>
      pickUp(switchboard, r.user, r.id('deviceId'), {
        otherPhoneNumber: r.need('otherPhoneNumber'),
        otherCallRef: r.text('otherCallRef') || undefined,
        autoAnswer: r.flag('autoAnswer'),
      }),
    ),
    'opentouch-unpark-call': act((r) =>
      unpark(switchboard, r.user, r.id('deviceId'), r.text('unParkFrom') || undefined),
    ),
    'opentouch-get-callbacks': on((r) => ok({ callbacks: callbacks.list(r.user) })),
    'opentouch-delete-callbacks': act((r) => callbacks.clear(r.user)),
    'opentouch-delete-callback': act((r) => callbacks.delete(r.user, r.id('callbackId'))),
    'opentouch-get-canonical-number': on((r) => {
      const { query } = r.call;
      const included = query.get('isPrefixIncluded') === 'true';
      const number = {
        phoneNumber: query.get('phoneNumber'),
        isPrefixIncluded: included,
        resultPattern: query.get('resultPattern'),
      };
      return ok({ canonical: canonical(number, rule(r)) });
    }),
    'opentouch-get-dialable-number': on((r) => ok({ dialable: dialable(r.call.query.get('phoneNumber'), rule(r)) })),
    'opentouch-request-callback': act((r) => callbacks.request(r.user, r.need('callee'))),
    'opentouch-get-telephony-state': on((r) => {
      const { calls, deviceCapabilities } = exchange.stateOf(r.user.loginName);
      return ok({ calls, deviceCapabilities });
    }),
  };
}
