/** What of Node-RED's settings decides on the address of its HTTP side. */
export interface Surroundings {
  readonly httpNodeRoot?: string | false;
  readonly httpNodeAuth?: unknown;
  readonly uiHost?: string;
  readonly uiPort?: number | string;
  readonly https?: unknown;
}

/** Where Node-RED is found on its own machine, without the root of its HTTP side. */
export function localAddress({ uiHost = '', uiPort = 1880, https }: Surroundings): string {
  const everywhere = ['', '0.0.0.0', '::', '[::]'].includes(uiHost);
  const host = uiHost.includes(':') && !uiHost.startsWith('[') ? `[${uiHost}]` : uiHost;
  return `${https ? 'https' : 'http'}://${everywhere ? '127.0.0.1' : host}:${uiPort}`;
}

/** An address of Node-RED with the root of its HTTP side, without a slash at the end. */
export function belowHttpNode(address: string, httpNodeRoot: string): string {
  return [address, httpNodeRoot].map(withoutSlashes).filter(Boolean).join('/');
}

function withoutSlashes(text: string): string {
  return text.replace(/^\/+|\/+$/g, '');
}
