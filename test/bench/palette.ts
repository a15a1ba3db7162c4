import { chromium } from 'playwright-core';
import { browserLaunch, withoutBrowser } from '../support/browser.ts';
import { packageName } from '../support/node-red.ts';
import { startRedCommand } from '../support/red-command.ts';
import { compare } from './measure.ts';

const quiet = 'editorTheme: { tours: false, palette: { catalogues: [] } },';
const without = `externalModules: { palette: { denyList: ['${packageName}'] } },`;

/** Milliseconds from the address of the editor to a palette that can be used, nothing cached: with all sets, and without the package. */
export async function comparePalette(): Promise<void> {
  if (withoutBrowser) throw new Error(withoutBrowser);
  const [ours, bare] = await Promise.all([startRedCommand(quiet), startRedCommand(`${quiet}${without}`)]);
  const browser = await chromium.launch(browserLaunch);
  const open = async (url: string): Promise<number> => {
    const context = await browser.newContext({ locale: 'en-US' });
    try {
      const page = await context.newPage();
      await page.goto(url, { waitUntil: 'commit' });
      const ready = await page.waitForFunction(
        `document.querySelector('#red-ui-palette-search')?.offsetParent && performance.now()`,
      );
      return Number(await ready.jsonValue());
    } finally {
      await context.close();
    }
  };
  try {
    await compare(
      'Palette of the editor',
      'ms',
      'less',
      [
        { name: 'with all sets', run: () => open(ours.url) },
        { name: 'without the package', run: () => open(bare.url) },
      ],
      { wanted: { atMost: 1.25 }, rounds: 5 },
    );
  } finally {
    await browser.close();
    await Promise.all([ours.stop(), bare.stop()]);
  }
}
