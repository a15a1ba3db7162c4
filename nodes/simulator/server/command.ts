import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { inBackground } from '../../runtime/background.ts';
import { type Simulator, startSimulator } from './simulator.ts';
import type { TableRow } from './system.ts';

const help = `Plays a telephony server on this machine, for trying out flows and for tests.

  --port <n>      port to listen on (default 18080; 0: any free one)
  --host <name>   address to listen on (default 127.0.0.1)
  --cert <file>   certificate in PEM form; together with --key: HTTPS
  --key <file>    its private key
  --help          this text
`;

const options = {
  port: { type: 'string', default: '18080' },
  host: { type: 'string', default: '127.0.0.1' },
  cert: { type: 'string' },
  key: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;

/**
 * Runs the simulator as a command until it is told to stop. Rejects when it cannot start; the error's message is meant for the
 * user.
 */
export async function runSimulator(argv: readonly string[]): Promise<Simulator | undefined> {
  const { values } = parseArgs({ args: [...argv], options });
  if (values.help) {
    process.stdout.write(help);
    return undefined;
  }
  const port = Number(values.port);
  if (!/^\d+$/.test(values.port) || port > 65535)
    throw new Error(`--port ${values.port}: a number up to 65535 is expected`);
  const tls = await tlsFrom(values.cert, values.key);
  const simulator = await startSimulator({ port, host: values.host, ...(tls && { tls }) }).catch((error: unknown) => {
    throw isTaken(error) ? new Error(`port ${port} is taken: choose another one with --port`) : error;
  });
  process.stdout.write(greeting(simulator));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => inBackground(simulator.stop()));
  return simulator;
}

async function tlsFrom(cert: string | undefined, key: string | undefined) {
  if (cert === undefined && key === undefined) return undefined;
  if (cert === undefined || key === undefined) throw new Error('--cert and --key go together');
  return { cert: await readFile(cert, 'utf8'), key: await readFile(key, 'utf8') };
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}

function greeting({ url, access }: Simulator): string {
  const systems = access().flatMap(({ title, tables }) => [
    title,
    ...Object.entries(tables).map(([name, rows]) => table(name, rows)),
  ]);
  return `Telephony simulator on ${url}\n\n${systems.join('\n')}\nStop it with Ctrl+C.\n`;
}

/** Rows under each other, and above them what their columns are. */
function table(name: string, rows: readonly TableRow[]): string {
  const columns = Object.keys(rows[0] ?? {});
  const cells = rows.map((row) => columns.map((column) => String(row[column] ?? '')));
  const widths = columns.map((_, index) => Math.max(...cells.map((row) => row[index]?.length ?? 0)));
  const lines = cells.map((row) => row.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join('  '));
  return [`  ${name} (${columns.join(', ')}):`, ...lines.map((line) => `    ${line.trimEnd()}`), ''].join('\n');
}
