import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page, type Route } from 'playwright-core';

/** Where a Chromium usually is; the environment variable CHROMIUM comes first. */
const places = [
  process.env['CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

const executable = places.find((place) => place && existsSync(place));

/** Reason for which tests in a browser cannot run; false if they can. */
export const withoutBrowser = executable ? false : 'no Chromium found; name one in the environment variable CHROMIUM';

/** Settings of a Node-RED whose editor greets nobody and asks nothing of the internet. */
export const editorSettings = { editorTheme: { tours: false, palette: { catalogues: [] } } };

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

/** How a browser is started. */
export const browserLaunch = { executablePath: executable ?? '', args: flags };

/** Lets functions cross into the page although the compiler names them, and lets no animation last. */
const preparation = `
globalThis.__name = (value) => value;
const wait = globalThis.setTimeout;
globalThis.setTimeout = (task, time, ...rest) => wait(task, time <= 300 ? 0 : time, ...rest);
`;

/**
 * The editor fills its trees (help, explorer) thirty entries at a time; a tree that is drawn anew meanwhile makes it
 * complain of the slice that comes too late. With more than thirty entries that is a matter of luck, and none of ours.
 */
const sliceTooLate = "cannot call methods on editableList prior to initialization; attempted to call method 'addItem'";

/**
 * Switches the editor's tips off, as a user can: the first is due a second after the settings have come, and where
 * loading takes longer there is no place for it yet (`reading 'html'` of undefined, Node-RED 5 and before).
 */
async function withoutTips(route: Route): Promise<void> {
  if (route.request().method() !== 'GET') return route.fallback();
  const response = await route.fetch();
  if (!response.ok()) return route.fulfill({ response });
  const stored: { readonly editor?: { readonly view?: object } } = await response.json();
  const view = { ...stored.editor?.view, 'view-show-tips': false };
  await route.fulfill({ response, json: { ...stored, editor: { ...stored.editor, view } } });
}

/** A browser with Node-RED's editor open. */
export interface EditorBrowser {
  readonly page: Page;
  /** What the browser complained about since the last call: errors on the console, exceptions. */
  complaints(): string[];
  close(): Promise<void>;
}

/** How the window is; a test of a dialog needs nothing else than what is meant by default. */
export interface Window {
  readonly viewport?: { readonly width: number; readonly height: number };
  /** Pixels of a picture for each pixel of the page. */
  readonly scale?: number;
}

/** Milliseconds that the editor may take to load, on a machine that does a lot besides. */
const loading = 60_000;

export async function openEditor(url: string, window: Window = {}): Promise<EditorBrowser> {
  const browser = await chromium.launch(browserLaunch);
  try {
    return await editorIn(browser, url, window);
  } catch (error) {
    // Else it would keep the test from ending.
    await browser.close();
    throw error;
  }
}

async function editorIn(browser: Browser, url: string, { viewport, scale = 1 }: Window): Promise<EditorBrowser> {
  const context = await browser.newContext({
    locale: 'en-US',
    viewport: viewport ?? { width: 1280, height: 900 },
    deviceScaleFactor: scale,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  const complaints: string[] = [];
  page.on('console', (message) => {
    // The editor catches what a node's own code throws, and writes it to the console as a plain line.
    const caught = /^(oneditprepare|oneditsave|Definition error|Validation error)/.test(message.text());
    if (message.type() === 'error' || caught) complaints.push(message.text());
  });
  page.on('pageerror', ({ message, stack }) => {
    // With the place in the editor's code, for what is wrong only now and then is not seen a second time.
    if (message !== sliceTooLate) complaints.push(stack ?? message);
  });
  await page.addInitScript(preparation);
  await page.route(/\/settings\/user(?:\?|$)/, withoutTips);
  await page.goto(url, { timeout: loading });
  await page.waitForFunction(`globalThis.RED?.workspaces?.active?.()`, undefined, { timeout: loading });
  await page.locator('#red-ui-loading-progress').waitFor({ state: 'hidden', timeout: loading });
  // Nor may a dialog slide: an input that has the focus while it is out of sight scrolls the whole editor aside.
  await page.addStyleTag({ content: '* { transition: none !important; }' });
  return {
    page,
    complaints: () => complaints.splice(0),
    close: () => browser.close(),
  };
}
