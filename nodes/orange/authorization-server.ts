import type { AuthorizationServer } from '../oauth/authorization-server.ts';
import { readGatewayError } from './gateway-errors.ts';

/** The token endpoints of api.orange.com, in the name of one system. */
export function orangeServer(system: string): AuthorizationServer {
  return {
    system,
    tokenRequestsPerMinute: 50,
    readError: (response) => readGatewayError(response),
    // "Missing credentials" and "invalid credentials".
    finalCodes: [40, 41],
  };
}
