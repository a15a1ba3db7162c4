import { type Simulator, startSimulator } from '../index.ts';
import { type Asked, askedFor, help } from './command-options.ts';
import { reportLines, summaryLine } from './report.ts';
import { carryOut, type Report } from './use-cases/index.ts';

/** Carries out one use case and what it needs; a report of each. */
type Carry = (name: string) => Promise<readonly Report[]>;

/**
 * Runs the use cases at a partner as a command line asks for, and prints the reports.
 * @returns whether nothing is wrong
 * @throws Error that is meant for the user, when it cannot be tried
 */
export async function runPartnerCheck(argv: readonly string[]): Promise<boolean> {
  const asked = askedFor(argv);
  if (!asked) {
    process.stdout.write(help);
    return true;
  }
  const reports = asked.simulator
    ? await report(asked, (name) => remotely(asked, name))
    : await withEventEndpoints(asked, (simulator) =>
        simulator.businessApps.visit(asked.settings, (world) => report(asked, (name) => carryOut(name, world))),
      );
  const ok = reports.every((each) => each.ok);
  process.stdout.write(asked.asJson ? `${JSON.stringify({ ok, reports }, null, 2)}\n` : summaryLine(reports));
  return ok;
}

async function report({ names, asJson, withRequests }: Asked, carry: Carry): Promise<readonly Report[]> {
  const reports: Report[] = [];
  for (const name of names) {
    // Done before, for another that needs it.
    if (reports.some((done) => done.name === name)) continue;
    for (const each of await carry(name)) {
      reports.push(each);
      if (!asJson) process.stdout.write(reportLines(each, withRequests));
    }
  }
  return reports;
}

/** Has a running simulator carry it out. */
async function remotely({ simulator, body }: Asked, name: string): Promise<readonly Report[]> {
  const address = `${simulator}/simulator/partner/use-cases/${name}`;
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(address, { method: 'POST', headers, body: JSON.stringify(body) }).catch(() => undefined);
  const result = (await response?.json().catch(() => undefined)) as { reports?: Report[]; error?: string } | undefined;
  if (result?.reports) return result.reports;
  throw new Error(`--simulator ${simulator}: ${result?.error ?? 'there is no simulator at this address'}`);
}

async function withEventEndpoints<T>(asked: Asked, task: (simulator: Simulator) => Promise<T>): Promise<T> {
  const { port, host, settings, asJson } = asked;
  const waits = settings.mode !== 'sync';
  const simulator = await startSimulator({ port: waits ? port : 0, host, systems: ['business-apps'] }).catch(
    (error: Error & { code?: string }) => {
      const taken = error.code === 'EADDRINUSE';
      throw taken ? new Error(`port ${port} is taken: choose another one with --events-port`) : error;
    },
  );
  try {
    if (waits && !asJson) process.stdout.write(addressesOf(simulator));
    return await task(simulator);
  } finally {
    await simulator.stop();
  }
}

function addressesOf({ url, orange }: Simulator): string {
  const [client] = orange.access(url).clients;
  return `Events are taken at ${url}/mba2 (and /mba2-beta), tokens are given out at ${url}/oauth/v3/token
to the client ${client?.id} with the secret ${client?.secret}.

`;
}
