import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Browser, chromium, type Page } from 'playwright-core';
import { type Simulator, startSimulator } from '../../nodes/simulator/server/simulator.ts';
import { browserLaunch, withoutBrowser } from '../support/browser.ts';
import { type ReferencePartner, startPartner } from '../support/partner.ts';

describe('the use cases on the simulator’s page', { skip: withoutBrowser }, () => {
  let simulator: Simulator;
  let partner: ReferencePartner;
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];

  before(async () => {
    const home = () => partner.url;
    simulator = await startSimulator({ port: 0, systems: ['business-apps'], businessApps: { home } });
    const twist = (what: string, body: Record<string, unknown>) =>
      what === 'update' ? { ...body, note: '<img src=x onerror=alert(1)>', state: 'partial' } : body;
    partner = await startPartner({ authorization: 'Bearer of-orange', twist });
    browser = await chromium.launch(browserLaunch);
    page = await browser.newPage();
    page.setDefaultTimeout(30_000);
    page.on('pageerror', ({ message }) => complaints.push(message));
    await page.goto(`${simulator.url}/#business-apps`);
  });
  after(async () => {
    await browser?.close();
    await partner?.stop();
    await simulator?.stop();
  });

  const field = (label: string) => page.locator('.partner').getByLabel(label, { exact: true });
  const report = (name: string) => page.locator(`.reports > .report[data-name="${name}"]`);

  it('begin with the address of the server that the simulator is a part of, and ask for what the way of authentication needs', async () => {
    await field('Address of the partner').waitFor();
    assert.equal(await field('Address of the partner').inputValue(), partner.url);
    assert.equal(await field('Token').isVisible(), false);
    await field('Authentication').selectOption('bearer');
    await field('Token').fill('of-orange');
    assert.equal(await field('User').isVisible(), false);
  });

  it('show what one of them and those before it came to, with requests and answers as text', async () => {
    await page.getByRole('button', { name: 'Licences UC2: suspend' }).click();
    await report('suspend').waitFor();
    assert.match((await report('fleet').textContent()) ?? '', /UC2: a new fleet with licences: ok/);
    assert.equal(await report('fleet').evaluate((element) => element.className), 'report');
    assert.equal(await report('suspend').evaluate((element) => element.className), 'report bad');
    assert.match((await report('suspend').textContent()) ?? '', /"partial" is not used/);
    await report('suspend').locator('details > summary').click();
    assert.match((await report('suspend').textContent()) ?? '', /"note": "<img src=x onerror=alert\(1\)>"/);
    assert.equal(await page.locator('.reports img').count(), 0);
    // What Orange knows by now stands below.
    await page.locator('.tables summary', { hasText: /^orders \(\d+\)$/ }).waitFor();
    await page.locator('.tables td', { hasText: 'suspended' }).first().waitFor();
  });

  it('say what is wrong with what was typed in', async () => {
    await field('Token').fill('');
    await page.getByRole('button', { name: 'Availability: GET ping' }).click();
    await page.getByText('authentication.token is missing').waitFor();
    assert.deepEqual(complaints, []);
  });
});
