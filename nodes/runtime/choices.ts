import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Node, NodeAPI } from 'node-red';
import type { Lookup, System } from '../catalogue/types.ts';
import type { Account, Connection } from './connection.ts';
import { type DescribedOperation, operationsOf, siblingOf, spoken } from './describe.ts';
import { TelephonyError } from './errors.ts';
import { complete } from './inputs.ts';
import { isObject } from './json.ts';
import { finderFor } from './lookup.ts';
import { itemsIn } from './pages.ts';
import { forSibling, perform } from './perform.ts';

/** Below Node-RED's admin side: `…/<account>/<operation>/<field>?<what is known already>`. */
export const choicesPath = '/telephony/choices';

/** What a field may stand for. */
export interface Choice {
  readonly value: string;
  readonly label: string;
}

/** Milliseconds that somebody in front of a dialog waits. */
const patience = 15_000;

interface Request extends IncomingMessage {
  readonly params: Readonly<Record<'account' | 'operation' | 'field', string>>;
}
type Handler = (request: Request, response: ServerResponse, next: () => void) => void;

/** What is used of Node-RED's Express application. */
interface Application {
  get(path: string, ...handlers: readonly Handler[]): unknown;
}

const serving = new WeakSet<Application>();

/**
 * Lets the dialogs ask deployed accounts for the values of fields that can be looked up. Answers with
 * `{ choices: Choice[] }`, 409 when the account is not deployed, 502 and `{ code, message }` when it cannot tell.
 */
export function serveChoices(RED: NodeAPI, systems: readonly System[]): void {
  const application = RED.httpAdmin as unknown as Application;
  if (serving.has(application)) return;
  serving.add(application);
  // Who asks acts with the account, so reading flows is not enough.
  const permitted = RED.auth.needsPermission('flows.write') as unknown as Handler;
  const operations = new Map(systems.flatMap(operationsOf).map((operation) => [operation.type, operation]));
  application.get(`${choicesPath}/:account/:operation/:field`, permitted, (request, response) => {
    const { account, operation, field } = request.params;
    const described = operations.get(operation);
    const lookup = described?.fields.find(({ name }) => name === field)?.lookup;
    if (!described || !lookup) return answer(response, 404, { code: 'NOT_FOUND', message: 'nothing to choose here' });
    const node = RED.nodes.getNode(account) as (Node & Partial<Account>) | null;
    if (node?.type !== described.system.accountType || !node.connection || !node.detach) {
      return answer(response, 409, { code: 'NO_ACCOUNT', message: 'the account is not deployed' });
    }
    const { connection, detach } = node;
    const { searchParams } = new URL(request.url ?? '', 'http://node-red');
    void choicesFor(connection, spoken(described, connection.dialects), lookup, Object.fromEntries(searchParams))
      .then((choices) => answer(response, 200, { choices }))
      .catch((error: unknown) => answer(response, 502, told(error)))
      // An account that no node uses has nothing to keep open.
      .finally(() => detach({ id: choicesPath } as Node))
      .catch(() => undefined);
  });
}

async function choicesFor(
  connection: Connection,
  operation: DescribedOperation,
  lookup: Lookup,
  known: Readonly<Record<string, string>>,
): Promise<Choice[]> {
  const listing = siblingOf(operation, lookup.operation);
  const options = { signal: new AbortController().signal, timeout: patience };
  const given = new Map(Object.entries(forSibling(listing, known)));
  const sources = { defaults: connection.defaults, find: finderFor(connection, listing, options) };
  const values = await complete(listing, given, sources);
  const { payload } = await perform(connection, listing, values, { ...options, wholeList: true });
  const items = itemsIn(listing.pages ? {} : lookup, payload).filter(isObject);
  const named = items.filter((item) => (item[lookup.id] ?? '') !== '');
  return named.map((item) => ({ value: String(item[lookup.id]), label: labelOf(item, lookup) }));
}

/** The id, and what tells a person more. */
function labelOf(item: Readonly<Record<string, unknown>>, { id, shows = [] }: Lookup): string {
  const names = shows.map((name) => item[name]).filter((name) => name !== undefined && name !== '');
  return [item[id], names.join(' ')].filter(Boolean).join(' – ');
}

function told(error: unknown): { readonly code: string; readonly message: string } {
  if (error instanceof TelephonyError) return { code: error.code, message: error.message };
  return { code: 'UNKNOWN', message: 'the list cannot be had' };
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}
