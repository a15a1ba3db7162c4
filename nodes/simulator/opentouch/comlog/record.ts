import type { OpenTouch } from '../../../catalogue/static.ts';
import type { Directory } from '../contract.ts';

export type ComRecord = OpenTouch<'opentouch-comlog', 'ComHistoryRecord'>;
export type Participant = OpenTouch<'opentouch-comlog', 'Participant'>;
export type PartyInfo = OpenTouch<'opentouch-comlog', 'PartyInfo'>;
export type Reason = OpenTouch<'opentouch-comlog', 'Reason'>;
export type Role = OpenTouch<'opentouch-comlog', 'Role'>;
export type ImThread = OpenTouch<'opentouch-comlog', 'ImHistoryRecord'>;

/** A record as it is kept, with everybody's full identity. */
export interface Kept extends ComRecord {
  readonly recordId: number;
  readonly acknowledged: boolean;
  readonly participants: Participant[];
}

/** A record before it has an id. */
export type Draft = Omit<Kept, 'recordId' | 'acknowledged'>;

/** A user as records name him, or whoever has a number. */
export function identityOf(directory: Directory, number: string): PartyInfo {
  const owner = directory.byNumber(number);
  if (owner?.user) return identityOfUser(directory, owner.loginName);
  return { id: { phoneNumber: number }, type: { main: number.startsWith('+') ? 'EXTERNAL' : 'UNKNOWN' } };
}

/** All ids of a user, with his name. */
export function identityOfUser(directory: Directory, loginName: string): PartyInfo {
  const { companyPhone, instantMessagingId, companyEmail, firstName, lastName } =
    directory.byLogin(loginName)?.user ?? {};
  return {
    id: {
      loginName,
      ...(companyPhone && { phoneNumber: companyPhone }),
      ...(instantMessagingId && { instantMessagingId }),
      ...(companyEmail && { companyEmail }),
    },
    ...(firstName && { firstName }),
    ...(lastName && { lastName }),
    type: { main: 'USER' },
  };
}

/** The participant to whom the record's role belongs: its owner, or whom his call was sent on to. */
export function principal({ participants = [] }: ComRecord): Participant | undefined {
  return participants.find(({ role }) => role !== undefined);
}

/** An incoming call that nobody has answered. */
export function isMissed(record: ComRecord): boolean {
  const { role, answered } = principal(record) ?? {};
  return role === 'CALLEE' && answered !== true;
}

function isOwner({ identity }: Participant, loginName: string): boolean {
  return identity.id.loginName === loginName;
}

/** Participants other than the owner, for who looks for a partner. */
export function partnersOf({ participants = [] }: ComRecord, loginName: string): Participant[] {
  return participants.filter((participant) => !isOwner(participant, loginName));
}

/** As it is notified: the owner is named by his login only. */
export function notified<R extends ComRecord>(record: R, loginName: string): R {
  return {
    ...record,
    participants: (record.participants ?? []).map((participant) =>
      isOwner(participant, loginName) ? { ...participant, identity: { id: { loginName } } } : participant,
    ),
  };
}

/** Everybody with his full identity the first time only, and by number, else by instant messaging id, from then on. */
export function optimized(records: readonly Kept[]): ComRecord[] {
  const seen = new Set<string>();
  const shorten = (participant: Participant): Participant => {
    const { id } = participant.identity;
    const key = id.loginName ?? id.phoneNumber ?? id.instantMessagingId;
    if (key === undefined) return participant;
    if (!seen.has(key)) {
      seen.add(key);
      return participant;
    }
    const { phoneNumber, instantMessagingId = '' } = id;
    return { ...participant, identity: { id: phoneNumber ? { phoneNumber } : { instantMessagingId } } };
  };
  return records.map((record) => ({ ...record, participants: record.participants.map(shorten) }));
}
