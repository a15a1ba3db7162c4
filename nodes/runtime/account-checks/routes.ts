import type { NodeAPI } from 'node-red';
import type { NodeDescription } from '../../catalogue/property.ts';
import type { HttpOptions } from '../http/routes.ts';
import { type HttpConfig, httpOptionsOf } from '../nodes/account-node.ts';
import { type AdminRoute, serveAdminRoutes } from '../nodes/admin-routes.ts';
import type { Finding } from './checks.ts';

/** An account as it stands in an open dialog, deployed or not, with its environment variables filled in. */
export interface TypedAccount {
  /** Id of the configuration node. */
  readonly id: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** What was typed, and what is stored where nothing was typed. */
  readonly credentials: Readonly<Record<string, string>>;
  readonly http: HttpOptions;
}

/** Looks an account over. */
export type AccountChecks = (account: TypedAccount, signal: AbortSignal) => AsyncIterable<Finding>;

/** What stands in an input for a stored password, which the editor never sees. */
const masked = '__PWRD__';

/** Milliseconds that all checks of an account may take together. */
const patience = 90_000;

/**
 * Lets the dialog of an account have it checked with what stands there, saved or not: `POST telephony/checks/<type>` with
 * `{ id, config, credentials }`. Answers with one finding a line, as JSON, each as soon as there is one.
 */
export function serveAccountChecks(
  RED: NodeAPI,
  type: string,
  description: NodeDescription,
  checks: AccountChecks,
): void {
  serveAdminRoutes(RED, `checks of ${type}`, () => {
    const handle: AdminRoute['handle'] = async ({ body }, response) => {
      const account = typedAccount(RED, description, body);
      const gone = new AbortController();
      response.on('close', () => gone.abort());
      response.set('X-Accel-Buffering', 'no').type('application/x-ndjson');
      const tell = (finding: Finding) => response.write(`${JSON.stringify(finding)}\n`);
      try {
        for await (const finding of checks(account, AbortSignal.any([gone.signal, AbortSignal.timeout(patience)]))) {
          if (gone.signal.aborted) break;
          tell(finding);
        }
      } catch (error) {
        // Once the answer has begun, nobody else can end it.
        if (!response.headersSent) throw error;
        RED.log.error(`The test of ${type} stopped: ${error instanceof Error ? error.message : String(error)}`);
        tell({ check: 'test', verdict: 'failed', text: "The test stopped; Node-RED's log says why." });
      }
      response.end();
      return undefined;
    };
    // Whoever names the address is given what is sent there: reading flows is not enough.
    return [{ method: 'post', path: `/telephony/checks/${type}`, permission: 'flows.write', handle }];
  });
}

/** The account that a dialog has sent, with what is stored where nothing was typed. */
export function typedAccount(RED: NodeAPI, { properties }: NodeDescription, body: unknown): TypedAccount {
  const {
    id = '',
    config = {},
    credentials = {},
  } = (body ?? {}) as Partial<Record<keyof TypedAccount, object | string>>;
  const node = RED.nodes.getNode(String(id));
  const resolve = (value: unknown): unknown =>
    typeof value === 'string' && value.includes('${') ? RED.util.evaluateNodeProperty(value, 'env', node, {}) : value;
  const given = Object.entries(config).filter(([name]) => Object.hasOwn(properties, name));
  const resolved = Object.fromEntries(given.map(([name, value]) => [name, resolve(value)]));
  const typed = Object.entries(credentials).filter(([, value]) => value !== masked);
  const stored = (RED.nodes.getCredentials(String(id)) ?? {}) as object;
  const secrets = Object.entries({ ...stored, ...Object.fromEntries(typed) });
  return {
    id: String(id),
    config: resolved,
    credentials: Object.fromEntries(secrets.map(([name, value]) => [name, String(resolve(value) ?? '')])),
    http: httpOptionsOf(RED, resolved as HttpConfig),
  };
}
