import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Simulator, startSimulator } from '../../nodes/simulator/server/simulator.ts';
import { type EditorBrowser, editorSettings, openEditor, withoutBrowser } from '../support/browser.ts';
import { importNodes, openDialog } from '../support/dialogs.ts';
import { fresh } from '../support/flow.ts';
import { type NodeRed, startNodeRed } from '../support/node-red.ts';

describe('the dialog of an account', { skip: withoutBrowser }, () => {
  let red: NodeRed;
  let simulator: Simulator;
  let browser: EditorBrowser;
  before(async () => {
    simulator = await startSimulator({ port: 0 });
    red = await startNodeRed({ settings: editorSettings });
    browser = await openEditor(red.url);
  });
  after(async () => {
    await browser?.close();
    await red?.stop();
    await simulator?.stop();
  });

  it('tries out what stands there, before anything is saved, and says what is wrong', async () => {
    const { page } = browser;
    await importNodes(page, [fresh('server', 'opentouch-server', { url: '' })]);
    await openDialog(page, 'server');
    const findings = page.locator('.st-findings li');
    const press = async (count: number) => {
      await page.locator('#telephony-check').click();
      await findings.nth(count - 1).waitFor();
      await page.locator('#telephony-check:not([disabled])').waitFor();
      return findings.allTextContents();
    };
    await page.locator('#telephony-url').fill(simulator.url);
    await page.locator('#node-config-input-login').fill('alice');
    await page.locator('#node-config-input-password').fill('wrong');
    const wrong = await press(3);
    assert.match(wrong.at(-1) ?? '', /refuses login or password/);
    assert.equal(await findings.nth(2).getAttribute('class'), 'st-failed');
    await page.locator('#node-config-input-password').fill('alice-secret');
    const right = await press(6);
    assert.match(right.at(-1) ?? '', /Events come/);
    assert.deepEqual(browser.complaints(), []);
  });
});
