import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';

/** Where a Chromium usually is; the environment variable CHROMIUM comes first. */
const places = [
  process.env.CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

export const chromiumPath = places.find((place) => place && existsSync(place));

/** Reason for which the tests in a browser cannot run; false if they can. */
export const withoutBrowser = chromiumPath ? false : 'no Chromium found; set the environment variable CHROMIUM to one';

const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A browser with Node-RED's editor open. */
export interface Editor {
  readonly page: Page;
  /** What the browser complained about since the last call: errors on the console, exceptions, failed requests. */
  complaints(): string[];
  close(): Promise<void>;
}

export async function openEditor(url: string, language = 'en-US'): Promise<Editor> {
  const browser: Browser = await chromium.launch({ executablePath: chromiumPath ?? '', args: flags });
  const context = await browser.newContext({ locale: language, viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  let complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || /^oneditprepare|^Definition error|^Validation error/.test(message.text())) {
      complaints.push(message.text());
    }
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(url);
  await page.waitForFunction(
    () => 'RED' in globalThis && !document.querySelector('#red-ui-loading-progress, .red-ui-loading-bar'),
  );
  return {
    page,
    complaints() {
      const seen = complaints;
      complaints = [];
      return seen;
    },
    async close() {
      await browser.close();
    },
  };
}
