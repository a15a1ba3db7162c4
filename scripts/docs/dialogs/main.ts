// Pictures of every dialog; see scripts/dialogs.mjs.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { browserLaunch, withoutBrowser } from '../../../test/support/browser.ts';
import { projectRoot } from '../../../test/support/node-red.ts';
import { type Look, lookAtDialogs, type Seen } from './look.ts';
import { sheet } from './sheet.ts';

const [name = '', themes = '', widths = '', only = ''] = process.argv.slice(2);

/** As many dialogs as stand on one sheet. */
const PER_SHEET = 20;

const folder = join(projectRoot, '.dialogs', name);

async function save(look: string, seen: readonly Seen[]): Promise<void> {
  const browser = await chromium.launch(browserLaunch);
  const page = await browser.newPage();
  for (let from = 0; from < seen.length; from += PER_SHEET) {
    const number = String(from / PER_SHEET + 1).padStart(2, '0');
    await page.setContent(sheet(seen.slice(from, from + PER_SHEET)));
    await writeFile(join(folder, `${look}-${number}.png`), await page.screenshot({ fullPage: true }));
  }
  await browser.close();
}

async function main(): Promise<void> {
  if (withoutBrowser) throw new Error(withoutBrowser);
  const looks = themes
    .split(',')
    .flatMap((theme) =>
      widths.split(',').map((width): Look => ({ theme: theme === 'dark' ? 'dark' : 'light', width: Number(width) })),
    );
  await mkdir(folder, { recursive: true });
  const found: string[] = [];
  await lookAtDialogs(looks, only, async (look, seen) => {
    const title = `${look.theme}-${look.width}`;
    await save(title, seen);
    found.push(...seen.flatMap(({ type, problems }) => problems.map((problem) => `${title} ${type}: ${problem}`)));
    process.stdout.write(`${title}: ${seen.length} dialogs\n`);
  });
  await writeFile(join(folder, 'problems.txt'), found.map((line) => `${line}\n`).join(''));
  if (found.length > 0) throw new Error(`${found.length} problems:\n${found.join('\n')}`);
}

await main();
