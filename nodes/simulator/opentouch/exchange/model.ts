import type { OpenTouch } from '../../../catalogue/static.ts';
import type { SimulatedUser } from '../server/contract.ts';

/** A user, as the reference has it. */
export type User = OpenTouch<'opentouch-users', 'User'>;

/** A call as one of its users sees it, as the reference has it. */
export type CallView = OpenTouch<'opentouch-calls', 'Call'>;

/** The data of a call, as the reference has it. */
export type CallData = OpenTouch<'opentouch-calls', 'CallData'>;

/** What can be done with a call, as the reference has it. */
export type CallCapabilities = OpenTouch<'opentouch-calls', 'CallCapabilities'>;

/** A telephone's part in a call, as the reference has it. */
export type Leg = OpenTouch<'opentouch-calls', 'Leg'>;

/** What can be done with a leg, as the reference has it. */
export type LegCapabilities = OpenTouch<'opentouch-calls', 'LegCapabilities'>;

/** Who takes part in a call, as the reference has it. */
export type CallParticipant = OpenTouch<'opentouch-calls', 'Participant'>;

/** Who somebody in a call is, as the reference has it. */
export type PartyInfo = OpenTouch<'opentouch-calls', 'PartyInfo'>;

/** What can be done with a telephone, as the reference has it. */
export type DeviceCapabilities = OpenTouch<'opentouch-calls', 'DeviceCapabilities'>;

/** Whether a telephone is in service. */
export type DeviceState = OpenTouch<'opentouch-calls', 'DeviceState'>;

/** Data that is attached to a call, as the reference has it. */
export type Tag = OpenTouch<'opentouch-calls', 'Tag'>;

/** Why a call changed or ended; chapter "Call control". */
export type CallCause =
  | 'ABANDONED'
  | 'BUSY'
  | 'CONFERENCED'
  | 'FORWARDED'
  | 'INVALID_NUMBER'
  | 'PICKED_UP'
  | 'REDIRECTED'
  | 'TRANSFERRED'
  | 'UNKNOWN';

/** A user with a telephone, in contrast to an administrator. */
export interface Subscriber extends SimulatedUser {
  readonly user: User;
}

/** The state of a call or a leg, as the reference has it. */
export type State = 'DIALING' | 'RINGING_OUTGOING' | 'RINGING_INCOMING' | 'ACTIVE' | 'HELD' | 'RELEASING';

/** What the next event of one party says beside the difference itself. */
export interface CallNote {
  readonly cause?: CallCause;
  readonly newDestination?: string;
  readonly previousCallRef?: string;
  readonly replacedByCallRef?: string;
  /** Participants that are sent once more, though what is known of them has not changed. */
  readonly again?: readonly Party[];
}

/** One end of a call. Only subscribers have a view of the call, legs and events. */
export interface Party {
  /** Unique within its call, as is the serial number of its entry. */
  id: string;
  serial: number;
  readonly identity: PartyInfo;
  readonly subscriber?: Subscriber;
  /** Is the voicemail, where a message is being left for this user. */
  readonly mailboxOf?: Subscriber;
  state: State;
  /** Devices in the call: all that ring, one after the answer. All are in the party's state. */
  legs: readonly string[];
  /** Has been more than ringing, which is what makes a user busy. */
  engaged: boolean;
  /** Is not shown who the others are. */
  blind: boolean;
  /** Was called into a conversation that already had two. */
  invited?: boolean;
  recording?: 'RECORDING' | 'PAUSED';
  note?: CallNote;
}

/**
 * One conversation. All parties know it by the same reference, but a transfer or a conference may give a
 * party another one (`previousCallRef`), so a client relies on its own events only.
 */
export interface PhoneCall {
  readonly ref: string;
  readonly initialCalled: PartyInfo;
  readonly deviceCall: boolean;
  /** The user that was called first, for call back. */
  called?: Subscriber;
  /** Number of the hunting group that it came through. */
  pilot?: string;
  /** Who made it with a make call operation. */
  maker?: Subscriber;
  parties: Party[];
  /** How many have ever entered. */
  entries: number;
  tags: readonly Tag[];
  /** The callee's routing is not applied. */
  bypass?: boolean;
  /** Number to dial once the maker has answered his own set. */
  pending?: string;
  /** The maker hears a tone instead of ringing. */
  tone?: CallCause;
  /** Device at which it is parked. */
  parkedAt?: string;
}

/** A subscriber's place in a call. */
export interface Seat {
  readonly call: PhoneCall;
  readonly party: Party;
}

/** Milliseconds, unless said otherwise. */
export interface Timing {
  /** An outside party rings so long before it answers. */
  readonly outsideAnswers: number;
  /** A user's set rings so long before the call goes to voicemail, or ends when there is none. */
  readonly noAnswer: number;
  /** A member of a hunting group rings so long before the call hunts on. */
  readonly hunt: number;
  /** The busy or invalid number tone is heard so long. */
  readonly tone: number;
  /** From RELEASING to removed. */
  readonly releasing: number;
  /** Number of simultaneous calls of one user; one more meets a busy user. */
  readonly lines: number;
}

/** Timing outside of tests, in milliseconds. */
export const defaultTiming: Timing = {
  outsideAnswers: 800,
  noAnswer: 15_000,
  hunt: 8_000,
  tone: 2_000,
  releasing: 50,
  lines: 2,
};

/** Whether a party is a user of this server. */
export function isSubscriber(user: SimulatedUser | undefined): user is Subscriber {
  return user?.user !== undefined;
}

/** Whether a user has the rights of a plain telephone only. */
export function isStandard(subscriber: Subscriber): boolean {
  return subscriber.user.type !== 'MULTIMEDIA';
}

/** The same user, though his data may have changed in between. */
export function isSame(a: Subscriber | undefined, b: Subscriber | undefined): boolean {
  return a !== undefined && a.loginName === b?.loginName;
}

/** Parties that have not left. */
export function present(call: PhoneCall): Party[] {
  return call.parties.filter((party) => party.state !== 'RELEASING');
}

/** Everybody in a call but one. */
export function othersOf({ call, party }: Seat): Party[] {
  return present(call).filter((other) => other !== party);
}

/** Answered: it can be heard, or waits on hold. */
export function isConnected(party: Party): boolean {
  return party.state === 'ACTIVE' || party.state === 'HELD';
}

/** Occupied with setting up a call; nothing else can become active meanwhile. */
export function isDialing(party: Party): boolean {
  return party.state === 'DIALING' || party.state === 'RINGING_OUTGOING';
}

/** Without the keys that are undefined or false, as the server writes optional values. */
export function trimmed<T extends object>(value: T): { [K in keyof T]?: Exclude<T[K], undefined | false> } {
  return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined && v !== false)) as {
    [K in keyof T]?: Exclude<T[K], undefined | false>;
  };
}
