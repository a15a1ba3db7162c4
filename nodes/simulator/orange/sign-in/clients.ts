/** An application that is registered on the portal. */
export interface OrangeClient {
  readonly id: string;
  readonly secret: string;
  /** As the consent page calls it. */
  readonly name: string;
  /** Where a user may be sent back to, compared character by character. Absent: any address of this machine. */
  readonly redirectUris?: readonly string[];
}

/** Applications that are known without any setting. */
export const demoClients: readonly OrangeClient[] = [
  { id: 'switchboard-demo', secret: 'demo_secret-1.x', name: 'Switchboard demo' },
  {
    id: 'other-application',
    secret: 'other_secret-2.y',
    name: 'Another application',
    redirectUris: ['https://flows.example.com/callback'],
  },
];

const loopback = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/** Whether a user may be sent back to an address. */
export function mayReturnTo({ redirectUris }: OrangeClient, address: string): boolean {
  if (redirectUris) return redirectUris.includes(address);
  const url = URL.canParse(address) ? new URL(address) : undefined;
  return url !== undefined && /^https?:$/.test(url.protocol) && loopback.test(url.hostname) && !url.hash;
}

/** Id and secret out of an `Authorization` header, as they are: nothing is decoded but Base64. */
export function credentialsIn(
  header: string | undefined,
): { readonly id: string; readonly secret: string } | undefined {
  const [, encoded] = /^Basic +([A-Za-z0-9+/=_-]+)$/i.exec(header ?? '') ?? [];
  if (!encoded) return undefined;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon < 0 ? undefined : { id: text.slice(0, colon), secret: text.slice(colon + 1) };
}
