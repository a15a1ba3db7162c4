import type { OpenTouchEvents } from '../../../catalogue/static.ts';
import { type Directory, type Notify, Refused } from '../server/contract.ts';
import { type DeviceState, isStandard, type Subscriber } from './model.ts';

type OperationalState = 'IN_SERVICE' | 'OUT_OF_SERVICE';

/** The sets of all users: whether they are in service, and whether their ringing is muted. */
export class Devices {
  readonly #directory: Directory;
  readonly #notify: Notify;
  readonly #states = new Map<string, OperationalState>();
  readonly #muted = new Set<string>();

  constructor(directory: Directory, notify: Notify) {
    this.#directory = directory;
    this.#notify = notify;
  }

  ids({ user }: Subscriber): string[] {
    return (user.devices ?? []).flatMap(({ id }) => id ?? []);
  }

  inService(subscriber: Subscriber): string[] {
    return this.ids(subscriber).filter((id) => this.#state(subscriber, id) === 'IN_SERVICE');
  }

  /** A nomadic device is out of service until somebody switches nomadic mode on. */
  #state({ user }: Subscriber, deviceId: string): OperationalState {
    const type = user.devices?.find(({ id }) => id === deviceId)?.type;
    return this.#states.get(deviceId) ?? (type === 'NOMADIC' ? 'OUT_OF_SERVICE' : 'IN_SERVICE');
  }

  #mutable({ user }: Subscriber, deviceId: string): boolean {
    const type = user.devices?.find(({ id }) => id === deviceId)?.type;
    return type === 'DESKPHONE' || type === 'DECT' || type === 'SOFTPHONE';
  }

  stateOf(subscriber: Subscriber, deviceId: string): DeviceState {
    return {
      deviceId,
      state: this.#state(subscriber, deviceId),
      mutable: this.#mutable(subscriber, deviceId),
      muted: this.#muted.has(deviceId),
    };
  }

  statesOf(subscriber: Subscriber): DeviceState[] {
    return this.ids(subscriber).map((id) => this.stateOf(subscriber, id));
  }

  /** The id if the device is the user's; somebody else's is not allowed, and nobody's does not exist. */
  own(subscriber: Subscriber, deviceId: string): string {
    if (this.ids(subscriber).includes(deviceId)) return deviceId;
    const owner = this.#directory.byNumber(deviceId);
    if (owner ? owner.loginName !== subscriber.loginName : this.#directory.sets?.includes(deviceId)) {
      throw new Refused('NOT_ALLOWED', `device ${deviceId} is not one of ${subscriber.loginName}'s`);
    }
    throw new Refused('NOT_FOUND', `no device ${deviceId}`);
  }

  /** The set that carries the user's number, or his first. */
  main(subscriber: Subscriber): string | undefined {
    const ids = this.ids(subscriber);
    return ids.find((id) => id === subscriber.user.companyPhone) ?? ids[0];
  }

  /** True when the state has changed. */
  setState(subscriber: Subscriber, deviceId: string, state: OperationalState): boolean {
    if (this.#state(subscriber, this.own(subscriber, deviceId)) === state) return false;
    this.#states.set(deviceId, state);
    const event: OpenTouchEvents['OnDeviceStateModified'] = {
      eventName: 'OnDeviceStateModified',
      loginName: subscriber.loginName,
      deviceStates: [this.stateOf(subscriber, deviceId)],
    };
    this.#notify(subscriber.loginName, event);
    return true;
  }

  /** The request is taken in any case; an event tells whether it worked. */
  mute(subscriber: Subscriber, deviceId: string, mute: boolean): void {
    const { loginName } = subscriber;
    const { state, mutable } = this.stateOf(subscriber, this.own(subscriber, deviceId));
    if (state === 'IN_SERVICE' && mutable) {
      if (mute) this.#muted.add(deviceId);
      else this.#muted.delete(deviceId);
      const done: OpenTouchEvents['OnDeviceMuteSuccess'] = {
        eventName: 'OnDeviceMuteSuccess',
        loginName,
        deviceId,
        mute,
      };
      this.#notify(loginName, done);
      return;
    }
    const failed: OpenTouchEvents['OnDeviceMuteFailed'] = {
      eventName: 'OnDeviceMuteFailed',
      loginName,
      deviceId,
      nativeCode: mutable ? 'DEVICE_OUT_OF_SERVICE' : 'NOT_MUTABLE',
      info: mutable ? `device ${deviceId} is out of service` : `device ${deviceId} cannot be muted`,
    };
    this.#notify(loginName, failed);
  }
}

/** Refuses what the kind of user cannot do. */
export function standardOnly(subscriber: Subscriber, what: string): void {
  if (!isStandard(subscriber)) throw new Refused('NOT_SUPPORTED', `${what} is for standard users only`);
}
