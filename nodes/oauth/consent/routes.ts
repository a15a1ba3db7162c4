import type { NodeAPI } from 'node-red';
import { type AdminRoute, serveAdminRoutes } from '../../runtime/nodes/admin-routes.ts';
import { tokenStoreOf } from '../process-store.ts';
import { callbackPath } from './authorization.ts';
import { Consents } from './consents.ts';
import type { ConsentApi } from './user-profile.ts';

/**
 * Offers what the dialogs need below the admin root. Beginning and forgetting a consent want the right to deploy, for
 * whoever names the token address is given what is sent there. What comes back from the authorization server carries no
 * such right: the browser is known by what it was given at the beginning.
 */
export function offerConsent(RED: NodeAPI, api: ConsentApi): void {
  serveAdminRoutes(RED, 'consent', (): readonly AdminRoute[] => {
    const { begin, comeBack, tell, forget } = new Consents(RED, api, tokenStoreOf(RED));
    const account = '/telephony/oauth/accounts/:account';
    return [
      { method: 'post', path: '/telephony/oauth/consents', permission: 'flows.write', handle: begin },
      { method: 'get', path: callbackPath, permission: 'everybody', handle: comeBack },
      { method: 'get', path: account, permission: 'flows.read', handle: tell },
      { method: 'delete', path: account, permission: 'flows.write', handle: forget },
    ];
  });
}
