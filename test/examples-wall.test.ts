import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { type EditorBrowser, editorSettings, openEditor, withoutBrowser } from './support/browser.ts';
import { dashboardPackage } from './support/dashboard.ts';
import { onPort, Sidebar, Stage, wallExample } from './support/examples.ts';
import { freePort } from './support/free-port.ts';
import { deployByHand, importByHand, invalidNodes } from './support/import.ts';
import { type NodeRed, startNodeRed } from './support/node-red.ts';

/** Where pictures of the wall go, if somebody wants to see them. */
const pictures = process.env['PICTURES'];
const skip = withoutBrowser;

let nodeRed: NodeRed;
let sidebar: Sidebar;
let editor: EditorBrowser;
let wall: Page;
let stage: Stage;
const complaints: string[] = [];

before(async () => {
  if (skip) return;
  nodeRed = await startNodeRed({ settings: editorSettings, packages: dashboardPackage() });
  sidebar = new Sidebar();
  const port = await freePort();
  const nodes = onPort(wallExample().nodes, port);
  stage = new Stage(nodeRed, sidebar, nodes, port);
  editor = await openEditor(nodeRed.url);
  await importByHand(editor.page, nodes);
  assert.deepEqual(await invalidNodes(editor.page), []);
  await deployByHand(editor.page);
  await stage.connected();
  // However slow the machine is, her telephone rings until the test answers it.
  await stage.as('vera', 'DELETE', '/routing/overflowroute');
  wall = await editor.page.context().newPage();
  await wall.setViewportSize({ width: 1500, height: 1000 });
  wall.setDefaultTimeout(30_000);
  wall.on('pageerror', ({ message }) => complaints.push(message));
  await wall.goto(`${nodeRed.url}/dashboard/reception`);
  await card('Vera Simon', 'available').waitFor();
});

after(async () => {
  await editor?.close();
  sidebar?.stop();
  await nodeRed?.stop();
});

/** A number at the top of the wall, once it is this one. */
const tile = (text: string, value: number) =>
  wall.locator('.number', { hasText: text }).getByText(String(value), { exact: true });
/** A person's card, once it says this. */
const card = (name: string, state: string) =>
  wall.locator('.card', { hasText: name }).locator('.state', { hasText: state });
/** The row of a list that holds all of these texts. */
const row = (list: string, ...texts: readonly string[]) =>
  texts.reduce((rows, hasText) => rows.filter({ hasText }), wall.locator(`.${list} .row`));

async function picture(name: string): Promise<void> {
  if (pictures) await wall.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
}

/** Pixels of the chart that are about this colour. */
function painted([red, green, blue]: readonly [number, number, number]): Promise<number> {
  return wall.locator('.hours canvas').evaluate(
    (element, [r, g, b]) => {
      const canvas = element as HTMLCanvasElement;
      const { data = [] } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? {};
      let count = 0;
      for (let index = 0; index < data.length; index += 4) {
        const [dr = 0, dg = 0, db = 0] = [data[index], data[index + 1], data[index + 2]];
        if (Math.abs(dr - r) + Math.abs(dg - g) + Math.abs(db - b) < 12) count++;
      }
      return count;
    },
    [red, green, blue] as const,
  );
}
const answered = [22, 163, 74] as const;
const missed = [220, 38, 38] as const;

test('a call is on the wall while it rings and while it lasts, and is counted when it ends', { skip }, async () => {
  await wall.getByText('Nobody is calling.').waitFor();
  await stage.press('A customer calls Vera');
  await row('calls', 'Maison Blanche', '+33199001250', 'for Vera Simon', 'ringing since').waitFor();
  await card('Vera Simon', 'ringing').waitFor();
  await tile('ringing', 1).waitFor();
  await stage.press('Vera answers');
  await row('calls', 'Maison Blanche', 'talking since').waitFor();
  await card('Vera Simon', 'in a call').waitFor();
  await stage.press('Vera hangs up');
  await wall.getByText('Nobody is calling.').waitFor();
  await card('Vera Simon', 'available').waitFor();
  await tile('answered today', 1).waitFor();
  await tile('missed today', 0).waitFor();
});

test('a missed call, a voice message and a change of presence are on the wall at once', { skip }, async () => {
  await stage.press('A customer gives up');
  await row('missed', 'Atelier Duval', 'for Wassim Ferrand').waitFor();
  await tile('missed today', 1).waitFor();
  await stage.press('A customer leaves Xavier a message');
  await row('voice', '+33199001252', '24 s', 'for Xavier Noël').waitFor();
  await tile('voice messages', 1).waitFor();
  await stage.press('Yara is busy');
  await card('Yara Morel', 'busy').waitFor();
});

test('the charts show the day, and the wall fits screens and colour schemes', { skip }, async () => {
  await stage.press('Invent a day of calls');
  await tile('answered today', 30).waitFor();
  await wall.locator('.ring', { hasText: '75 %of 40 answered' }).waitFor();
  for (const colour of [answered, missed]) await stage.until(async () => (await painted(colour)) > 500, 'the chart');
  await stage.press('A customer calls Vera');
  await row('calls', 'Maison Blanche').waitFor();
  await picture('wall');
  await wall.emulateMedia({ colorScheme: 'dark' });
  await picture('wall-dark');
  const background = () => wall.evaluate(`getComputedStyle(document.querySelector('.v-application')).backgroundColor`);
  assert.equal(await background(), 'rgb(13, 18, 28)');
  await wall.setViewportSize({ width: 390, height: 844 });
  await stage.until(() => wall.evaluate('document.documentElement.scrollWidth <= 390'), 'it fits a telephone');
  await picture('wall-narrow-dark');
  await wall.emulateMedia({ colorScheme: 'light' });
  await picture('wall-narrow');
  assert.equal(await background(), 'rgb(241, 244, 249)');
  await stage.press('Vera answers');
  await row('calls', 'talking since').waitFor();
  await stage.press('Vera hangs up');
  await wall.getByText('Nobody is calling.').waitFor();
  assert.deepEqual(stage.waiting('Errors'), []);
  assert.deepEqual(complaints, []);
  assert.deepEqual(editor.complaints(), []);
});
