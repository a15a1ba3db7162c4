import { setTimeout as wait } from 'node:timers/promises';
import { opentouch } from '../../catalogue/opentouch/index.ts';
import type { OpenTouch } from '../../catalogue/static.ts';
import type { System } from '../../catalogue/types.ts';
import { monotonic } from '../../runtime/backoff.ts';
import { aborted, type Origin, timedOut } from '../../runtime/errors.ts';
import { Limiter } from '../../runtime/http/limiter.ts';
import type { Connection, SendOptions } from '../../runtime/operation/connection.ts';
import { forSibling, perform } from '../../runtime/operation/perform.ts';
import { type DescribedOperation, operationsOf } from '../../schema/describe.ts';
import type { Values } from '../../schema/values.ts';

type SearchResult = OpenTouch<'opentouch-directory', 'SearchResult'>;
/** Somebody who was found, and in which directory. */
export type DirectoryContact = OpenTouch<'opentouch-directory', 'PartyInfo'> & { readonly directorySource: string };

/** What the server has found since it was asked last. With a `resultCode`, `FINISH` or `TIMEOUT`, it is over. */
export interface Portion {
  readonly contacts: readonly DirectoryContact[];
  readonly resultCode?: string;
  readonly statusCode: number;
}

/** Whose errors those of a directory search are. */
export const searchOrigin: Origin = { system: 'opentouch', operation: 'opentouch-search-directory' };

/** Milliseconds between two questions when there is nothing yet; as the reference recommends. */
const pause = 500;
/** So long the server may have nothing new to tell. It gives up by itself much sooner. */
const patience = 120_000;
/** Within this time a search has to be deleted that nobody wants any more. */
const farewell = 2000;
/** Searches at once in one session. */
const atOnce = 5;

const system: System = opentouch;

/** An operation of the catalogue, whose errors are those of the search. */
function operationOf(type: string): DescribedOperation {
  const found = operationsOf(system).find((operation) => operation.type === type);
  if (!found) throw new Error(`the catalogue has no ${type}`);
  return { ...found, type: searchOrigin.operation };
}

/** Takes the inputs of a search. */
export const startSearch = operationOf('opentouch-start-search');
const nextResults = operationOf('opentouch-get-search-results');
const deleteSearch = operationOf('opentouch-delete-search');

const turns = new WeakMap<Connection, Limiter>();

/**
 * Searches the directories, giving what is found as it comes. The requests of a search do not name it: the server takes the
 * newest one of the user, so that searches for the same user go one after the other; those for others may run beside it, as many
 * as a session may have. Who stops iterating, or aborts, leaves no search behind on the server.
 * @throws TelephonyError when the server refuses, cannot be reached, or says nothing new for too long
 */
export async function* searchDirectory(
  connection: Connection,
  values: Values,
  options: SendOptions,
): AsyncGenerator<Portion, void> {
  const own = turns.get(connection) ?? new Limiter(atOnce);
  turns.set(connection, own);
  const { signal } = options;
  const release = await own.acquire(String(values['loginName'] ?? ''), signal);
  let underWay = false;
  try {
    if (signal.aborted) throw aborted(searchOrigin);
    underWay = true;
    await perform(connection, startSearch, values, options);
    let heard = monotonic();
    for (;;) {
      const portion = await next(connection, values, options);
      const over = portion.resultCode !== undefined;
      underWay = !over;
      if (over || portion.contacts.length > 0) yield portion;
      if (over) return;
      if (portion.contacts.length > 0) heard = monotonic();
      else if (monotonic() - heard > patience) throw timedOut(searchOrigin, patience, { sent: 'yes', canRetry: true });
      else await wait(pause, undefined, { signal }).catch(() => Promise.reject(aborted(searchOrigin)));
    }
  } finally {
    if (underWay) await forget(connection, values);
    release();
  }
}

async function next(connection: Connection, values: Values, options: SendOptions): Promise<Portion> {
  const { payload, response } = await perform(connection, nextResults, forSibling(nextResults, values), options);
  const { resultCode, resultElements } = (payload ?? {}) as SearchResult;
  const contacts = (resultElements ?? []).flatMap(({ directorySource, contacts: found }) =>
    (found ?? []).map((contact) => ({ ...contact, directorySource })),
  );
  const statusCode = response.status;
  if (resultCode !== 'FINISH' && resultCode !== 'TIMEOUT') return { contacts, statusCode };
  return { contacts, statusCode, resultCode };
}

/** Everybody that a search finds, or the first so many. */
export async function everybodyFound(
  connection: Connection,
  values: Values,
  options: SendOptions,
  enough = Number.POSITIVE_INFINITY,
): Promise<Omit<Portion, 'resultCode'>> {
  const all: DirectoryContact[] = [];
  let last = 200;
  for await (const { contacts, statusCode } of searchDirectory(connection, values, options)) {
    all.push(...contacts);
    last = statusCode;
    if (all.length >= enough) break;
  }
  return { contacts: all, statusCode: last };
}

/** A search that is not over yet takes up one of the few places of the session. Whether there still is one does not matter. */
async function forget(connection: Connection, values: Values): Promise<void> {
  const options = { signal: new AbortController().signal, timeout: farewell };
  await perform(connection, deleteSearch, forSibling(deleteSearch, values), options).catch(() => undefined);
}
