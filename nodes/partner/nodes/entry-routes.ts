import type { NodeAPI } from 'node-red';
import { type AdminRequest, type AdminRoute, serveAdminRoutes } from '../../runtime/nodes/admin-routes.ts';
import { noAccount } from '../../runtime/nodes/used-account.ts';
import { type Partner, partnerOf, system } from './partner.ts';

/** A list of what an account keeps, for its dialog. */
export interface EntryList<T> {
  /** Its name in the address. */
  readonly name: string;
  /** What holds the entries. */
  of(partner: Partner): T | Promise<T>;
  /** What the dialog shows, after an action as well. */
  status(entries: T): Promise<object>;
  /** What can be done with one entry, by the last part of the address. */
  readonly actions: Readonly<Record<string, (entries: T, id: string) => Promise<unknown>>>;
}

/** Offers a list below the admin root: to look at for those who may read flows, to act on for those who may deploy them. */
export function offerEntries<T>(RED: NodeAPI, { name, of, status, actions }: EntryList<T>): void {
  const path = `/telephony/${name}/:account`;
  const entriesOf = async ({ params }: AdminRequest): Promise<T> => {
    const partner = partnerOf(RED, params['account']);
    if (!partner) throw noAccount({ system, operation: 'business-apps-partner' });
    return of(partner);
  };
  const changes = Object.entries(actions).map(
    ([action, act]): AdminRoute => ({
      method: 'post',
      path: `${path}/:entry/${action}`,
      permission: 'flows.write',
      async handle(request) {
        const entries = await entriesOf(request);
        await act(entries, request.params['entry'] ?? '');
        return status(entries);
      },
    }),
  );
  serveAdminRoutes(RED, name, () => [
    { method: 'get', path, permission: 'flows.read', handle: async (request) => status(await entriesOf(request)) },
    ...changes,
  ]);
}
