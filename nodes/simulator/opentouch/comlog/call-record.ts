import type { Party, PhoneCall } from '../exchange/index.ts';
import type { Directory } from '../server/contract.ts';
import {
  identityOf,
  identityOfUser,
  type NewRecord,
  type RecordParticipant,
  type RecordPartyInfo,
  type RecordReason,
} from './stored-record.ts';

const reasons: Readonly<Record<string, RecordReason>> = {
  ABANDONED: 'ABANDONED',
  BUSY: 'BUSY',
  CONFERENCED: 'CONFERENCED',
  FORWARDED: 'FORWARDED',
  INVALID_NUMBER: 'INVALID_NUMBER',
  PICKED_UP: 'PICKUP',
  REDIRECTED: 'REDIRECTED',
  TRANSFERRED: 'TRANSFERRED',
};

const present = ({ state }: Party) => state !== 'RELEASING';
const connected = ({ state }: Party) => state === 'ACTIVE' || state === 'HELD';
const isVoicemail = ({ identity }: Party) => identity.type?.subType === 'voicemail';
const reasonOf = (party: Party): RecordReason | undefined => reasons[party.note?.cause ?? ''];

/** Somebody as a record names him, all his ids included. */
function fullIdentity(directory: Directory, { subscriber, identity }: Party): RecordPartyInfo {
  return subscriber ? identityOfUser(directory, subscriber.loginName) : identity;
}

/** What one user's record of a call will say, gathered while the call goes on. */
export class CallRecord {
  readonly loginName: string;
  readonly #directory: Directory;
  readonly #began = new Date().toISOString();
  readonly #role: 'CALLER' | 'CALLEE';
  /** Those whom he has been connected with at once, or last. */
  #partners = new Map<Party, RecordParticipant>();
  #call: PhoneCall;
  #answered = false;
  #recorded = false;
  #reason: RecordReason | undefined;
  /** To whom the call has been sent on before he could answer it. */
  #successor: Party | undefined;
  #taken = false;

  constructor(directory: Directory, call: PhoneCall, party: Party) {
    this.#directory = directory;
    this.#call = call;
    this.loginName = party.subscriber?.loginName ?? '';
    const dials = party.state === 'DIALING' || party.state === 'RINGING_OUTGOING';
    const made = call.maker?.loginName === this.loginName;
    this.#role = made || dials ? 'CALLER' : 'CALLEE';
  }

  /** To whom the call went on; its outcome is part of this record. */
  get successor(): Party | undefined {
    return this.#successor;
  }

  /** Whether the call was answered where it went on. Leaving a message there is no answer. */
  get taken(): boolean {
    const party = this.#successor;
    this.#taken ||= party !== undefined && connected(party) && !isVoicemail(party);
    return this.#taken;
  }

  /** Takes over what has changed, the party still being in the call or just leaving it. */
  follow(call: PhoneCall, party: Party): void {
    this.#call = call;
    this.#reason = reasonOf(party) ?? this.#reason;
    this.#recorded ||= party.recording !== undefined;
    const others = call.parties.filter((other) => other !== party && present(other));
    if (party.state === 'RELEASING') this.#leave(call, party, others);
    else this.#meet(party, others);
  }

  #meet(party: Party, others: readonly Party[]): void {
    const talks = connected(party);
    this.#answered ||= talks && (this.#role === 'CALLEE' || others.some(connected));
    if (others.length === 0) return;
    const together = others.length > 1 || this.#partners.size > 1;
    const before = together ? this.#partners : new Map<Party, RecordParticipant>();
    this.#partners = new Map([...before, ...others.map((other) => [other, this.#seen(party, other)] as const)]);
    if (others.some(isVoicemail)) this.#reason = 'VOICEMAIL';
  }

  /** Somebody else in the call. Whether he has answered is said of those only who were added to a conversation. */
  #seen(viewer: Party, other: Party): RecordParticipant {
    const identity = viewer.blind ? { id: {} } : fullIdentity(this.#directory, other);
    const answered = connected(other) || this.#partners.get(other)?.answered === true;
    return { identity, ...(viewer.blind && { anonymous: true }), ...(other.invited && { answered }) };
  }

  #leave(call: PhoneCall, party: Party, others: readonly Party[]): void {
    const sentOn = party.note?.newDestination !== undefined || party.note?.cause === 'PICKED_UP';
    const last = others.at(-1);
    if (!this.#answered && this.#role === 'CALLEE' && sentOn && last) {
      if (isVoicemail(last)) this.#reason = 'VOICEMAIL';
      else this.#successor = last;
      return;
    }
    if (this.#reason || this.#answered || this.#role === 'CALLEE') return;
    // A called user who hung up instead of answering is no caller who gave up.
    const rejected = call.parties.some(
      (other) => other !== party && other.subscriber && !present(other) && !other.note?.cause,
    );
    this.#reason = rejected ? 'NORMAL' : 'ABANDONED';
  }

  /** The record as far as it can be written now. */
  draft(): NewRecord {
    const owner = this.#successor ? this.#sentOn(this.#successor) : this.#owner();
    return {
      comRef: this.#call.ref,
      participants: [owner, ...this.#others()],
      beginDate: this.#began,
      ...(!this.#successor && { endDate: new Date().toISOString() }),
      medias: this.#recorded ? ['AUDIO', 'RECORD'] : ['AUDIO'],
    };
  }

  /** What is to be changed in a record whose call went on elsewhere. */
  outcome(ended: boolean): Partial<NewRecord> {
    const { participants } = this.draft();
    return { participants, ...(ended && { endDate: new Date().toISOString() }) };
  }

  /** The call has been sent on again. */
  succeed(successor: Party): void {
    this.#successor = successor;
  }

  #owner(): RecordParticipant {
    return {
      role: this.#role,
      answered: this.#answered,
      identity: identityOfUser(this.#directory, this.loginName),
      ...this.#circumstances(),
    };
  }

  #sentOn(successor: Party): RecordParticipant {
    const identity = fullIdentity(this.#directory, successor);
    return { role: 'CALLEE', answered: this.taken, identity, ...this.#circumstances() };
  }

  #circumstances(): Pick<RecordParticipant, 'initialCalled' | 'reason' | 'pilot'> {
    const { pilot } = this.#call;
    return { initialCalled: this.#called(), reason: this.#reason ?? 'NORMAL', ...(pilot && { pilot }) };
  }

  #called(): RecordPartyInfo {
    return identityOf(this.#directory, this.#call.initialCalled.id.phoneNumber ?? '');
  }

  /** Everybody else; a number that could not be reached stands for him whom nobody has met. */
  #others(): RecordParticipant[] {
    const partners = [...this.#partners].filter(([party]) => party !== this.#successor);
    if (partners.length > 0) return partners.map(([, participant]) => participant);
    return [{ identity: this.#called() }];
  }
}
