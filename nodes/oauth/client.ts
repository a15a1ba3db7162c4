/** How an application proves who it is. */
export interface ClientCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** The same as typed by a user: in two parts, or as the header that the portal hands out. */
export interface TypedClient {
  readonly clientId?: string | undefined;
  readonly clientSecret?: string | undefined;
  /** `Basic …` */
  readonly authorization?: string | undefined;
}

/** Both parts as they are: gateways refuse those that are percent-encoded first, as RFC 6749 has it. */
export function basicHeader({ clientId, clientSecret }: ClientCredentials): string {
  return `Basic ${Buffer.from(`${clientId}:${clientSecret}`, 'utf8').toString('base64')}`;
}

/**
 * The two parts, whichever way they were typed; what was typed in parts wins.
 * @returns nothing when something is missing or the header cannot be read
 */
export function clientFrom({ clientId, clientSecret, authorization }: TypedClient): ClientCredentials | undefined {
  const [, id, secret] = /^([^:]+):(.+)$/s.exec(decoded(authorization ?? '')) ?? [];
  const whole = { clientId: clientId || id, clientSecret: clientSecret || secret };
  return whole.clientId && whole.clientSecret
    ? { clientId: whole.clientId, clientSecret: whole.clientSecret }
    : undefined;
}

function decoded(header: string): string {
  return Buffer.from(header.trim().replace(/^Basic\s+/i, ''), 'base64').toString('utf8');
}
