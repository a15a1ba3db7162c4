import type { OpenTouch } from '../../../catalogue/static.ts';
import { Refused } from '../server/contract.ts';
import type { OperationHandler, SessionCall } from '../server/operation.ts';
import type { SimulatedSession } from '../sessions/sessions.ts';
import { attributes } from './attributes.ts';
import { directories } from './people.ts';
import type { Searches } from './searches.ts';

const sessionOf = ({ session }: SessionCall): SimulatedSession => {
  if (!session) throw new Refused('INVALID_SESSION', 'a search belongs to a session');
  return session;
};

/** The handlers of chapter "Directory search", by node type. */
export function directoryHandlers(searches: Searches): Record<string, OperationHandler> {
  return {
    'opentouch-get-directory-attributes': () => ({ status: 200, body: { attributes: Object.keys(attributes) } }),
    'opentouch-get-directory-attribute': ({ ids }) => {
      const name = ids['attribute'] ?? '';
      const properties = attributes[name];
      // The reference has no 404 for this one.
      if (!properties) throw new Refused('BAD_PARAMETER', `there is no attribute ${name} here`);
      return { status: 200, body: properties };
    },
    'opentouch-get-directories': () => ({ status: 200, body: { directories } }),
    'opentouch-start-search': (call) => {
      const request = call.body as OpenTouch<'opentouch-directory', 'SearchRequest'>;
      const id = searches.start(sessionOf(call), call.loginName, request);
      return { status: 201, reference: id, body: id };
    },
    'opentouch-get-search-results': (call) => ({ status: 200, body: searches.next(sessionOf(call), call.loginName) }),
    'opentouch-delete-search': (call) => {
      searches.stop(sessionOf(call), call.loginName);
      return { status: 204 };
    },
  };
}
