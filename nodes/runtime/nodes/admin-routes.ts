import type { Request, RequestHandler, Response } from 'express';
import type { NodeAPI } from 'node-red';
import { inBackground } from '../background.ts';
import { TelephonyError } from '../errors.ts';
import { isFromOwnPage } from './same-origin.ts';

/** One route below Node-RED's admin root. */
export interface AdminRoute {
  readonly method: 'get' | 'post' | 'delete';
  /** As Express writes it: `/telephony/…/:account`. */
  readonly path: string;
  /** What a user must be allowed to do in the editor; `everybody` for whom a browser comes back from elsewhere. */
  readonly permission: 'flows.read' | 'flows.write' | 'everybody';
  /**
   * Gives what is answered as JSON with status 200; undefined when it has written the response itself.
   * @throws TelephonyError answered as `{ code, message }`: 404 NOT_FOUND, 409 NO_ACCOUNT and CONFLICT, 502
   */
  handle(request: AdminRequest, response: Response): Promise<object | undefined>;
}

/** A request as Node-RED's admin side has read it. */
export type AdminRequest = Request<Readonly<Record<string, string>>>;

/** Groups that an admin side serves already, by its Express application. */
const served = new WeakMap<object, Set<string>>();

const statuses: Readonly<Record<string, number>> = {
  INVALID_INPUT: 400,
  NOT_ALLOWED: 403,
  NOT_FOUND: 404,
  NO_ACCOUNT: 409,
  CONFLICT: 409,
};

/**
 * Serves routes for the dialogs, once for each admin side however often node types are registered.
 * @param group one name for all of them
 * @param routes called when they are not served yet
 */
export function serveAdminRoutes(RED: NodeAPI, group: string, routes: () => readonly AdminRoute[]): void {
  const application = RED.httpAdmin as NodeAPI['httpAdmin'] | undefined;
  // Node-RED may run without an admin side.
  if (!application) return;
  const groups = served.get(application) ?? new Set();
  served.set(application, groups);
  if (groups.has(group)) return;
  groups.add(group);
  for (const { method, path, permission, handle } of routes()) {
    const permitted: RequestHandler[] = permission === 'everybody' ? [] : [RED.auth.needsPermission(permission)];
    application[method](path, ...permitted, (request: AdminRequest, response: Response) => {
      const guarded = method === 'get' || isFromOwnPage(request.headers) ? handle : refuseForeign;
      inBackground(answer(RED, request, response, guarded));
    });
  }
}

/** Another site's page has sent this in the name of whoever looks at it. */
function refuseForeign(): never {
  const cause = { system: 'node-red', operation: 'admin', canRetry: false };
  const message =
    'This does not come from the editor of this Node-RED; a proxy in front of it has to pass on Host, or set X-Forwarded-Host';
  throw new TelephonyError('NOT_ALLOWED', message, cause);
}

async function answer(
  RED: NodeAPI,
  request: AdminRequest,
  response: Response,
  handle: AdminRoute['handle'],
): Promise<void> {
  response.set('Cache-Control', 'no-store');
  try {
    const name = Object.values(request.params).find(isInherited);
    if (name !== undefined) throw notFound(name);
    const body = await handle(request, response);
    if (body) response.json(body);
  } catch (error) {
    if (response.headersSent) return;
    if (error instanceof TelephonyError) {
      response
        .status(statuses[error.code] ?? 502)
        .json({ code: error.code, message: error.message, field: error.cause.field });
      return;
    }
    RED.log.error(`${request.path}: ${error instanceof Error ? error.message : String(error)}`);
    response.status(500).json({ code: 'UNKNOWN', message: 'Something went wrong; the log of Node-RED says what' });
  }
}

/** Nothing is called `__proto__` or `constructor`, but every object has something by that name. */
function isInherited(name: string): boolean {
  return name in Object.prototype;
}

/** There is nothing by a name that an admin route was asked for. */
export function notFound(name: string): TelephonyError {
  const cause = { system: 'node-red', operation: 'admin', canRetry: false };
  return new TelephonyError('NOT_FOUND', `There is no ${name} here`, cause);
}
