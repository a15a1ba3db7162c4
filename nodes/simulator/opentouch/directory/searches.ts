import type { OpenTouch } from '../../../catalogue/static.ts';
import { Refused, type SimulatedUser } from '../server/contract.ts';
import type { SimulatedSession } from '../sessions/sessions.ts';
import { attributes, contactOf } from './attributes.ts';
import { wantedEntries } from './criteria.ts';
import { type DirectoryEntry, type DirectoryId, directories, entriesOf } from './people.ts';

type Request = OpenTouch<'opentouch-directory', 'SearchRequest'>;
type Result = OpenTouch<'opentouch-directory', 'SearchResult'>;

/** Times in milliseconds, unless said otherwise. */
export interface SearchTiming {
  /** Until the first results are there. */
  readonly first: number;
  /** From one portion to the next. */
  readonly next: number;
  /** Contacts in a portion. */
  readonly portion: number;
  /** After so long the server gives up. */
  readonly timeout: number;
  /** A search that nobody asks for is forgotten. */
  readonly unused: number;
}

/** Timing of searches outside of tests. */
export const usualSearchTiming: SearchTiming = { first: 300, next: 100, portion: 10, timeout: 30_000, unused: 60_000 };

/** At the same time, in one session and in all. */
const perSession = 5;
const inAll = 100;
const greatestLimit = 100;

interface Found {
  readonly directory: DirectoryId;
  readonly entry: DirectoryEntry;
}

/** One search: whom it is for, what it has found, and when that can be read. */
interface Search {
  readonly id: string;
  readonly session: SimulatedSession;
  readonly loginName: string;
  readonly started: number;
  readonly attributes: readonly string[] | undefined;
  readonly left: Found[];
  /** When the next portion is there. */
  ready: number;
  expiry: NodeJS.Timeout;
}

/**
 * Searches under way. A session can have several, but a request names none of them: it means the newest one for the user
 * that it is about.
 */
export class Searches {
  readonly #users: () => readonly SimulatedUser[];
  readonly #timing: SearchTiming;
  #all: Search[] = [];
  #count = 0;

  constructor(users: () => readonly SimulatedUser[], timing: Partial<SearchTiming> = {}) {
    this.#users = users;
    this.#timing = { ...usualSearchTiming, ...timing };
  }

  /** Searches of all sessions. */
  get running(): number {
    return this.#all.length;
  }

  /** Starts a search; gives its id. */
  start(session: SimulatedSession, loginName: string, request: Request): string {
    const found = this.#find(request);
    const own = this.#all.filter((search) => search.session === session);
    if (own.length >= perSession || this.#all.length >= inAll) {
      throw new Refused('NOT_ALLOWED', `there are ${own.length} searches of this session already`);
    }
    this.#count += 1;
    const now = Date.now();
    const id = `search-${this.#count}`;
    const search: Search = {
      id,
      session,
      loginName,
      started: now,
      attributes: request.attributes ?? undefined,
      left: found,
      ready: now + this.#timing.first,
      expiry: this.#expiring(id),
    };
    this.#all.push(search);
    return id;
  }

  /** What has been found since the last time. After the end the search is forgotten. */
  next(session: SimulatedSession, loginName: string): Result {
    const search = this.#current(session, loginName);
    clearTimeout(search.expiry);
    search.expiry = this.#expiring(search.id);
    const now = Date.now();
    if (now - search.started > this.#timing.timeout) return this.#end(search, 'TIMEOUT');
    if (now < search.ready) return { resultCode: 'NOK' };
    if (search.left.length === 0) return this.#end(search, 'FINISH');
    search.ready = now + this.#timing.next;
    const portion = search.left.splice(0, this.#timing.portion);
    const sources = [...new Set(portion.map(({ directory }) => directory))];
    const resultElements = sources.map((directorySource) => ({
      directorySource,
      contacts: portion
        .filter(({ directory }) => directory === directorySource)
        .map(({ entry }) => contactOf(entry, search.attributes)),
    }));
    return { resultCode: 'OK', resultElements };
  }

  stop(session: SimulatedSession, loginName: string): void {
    this.#forget(this.#current(session, loginName));
  }

  /** A session has ended, or the server does. */
  forget(session?: SimulatedSession): void {
    for (const search of this.#all) if (!session || search.session === session) this.#forget(search);
  }

  #find(request: Request): Found[] {
    const wanted = wantedEntries(request.filter);
    const present = request.mandatoryAttributes ?? [];
    const unknown = [...present, ...(request.attributes ?? [])].find((name) => !attributes[name]);
    if (unknown) throw new Refused('BAD_PARAMETER', `there is no attribute ${unknown} here`);
    const users = this.#users();
    const asked = request.directories?.length ? request.directories : ['OT', 'CONTACTS'];
    const known = asked.map((id) => directories.find((directory) => directory.id === id)?.id ?? missing(id));
    return known
      .flatMap((directory) => entriesOf(directory, users).map((entry) => ({ directory, entry })))
      .filter(({ entry }) => wanted(entry) && present.every((name) => entry[name as keyof DirectoryEntry]))
      .slice(0, request.limit || greatestLimit);
  }

  #current(session: SimulatedSession, loginName: string): Search {
    const own = this.#all.filter((search) => search.session === session && search.loginName === loginName);
    const search = own.at(-1);
    if (!search) throw new Refused('NOT_EXPECTED', 'no search is under way');
    return search;
  }

  #end(search: Search, resultCode: 'FINISH' | 'TIMEOUT'): Result {
    this.#forget(search);
    return { resultCode };
  }

  #forget(search: Search): void {
    clearTimeout(search.expiry);
    this.#all = this.#all.filter((other) => other !== search);
  }

  #expiring(id: string): NodeJS.Timeout {
    const forget = () => {
      this.#all = this.#all.filter((search) => search.id !== id);
    };
    return setTimeout(forget, this.#timing.unused).unref();
  }
}

function missing(id: string): never {
  throw new Refused('BAD_PARAMETER', `there is no directory ${id}`);
}

/** Real servers take a limit of 0 for none. */
export function tolerateNoLimit(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || !('limit' in body) || body.limit !== 0) return body;
  const { limit: _, ...rest } = body;
  return rest;
}
