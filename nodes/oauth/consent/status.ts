/** How an account's consent stands, for its dialog. */
export interface ConsentStatus {
  readonly connected: boolean;
  readonly userId?: string;
  readonly name?: string;
  readonly number?: string;
  readonly scopes?: readonly string[];
  /** Milliseconds since 1970. */
  readonly since?: number;
  /** There is none, but the flow has brought a refresh token along. */
  readonly seeded?: true;
}
