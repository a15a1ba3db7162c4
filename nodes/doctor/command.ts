import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { parseArgs } from 'node:util';
import { checkOpenTouch } from '../opentouch/session/account-checks.ts';
import { OpenTouchConnection } from '../opentouch/session/connection.ts';
import { type AccountConfig, settingsFrom } from '../opentouch/session/server-config.ts';
import type { Finding } from '../runtime/account-checks/checks.ts';
import { Health } from '../runtime/health.ts';
import type { HttpOptions } from '../runtime/http/routes.ts';
import { type OperationReading, readEverything } from './readings.ts';

const help = `Looks an OpenTouch account over, as the button Test in its dialog does: address, server, log-in, user, licences, events.
Then calls every operation that only reads, and says how the answers differ from the reference. Changes nothing.

  --url <address>     https://ot.example.com
  --login <name>      login of the account; the password is asked for, or taken from TELEPHONY_PASSWORD
  --login-name <name> whose telephone is meant, where the login is an administrator's
  --device <number>   the account's default device
  --ca <file>         certificate of the authority that the server's certificate is from, in PEM form
  --proxy <address>   http://user:password@proxy.example.com:3128
  --timeout <s>       seconds that one answer may take (default 10)
  --no-readings       only look the account over
  --json              the report as JSON, to be sent to whoever maintains this package; it holds no name, number or password
  --help              this text

Exit status: 0 all is well, 1 something is wrong, 2 the command cannot run.
`;

const options = {
  url: { type: 'string' },
  login: { type: 'string' },
  'login-name': { type: 'string' },
  device: { type: 'string' },
  ca: { type: 'string' },
  proxy: { type: 'string' },
  timeout: { type: 'string', default: '10' },
  'no-readings': { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/** Milliseconds that the whole command may take. */
const patience = 10 * 60_000;

const marks: Readonly<Record<Finding['verdict'], string>> = { ok: '✓', warning: '!', failed: '✗' };

/**
 * Looks an account over as a command line asks for, and writes what it finds to the standard output.
 * @returns whether nothing is wrong
 * @throws Error when the command line cannot be carried out; its message is meant for the user
 */
export async function runDoctor(argv: readonly string[]): Promise<boolean> {
  const { values } = parseArgs({ args: [...argv], options });
  const print = (line: string) => process.stdout.write(`${line}\n`);
  if (values.help) {
    process.stdout.write(help);
    return true;
  }
  const { url, login, json } = values;
  if (!url || !login) throw new Error('--url and --login are needed; --help says more');
  const seconds = Number(values.timeout);
  if (!(seconds > 0 && seconds <= 600)) throw new Error(`--timeout ${values.timeout}: expected 1 to 600 seconds`);
  const config: AccountConfig = {
    url,
    timeout: seconds,
    ...(values['login-name'] && { loginName: values['login-name'] }),
    ...(values.device && { deviceId: values.device }),
  };
  const credentials = { login, password: process.env['TELEPHONY_PASSWORD'] ?? (await askForPassword(login)) };
  const http = await httpOptionsFrom(values.ca, values.proxy);
  const signal = AbortSignal.timeout(patience);
  const account = { id: '', config: { ...config }, credentials, http };
  const findings: Finding[] = [];
  for await (const finding of checkOpenTouch(account, signal)) {
    findings.push(finding);
    if (!json) print(`${marks[finding.verdict]} ${finding.text}`);
  }
  const well = findings.every(({ verdict }) => verdict !== 'failed');
  const isIn = findings.some(({ check, verdict }) => check === 'login' && verdict === 'ok');
  const readings: OperationReading[] = [];
  if (isIn && !values['no-readings']) {
    if (!json) print('\nOperations that only read:');
    for await (const reading of readingsOf(config, credentials, http, signal)) {
      readings.push(reading);
      if (!json) for (const line of linesOf(reading)) print(line);
    }
    if (!json) print(summaryOf(readings));
  }
  if (json)
    print(JSON.stringify({ checks: findings.map(withoutText), operations: readings.map(withoutReason) }, null, 2));
  return well;
}

async function* readingsOf(
  config: AccountConfig,
  credentials: { readonly login: string; readonly password: string },
  http: HttpOptions,
  signal: AbortSignal,
): AsyncGenerator<OperationReading> {
  const connection = new OpenTouchConnection(settingsFrom(config, credentials, http), new Health());
  try {
    yield* readEverything(connection, { loginName: config.loginName ?? credentials.login }, signal);
  } finally {
    await connection.close();
  }
}

async function httpOptionsFrom(ca: string | undefined, proxy: string | undefined): Promise<HttpOptions> {
  const authority = ca === undefined ? undefined : await readFile(ca, 'utf8');
  return {
    ...(authority && { tls: { addTLSOptions: (given: object) => Object.assign(given, { ca: authority }) } }),
    ...(proxy && { proxy: { url: proxy } }),
  };
}

/** Asks at the terminal, without showing what is typed. */
async function askForPassword(login: string): Promise<string> {
  if (!process.stdin.isTTY) throw new Error('set TELEPHONY_PASSWORD, for there is no terminal to ask for the password');
  process.stderr.write(`Password of ${login}: `);
  const mute = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: mute, terminal: true });
  try {
    return await terminal.question('');
  } finally {
    terminal.close();
    process.stderr.write('\n');
  }
}

function linesOf({ operation, result, differences = [], reason }: OperationReading): string[] {
  const mark = { 'as declared': '✓', different: '≠', refused: '✗', unasked: '–' }[result];
  return [
    `${mark} ${operation}${reason ? `: ${reason}` : ''}`,
    ...differences.map(({ path, text }) => `    ${path} ${text}`),
  ];
}

function summaryOf(readings: readonly OperationReading[]): string {
  const count = (result: OperationReading['result']) => readings.filter((reading) => reading.result === result).length;
  return `\n${count('as declared')} as declared, ${count('different')} different, ${count('refused')} refused, ${count('unasked')} not asked.`;
}

/** Texts may name people and numbers, which are nobody else's business. */
function withoutText({ check, verdict }: Finding): Omit<Finding, 'text'> {
  return { check, verdict };
}

function withoutReason({ operation, result, differences = [] }: OperationReading): OperationReading {
  return { operation, result, ...(differences.length > 0 && { differences }) };
}
