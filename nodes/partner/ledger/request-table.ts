import { createHash } from 'node:crypto';
import { type Steps, slicesOf } from '../../runtime/slices.ts';
import { isObject } from '../../schema/json.ts';
import type { Json } from '../wire/json.ts';
import type { Database, SqlRow, Value } from './database.ts';
import { noSuchEntry } from './errors.ts';
import type { Asked, NewRequest, OpenRequest, Request, RequestAnswer, RequestFilter, UseCase } from './ledger.ts';

/** Milliseconds in which the same content again is a repetition, where the content does not say when it was given. */
const repetitionWindow = 10 * 60_000;

/** A request and what Orange was answered. */
export type StoredRequest = Request & { readonly answer?: RequestAnswer };

/** How a request ended. */
export interface RequestConclusion {
  readonly state: 'completed' | 'failed';
  readonly at: string;
  readonly customer: string;
  /** JSON. */
  readonly result: string;
}

/** Licences that one statement writes. */
const atOnce = 100;

/** The requests that were accepted. */
export class RequestTable {
  readonly #database: Database;
  readonly #run: string;

  /** @param run this opening of the store */
  constructor(database: Database, run: string) {
    this.#database = database;
    this.#run = run;
  }

  find(id: string): StoredRequest | undefined {
    return this.#requests('WHERE id = ?', [id])[0];
  }

  /** @throws NOT_FOUND */
  require(id: string): StoredRequest {
    const request = this.find(id);
    if (!request) throw noSuchEntry('request', id);
    return request;
  }

  /** The request that this one repeats. */
  same({ key, exact }: Identity, now: number): StoredRequest | undefined {
    if (exact) return this.#requests('WHERE identity = ? ORDER BY place LIMIT 1', [key])[0];
    return this.#requests(
      `WHERE identity = ? AND accepted_at > ? AND state <> 'failed' AND NOT EXISTS (
         SELECT 1 FROM request_licence mine JOIN request_licence later ON later.licence = mine.licence
         WHERE mine.request = request.place AND later.request > request.place)
       ORDER BY place DESC LIMIT 1`,
      [key, new Date(now - repetitionWindow).toISOString()],
    )[0];
  }

  /** @param identity absent: it is never taken for the same as another */
  *add(
    id: string,
    request: NewRequest,
    customer: string,
    at: string,
    identity: Identity | undefined,
  ): Steps<StoredRequest> {
    const { body, mode } = request;
    const asked = askedOf(request);
    const useCase = useCaseOf(request);
    const place = this.#database.insert(
      `INSERT INTO request (id, asked, body, use_case, mode, state, acknowledged, customer, accepted_at, run, identity, exact)
       VALUES (?, ?, ?, ?, ?, 'open', 0, ?, ?, ?, ?, ?)`,
      [
        id,
        JSON.stringify(asked),
        JSON.stringify(body),
        useCase,
        mode,
        customer,
        at,
        this.#run,
        identity?.key ?? null,
        identity?.exact ? 1 : 0,
      ],
    );
    for (const some of slicesOf(request.api === 'userService' ? request.change.licences : [], atOnce)) {
      yield;
      const ids = JSON.stringify(some.map((licence) => licence.id));
      this.#database.run('INSERT INTO request_licence (licence, request) SELECT value, ? FROM json_each(?)', [
        place,
        ids,
      ]);
    }
    const kept = { id, useCase, mode, body, state: 'open', acknowledged: false, acceptedAt: at, customer } as const;
    return { ...asked, ...kept, resumed: false };
  }

  /**
   * @param body what Orange is answered
   * @returns the request as it is then
   */
  acknowledge(request: StoredRequest, body: string): StoredRequest {
    this.#database.run("UPDATE request SET acknowledged = 1, answer_state = 'acknowledged', answer = ? WHERE id = ?", [
      body,
      request.id,
    ]);
    return { ...request, acknowledged: true, answer: { state: 'acknowledged', body } };
  }

  /**
   * The result is the answer unless it was acknowledged.
   * @returns the request as it is then
   */
  conclude(request: StoredRequest, { state, at, customer, result }: RequestConclusion): StoredRequest {
    this.#database.run(
      `UPDATE request SET state = ?, concluded_at = ?, customer = ?, result = ?,
         answer_state = coalesce(answer_state, ?), answer = coalesce(answer, ?) WHERE id = ?`,
      [state, at, customer, result, state, result, request.id],
    );
    return { ...request, state, concludedAt: at, customer, answer: request.answer ?? { state, body: result } };
  }

  list({ states, useCases, oldestFirst = false, limit = 100, offset = 0 }: RequestFilter): StoredRequest[] {
    return this.#requests(
      `WHERE (? IS NULL OR state IN (SELECT value FROM json_each(?))) AND (? IS NULL OR use_case IN (SELECT value FROM json_each(?)))
       ORDER BY place ${oldestFirst ? 'ASC' : 'DESC'} LIMIT ? OFFSET ?`,
      [...choice(states), ...choice(useCases), limit, offset],
    );
  }

  /** The oldest first. */
  open(useCases: readonly UseCase[]): StoredRequest[] {
    return this.#requests("WHERE state = 'open' AND use_case IN (SELECT value FROM json_each(?)) ORDER BY place", [
      JSON.stringify(useCases),
    ]);
  }

  /**
   * The oldest first, in short.
   * @param mark what happened to those that are known to be overdue
   */
  openInShort(mark: string): OpenRequest[] {
    const rows = this.#database.all(
      `SELECT id, use_case, accepted_at, EXISTS (SELECT 1 FROM audit WHERE subject = request.id AND what = ?) AS overdue
       FROM request WHERE state = 'open' ORDER BY place`,
      [mark],
    );
    return rows.map((row) => ({
      id: String(row['id']),
      useCase: String(row['use_case']) as UseCase,
      acceptedAt: String(row['accepted_at']),
      overdue: row['overdue'] === 1,
    }));
  }

  openUpdate(licenceIds: readonly string[]): StoredRequest | undefined {
    const ids = JSON.stringify([...new Set(licenceIds)]);
    return this.#requests(
      `WHERE state = 'open' AND place IN (SELECT request FROM request_licence WHERE licence = ?)
         AND (SELECT count(*) FROM request_licence WHERE request = place) = json_array_length(?)
         AND NOT EXISTS (SELECT 1 FROM request_licence WHERE request = place
           AND licence NOT IN (SELECT value FROM json_each(?)))
       ORDER BY place LIMIT 1`,
      [licenceIds[0] ?? '', ids, ids],
    )[0];
  }

  /** Forgets what was concluded before a moment and has no event on its way. */
  prune(before: string): void {
    this.#database.run(
      `DELETE FROM request WHERE state <> 'open' AND concluded_at < ?
         AND NOT EXISTS (SELECT 1 FROM event WHERE event.request = request.id AND event.state IN ('waiting', 'parked'))`,
      [before],
    );
  }

  #requests(which: string, values: readonly Value[]): StoredRequest[] {
    return this.#database.all(`SELECT * FROM request ${which}`, values).map((row) => this.#read(row));
  }

  #read(row: SqlRow): StoredRequest {
    const { concluded_at: concludedAt, answer_state: answerState, answer } = row;
    return {
      ...(JSON.parse(String(row['asked'])) as Asked),
      id: String(row['id']),
      useCase: String(row['use_case']) as UseCase,
      mode: String(row['mode']) as Request['mode'],
      body: JSON.parse(String(row['body'])) as Json,
      state: String(row['state']) as Request['state'],
      acknowledged: row['acknowledged'] === 1,
      acceptedAt: String(row['accepted_at']),
      ...(typeof concludedAt === 'string' && { concludedAt }),
      customer: String(row['customer']),
      resumed: row['run'] !== this.#run,
      ...(typeof answer === 'string' && {
        answer: { state: String(answerState) as RequestAnswer['state'], body: answer },
      }),
    };
  }
}

function askedOf(request: Asked): Asked {
  return request.api === 'productOrder'
    ? { api: request.api, order: request.order }
    : { api: request.api, change: request.change };
}

/** The use case of a request. */
export function useCaseOf(asked: Asked): UseCase {
  return asked.api === 'productOrder' ? asked.order.useCase : asked.change.useCase;
}

/** A filter that may be absent, as two parameters. */
function choice(values: readonly string[] | undefined): [string | null, string | null] {
  const text = values ? JSON.stringify(values) : null;
  return [text, text];
}

/** What tells whether two requests are the same. */
export interface Identity {
  readonly key: string;
  /** It cannot be two requests of the same content: whenever it comes again, it is the same. */
  readonly exact: boolean;
}

/**
 * Orange gives no key for repetitions. An order is known by Orange's reference of it, or by all that it says; where it says
 * at what time of the day it was given, nobody gives the same one twice.
 */
export function* requestIdentityOf(request: NewRequest): Steps<Identity> {
  const { body, api } = request;
  const reference = api === 'productOrder' ? request.order.reference : undefined;
  if (reference !== undefined) return { key: `${api} ${reference}`, exact: true };
  const hash = createHash('sha256').update(api);
  for (const text of sortedText(body)) {
    hash.update(text);
    yield;
  }
  const key = hash.digest('base64');
  return { key, exact: api === 'productOrder' && /T\d\d:\d\d/.test(request.order.orderDate ?? '') };
}

/** JSON text that does not depend on the order of the names, in pieces. */
function* sortedText(body: Json): Generator<string, void> {
  const long = Object.entries(body).some(([, value]) => Array.isArray(value) && value.length > atOnce);
  if (!long) {
    yield sorted(body);
    return;
  }
  const entries = Object.entries(body).sort(([one], [other]) => (one < other ? -1 : 1));
  for (const [place, [name, value]] of entries.entries()) {
    yield `${place > 0 ? ',' : '{'}${JSON.stringify(name)}:`;
    if (!Array.isArray(value) || value.length === 0) yield sorted(value);
    else {
      for (const [part, some] of [...slicesOf(value, atOnce)].entries()) {
        yield `${part > 0 ? ',' : '['}${sorted(some).slice(1, -1)}`;
      }
      yield ']';
    }
  }
  yield '}';
}

function sorted(body: unknown): string {
  return JSON.stringify(body, (_name, value: unknown) =>
    isObject(value)
      ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
      : value,
  );
}
