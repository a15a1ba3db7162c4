import type { NodeAPI } from 'node-red';
import { tokenStoreOf } from '../oauth/process-store.ts';
import { ConsentDesk } from './desk.ts';
import type { Application, Handler, Request, Response } from './express.ts';
import { callbackPath } from './start.ts';

const applications = new WeakSet<object>();

/**
 * Offers what the dialogs need below the admin root. Beginning and forgetting a consent want the right to deploy, for
 * whoever names the token address is given what is sent there. Orange's answer carries no such right: the browser is
 * known by what it was given at the beginning.
 */
export function offerConsent(RED: NodeAPI): void {
  const application = RED.httpAdmin as unknown as Application | undefined;
  // A type that is switched off and on again is registered again.
  if (!application || applications.has(application)) return;
  applications.add(application);
  const { needsPermission } = RED.auth;
  const desk = new ConsentDesk(RED, tokenStoreOf(RED));
  const accounts = '/telephony/oauth/accounts/:account';
  const served = (handler: Handler) => (request: Request, response: Response) =>
    void handler(request, response).catch((error: unknown) => {
      RED.log.error(`${callbackPath}: ${error instanceof Error ? error.message : String(error)}`);
      response.status(500).end();
    });
  application.post('/telephony/oauth/consents', needsPermission('flows.write'), served(desk.begin));
  application.get(callbackPath, served(desk.comeBack));
  application.get(accounts, needsPermission('flows.read'), served(desk.tell));
  application.delete(accounts, needsPermission('flows.write'), served(desk.forget));
}
