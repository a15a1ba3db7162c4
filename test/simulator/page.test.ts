import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { type Simulator, startSimulator } from '../../nodes/simulator/server/simulator.ts';
import { browserLaunch, withoutBrowser } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { ask } from '../support/orange-simulator.ts';

const windows = [
  { width: 1500, colorScheme: 'light' },
  { width: 390, colorScheme: 'dark' },
] as const;

for (const { width, colorScheme } of windows) {
  describe(`the simulator's page, ${width} pixels wide, ${colorScheme}`, { skip: withoutBrowser }, () => {
    let simulator: Simulator;
    let browser: Browser;
    let context: BrowserContext;
    let page: Page;
    const complaints: string[] = [];

    before(async () => {
      simulator = await startSimulator({
        port: 0,
        teaming: { pickUp: 0 },
        opentouch: { timing: { noAnswer: 600_000 } },
      });
      browser = await chromium.launch(browserLaunch);
      context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme });
      page = await context.newPage();
      page.setDefaultTimeout(30_000);
      page.on('pageerror', ({ message }) => complaints.push(message));
      page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
      await page.goto(simulator.url);
      await card('alice').waitFor();
    });
    after(async () => {
      await browser?.close();
      await simulator?.stop();
    });

    const card = (id: string) => page.locator(`.system:visible .telephone[data-id="${id}"]`);
    const press = (id: string, name: string) => card(id).getByRole('button', { name, exact: true }).click();
    const shows = (id: string, text: string) => card(id).locator('.calls', { hasText: text }).waitFor();
    const free = (id: string) => card(id).locator('.calls:not(:has(li))').waitFor({ state: 'attached' });
    const state = (id: string, text: string) => card(id).locator('.state', { hasText: text }).waitFor();

    it('rings somebody from outside, who answers, holds, retrieves and hangs up', async () => {
      const outside = page.locator('.system:visible .outside');
      await outside.getByLabel('Name that calls').fill('Jo Doe');
      await outside.getByLabel('Whom to ring').selectOption('alice');
      await outside.getByRole('button', { name: 'Ring' }).click();
      await shows('alice', 'rings: Jo Doe +33140000000');
      await press('alice', 'Answer');
      await shows('alice', 'talks: Jo Doe');
      await press('alice', 'Hold');
      await shows('alice', 'on hold');
      await press('alice', 'Retrieve');
      await shows('alice', 'talks');
      await press('alice', 'Hang up');
      await free('alice');
      const over = page.locator('.system:visible .live li.over').first();
      await over.locator('summary').click();
      assert.match(
        (await over.locator('.steps').textContent()) ?? '',
        /Jo Doe .*Alice Martin 1001 rings.*talks.*on hold.*over/s,
      );
    });

    it('calls a colleague, who transfers the call and diverts another', async () => {
      await card('alice').getByLabel('Number to call').fill('1002');
      await press('alice', 'Call');
      await shows('bob', 'rings: Alice Martin');
      await press('bob', 'Answer');
      await card('bob').getByLabel('Number to call').fill('1003');
      await press('bob', 'Transfer to …');
      await shows('carol', 'rings');
      await press('carol', 'Answer');
      await shows('carol', 'talks: Alice Martin');
      await press('carol', 'Hang up');
      await free('alice');
      await card('dave').getByLabel('Number to call').fill('1001');
      await press('dave', 'Call');
      await shows('alice', 'rings: Dave');
      await card('alice').getByLabel('Number to call').fill('1002');
      await press('alice', 'Divert to …');
      await shows('bob', 'rings: Dave');
      await press('dave', 'Hang up');
      await free('bob');
    });

    it('leaves a voice message, diverts all calls, sets the presence, and writes a message', async () => {
      const before = Number(/(\d+) new/.exec((await card('bob').locator('.state').textContent()) ?? '')?.[1] ?? 0);
      await card('bob').locator('summary', { hasText: 'More' }).click();
      await press('bob', 'Leave a voice message');
      await state('bob', `${before + 1} new voice messages`);
      await card('bob').getByLabel('Divert all calls').fill('+33155550199');
      await press('bob', 'Divert all calls');
      await state('bob', 'diverts to +33155550199');
      await card('bob').getByLabel('Divert all calls').fill('');
      await press('bob', 'Divert all calls');
      await card('bob').locator('.state:not(:has-text("diverts"))').waitFor();
      await card('bob').getByLabel('Presence').selectOption('busy');
      await state('bob', 'busy');
      await card('bob').getByLabel('Message from').fill('Lunch?');
      await press('bob', 'Send');
      await page.locator('#log .rows li', { hasText: 'OnDeferredMessage' }).first().waitFor();
    });

    it('says what the simulator refuses', async () => {
      // Multimedia users divert to their voicemail only.
      await card('alice').locator('summary', { hasText: 'More' }).click();
      await card('alice').getByLabel('Divert all calls').fill('+33155550199');
      await press('alice', 'Divert all calls');
      await page.locator('#notice:visible', { hasText: /cannot be diverted/ }).waitFor();
      // The browser tells of the status, too.
      await eventually(() => complaints.some((text) => text.includes('400')), 'the refusal on the console');
      complaints.length = 0;
    });

    it('has the telephones of Teaming, too', async () => {
      await page.getByRole('tab', { name: 'Orange Teaming' }).click();
      const outside = page.locator('.system:visible .outside');
      await outside.getByRole('button', { name: 'Ring' }).click();
      const rings = page.locator('.system:visible .telephone.rings');
      await rings.getByRole('button', { name: 'Answer' }).click();
      const busy = page.locator('.system:visible .telephone.busy');
      await busy.getByRole('button', { name: 'Hold', exact: true }).click();
      await busy.getByRole('button', { name: 'Retrieve' }).click();
      await busy.getByRole('button', { name: 'Hang up' }).click();
      await busy.waitFor({ state: 'detached' });
      const first = page.locator('.system:visible .telephone').first();
      await first.locator('summary', { hasText: 'More' }).click();
      await first.getByText('Do not disturb').click();
      await first.locator('.state', { hasText: 'do not disturb' }).waitFor();
      await first.getByLabel('Divert all calls').fill('+33155550106');
      await first.getByRole('button', { name: 'Divert all calls' }).click();
      await first.locator('.state', { hasText: 'diverts to +33155550106' }).waitFor();
    });

    it('lets members of a hunting group log in, and calls the group', async () => {
      await page.getByRole('tab', { name: 'OpenTouch' }).click();
      const group = card('HG-1850');
      await group.getByText('Calls go round').waitFor();
      assert.equal(await group.getByLabel('Carol Dubois').isChecked(), true);
      await group.getByLabel('Carol Dubois').click();
      await group.getByLabel('Frank Moreau').click();
      const agents = () => simulator.opentouch.groups.huntingGroup('1850')?.candidates().join();
      await eventually(() => agents() === 'frank', 'Frank alone is logged in');
      await group.getByRole('button', { name: 'Call from outside' }).click();
      await shows('frank', 'rings: +33140000000');
      await page
        .locator('#announcements', { hasText: 'Frank Moreau rings: +33140000000.' })
        .waitFor({ state: 'attached' });
      await press('frank', 'Hang up');
      await free('frank');
      await group.getByLabel('Frank Moreau').click();
      await eventually(() => agents() === '', 'nobody is logged in');
      const outside = page.locator('.system:visible .outside');
      await outside.getByLabel('Whom to ring').selectOption('Support line 1850');
      await outside.getByRole('button', { name: 'Ring' }).click();
      await shows('grace', 'rings');
      await press('grace', 'Hang up');
      await free('grace');
    });

    it('finds people by name and number as they are pasted, and dials such a number', async () => {
      const find = page.locator('.system:visible').getByLabel('Find somebody');
      const found = () => page.locator('.system:visible .telephone:not(.group):visible h3').allTextContents();
      for (const [text, expected] of [
        ['LEFEVRE e\u0301rin', ['Érin Lefèvre']],
        ['\u202a10\u00a004\u202c', ['Dave Petit']],
        ['tel:1002;ext=1', ['Bob Bernard']],
        ['nobody', []],
      ] as const) {
        await find.fill(text);
        await eventually(async () => (await found()).join() === expected.join(), `${text}: ${expected.join()}`);
      }
      await find.fill('');
      await page.getByRole('tab', { name: 'Orange Teaming' }).click();
      const all = await found();
      await find.fill('\u202a01\u202f55 55 01 02');
      await eventually(async () => (await found()).length === 1, 'one of them');
      await find.fill('2002');
      assert.equal((await found()).length, 1);
      await find.fill('');
      assert.deepEqual(await found(), all);
      await page.getByRole('tab', { name: 'OpenTouch' }).click();
      await card('alice').getByLabel('Number to call').fill('\u202a10 02\u202c');
      await press('alice', 'Call');
      await shows('bob', 'rings: Alice Martin');
      await press('alice', 'Hang up');
      await free('bob');
    });

    it('shows what Business Talk has, and moves an order on', async () => {
      const { businessTalk } = simulator;
      await page.getByRole('tab', { name: 'Business Talk' }).click();
      const table = (title: string) => page.locator('.system:visible .tables > details', { hasText: title });
      for (const title of [
        'coverage (22)',
        'VPNs (3)',
        'numbers (the last 50 of 240)',
        'routers',
        'orders (0)',
        'voicesites',
      ])
        await table(title).first().waitFor();
      businessTalk.orders.push({
        orderId: 'ORD-000001',
        customerCode: '9999',
        customerOrderReference: 'mine',
        voiceSiteId: 'VS10000',
        creationDate: '2026-01-01',
      });
      await page.getByLabel('status of ORD-000001').fill('inProgress');
      await page.getByRole('button', { name: 'Move on ORD-000001' }).click();
      await table('orders (1)')
        .locator('td', { hasText: /^inProgress$/ })
        .waitFor();
      assert.equal(businessTalk.sites[0]?.status, 'inProgress');
      await page.getByLabel('status of ORD-000001').fill('delivered');
      await page.keyboard.press('Enter');
      await table('orders (1)')
        .locator('td', { hasText: /^delivered$/ })
        .waitFor();
    });

    it('shows what became of notifications, ends a subscription, and switches a telephone off', async () => {
      const { notifier } = simulator.teaming;
      await page.getByRole('tab', { name: 'Orange Teaming' }).click();
      const table = (title: string) => page.locator('.system:visible .tables > details', { hasText: title });
      const users = table('users and services');
      await users.locator('> summary').click();
      const userId = 'alice@example.com';
      await users.getByRole('button', { name: `Switch ${userId}` }).click();
      await users.locator('tr', { hasText: userId }).locator('td', { hasText: /^off$/ }).waitFor();
      await users.getByRole('button', { name: `Switch ${userId}` }).click();
      await users.locator('tr', { hasText: userId }).locator('td', { hasText: /^on$/ }).waitFor();
      const request = {
        applicationId: 'switchboard-demo',
        eventType: 'Standard Call',
        targetId: userId,
        targetType: 'User',
        callBackUrl: 'http://127.0.0.1:9/',
      };
      const subscription = notifier.subscriptions.add(request, {} as never, 3600);
      notifier.failNext('drop');
      notifier.notify(userId, { type: 'CallReceivedEvent' });
      await table('deliveries (1)').locator('> summary').click();
      await table('deliveries (1)')
        .locator('td', { hasText: /^lost$/ })
        .waitFor();
      await table('subscriptions (1)').locator('> summary').click();
      await page.getByRole('button', { name: `End ${subscription.subscriptionId}` }).click();
      await table('subscriptions (0)').waitFor();
    });

    it('logs requests with their answers, which can be filtered and copied', async () => {
      await ask('GET', `${simulator.url}/api/rest`);
      const rows = page.locator('#log .rows li:visible');
      await page.getByLabel('Filter of the log').fill('discovery');
      const row = rows.first();
      await row.locator('strong', { hasText: 'discovery' }).waitFor();
      await row.locator('summary').click();
      assert.match((await row.locator('pre.answer').textContent()) ?? '', /"versions"/);
      await row.getByRole('button', { name: 'Copy as curl' }).click();
      await page.locator('#notice', { hasText: /Copied|curl -X GET/ }).waitFor();
      await page.getByLabel('Filter of the log').fill('');
    });

    it('stays fast and small when events come by the thousand', async () => {
      for (let number = 0; number < 3000; number += 1) {
        simulator.opentouch.notify('alice', { eventName: 'OnCallModified', loginName: 'alice' } as never);
      }
      await page.getByText('more came too fast to be shown').waitFor();
      assert.ok((await page.locator('#log .rows li').count()) <= 200);
      await page.getByRole('button', { name: 'Clear' }).click();
    });

    it('fits the window, and works without a mouse', async () => {
      for (const tab of await page.getByRole('tab').all()) {
        await tab.click();
        const { scrollWidth, clientWidth } = await page.evaluate(() => {
          const { scrollWidth: whole, clientWidth: shown } = document.documentElement;
          return { scrollWidth: whole, clientWidth: shown };
        });
        assert.ok(scrollWidth <= clientWidth, `${await tab.textContent()}: ${scrollWidth} of ${clientWidth}`);
      }
      await page.getByRole('tab', { selected: true }).focus();
      await page.keyboard.press('End');
      await page.locator('#system-business-apps:visible').waitFor();
      await page.keyboard.press('ArrowRight');
      await page.locator('#system-opentouch:visible').waitFor();
      assert.equal(await page.locator(':focus').getAttribute('id'), 'tab-opentouch');
      await card('alice').getByLabel('Number to call').fill('1002');
      await page.keyboard.press('Enter');
      await shows('bob', 'rings');
      await card('bob').getByRole('button', { name: 'Hang up' }).focus();
      await page.keyboard.press('Enter');
      await free('bob');
      assert.deepEqual(complaints, []);
    });

    it('follows again by itself when the simulator was away', async () => {
      const { port } = simulator;
      await simulator.stop();
      await page.locator('#connection', { hasText: 'no connection' }).waitFor();
      simulator = await startSimulator({ port });
      await page.locator('#connection', { hasText: 'live' }).waitFor();
      complaints.length = 0;
    });
  });
}
