import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Browser, chromium, type Page } from 'playwright-core';
import { namedFaults } from '../../nodes/simulator/server/faults/catalogue.ts';
import { type Simulator, startSimulator } from '../../nodes/simulator/server/simulator.ts';
import { browserLaunch, withoutBrowser } from '../support/browser.ts';
import { ask } from '../support/orange-simulator.ts';

describe('the faults on the simulator’s page', { skip: withoutBrowser }, () => {
  let simulator: Simulator;
  let browser: Browser;
  before(async () => {
    simulator = await startSimulator({ port: 0 });
    browser = await chromium.launch(browserLaunch);
  });
  after(async () => {
    await browser?.close();
    await simulator?.stop();
  });

  async function opened(width: number, colorScheme: 'light' | 'dark') {
    const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.setDefaultTimeout(30_000);
    page.on('pageerror', ({ message }) => complaints.push(message));
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    await page.goto(simulator.url);
    await page.locator('#faults > summary').focus();
    await page.keyboard.press('Enter');
    return { page, complaints, close: () => context.close() };
  }

  const isOn = (wanted: string) => simulator.namedFaults.states().find(({ name }) => name === wanted)?.on;
  const cardOf = (page: Page, name: string) => page.locator(`.fault[data-name="${name}"]`);

  for (const [width, colorScheme] of [
    [1500, 'light'],
    [390, 'dark'],
  ] as const) {
    it(`each is started and ended with its buttons, ${width} pixels wide, ${colorScheme}`, async () => {
      const { page, complaints, close } = await opened(width, colorScheme);
      for (const [name, { title, does, seen }] of Object.entries(namedFaults)) {
        const card = cardOf(page, name);
        for (const text of [title, does, seen]) await card.getByText(text).waitFor();
        await card.getByRole('button', { name: 'Start' }).click();
        await card.getByText(/^\d+ s left$/).waitFor();
        assert.equal(isOn(name), true);
        await page.locator('#faults > summary', { hasText: title }).waitFor();
        await card.getByRole('button', { name: 'End' }).click();
        await card.getByRole('button', { name: 'Start' }).waitFor();
        assert.equal(isOn(name), false);
      }
      const wide = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      assert.equal(wide, 0);
      assert.deepEqual(complaints, []);
      await close();
    });
  }

  it('the time and the system are chosen; an end that comes by itself or from elsewhere is seen', async () => {
    const { page, close } = await opened(1500, 'light');
    const card = cardOf(page, 'unavailable');
    await card.getByLabel('What it befalls').selectOption('orange');
    await card.getByLabel('How long').selectOption('until I end it');
    await card.getByRole('button', { name: 'Start' }).click();
    await card.getByText('orange, until you end it').waitFor();
    assert.equal((await ask('GET', `${simulator.url}/api/rest`)).status, 200);
    await ask('DELETE', `${simulator.url}/simulator/faults/unavailable`);
    await card.getByRole('button', { name: 'Start' }).waitFor();
    await ask('PUT', `${simulator.url}/simulator/faults/slow`, { body: JSON.stringify({ seconds: 1 }) });
    await cardOf(page, 'slow').getByText('1 s left').waitFor();
    await cardOf(page, 'slow').getByRole('button', { name: 'Start' }).waitFor();
    await close();
  });
});
