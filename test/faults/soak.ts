import { setTimeout as wait } from 'node:timers/promises';
import { eventually } from '../support/eventually.ts';
import type { NodeRed } from '../support/node-red.ts';
import { type Held, Holdings } from './held.ts';
import { Observer, observeAll } from './observer.ts';
import type { Pace } from './pace.ts';
import { Random } from './random.ts';
import { type Fault, faultsOn, type Row, type Way } from './rows.ts';
import { type Outcome, outcomeOf, PlacedCalls } from './run.ts';
import { type Site, startSite } from './site.ts';

/** What a soak is told. */
export interface SoakOptions {
  readonly pace: Pace;
  readonly seed: number;
  /** Milliseconds of faults. */
  readonly duration: number;
  /** Milliseconds between two faults of an account. */
  readonly every: number;
  /** Told of what happens, in words. */
  tell(text: string): void;
}

/** What became of a soak. */
export interface SoakOutcome {
  readonly outcomes: readonly Outcome[];
  readonly faults: number;
  /** Before the first fault, and after the last. */
  readonly before: Held;
  readonly after: Held;
  /** Warnings of the process: too many listeners, above all. */
  readonly warnings: readonly string[];
}

const ways: readonly Way[] = ['straight', 'front', 'https', 'proxy'];
/** Seconds that a fault lasts, by chance: some are over before anybody notices, some outlast the patience of a channel. */
const durations = [0.2, 2, 10, 40, 90];

/** Lets traffic go through an account of each way, with a random fault every few seconds. */
export async function soak(red: NodeRed, options: SoakOptions): Promise<SoakOutcome> {
  const { pace, seed, tell } = options;
  const random = new Random(seed);
  const warnings: string[] = [];
  const onWarning = ({ name, message }: Error) => void warnings.push(`${name}: ${message}`);
  process.on('warning', onWarning);
  const rows = ways.map(
    (way): Row => ({ name: `soak: ${way}`, way, fault: { at: 'network', kind: 'none' }, seconds: 0 }),
  );
  const sites: Site[] = [];
  for (const row of rows) sites.push(await startSite(row, row.way, pace));
  const observers = sites.map((site) => new Observer(red, site));
  const holdings = new Holdings(sites.map(({ network }) => network.port));
  const placed = sites.map((site) => new PlacedCalls(site));
  const stop = observeAll(observers);
  try {
    await red.deploy(sites.flatMap((site) => site.flow()));
    await eventually(() => observers.every(({ isGreen }) => isGreen), 'the connection of all accounts', 30_000);
    for (const observer of observers) observer.start(pace);
    await wellSince(observers, performance.now(), 30_000);
    for (const observer of observers) observer.pause();
    const before = await quiet(holdings, red, observers);
    for (const observer of observers) {
      observer.forgetUnheard();
      observer.start(pace);
    }
    const faults = await trouble(options, random, sites, () => {
      for (const calls of placed) calls.count();
      red.forget();
    });
    const ended = performance.now();
    tell(`${faults} faults; now all has to be well again`);
    await wellSince(observers, ended, 240 * pace.second + 10_000).catch((error: unknown) => tell(String(error)));
    const wellAfter = (performance.now() - ended) / pace.second;
    for (const observer of observers) observer.pause();
    const isOver = () =>
      observers.every((one) => one.isSettled && one.events.every(({ heard }) => heard !== undefined));
    await eventually(isOver, 'what is under way', 60_000).catch((error: unknown) => tell(String(error)));
    const after = await quiet(holdings, red, observers, before);
    const outcomes = observers.map((observer, index) => {
      const [row, site, calls] = [rows[index] as Row, sites[index] as Site, placed[index] as PlacedCalls];
      const well = observer.isWellSince(ended) ? wellAfter : undefined;
      return outcomeOf([row, site], observer, calls.count().byNumber, well, pace.second);
    });
    return { outcomes, faults, before, after, warnings };
  } finally {
    for (const observer of observers) observer.pause();
    stop();
    process.off('warning', onWarning);
    holdings.stop();
    await red.deploy([]);
    for (const site of sites) await site.stop();
  }
}

function wellSince(observers: readonly Observer[], moment: number, bound: number): Promise<void> {
  return eventually(() => observers.every((one) => one.isWellSince(moment)), 'all well', bound);
}

/** Makes faults come and go for the time given; at the end, there is none. Returns how many there were. */
async function trouble(
  { pace, duration, every, tell }: SoakOptions,
  random: Random,
  sites: readonly Site[],
  onTurn: () => void,
): Promise<number> {
  const begun = performance.now();
  const present = sites.map((): { fault: Fault; until: number } | undefined => undefined);
  let count = 0;
  while (performance.now() - begun < duration) {
    for (const [index, site] of sites.entries()) {
      const now = performance.now();
      const lasting = present[index];
      if (lasting && lasting.until > now) continue;
      if (lasting) await site.end(lasting.fault);
      const [way, seconds] = [ways[index] as Way, random.of(durations)];
      const fault = random.of(faultsOn(way));
      present[index] = { fault, until: now + seconds * pace.second };
      await site.begin(fault);
      count += 1;
      tell(`${((now - begun) / 1000).toFixed(0)} s, ${way}: ${JSON.stringify(fault).slice(0, 100)} for ${seconds} s`);
    }
    onTurn();
    await wait(every);
  }
  for (const [index, site] of sites.entries()) {
    const lasting = present[index];
    if (lasting) await site.end(lasting.fault);
  }
  return count;
}

/** What is held once nothing goes on any more; waits until it is no more than before. */
async function quiet(holdings: Holdings, red: NodeRed, observers: readonly Observer[], before?: Held): Promise<Held> {
  await eventually(() => observers.every(({ isSettled }) => isSettled), 'the end of all requests', 30_000);
  // One socket for the channel of each account is to stay; others may rest for as long as the server says: 65 s.
  const isQuiet = () => {
    const { sockets, timers } = holdings.now();
    return sockets <= observers.length && (!before || timers <= before.timers);
  };
  await eventually(isQuiet, 'quiet', 80_000, 1000).catch(() => undefined);
  red.forget();
  return holdings.now();
}
