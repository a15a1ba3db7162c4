import type { HttpClient } from '../../runtime/http/client.ts';
import type { AuthorizationServer } from '../authorization-server.ts';
import type { Consent } from '../identity.ts';

/** What an API tells of the user who has consented; the id tells users apart. */
export type UserProfile = Pick<Consent, 'userId' | 'name' | 'number'>;

/** An API whose users can give consent. */
export interface ConsentApi {
  readonly server: AuthorizationServer;
  /**
   * Asks whose token it is; resolves with nothing in it where the API does not tell.
   * @param baseUrl address of the API, without a slash at its end
   */
  whoIs(http: HttpClient, baseUrl: string, accessToken: string): Promise<UserProfile>;
}
