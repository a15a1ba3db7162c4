import { type CommandOptions, commandOptionsFrom, help } from './command-options.ts';
import type { PartnerCheck } from './partner-check.ts';
import { reportLines, summaryLine } from './report.ts';
import { type Report, runUseCase } from './use-cases/index.ts';

/** Takes a partner's events while its use cases run. */
export interface EventServer {
  readonly partnerCheck: PartnerCheck;
  /** Where it takes events and gives out tokens, in words for the user. */
  readonly greeting: string;
  stop(): Promise<void>;
}

/** Starts an event server; rejects with `EADDRINUSE` when the port is taken. Port 0: any free one. */
export type StartEventServer = (options: { readonly port: number; readonly host: string }) => Promise<EventServer>;

/** Carries out one use case and what it needs; a report of each. */
type Carry = (name: string) => Promise<readonly Report[]>;

/**
 * Runs the use cases at a partner as a command line asks for, and prints the reports.
 * @returns whether nothing is wrong
 * @throws Error that is meant for the user, when it cannot be tried
 */
export async function runPartnerCheck(argv: readonly string[], startEventServer: StartEventServer): Promise<boolean> {
  const options = commandOptionsFrom(argv);
  if (!options) {
    process.stdout.write(help);
    return true;
  }
  const reports = options.simulator
    ? await report(options, (name) => remotely(options, name))
    : await withEventServer(options, startEventServer, ({ partnerCheck }) =>
        partnerCheck.withPartner(options.settings, (context) => report(options, (name) => runUseCase(name, context))),
      );
  const ok = reports.every((each) => each.ok);
  process.stdout.write(options.asJson ? `${JSON.stringify({ ok, reports }, null, 2)}\n` : summaryLine(reports));
  return ok;
}

async function report({ names, asJson, withRequests }: CommandOptions, carry: Carry): Promise<readonly Report[]> {
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
async function remotely({ simulator, body }: CommandOptions, name: string): Promise<readonly Report[]> {
  const address = `${simulator}/simulator/partner/use-cases/${name}`;
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(address, { method: 'POST', headers, body: JSON.stringify(body) }).catch(() => undefined);
  const result = (await response?.json().catch(() => undefined)) as { reports?: Report[]; error?: string } | undefined;
  if (result?.reports) return result.reports;
  throw new Error(`--simulator ${simulator}: ${result?.error ?? 'there is no simulator at this address'}`);
}

async function withEventServer<T>(
  { port, host, settings, asJson }: CommandOptions,
  start: StartEventServer,
  task: (server: EventServer) => Promise<T>,
): Promise<T> {
  const waits = settings.mode !== 'sync';
  const server = await start({ port: waits ? port : 0, host }).catch((error: Error & { code?: string }) => {
    const taken = error.code === 'EADDRINUSE';
    throw taken ? new Error(`port ${port} is taken: choose another one with --events-port`) : error;
  });
  try {
    if (waits && !asJson) process.stdout.write(server.greeting);
    return await task(server);
  } finally {
    await server.stop();
  }
}
