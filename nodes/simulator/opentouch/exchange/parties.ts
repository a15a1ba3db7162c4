import type { Directory, HuntingGroup } from '../server/contract.ts';
import { isSubscriber, type Party, type PartyInfo, type State, type Subscriber } from './model.ts';

/** What a number can lead to: somebody who can be rung, or the hunting group in which one has to be found. */
export type Target = RingTarget | GroupTarget;

/** The search for a member of a hunting group who takes a call. */
export interface Hunt {
  readonly group: HuntingGroup;
  /** Login names of those at whom the call has rung. */
  readonly tried: readonly string[];
}

/** A hunting group, before anybody in it has been found. */
export interface GroupTarget extends Hunt {
  readonly kind: 'group';
  readonly number: string;
}

/** Somebody, or something, that can be rung. */
export type RingTarget =
  | {
      readonly kind: 'user';
      readonly number: string;
      readonly subscriber: Subscriber;
      readonly device?: string;
      /** The call rings at the user's sets, whatever his routing says. */
      readonly bypass?: boolean;
      /** Rings as a member of a hunting group, whose rules apply instead of the user's own. */
      readonly hunt?: Hunt;
    }
  | {
      readonly kind: 'service';
      readonly number: string;
      readonly subType: 'voicemail' | 'dva' | 'conferencing';
      /** In whose mailbox the caller can leave a message; many users share the number of a voicemail. */
      readonly mailboxOf?: Subscriber;
    }
  | { readonly kind: 'outside' | 'set'; readonly number: string; readonly name?: string | undefined };

/** Prefix for outside numbers where a user has no dialing rule. */
export const defaultPrefix = '0';

/** A number without blanks, dots, dashes and brackets. */
export function withoutSeparators(number: string): string {
  return number.replace(/[ ()./-]/g, '');
}

/** The target of a number as one of the users dials it; undefined for a number that leads nowhere. */
export function callTargetOf(
  directory: Directory,
  number: string,
  dialler: Subscriber | undefined,
  bypass = false,
): Target | undefined {
  const digits = withoutSeparators(number);
  const subscriber = directory.byNumber(number) ?? directory.byNumber(digits);
  if (isSubscriber(subscriber)) {
    const known = directory.byNumber(number) ? number : digits;
    const device = subscriber.user.companyPhone !== known && subscriber.user.devices?.some(({ id }) => id === known);
    return { kind: 'user', number: known, subscriber, ...(device && { device: known }), ...(bypass && { bypass }) };
  }
  const group = directory.huntingGroup?.(digits);
  if (group) return { kind: 'group', number: group.pilot, group, tried: [] };
  if (directory.all.some(({ user }) => user?.voicemail?.number === digits)) return voicemail(digits);
  if (directory.sets?.includes(digits)) return { kind: 'set', number: digits };
  const prefix = dialler?.user.dialingRule?.externalPrefix || defaultPrefix;
  const outside = /^\+\d{4,}$/.test(digits) || (/^\d+$/.test(digits) && digits.startsWith(prefix));
  return outside && digits.length > prefix.length + 2 ? { kind: 'outside', number: digits } : undefined;
}

/** The voicemail: for somebody who leaves its owner a message, or for an owner who listens to his own. */
export function voicemail(number: string, mailboxOf?: Subscriber): RingTarget {
  return { kind: 'service', number, subType: 'voicemail', ...(mailboxOf && { mailboxOf }) };
}

function identityOf(target: RingTarget): PartyInfo {
  if (target.kind === 'service') {
    return { id: { phoneNumber: target.number }, type: { main: 'SERVICE', subType: target.subType } };
  }
  if (target.kind === 'user') return infoOf(target.subscriber);
  const [first, ...last] = (target.name ?? '').trim().split(/\s+/);
  return {
    id: { phoneNumber: target.number },
    ...(first && { firstName: first }),
    ...(last.length > 0 && { lastName: last.join(' ') }),
    type: { main: target.kind === 'set' ? 'DEVICE' : 'EXTERNAL' },
  };
}

/** Identity card of a user. */
export function infoOf({ loginName, user }: Subscriber): PartyInfo {
  const { companyPhone: phoneNumber, firstName, lastName } = user;
  return {
    id: { loginName, ...(phoneNumber && { phoneNumber }) },
    ...(firstName && { firstName }),
    ...(lastName && { lastName }),
    type: { main: 'USER' },
  };
}

/** How somebody comes into a call. */
export interface Entry {
  readonly state: State;
  readonly legs?: readonly string[];
  readonly blind?: boolean;
}

function party(identity: PartyInfo, { state, legs = [], blind = false }: Entry): Party {
  const id = identity.id.phoneNumber ?? identity.id.loginName ?? '';
  return { id, serial: 0, identity, state, legs, blind, engaged: state !== 'RINGING_INCOMING' };
}

/** A party that is no user of this server. */
export function partyOf(target: RingTarget, entry: Entry): Party {
  const made = party(identityOf(target), entry);
  if (target.kind === 'service' && target.mailboxOf) return { ...made, mailboxOf: target.mailboxOf };
  return target.kind === 'user' ? { ...made, subscriber: target.subscriber } : made;
}

/** A user as a party of a call. */
export function subscriberParty(subscriber: Subscriber, entry: Entry): Party {
  return { ...party(infoOf(subscriber), entry), subscriber };
}
