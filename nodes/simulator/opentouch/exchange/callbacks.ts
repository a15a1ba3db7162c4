import type { OpenTouch, OpenTouchEvents } from '../../../catalogue/static.ts';
import { type Notify, Refused } from '../server/contract.ts';
import { callbackTarget, may } from './capabilities.ts';
import { standardOnly } from './devices.ts';
import { isSame, isStandard, type Subscriber } from './model.ts';
import { callTargetOf, infoOf } from './parties.ts';
import { requireState, type Switchboard } from './switchboard.ts';

type Callback = OpenTouch<'opentouch-calls', 'Callback'>;

/** Requests to call back that users have left one another. */
export class Callbacks {
  readonly #switchboard: Switchboard;
  readonly #notify: Notify;
  readonly #requests = new Map<string, Callback[]>();
  readonly #observers = new Set<(loginName: string) => void>();
  #count = 0;

  constructor(switchboard: Switchboard, notify: Notify) {
    this.#switchboard = switchboard;
    this.#notify = notify;
  }

  /** Who else wants to know is told whose requests have changed. */
  observe(observer: (loginName: string) => void): void {
    this.#observers.add(observer);
  }

  /** Number of requests that wait; undefined for users who cannot have any. */
  count(subscriber: Subscriber): number | undefined {
    return isStandard(subscriber) ? (this.#requests.get(subscriber.loginName)?.length ?? 0) : undefined;
  }

  list(subscriber: Subscriber): Callback[] {
    standardOnly(subscriber, 'callback');
    return [...(this.#requests.get(subscriber.loginName) ?? [])];
  }

  clear(subscriber: Subscriber): void {
    standardOnly(subscriber, 'callback');
    if (this.#requests.delete(subscriber.loginName)) this.#changed(subscriber.loginName);
  }

  delete(subscriber: Subscriber, callbackId: string): void {
    const all = this.list(subscriber);
    const rest = all.filter((one) => one.callbackId !== callbackId);
    if (rest.length === all.length) throw new Refused('NOT_FOUND', `no callback ${callbackId}`);
    this.#requests.set(subscriber.loginName, rest);
    this.#changed(subscriber.loginName);
  }

  /** While the called user rings, or is busy. */
  requestDuringCall(subscriber: Subscriber, callRef: string): void {
    standardOnly(subscriber, 'callback');
    const at = this.#switchboard.situation(subscriber, callRef);
    const target = callbackTarget(at);
    requireState(may.callBack(at) && target !== undefined, 'no standard user is called');
    this.#add(subscriber, target);
  }

  /** From an idle device. */
  request(subscriber: Subscriber, callee: string): void {
    standardOnly(subscriber, 'callback');
    const target = callTargetOf(this.#switchboard.directory, callee, subscriber);
    if (target?.kind !== 'user' || isSame(target.subscriber, subscriber)) {
      throw new Refused('BAD_PARAMETER', `${callee} is not the number of another user`);
    }
    standardOnly(target.subscriber, 'callback');
    requireState(this.#switchboard.seatsOf(subscriber).length === 0, 'the device is not idle');
    this.#add(subscriber, target.subscriber);
  }

  #add(from: Subscriber, to: Subscriber): void {
    const { loginName, user } = to;
    this.#count += 1;
    const request: Callback = { callbackId: String(this.#count), partyInfo: infoOf(from) };
    const all = [...(this.#requests.get(loginName) ?? []), request];
    this.#requests.set(loginName, all);
    const event: OpenTouchEvents['OnCallbackRequestAdded'] = {
      eventName: 'OnCallbackRequestAdded',
      loginName,
      firstName: user.firstName ?? '',
      lastName: user.lastName ?? '',
      phoneNumber: user.companyPhone ?? '',
      callbackRequestId: request.callbackId,
      callbacksNumber: all.length,
    };
    this.#notify(loginName, event);
    this.#changed(loginName);
  }

  #changed(loginName: string): void {
    for (const observer of this.#observers) observer(loginName);
  }
}
