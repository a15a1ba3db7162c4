import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { type EditorBrowser, editorSettings, openEditor, withoutBrowser } from '../support/browser.ts';
import { acceptDialog, dismissDialog, importNodes, nodeOf, openDialog } from '../support/dialogs.ts';
import { fresh } from '../support/flow.ts';
import { type NodeRed, startNodeRed } from '../support/node-red.ts';

describe('the dialogs of notifications', { skip: withoutBrowser }, () => {
  let red: NodeRed;
  let editor: EditorBrowser;

  before(async () => {
    red = await startNodeRed({ settings: editorSettings });
    const account = fresh('account', 'teaming-account');
    await red.deploy([{ id: 'tab', type: 'tab', label: 'Test' }, account]);
    editor = await openEditor(red.url);
  });
  after(async () => {
    await editor?.close();
    await red?.stop();
  });
  afterEach(() => dismissDialog(editor.page));

  it('say while it is typed why Orange may not reach an address', async () => {
    const { page } = editor;
    await openDialog(page, 'account');
    const address = page.locator('#telephony-publicUrl');
    const advice = page.locator('.st-value', { has: address }).locator('.st-hint');
    assert.equal(await advice.isVisible(), false);
    const said: readonly (readonly [string, RegExp | undefined])[] = [
      ['flows', /^An address such as/],
      ['http://localhost:1880', /Orange cannot reach it/],
      ['http://flows.example.com', /begins with http/],
      ['https://192.168.1.7', /your own network/],
      ['https://flows.example.com', undefined],
      ['https://$' + '{PUBLIC_HOST}', undefined],
      ['', undefined],
    ];
    for (const [typed, words] of said) {
      await address.fill(typed);
      await address.dispatchEvent('keyup');
      if (words) await advice.filter({ hasText: words }).waitFor();
      else await advice.waitFor({ state: 'hidden' });
    }
    // A simulator on this machine reaches everything on it.
    await address.fill('http://localhost:1880');
    const server = page.locator('#telephony-baseUrl');
    await server.fill('http://127.0.0.1:18080/teaming', { force: true });
    await server.dispatchEvent('keyup');
    await advice.waitFor({ state: 'hidden' });
    assert.deepEqual(editor.complaints(), []);
  });

  it('give every chosen kind of events an output, typed ones too', async () => {
    const { page } = editor;
    const node = fresh('source', 'teaming-events', { z: 'tab', account: 'account', x: 300, y: 100, wires: [[]] });
    await importNodes(page, [node]);
    await openDialog(page, 'source');
    const kinds = page.locator('.st-value', { has: page.locator('[id="telephony-eventTypes-Basic Call"]') });
    await kinds.locator('[id="telephony-eventTypes-Voice Mail Message Summary"]').check();
    await page.locator('#telephony-eventTypes-others').fill('Hook Status');
    await page.locator('#telephony-outputMode').selectOption('per kind');
    await page.locator('#telephony-audio').check();
    await page.locator('#telephony-userIds').fill('alice@example.com, bob@example.com');
    await acceptDialog(page);
    const { stored, problems } = await nodeOf(page, 'source');
    assert.deepEqual(stored['eventTypes'], ['Basic Call', 'Voice Mail Message Summary', 'Hook Status']);
    assert.equal(stored['outputMode'], 'per kind');
    assert.equal(stored['outputs'], 4);
    assert.equal(stored['audio'], true);
    assert.equal(stored['userIds'], 'alice@example.com, bob@example.com');
    assert.deepEqual(problems, []);
    assert.deepEqual(editor.complaints(), []);
  });
});
