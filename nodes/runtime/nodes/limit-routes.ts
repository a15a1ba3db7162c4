import type { Node, NodeAPI } from 'node-red';
import type { System } from '../../catalogue/types.ts';
import { operationsOf } from '../../schema/describe.ts';
import { limitsFor } from '../../schema/kinds.ts';
import type { Account } from '../operation/connection.ts';
import { knownUserOf } from '../operation/user-kind.ts';
import { serveAdminRoutes } from './admin-routes.ts';

/** Milliseconds that a dialog waits for what the account knows. */
const patience = 10_000;

/**
 * Lets the dialogs ask what an operation cannot do for a user: `GET telephony/limits/<account>/<operation>?user=<name>`. Answers
 * with `{ limits: Limit[] }`, and with none where nothing is known: only an account that is connected is asked, so that nobody logs
 * in by opening a dialog.
 */
export function serveLimits(RED: NodeAPI, systems: readonly System[]): void {
  serveAdminRoutes(RED, 'limits', () => {
    const operations = new Map(systems.flatMap(operationsOf).map((operation) => [operation.type, operation]));
    const handle = async ({
      params,
      url,
    }: {
      readonly params: Readonly<Record<string, string>>;
      readonly url: string;
    }) => {
      const operation = operations.get(params['operation'] ?? '');
      const node = RED.nodes.getNode(params['account'] ?? '') as (Node & Partial<Account>) | null;
      const isUsable = operation?.system.userKind && node?.type === operation.system.accountType;
      if (!isUsable || node?.health?.state.kind !== 'connected' || !node.connection) return { limits: [] };
      const { connection } = node;
      const named = new URL(url, 'http://node-red').searchParams.get('user');
      const user = named || connection.defaults[operation.system.userKind?.user ?? ''];
      const known = await knownUserOf(connection, operation, user, {
        signal: AbortSignal.timeout(patience),
        timeout: patience,
      });
      return { limits: known ? limitsFor(operation, known) : [] };
    };
    // Who asks acts with the account, so reading flows is not enough.
    return [{ method: 'get', path: '/telephony/limits/:account/:operation', permission: 'flows.write', handle }];
  });
}
