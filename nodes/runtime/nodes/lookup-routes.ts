import type { Node, NodeAPI } from 'node-red';
import type { Lookup, System } from '../../catalogue/types.ts';
import { type DescribedOperation, inDialect, operationsOf, siblingOf } from '../../schema/describe.ts';
import { isObject } from '../../schema/json.ts';
import { TelephonyError } from '../errors.ts';
import type { Account, Connection } from '../operation/connection.ts';
import { complete } from '../operation/inputs.ts';
import { finderFor } from '../operation/lookup.ts';
import { itemsIn } from '../operation/pages.ts';
import { forSibling, originOf, perform } from '../operation/perform.ts';
import { type AdminRoute, notFound, serveAdminRoutes } from './admin-routes.ts';

/** Below Node-RED's admin side: `…/<account>/<operation>/<field>?<what is known already>`. */
export const lookupPath = '/telephony/choices';

/** What a field may stand for. */
export interface LookupItem {
  readonly value: string;
  readonly label: string;
}

/** Milliseconds that somebody in front of a dialog waits. */
const patience = 15_000;

/**
 * Lets the dialogs ask deployed accounts for the values of fields that can be looked up. Answers with
 * `{ choices: LookupItem[] }`, 409 when the account is not deployed, 502 and `{ code, message }` when it cannot tell.
 */
export function serveLookups(RED: NodeAPI, systems: readonly System[]): void {
  serveAdminRoutes(RED, 'lookups', () => {
    const operations = new Map(systems.flatMap(operationsOf).map((operation) => [operation.type, operation]));
    const handle: AdminRoute['handle'] = async ({ params, url }) => {
      const { account = '', operation = '', field = '' } = params;
      const described = operations.get(operation);
      const lookup = described?.fields.find(({ name }) => name === field)?.lookup;
      if (!described || !lookup) throw notFound(`list for ${operation}, ${field}`);
      const node = RED.nodes.getNode(account) as (Node & Partial<Account>) | null;
      if (node?.type !== described.system.accountType || !node.connection || !node.detach) {
        const cause = { ...originOf(described), canRetry: false };
        throw new TelephonyError('NO_ACCOUNT', 'the account is not deployed', cause);
      }
      const { connection } = node;
      const { searchParams } = new URL(url, 'http://node-red');
      try {
        const known = Object.fromEntries(searchParams);
        return { choices: await itemsFor(connection, inDialect(described, connection.dialects), lookup, known) };
      } finally {
        // An account that no node uses has nothing to keep open.
        void node.detach({ id: lookupPath } as Node).catch((error: unknown) => RED.log.error(String(error)));
      }
    };
    // Who asks acts with the account, so reading flows is not enough.
    return [{ method: 'get', path: `${lookupPath}/:account/:operation/:field`, permission: 'flows.write', handle }];
  });
}

async function itemsFor(
  connection: Connection,
  operation: DescribedOperation,
  lookup: Lookup,
  known: Readonly<Record<string, string>>,
): Promise<LookupItem[]> {
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
