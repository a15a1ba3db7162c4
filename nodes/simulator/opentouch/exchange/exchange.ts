import { type Directory, type Notify, Refused } from '../server/contract.ts';
import { Callbacks } from './callbacks.ts';
import { deviceCapabilities } from './capabilities.ts';
import type { Timing } from './model.ts';
import { type CallView, type DeviceCapabilities, type DeviceState, isSubscriber, type Subscriber } from './model.ts';
import { userState } from './publisher.ts';
import { type CallRouting, plainRouting } from './routing.ts';
import { type CallObserver, countedRefs, Switchboard } from './switchboard.ts';
import { outsideHangsUp } from './transitions/leave.ts';
import { callFromConference, callFromOutside, callFromVoicemail, makeCall } from './transitions/make.ts';
import { callView } from './views.ts';

/** What a client that has followed a user's events must know. */
export interface TelephonyPicture {
  readonly userState: 'FREE' | 'BUSY';
  readonly calls: CallView[];
  readonly deviceStates: DeviceState[];
  readonly deviceCapabilities: DeviceCapabilities[];
}

/**
 * The telephone exchange: calls between its users, and with outside numbers. Every step of a call is notified
 * to each user in it. Nothing is left running after `stop`.
 *
 * Call references are shared by all parties of a call, but a client must not rely on that.
 */
export class Exchange {
  readonly switchboard: Switchboard;
  readonly callbacks: Callbacks;

  /** `nextRef` gives call references: 16 hexadecimal digits, each only once. */
  constructor(
    directory: Directory,
    notify: Notify,
    timing: Partial<Timing> = {},
    routing: CallRouting = plainRouting,
    nextRef: () => string = countedRefs(),
  ) {
    this.switchboard = new Switchboard(directory, notify, timing, routing, nextRef);
    this.callbacks = new Callbacks(this.switchboard, notify);
  }

  stop(): void {
    this.switchboard.stop();
  }

  /** An outside caller rings a user's number or device. Returns the call reference. */
  placeCall(from: string, to: string, name?: string): string {
    return callFromOutside(this.switchboard, from, to, name);
  }

  /** Who else wants to know of the calls is shown all of them after every change. */
  observe(observer: CallObserver): void {
    this.switchboard.observe(observer);
  }

  /** The same before the users are told, while each party's note still says why. */
  preview(observer: CallObserver): void {
    this.switchboard.preview(observer);
  }

  /** A user's voicemail rings a telephone. Returns the call reference; undefined for a telephone that is none of a user's. */
  callFromVoicemail(subscriber: Subscriber, to: string): string | undefined {
    return callFromVoicemail(this.switchboard, subscriber, to);
  }

  /**
   * A conference bridge rings a telephone, into its conversation if that is under way. Returns the reference of the conversation;
   * undefined as long as only telephones outside the company are in it.
   */
  callFromConference(bridge: string, to: string, callRef?: string): string | undefined {
    return callFromConference(this.switchboard, bridge, to, callRef);
  }

  /** The user's own set rings; when it is answered, the callee is called. */
  connect(subscriber: Subscriber, deviceId: string | undefined, callee: string): string {
    const device = deviceId ?? this.switchboard.devices.main(subscriber);
    return makeCall(this.switchboard, subscriber, { callee, deviceId: device });
  }

  /** The party of a call that is no user hangs up. */
  hangUp(callRef: string): void {
    const call = this.switchboard.calls.get(callRef);
    if (!call) throw new Refused('NOT_FOUND', `no call ${callRef}`);
    outsideHangsUp(this.switchboard, call);
  }

  /** Connects or disconnects a user's set. */
  setDeviceState(loginName: string, deviceId: string, state: 'IN_SERVICE' | 'OUT_OF_SERVICE'): void {
    if (this.switchboard.devices.setState(this.subscriber(loginName), deviceId, state)) this.switchboard.commit();
  }

  stateOf(loginName: string): TelephonyPicture {
    const subscriber = this.subscriber(loginName);
    const situations = this.switchboard.situations(subscriber);
    return {
      userState: userState(situations),
      calls: situations.map(callView),
      deviceStates: this.switchboard.devices.statesOf(subscriber),
      deviceCapabilities: deviceCapabilities(subscriber),
    };
  }

  /** The user of that login, if he has a telephone. */
  subscriber(loginName: string): Subscriber {
    const user = this.switchboard.directory.byLogin(loginName);
    if (!isSubscriber(user)) throw new Refused('NOT_FOUND', `no telephone user ${loginName}`);
    return user;
  }
}
