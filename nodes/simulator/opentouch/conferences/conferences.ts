import type { OpenTouchEvents } from '../../../catalogue/static.ts';
import { type Directory, type Notify, Refused } from '../server/contract.ts';
import { cardOf } from '../users/card.ts';
import { Delegates } from './delegates.ts';
import { documentNamed } from './documents.ts';
import type { Conference, ConferenceParticipant, ConferenceRequest, StoredConference } from './model.ts';
import { isCalled, loginsOf, participantOf, together } from './people.ts';
import { changedSchedule, type Schedule, scheduleOf } from './schedule.ts';
import { type SeedConference, seedConferences, seedDelegates } from './seed.ts';

/** What the server shows of a schedule, with nothing left of what is undefined. */
const scheduled = ({ startDate, endDate, duration, recurrence }: Schedule): Partial<Conference> => ({
  startDate,
  endDate,
  duration,
  ...(recurrence && { recurrence }),
});

/**
 * All conferences and who may manage whose. Every change is told to the owner, the users among the participants and the owner's
 * delegates; for whom a conference appears or disappears by the change, it is created or deleted.
 */
export class Conferences {
  readonly #directory: Directory;
  readonly #notify: Notify;
  readonly #kept = new Map<string, StoredConference>();
  readonly delegates: Delegates;
  #count = 0;

  constructor(directory: Directory, notify: Notify, seed: readonly SeedConference[] = seedConferences(new Date())) {
    this.#directory = directory;
    this.#notify = notify;
    this.delegates = new Delegates(directory, seedDelegates);
    for (const { owner, request, documents = [] } of seed) {
      // Not everybody works in every company that a test makes up.
      if (!directory.byLogin(owner)) continue;
      const participants = request.participants?.filter(
        ({ party }) => !party.id.loginName || directory.byLogin(party.id.loginName),
      );
      const { conferenceId } = this.#create(owner, owner, { ...request, participants: participants ?? [] });
      for (const name of documents) this.#set(conferenceId, { documents: [documentNamed(conferenceId, name, 1)] });
    }
  }

  /** Conferences that a user owns or is invited to. */
  of(loginName: string, expired: boolean): Conference[] {
    const now = Date.now();
    return [...this.#kept.values()]
      .filter(({ owner, shown }) => owner === loginName || loginsOf(shown.participants).includes(loginName))
      .filter(({ shown }) => expired || Date.parse(shown.endDate ?? '') > now)
      .map(({ shown }) => shown);
  }

  /** What is shown of one, whoever asks. */
  shown(conferenceId: string): Conference {
    return this.#find(conferenceId).shown;
  }

  has(conferenceId: string): boolean {
    return this.#kept.has(conferenceId);
  }

  /** One that the user may see: his own, one that he manages, or one that he is invited to. */
  seen(conferenceId: string, loginName: string): Conference {
    const kept = this.#find(conferenceId);
    if (!this.#manages(kept, loginName) && !loginsOf(kept.shown.participants).includes(loginName)) {
      throw new Refused('NOT_ALLOWED', `${loginName} has nothing to do with conference ${conferenceId}`);
    }
    return kept.shown;
  }

  /** One that the user may change. */
  managed(conferenceId: string, loginName: string): Conference {
    const kept = this.#find(conferenceId);
    if (!this.#manages(kept, loginName)) {
      throw new Refused('NOT_ALLOWED', `${loginName} may not manage conference ${conferenceId}`);
    }
    return kept.shown;
  }

  /** @param owner on whose behalf it is made, if not the user's own */
  create(loginName: string, owner: string | null, request: ConferenceRequest, conferenceId?: string): Conference {
    if (owner && owner !== loginName && !this.delegates.of(owner).includes(loginName)) {
      throw new Refused('NOT_ALLOWED', `${loginName} is no delegate of ${owner}`);
    }
    const shown = this.#create(owner || loginName, loginName, request, conferenceId);
    const event = (to: string): OpenTouchEvents['OnConferenceCreated'] => ({
      eventName: 'OnConferenceCreated',
      loginName: to,
      conference: shown,
    });
    for (const to of this.#concerned(this.#find(shown.conferenceId))) this.#notify(to, event(to));
    return shown;
  }

  /** Only what is given changes. */
  change(conferenceId: string, request: ConferenceRequest): Conference {
    const { shown } = this.#find(conferenceId);
    const given: ConferenceRequest = Object.fromEntries(
      Object.entries(request).filter(([, value]) => value !== undefined && value !== null),
    );
    const { profile, participants, startDate, endDate, duration, recurrence, ...plain } = given;
    if (profile && profile !== shown.profile) {
      throw new Refused('NOT_SUPPORTED', 'the profile cannot be changed after creation');
    }
    const schedule = changedSchedule(shown, given, new Date());
    return this.update(conferenceId, {
      ...plain,
      ...(schedule && scheduled(schedule)),
      ...(participants && { participants: participants.map((one) => participantOf(this.#directory, one)) }),
    });
  }

  invite(conferenceId: string, added: readonly ConferenceParticipant[]): Conference {
    const { shown } = this.#find(conferenceId);
    const known = added.map((one) => participantOf(this.#directory, one));
    return this.update(conferenceId, { participants: together(shown.participants ?? [], known) });
  }

  /** Puts everybody of the list out, or makes them leaders or plain participants. All of them have to be participants. */
  regroup(conferenceId: string, names: readonly string[], as: 'out' | 'leader' | 'participant'): Conference {
    const { participants = [] } = this.#find(conferenceId).shown;
    const meant = (one: ConferenceParticipant) => names.some((name) => isCalled(one.party, name));
    const stranger = names.find((name) => !participants.some(({ party }) => isCalled(party, name)));
    if (stranger !== undefined || names.length === 0) {
      throw new Refused('BAD_PARAMETER', `${stranger ?? 'nobody'} is no participant of the conference`);
    }
    if (as === 'out') return this.update(conferenceId, { participants: participants.filter((one) => !meant(one)) });
    const changed = participants.map((one) => {
      const { leader: _, ...plain } = one;
      return meant(one) ? { ...plain, ...(as === 'leader' && { leader: true }) } : one;
    });
    return this.update(conferenceId, { participants: changed });
  }

  /** Changes what is shown of a conference, and tells everybody. */
  update(conferenceId: string, changes: Partial<Conference>): Conference {
    const before = this.#concerned(this.#find(conferenceId));
    const kept = this.#set(conferenceId, changes);
    const now = this.#concerned(kept);
    for (const loginName of now) {
      const eventName = before.includes(loginName) ? 'OnConferenceModified' : 'OnConferenceCreated';
      const event = { eventName, loginName, conference: kept.shown };
      this.#notify(loginName, event);
    }
    this.#disappear(
      conferenceId,
      before.filter((loginName) => !now.includes(loginName)),
    );
    return kept.shown;
  }

  delete(conferenceId: string): void {
    const kept = this.#find(conferenceId);
    this.#kept.delete(conferenceId);
    this.#disappear(conferenceId, this.#concerned(kept));
  }

  #create(
    owner: string,
    creator: string,
    request: ConferenceRequest,
    id?: string,
  ): Conference & { conferenceId: string } {
    const schedule = scheduleOf(request, new Date());
    const participants = (request.participants ?? []).map((one) => participantOf(this.#directory, one));
    this.#count += 1;
    const number = 100_000 + this.#count * 7919;
    const conferenceId = id ?? `conf-${1000 + this.#count}`;
    const { user } = this.#directory.byLogin(owner) ?? {};
    const { subject, type, profile, audioPassword, webPassword } = request;
    const shown = {
      conferenceId,
      subject: subject ?? '',
      joinOnlineUrl: `https://meet.lumiere.example/join/${number}`,
      leaderAccessCode: String(number + 500_000),
      participantAccessCode: String(number),
      type: type ?? 'SCHEDULED',
      profile: profile ?? 'MEETING',
      owner: user ? cardOf(user) : { id: { loginName: owner } },
      ...scheduled(schedule),
      participants: together([], participants),
      documents: [],
      ...(audioPassword && { audioPassword }),
      ...(webPassword && { webPassword }),
    };
    this.#kept.set(conferenceId, { conferenceId, owner, creator, shown });
    return shown;
  }

  #set(conferenceId: string, changes: Partial<Conference>): StoredConference {
    const kept = this.#find(conferenceId);
    const changed: StoredConference = { ...kept, shown: { ...kept.shown, ...changes } };
    this.#kept.set(conferenceId, changed);
    return changed;
  }

  #find(conferenceId: string | undefined): StoredConference {
    const kept = this.#kept.get(conferenceId ?? '');
    if (!kept) throw new Refused('NOT_FOUND', `there is no conference ${conferenceId}`);
    return kept;
  }

  /** An administrator manages everything. */
  #manages({ owner, creator }: StoredConference, loginName: string): boolean {
    const isAdmin = this.#directory.byLogin(loginName)?.admin === true;
    return isAdmin || [owner, creator, ...this.delegates.of(owner)].includes(loginName);
  }

  /** Users who hear of it. Whoever is no delegate any more does not, though he may have made it. */
  #concerned({ owner, shown }: StoredConference): string[] {
    return [...new Set([owner, ...this.delegates.of(owner), ...loginsOf(shown.participants)])];
  }

  #disappear(conferenceId: string, logins: readonly string[]): void {
    for (const loginName of logins) {
      const event: OpenTouchEvents['OnConferenceDeleted'] = {
        eventName: 'OnConferenceDeleted',
        loginName,
        conferenceId,
      };
      this.#notify(loginName, event);
    }
  }
}
