import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { systems as knownSystems } from '../../catalogue/index.ts';
import type { SystemName } from '../../catalogue/types.ts';
import { inBackground } from '../../runtime/background.ts';
import { notPlayable, readScenarioFile } from '../scenario/file.ts';
import { type Playing, playScenario, type ToldStep } from '../scenario/play.ts';
import { ScenarioError } from '../scenario/problems.ts';
import { paceOf } from './pace.ts';
import { type Simulator, startSimulator } from './simulator.ts';
import type { TableRow } from './system.ts';

const help = `Plays a telephony server on this machine, for trying out flows and for tests.

  --port <n>         port to listen on (default 18080; 0: any free one)
  --host <name>      address to listen on (default 127.0.0.1)
  --cert <file>      certificate in PEM form; together with --key: HTTPS
  --key <file>       its private key
  --systems <names>  what to play, comma-separated: opentouch, teaming, business-talk, business-apps (default: all)
  --scenario <file>  people, calls and faults to play, in YAML or JSON; or a scenario of the package by its name
  --speed <n>        play the scenario so many times as fast, 1 to 1000
  --exit             end after the last step of the scenario
  --help             this text

Exit status: 0 all is well, 1 a step of the scenario could not be carried out, or it was ended before its last step;
the command that cannot run says why, with status 2.
`;

const options = {
  port: { type: 'string', default: '18080' },
  host: { type: 'string', default: '127.0.0.1' },
  cert: { type: 'string' },
  key: { type: 'string' },
  systems: { type: 'string' },
  scenario: { type: 'string' },
  speed: { type: 'string' },
  exit: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/**
 * Runs the simulator as a command until it is told to stop, or until the end of its scenario. Rejects when it cannot start; the
 * error's message is meant for the user.
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
  const { scenario: file, exit } = values;
  if (!file && (exit || values.speed)) throw new Error(`--${exit ? 'exit' : 'speed'} is for a --scenario`);
  const tls = await tlsFrom(values.cert, values.key);
  const scenario = file ? await readScenarioFile(file) : undefined;
  const speed = speedFrom(values.speed) ?? scenario?.speed ?? 1;
  const systems = systemsFrom(values.systems) ?? (scenario?.systems as SystemName[] | undefined) ?? [];
  const simulator = await startSimulator({
    ...paceOf(speed),
    port,
    host: values.host,
    systems,
    ...(tls && { tls }),
  }).catch((error: unknown) => {
    throw isTaken(error) ? new Error(`port ${port} is taken: choose another one with --port`) : error;
  });
  let playing: Playing | undefined;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      playing?.stop();
      inBackground(simulator.stop());
    });
  }
  process.stdout.write(greeting(simulator));
  if (!file || !scenario) return simulator;
  try {
    playing = playScenario(simulator, scenario, { speed, tell: (step) => process.stdout.write(lineOf(step)) });
  } catch (error) {
    await simulator.stop();
    throw error instanceof ScenarioError ? notPlayable(file, error) : error;
  }
  inBackground(conclude(playing, scenario.name ?? file, simulator, exit));
  return simulator;
}

async function conclude(playing: Playing, name: string, simulator: Simulator, exit: boolean): Promise<void> {
  const { told, failed, stopped } = await playing.ended;
  const count = `${told.length} step${told.length === 1 ? '' : 's'}`;
  const verdict = failed.length > 0 ? `${failed.length} could not be carried out` : 'all were carried out';
  process.stdout.write(`\n${name}: ${count}, ${stopped ? 'ended before the last one' : verdict}.\n`);
  if (!exit) return;
  if (failed.length > 0 || stopped) process.exitCode = 1;
  await simulator.stop();
}

function lineOf({ at, place, text, failed }: ToldStep): string {
  const seconds = Math.floor(at / 1000);
  const clock = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`.padStart(6);
  return `${clock}  ${failed ? `not done, ${place}: ${text}` : text}\n`;
}

function speedFrom(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const speed = Number(text);
  if (!(speed >= 1 && speed <= 1000)) throw new Error(`--speed ${text}: a number from 1 to 1000 is expected`);
  return speed;
}

function systemsFrom(text: string | undefined): SystemName[] | undefined {
  if (text === undefined) return undefined;
  const all = Object.keys(knownSystems) as SystemName[];
  return text.split(',').map((given) => {
    const found = all.find((name) => name === given.trim());
    if (!found) throw new Error(`--systems ${text}: "${given.trim()}" is none of ${all.join(', ')}`);
    return found;
  });
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
