import type { OpenTouch, OpenTouchEvents } from '../../../catalogue/static.ts';
import { type Notify, Refused, type SimulatedUser } from '../server/contract.ts';
import type { Company } from '../users/company.ts';
import { userParty } from '../users/party.ts';
import type { DeferredMessages } from './deferred.ts';

type IMSession = OpenTouch<'opentouch-im', 'IMSession'>;
type Participant = OpenTouch<'opentouch-im', 'Participant'>;

/** One instant messaging session. The leader may take others out of it and end it. */
interface Conversation {
  readonly ref: string;
  readonly owner: SimulatedUser;
  leader: string;
  /** Login names, in the order in which they came. */
  members: readonly string[];
}

interface Parts {
  readonly company: Company;
  readonly notify: Notify;
  readonly deferred: DeferredMessages;
  /** Whether somebody would read a message at once. */
  isOnline(loginName: string): boolean;
}

/** Who writes to whom. Whoever is not a participant of a conversation does not know of it. */
export class Conversations {
  readonly #parts: Parts;
  readonly #all = new Map<string, Conversation>();
  /** Whoever has ever taken part: somebody who was removed meanwhile still has to be named once. */
  readonly #known = new Map<string, SimulatedUser>();
  #count = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  of(loginName: string): IMSession[] {
    return [...this.#all.values()]
      .filter(({ members }) => members.includes(loginName))
      .map((conversation) => ({
        owner: userParty(conversation.owner),
        callRef: conversation.ref,
        participants: this.#participants(conversation),
      }));
  }

  participants(loginName: string, ref: string): Participant[] {
    return this.#participants(this.#find(loginName, ref));
  }

  open(loginName: string): string {
    this.#count += 1;
    const ref = `IM${String(this.#count).padStart(6, '0')}`;
    this.#all.set(ref, { ref, owner: this.#user(loginName), leader: loginName, members: [loginName] });
    return ref;
  }

  /** Everybody goes, the leader last. */
  close(loginName: string, ref: string): void {
    const conversation = this.#find(loginName, ref);
    this.#mustLead(conversation, loginName);
    const others = conversation.members.filter((member) => member !== loginName);
    for (const member of [...others, loginName]) this.#leave(conversation, member);
  }

  add(loginName: string, ref: string, ids: readonly string[]): void {
    const conversation = this.#find(loginName, ref);
    if (ids.length === 0) throw new Refused('BAD_PARAMETER', 'participantIds is missing');
    const added = ids.map((id) => this.#byId(id)).filter(({ loginName: name }) => !conversation.members.includes(name));
    for (const { loginName: name } of new Set(added)) {
      const user = this.#user(name);
      conversation.members = [...conversation.members, user.loginName];
      const event = { eventName: 'OnImParticipantAdded', callRef: ref, participant: userParty(user) } as const;
      this.#tell(conversation.members, (member): OpenTouchEvents['OnImParticipantAdded'] => ({
        ...event,
        loginName: member,
      }));
    }
  }

  /** Everybody may go; only the leader may send others away. */
  drop(loginName: string, ref: string, ids: readonly string[]): void {
    const conversation = this.#find(loginName, ref);
    if (ids.length === 0) throw new Refused('BAD_PARAMETER', 'partIds is missing');
    const dropped = this.#membersBy(conversation, ids);
    if (dropped.some((member) => member !== loginName)) this.#mustLead(conversation, loginName);
    for (const member of dropped) this.#leave(conversation, member);
  }

  /** Whoever cannot be reached finds the message on the server later. */
  send(loginName: string, ref: string, message: string, ids: readonly string[]): void {
    const conversation = this.#find(loginName, ref);
    const sender = this.#user(loginName);
    const from = userParty(sender);
    for (const member of this.#recipients(conversation, loginName, ids)) {
      const event: OpenTouchEvents['OnImReceived'] = {
        eventName: 'OnImReceived',
        loginName: member,
        callRef: ref,
        from,
        ...(ids.length > 0 && { to: [...ids] }),
        message,
      };
      if (this.#parts.isOnline(member)) this.#parts.notify(member, event);
      else this.#parts.deferred.leave(member, sender, message);
    }
  }

  type(loginName: string, ref: string, imTypingState: boolean, ids: readonly string[]): void {
    const conversation = this.#find(loginName, ref);
    const participantId = idOf(this.#user(loginName));
    this.#tell(this.#recipients(conversation, loginName, ids), (member): OpenTouchEvents['OnImParticipantTyping'] => ({
      eventName: 'OnImParticipantTyping',
      loginName: member,
      callRef: ref,
      participantId,
      imTypingState,
    }));
  }

  /** Takes a user who is no more out of everything. */
  forget(loginName: string): void {
    for (const conversation of this.#all.values()) {
      if (conversation.members.includes(loginName)) this.#leave(conversation, loginName);
    }
    this.#known.delete(loginName);
  }

  #leave(conversation: Conversation, leaving: string): void {
    const { ref, members } = conversation;
    const participantId = idOf(this.#user(leaving));
    this.#tell(members, (member): OpenTouchEvents['OnImParticipantDropped'] => ({
      eventName: 'OnImParticipantDropped',
      loginName: member,
      callRef: ref,
      participantId,
    }));
    conversation.members = members.filter((member) => member !== leaving);
    const [first] = conversation.members;
    if (first === undefined) this.#all.delete(ref);
    else if (conversation.leader === leaving) conversation.leader = first;
  }

  #recipients(conversation: Conversation, sender: string, ids: readonly string[]): readonly string[] {
    const chosen = ids.length > 0 ? this.#membersBy(conversation, ids) : conversation.members;
    const others = chosen.filter((member) => member !== sender);
    if (others.length === 0) throw new Refused('NOT_EXPECTED', `nobody else is in ${conversation.ref}`);
    return others;
  }

  #membersBy({ ref, members }: Conversation, ids: readonly string[]): string[] {
    return ids.map((id) => {
      const member = this.#byId(id).loginName;
      if (!members.includes(member)) throw new Refused('BAD_PARAMETER', `${id} is no participant of ${ref}`);
      return member;
    });
  }

  #participants({ members, leader, owner }: Conversation): Participant[] {
    return members.map((member) => {
      const user = this.#user(member);
      return {
        participantId: idOf(user),
        identity: userParty(user),
        leader: member === leader,
        owner: member === owner.loginName,
      };
    });
  }

  #find(loginName: string, ref: string): Conversation {
    const found = this.#all.get(ref);
    if (!found?.members.includes(loginName)) throw new Refused('NOT_FOUND', `no conversation ${ref} of ${loginName}`);
    return found;
  }

  #mustLead({ ref, leader }: Conversation, loginName: string): void {
    if (leader !== loginName) throw new Refused('NOT_ALLOWED', `${loginName} is not the leader of ${ref}`);
  }

  #byId(id: string): SimulatedUser {
    const found = this.#parts.company.by('instantMessagingId', id);
    if (!found) throw new Refused('NOT_FOUND', `nobody has the instant messaging id ${id}`);
    return found;
  }

  #user(loginName: string): SimulatedUser {
    const user = this.#parts.company.byLogin(loginName) ?? this.#known.get(loginName) ?? { loginName, admin: false };
    this.#known.set(loginName, user);
    return user;
  }

  #tell(members: readonly string[], eventFor: (member: string) => { readonly eventName: string }): void {
    for (const member of members) this.#parts.notify(member, eventFor(member));
  }
}

function idOf({ loginName, user }: SimulatedUser): string {
  return user?.instantMessagingId ?? loginName;
}
