import type { OpenTouch } from '../../../catalogue/static.ts';
import type { Directory } from '../server/contract.ts';
import { namedIds } from '../users/party.ts';

/** A record of the communication log, as the reference has it. */
export type ComRecord = OpenTouch<'opentouch-comlog', 'ComHistoryRecord'>;

/** Who took part in a recorded communication, as the reference has it. */
export type RecordParticipant = OpenTouch<'opentouch-comlog', 'Participant'>;

/** Who somebody is, as the communication log has it. */
export type RecordPartyInfo = OpenTouch<'opentouch-comlog', 'PartyInfo'>;

/** Why a recorded communication ended or went elsewhere. */
export type RecordReason = OpenTouch<'opentouch-comlog', 'Reason'>;

/** Whether somebody called or was called. */
export type RecordRole = OpenTouch<'opentouch-comlog', 'Role'>;

/** A conversation in writing, as the reference has it. */
export type ImThread = OpenTouch<'opentouch-comlog', 'ImHistoryRecord'>;

/** A record as it is kept, with everybody's full identity. */
export interface StoredRecord extends ComRecord {
  readonly recordId: number;
  readonly acknowledged: boolean;
  readonly participants: RecordParticipant[];
}

/** A record before it has an id. */
export type NewRecord = Omit<StoredRecord, 'recordId' | 'acknowledged'>;

/** A user as records name him, or whoever has a number. */
export function identityOf(directory: Directory, number: string): RecordPartyInfo {
  const owner = directory.byNumber(number);
  if (owner?.user) return identityOfUser(directory, owner.loginName);
  return { id: { phoneNumber: number }, type: { main: number.startsWith('+') ? 'EXTERNAL' : 'UNKNOWN' } };
}

/** All ids of a user, with their name. */
export function identityOfUser(directory: Directory, loginName: string): RecordPartyInfo {
  const user = directory.byLogin(loginName)?.user;
  return { ...namedIds({ loginName, ...(user && { user }) }), type: { main: 'USER' } };
}

/** The participant to whom the record's role belongs: its owner, or whom his call was sent on to. */
export function principal({ participants = [] }: ComRecord): RecordParticipant | undefined {
  return participants.find(({ role }) => role !== undefined);
}

/** An incoming call that nobody has answered. */
export function isMissed(record: ComRecord): boolean {
  const { role, answered } = principal(record) ?? {};
  return role === 'CALLEE' && answered !== true;
}

function isOwner({ identity }: RecordParticipant, loginName: string): boolean {
  return identity.id.loginName === loginName;
}

/** Participants other than the owner, for who looks for a partner. */
export function otherPartiesOf({ participants = [] }: ComRecord, loginName: string): RecordParticipant[] {
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
export function optimized(records: readonly StoredRecord[]): ComRecord[] {
  const seen = new Set<string>();
  const shorten = (participant: RecordParticipant): RecordParticipant => {
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
