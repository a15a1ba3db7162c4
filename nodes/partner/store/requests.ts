import type { Answer, Asked, NewRequest, Request, RequestFilter, UseCase } from '../ledger.ts';
import type { Json } from '../wire/json.ts';
import type { Database, Row, Value } from './database.ts';
import { notFound } from './errors.ts';
import type { Identity } from './identity.ts';

/** Milliseconds in which the same content again is a repetition, where the content does not say when it was given. */
const repetitionWindow = 10 * 60_000;

/** A request and what Orange was answered. */
export type KeptRequest = Request & { readonly answer?: Answer };

/** How a request ended. */
export interface Ending {
  readonly state: 'completed' | 'failed';
  readonly at: string;
  readonly customer: string;
  /** JSON. */
  readonly result: string;
}

/** The requests that were accepted. */
export class Requests {
  readonly #database: Database;
  readonly #run: string;

  /** @param run this opening of the store */
  constructor(database: Database, run: string) {
    this.#database = database;
    this.#run = run;
  }

  find(id: string): KeptRequest | undefined {
    return this.#requests('WHERE id = ?', [id])[0];
  }

  /** @throws NOT_FOUND */
  require(id: string): KeptRequest {
    const request = this.find(id);
    if (!request) throw notFound('request', id);
    return request;
  }

  /** The request that this one repeats. */
  same({ key, exact }: Identity, now: number): KeptRequest | undefined {
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
  add(id: string, request: NewRequest, customer: string, at: string, identity: Identity | undefined): void {
    const { body, mode, ...asked } = request;
    this.#database.run(
      `INSERT INTO request (id, asked, body, use_case, mode, state, acknowledged, customer, accepted_at, run, identity, exact)
       VALUES (?, ?, ?, ?, ?, 'open', 0, ?, ?, ?, ?, ?)`,
      [
        id,
        JSON.stringify(askedOf(asked)),
        JSON.stringify(body),
        useCaseOf(request),
        mode,
        customer,
        at,
        this.#run,
        identity?.key ?? null,
        identity?.exact ? 1 : 0,
      ],
    );
    if (request.api !== 'userService') return;
    for (const licence of request.change.licences) {
      this.#database.run('INSERT INTO request_licence (licence, request) SELECT ?, place FROM request WHERE id = ?', [
        licence.id,
        id,
      ]);
    }
  }

  /** @param body what Orange is answered */
  acknowledge(id: string, body: string): void {
    this.#database.run("UPDATE request SET acknowledged = 1, answer_state = 'acknowledged', answer = ? WHERE id = ?", [
      body,
      id,
    ]);
  }

  /** The result is the answer unless it was acknowledged. */
  conclude(id: string, { state, at, customer, result }: Ending): void {
    this.#database.run(
      `UPDATE request SET state = ?, concluded_at = ?, customer = ?, result = ?,
         answer_state = coalesce(answer_state, ?), answer = coalesce(answer, ?) WHERE id = ?`,
      [state, at, customer, result, state, result, id],
    );
  }

  list({ states, useCases, limit = 100, offset = 0 }: RequestFilter): KeptRequest[] {
    return this.#requests(
      `WHERE (? IS NULL OR state IN (SELECT value FROM json_each(?))) AND (? IS NULL OR use_case IN (SELECT value FROM json_each(?)))
       ORDER BY place DESC LIMIT ? OFFSET ?`,
      [...choice(states), ...choice(useCases), limit, offset],
    );
  }

  /** The oldest first. */
  open(useCases: readonly UseCase[]): KeptRequest[] {
    return this.#requests("WHERE state = 'open' AND use_case IN (SELECT value FROM json_each(?)) ORDER BY place", [
      JSON.stringify(useCases),
    ]);
  }

  openUpdate(licenceIds: readonly string[]): KeptRequest | undefined {
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

  #requests(which: string, values: readonly Value[]): KeptRequest[] {
    return this.#database.all(`SELECT * FROM request ${which}`, values).map((row) => this.#read(row));
  }

  #read(row: Row): KeptRequest {
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
      ...(typeof answer === 'string' && { answer: { state: String(answerState) as Answer['state'], body: answer } }),
    };
  }
}

function askedOf(request: Asked): Asked {
  return request.api === 'productOrder'
    ? { api: request.api, order: request.order }
    : { api: request.api, change: request.change };
}

export function useCaseOf(asked: Asked): UseCase {
  return asked.api === 'productOrder' ? asked.order.useCase : asked.change.useCase;
}

/** A filter that may be absent, as two parameters. */
function choice(values: readonly string[] | undefined): [string | null, string | null] {
  const text = values ? JSON.stringify(values) : null;
  return [text, text];
}
