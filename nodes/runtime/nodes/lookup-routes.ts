import type { Node, NodeAPI } from 'node-red';
import type { NodeDescription } from '../../catalogue/property.ts';
import type { System } from '../../catalogue/types.ts';
import { type DescribedOperation, inputAt, operationsOf } from '../../schema/describe.ts';
import { type TypedAccount, typedAccount } from '../account-checks/routes.ts';
import { inBackground } from '../background.ts';
import { TelephonyError } from '../errors.ts';
import type { Account } from '../operation/connection.ts';
import { originOf } from '../operation/perform.ts';
import { type AdminRoute, notFound, serveAdminRoutes } from './admin-routes.ts';
import { type AskedAccount, itemsFor, type LookupQuestion } from './lookup-items.ts';

/** Below Node-RED's admin side: `…/<account>/<operation>/<field>?<what is known already>`; a field within another is named by its dotted place. */
export const lookupPath = '/telephony/choices';

/** Name beside those of fields under which it is told what was typed to search by. */
const typedText = '~';

/** Milliseconds that somebody in front of a dialog waits. */
const patience = 15_000;
/** Milliseconds for which an account that is not deployed is kept: whoever types asks several times, and each log-in counts. */
const idle = 30_000;

/**
 * Lets the dialogs ask deployed accounts for the values of fields that can be looked up. Answers with
 * `{ choices: LookupItem[] }`, 409 when the account is not deployed, 502 and `{ code, message }` when it cannot tell.
 */
export function serveLookups(RED: NodeAPI, systems: readonly System[]): void {
  serveAdminRoutes(RED, 'lookups', () => {
    const operations = new Map(systems.flatMap(operationsOf).map((operation) => [operation.type, operation]));
    const handle: AdminRoute['handle'] = async ({ params, url }) => {
      const { account = '', operation = '', field = '' } = params;
      const { [typedText]: text = '', ...known } = Object.fromEntries(new URL(url, 'http://node-red').searchParams);
      const question = questionFor(operations.get(operation), field, known, text);
      const { accountType } = question.operation.system;
      const node = RED.nodes.getNode(account) as (Node & Partial<Account>) | null;
      if (node?.type !== accountType || !(node.connection || node.lists) || !node.detach) {
        const cause = { ...originOf(question.operation), canRetry: false };
        throw new TelephonyError('NO_ACCOUNT', 'the account is not deployed', cause);
      }
      try {
        return {
          choices: await itemsFor(node, question, { signal: AbortSignal.timeout(patience), timeout: patience }),
        };
      } finally {
        // An account that no node uses has nothing to keep open.
        void node.detach({ id: lookupPath } as Node).catch((error: unknown) => RED.log.error(String(error)));
      }
    };
    // Who asks acts with the account, so reading flows is not enough.
    return [{ method: 'get', path: `${lookupPath}/:account/:operation/:field`, permission: 'flows.write', handle }];
  });
}

/** An account that was opened as it stands in the editor, and is closed when nobody asks it any more. */
export interface TrialAccount extends AskedAccount {
  close(): Promise<void>;
}

interface Trial {
  readonly account: TrialAccount;
  timer?: NodeJS.Timeout;
}

/**
 * Lets the dialogs ask accounts that are not deployed: `POST telephony/choices/<type>` with
 * `{ id, config, credentials, operation, field, known, text }`. Answers as {@link serveLookups} do.
 */
export function serveTypedLookups(
  RED: NodeAPI,
  system: System,
  description: NodeDescription,
  open: (account: TypedAccount) => TrialAccount,
): void {
  const type = system.accountType;
  serveAdminRoutes(RED, `lookups of ${type}`, () => {
    const operations = new Map(operationsOf(system).map((operation) => [operation.type, operation]));
    const trials = new Map<string, Trial>();
    const end = (key: string): void => {
      const trial = trials.get(key);
      trials.delete(key);
      if (trial) inBackground(trial.account.close());
    };
    const handle: AdminRoute['handle'] = async ({ body }) => {
      const asked = (body ?? {}) as Readonly<Record<string, unknown>>;
      const { known = {}, text = '' } = asked;
      const operation = operations.get(String(asked['operation']));
      const given = Object.entries(known as object).map(([name, value]) => [name, String(value)] as const);
      const question = questionFor(operation, String(asked['field']), Object.fromEntries(given), String(text));
      const account = typedAccount(RED, description, body);
      const { http: _, ...typed } = account;
      const key = JSON.stringify(typed);
      const trial: Trial = trials.get(key) ?? { account: open(account) };
      trials.set(key, trial);
      clearTimeout(trial.timer);
      try {
        const options = { signal: AbortSignal.timeout(patience), timeout: patience };
        return { choices: await itemsFor(trial.account, question, options) };
      } finally {
        clearTimeout(trial.timer);
        trial.timer = setTimeout(() => end(key), idle).unref();
      }
    };
    return [{ method: 'post', path: `${lookupPath}/${type}`, permission: 'flows.write', handle }];
  });
}

function questionFor(
  operation: DescribedOperation | undefined,
  name: string,
  known: LookupQuestion['known'],
  text: string,
): LookupQuestion {
  const field = operation && inputAt(operation, name);
  if (!operation || !field?.choices) throw notFound(`list for ${operation?.type ?? 'this operation'}, ${name}`);
  return { operation, field, known, text };
}
