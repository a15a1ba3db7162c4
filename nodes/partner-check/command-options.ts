import { parseArgs } from 'node:util';
import { type CheckSettings, checkSettingsFrom } from './settings.ts';
import { useCases } from './use-cases/index.ts';

/** What the command prints when asked how it is used. */
export const help = `Does with a partner of Orange Business Applications all that Orange does, and says what is wrong.

  --url <address>       base address of the partner (needed)
  --basic <user:pass>   user and password
  --bearer <token>      a token
  --key <header:value>  a key in a header
  --mode <mode>         sync: answers at once; async: acknowledges and sends events; auto (default): as it likes
  --wait <seconds>      how long an event may take (default 30)
  --swap <form>         how a new offering is written: wrapped (default) or direct
  --only <names>        only these use cases, separated by commas (and what they need)
  --insecure            take any certificate
  --events-port <n>     port on this machine for the partner's events (default 18081; 0: any free one)
  --events-host <name>  address to listen on (default 127.0.0.1)
  --simulator <address> let a running simulator do it, which then takes the events
  --requests            show requests and answers of what is wrong
  --json                print the reports as JSON
  --help                this text

The use cases: ${Object.keys(useCases).join(', ')}.
The exit code is 0 if nothing is wrong, 1 if something is, 2 if it could not be tried.
`;

const options = {
  url: { type: 'string' },
  basic: { type: 'string' },
  bearer: { type: 'string' },
  key: { type: 'string' },
  mode: { type: 'string', default: 'auto' },
  wait: { type: 'string', default: '30' },
  swap: { type: 'string', default: 'wrapped' },
  only: { type: 'string' },
  insecure: { type: 'boolean', default: false },
  'events-port': { type: 'string', default: '18081' },
  'events-host': { type: 'string', default: '127.0.0.1' },
  simulator: { type: 'string' },
  requests: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/** What a command line asks for. */
export interface CommandOptions {
  /** In the words of the simulator's control surface, and checked. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly settings: CheckSettings;
  readonly names: readonly string[];
  readonly port: number;
  readonly host: string;
  readonly simulator: string | undefined;
  readonly withRequests: boolean;
  readonly asJson: boolean;
}

/** @returns undefined when only help is asked for. @throws Error that is meant for the user */
export function commandOptionsFrom(argv: readonly string[]): CommandOptions | undefined {
  const { values } = parseArgs({ args: [...argv], options });
  if (values.help) return undefined;
  const { url, mode, wait, swap, insecure, only } = values;
  if (!url) throw new Error('--url is missing: the base address of the partner');
  const body = { url, mode, wait: Number(wait), swap, insecure, authentication: authenticationOf(values) };
  const names = only ? only.split(',').map((name) => name.trim()) : Object.keys(useCases);
  const unknown = names.find((name) => !Object.hasOwn(useCases, name));
  if (unknown !== undefined) throw new Error(`--only ${unknown}: there is no such use case; --help lists them`);
  const port = Number(values['events-port']);
  if (!/^\d+$/.test(values['events-port']) || port > 65535) {
    throw new Error(`--events-port ${values['events-port']}: a number up to 65535 is expected`);
  }
  return {
    body,
    settings: checkSettingsFrom(body),
    names,
    port,
    host: values['events-host'],
    simulator: values.simulator?.replace(/\/+$/, ''),
    withRequests: values.requests,
    asJson: values.json,
  };
}

function authenticationOf({ basic, bearer, key }: { basic?: string; bearer?: string; key?: string }) {
  const given = [basic, bearer, key].filter((value) => value !== undefined);
  if (given.length > 1) throw new Error('--basic, --bearer and --key exclude each other');
  if (basic !== undefined) {
    const [user, password] = halves(basic, '--basic user:password');
    return { kind: 'basic', user, password };
  }
  if (key !== undefined) {
    const [header, value] = halves(key, '--key header:value');
    return { kind: 'key', header: header.trim(), value: value.trim() };
  }
  return bearer === undefined ? { kind: 'none' } : { kind: 'bearer', token: bearer };
}

function halves(text: string, expected: string): [string, string] {
  const colon = text.indexOf(':');
  if (colon < 1) throw new Error(`${expected}: a colon is expected in between`);
  return [text.slice(0, colon), text.slice(colon + 1)];
}
