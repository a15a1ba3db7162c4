import { eventually } from '../support/eventually.ts';
import type { NodeRed } from '../support/node-red.ts';
import { setClock } from './clock.ts';
import { calleeOf, Observer, observeAll } from './observer.ts';
import type { Pace } from './pace.ts';
import type { Row } from './rows.ts';
import { type Site, startSite } from './site.ts';

/** What became of a row. Times are seconds as the table has them. */
export interface Outcome {
  readonly row: Row;
  /** Errors of messages and of the channel: code and how far the request had got, with their number. */
  readonly errors: Readonly<Record<string, number>>;
  /** One sentence for each code. */
  readonly sentences: readonly string[];
  readonly statuses: readonly string[];
  /** From the end of the fault until everything went well again; undefined: not in the time given. */
  readonly wellAfter: number | undefined;
  readonly events: {
    readonly sent: number;
    readonly lost: number;
    readonly doubled: number;
    readonly resynced: number;
  };
  readonly calls: { readonly asked: number; readonly placed: number; readonly twice: number };
  /** Calls that were placed although their error says that they cannot have been, or that they may be repeated. */
  readonly misreported: number;
  /** The longest that a status was green while an event had been neither heard nor made up for by a resync. */
  readonly greenWhileDeaf: number;
  /** Requests to strangers that carried a password or a cookie. */
  readonly leaked: number;
}

/** Seconds until everything must go well again, once a fault is over. */
const patience = 240;
const day = 24 * 60 * 60 * 1000;

/** Runs rows at the same time, each with an account and a server of its own, in one deployed flow that nobody touches. */
export async function runRows(red: NodeRed, rows: readonly Row[], pace: Pace): Promise<Outcome[]> {
  const sites: Site[] = [];
  for (const [index, row] of rows.entries()) sites.push(await startSite(row, `row${index}`, pace));
  const observers = sites.map((site) => new Observer(red, site));
  const stop = observeAll(observers);
  const { second } = pace;
  try {
    await red.deploy(sites.flatMap((site) => site.flow()));
    const allAre = async (what: string, is: (observer: Observer) => boolean) => {
      const others = () => rows.filter((_, index) => !is(observers[index] as Observer)).map(({ name }) => name);
      await eventually(() => others().length === 0, what, 30_000).catch((error: unknown) => {
        throw new Error(`${String(error)}: ${others().join('; ')}`);
      });
    };
    await allAre('connected', (observer) => observer.isGreen);
    for (const observer of observers) observer.start(pace);
    const begun = performance.now();
    await allAre('well before the fault', (observer) => observer.isWellSince(begun));
    // What was told before anybody had subscribed was for nobody.
    for (const observer of observers) observer.forgetUnheard();
    return await Promise.all(
      rows.map(async (row, index) => {
        const [site, observer] = [sites[index] as Site, observers[index] as Observer];
        if (row.jump) setClock(row.jump * day);
        await site.begin(row.fault);
        const ends = performance.now() + row.seconds * second;
        await eventually(() => performance.now() >= ends, 'the end of the fault', 2 * row.seconds * second + 1000);
        await site.end(row.fault);
        const ended = performance.now();
        const bound = row.final ? 5 * second : patience * second + 10_000;
        const isWell = await eventually(() => observer.isWellSince(ended), row.name, bound).then(
          () => true,
          () => false,
        );
        const wellAfter = isWell ? (performance.now() - ended) / second : undefined;
        observer.pause();
        // What was still under way, and the resync of the last gap.
        const isHeard = () =>
          observer.isSettled && (row.final || observer.events.every(({ heard }) => heard !== undefined));
        await eventually(isHeard, 'what is under way', 30 * second + 5000).catch(() => undefined);
        const placed = new PlacedCalls(site).count().byNumber;
        return outcomeOf([row, site], observer, placed, wellAfter, second);
      }),
    );
  } finally {
    setClock(0);
    for (const observer of observers) observer.pause();
    stop();
    await red.deploy([]);
    for (const site of sites) await site.stop();
  }
}

/**
 * What became of all that went through a site.
 * @param placed how often each number was called
 * @param second milliseconds that stand for a second
 */
export function outcomeOf(
  [row, site]: readonly [Row, Site],
  observer: Observer,
  placed: ReadonlyMap<string, number>,
  wellAfter: number | undefined,
  second: number,
): Outcome {
  const { events, calls, reads, reports, statuses } = observer;
  const failures = [...reads, ...calls].flatMap(({ end }) => (end && end !== 'ok' ? [end] : []));
  const all = [...failures, ...reports];
  const errors: Record<string, number> = {};
  for (const { code, sent } of all) errors[`${code} (${sent})`] = (errors[`${code} (${sent})`] ?? 0) + 1;
  const deaf = events.map(({ at, heard = performance.now() }) =>
    Math.max(observer.green('source', at, heard), observer.green('account', at, heard)),
  );
  return {
    row,
    errors,
    sentences: [...new Map(all.map(({ code, message }) => [code, message])).values()],
    statuses: [...statuses],
    wellAfter,
    events: {
      sent: events.length,
      lost: events.filter(({ heard }) => heard === undefined).length,
      doubled: events.filter(({ times }) => times > 1).length,
      resynced: events.filter(({ heard, times }) => heard !== undefined && times === 0).length,
    },
    calls: {
      asked: calls.length,
      placed: placed.size,
      twice: [...placed.values()].filter((times) => times > 1).length,
    },
    misreported: calls.filter(({ end }, number) => {
      if (!end) return true;
      const times = placed.get(calleeOf(number)) ?? 0;
      if (end === 'ok') return times === 0;
      return (times > 0 && end.sent === 'no') || (end.canRetry && end.sent !== 'no' && times > 0);
    }).length,
    greenWhileDeaf: Math.max(0, ...deaf) / second,
    leaked: site.stranger.secrets(),
  };
}

/** Counts how often a server has placed a call to each number. The server remembers its last 10,000 requests only. */
export class PlacedCalls {
  readonly byNumber = new Map<string, number>();
  readonly #site: Site;
  readonly #counted = new WeakSet<object>();

  constructor(site: Site) {
    this.#site = site;
  }

  /** Counts those that are new. */
  count(): this {
    for (const request of this.#site.simulator.requests()) {
      const { name, status, body } = request;
      if (name !== 'opentouch-make-call' || status === undefined || this.#counted.has(request)) continue;
      this.#counted.add(request);
      if (status < 200 || status >= 300) continue;
      const { callee } = JSON.parse(body) as { callee: string };
      this.byNumber.set(callee, (this.byNumber.get(callee) ?? 0) + 1);
    }
    return this;
  }
}
