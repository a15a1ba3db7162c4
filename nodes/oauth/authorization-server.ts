import type { ServerError } from '../runtime/errors.ts';
import type { WireResponse } from '../runtime/operation/connection.ts';

/** What is particular to the authorization server of one vendor, beside the addresses, which are the account's. */
export interface AuthorizationServer {
  /** In whose name errors are made. */
  readonly system: string;
  /** Requests that the token endpoint allows one application within a minute; 0: as many as it likes. */
  readonly tokenRequestsPerMinute: number;
  /** Reads an error body that is in the vendor's own form; nothing where it says nothing. */
  readError(response: WireResponse): ServerError;
  /** Codes in that form which say, with 400 or 401, that the credentials are wrong. */
  readonly finalCodes: readonly (number | string)[];
}
