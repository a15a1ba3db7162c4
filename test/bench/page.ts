import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { browserLaunch, withoutBrowser } from '../support/browser.ts';
import { logIn } from '../support/opentouch-requests.ts';
import { measure } from './measure.ts';
import type { SimulatedFlood } from './rig/simulator.mts';

/** Events at the pace that the page has to bear. */
const paced: SimulatedFlood = { count: 10_000, perSecond: 1000 };

interface Flooded {
  readonly milliseconds: number;
  /** Milliseconds that the simulator's process was busy. */
  readonly busy: number;
}

/**
 * What an open page costs the simulator, whose events also go out over a channel; and for how long the page does not react while
 * a thousand events a second come.
 */
export async function comparePage(): Promise<void> {
  if (withoutBrowser) {
    process.stdout.write(`Simulator's page: skipped, ${withoutBrowser}\n\n`);
    return;
  }
  const server = fork(join(import.meta.dirname, 'rig', 'simulator.mts'), { execArgv: ['--import', 'tsx'] });
  const told = async <T>() => ((await once(server, 'message')) as [T])[0];
  const { url } = await told<{ url: string }>();
  const flood = async (what: SimulatedFlood): Promise<Flooded> => {
    server.send(what);
    return told<Flooded>();
  };
  const browser = await chromium.launch(browserLaunch);
  try {
    await listen(url);
    const withPage = async <T>(action: (page: Page) => Promise<T>): Promise<T> => {
      const page = await browser.newPage();
      await page.goto(url);
      await page.locator('#connection', { hasText: 'live' }).waitFor();
      try {
        return await action(page);
      } finally {
        await page.close();
      }
    };
    const share = ({ busy, milliseconds }: Flooded) => (100 * busy) / milliseconds;
    await flood(paced);
    const alone = share(await flood(paced));
    await withPage(async (page) => {
      await page.evaluate(watchTasks);
      const open = share(await flood(paced));
      const longest = await page.evaluate(() => Math.max(0, ...(globalThis as unknown as { tasks: number[] }).tasks));
      const title = 'Simulator: 1000 events a second; share of its time that an open page takes';
      await measure(title, '%', { name: 'an open page', run: () => open - alone }, { atMost: 10 });
      const name = 'the longest task';
      await measure('Page: 1000 events a second', 'ms', { name, run: () => longest }, { atMost: 200 });
    });
  } finally {
    await browser.close();
    server.kill();
  }
}

/** Opens a channel, as a flow does. */
async function listen(url: string): Promise<void> {
  const alice = await logIn(url, 'alice');
  const filter = { selectors: [{ names: ['telephony'] }] };
  const { body } = await alice.ask('POST', '/subscriptions', { version: '1.0', filter });
  const sent = request(String(body['publicPollingUrl']), { method: 'POST' });
  sent.on('error', () => undefined);
  sent.end();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  assert.equal(response.statusCode, 200);
  response.on('error', () => undefined);
  response.resume();
}

/** In the page: notes from now on whatever keeps it from reacting for more than 50 milliseconds. */
function watchTasks(): void {
  const tasks: number[] = [];
  Object.assign(globalThis, { tasks });
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) tasks.push(duration);
  }).observe({ type: 'longtask' });
}
