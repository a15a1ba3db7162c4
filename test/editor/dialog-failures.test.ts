import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { type EditorBrowser, editorSettings, openEditor, withoutBrowser } from '../support/browser.ts';
import { consentIn } from '../support/consent.ts';
import { acceptDialog, dismissDialog, nodeOf, openDialog } from '../support/dialogs.ts';
import { account, operation, tab } from '../support/flow.ts';
import { type NodeRed, startNodeRed } from '../support/node-red.ts';
import { orangeAccount } from '../support/orange.ts';

const nobody = 'http://127.0.0.1:1';
const consents = '**/telephony/oauth/accounts/*';
const lists = '**/operations-*.json';

describe('a dialog whose question is not answered', { skip: withoutBrowser }, () => {
  let red: NodeRed;
  let editor: EditorBrowser;

  before(async () => {
    red = await startNodeRed({ settings: editorSettings });
    const fields = { callee: { type: 'str', value: '1002' } };
    const chosen = { type: 'opentouch-operation', operation: 'opentouch-make-call', x: 200, y: 100 };
    await red.deploy(
      tab(
        account(nobody),
        orangeAccount('teaming', nobody, { id: 'team' }),
        operation('opentouch-operation', fields, chosen),
      ),
    );
    editor = await openEditor(red.url);
  });
  after(async () => {
    await editor?.close();
    await red?.stop();
  });
  afterEach(async () => {
    await editor.page.unrouteAll();
    await dismissDialog(editor.page);
    editor.complaints();
  });

  /** What the page complains of, besides the requests that did not come through. */
  const troubles = () => editor.complaints().filter((text) => !/Failed to load resource/.test(text));

  it('says so where it cannot be told who has consented', async () => {
    await editor.page.route(consents, (route) => route.abort());
    await openDialog(editor.page, 'team');
    await consentIn(editor.page).outcome.getByText('Node-RED does not answer.').waitFor();
    assert.deepEqual(troubles(), []);
  });

  it('says why a consent is not forgotten, and goes on showing it', async () => {
    const status = { connected: true, since: '2026-01-31T08:00:00Z', name: 'Alice Martin', scopes: [] };
    const refusal = { code: 'NOT_ALLOWED', message: 'This does not come from the editor' };
    await editor.page.route(consents, (route) =>
      route.request().method() === 'DELETE'
        ? route.fulfill({ status: 403, json: refusal })
        : route.fulfill({ json: status }),
    );
    await openDialog(editor.page, 'team');
    await consentIn(editor.page).forget.click();
    await consentIn(editor.page).outcome.getByText(refusal.message).waitFor();
    assert.match((await consentIn(editor.page).state.textContent()) ?? '', /Alice Martin/);
    assert.deepEqual(troubles(), []);
  });

  it('says that the operations cannot be listed, keeps what is chosen, and lists them the next time', async () => {
    await editor.page.route(lists, (route) => route.fulfill({ status: 404 }));
    const before = await nodeOf(editor.page, 'operation');
    await openDialog(editor.page, 'operation');
    await editor.page.getByText('The list of operations could not be loaded.').waitFor();
    await acceptDialog(editor.page);
    assert.deepEqual((await nodeOf(editor.page, 'operation')).stored, before.stored);
    assert.deepEqual(troubles(), []);
    await editor.page.unrouteAll();
    await openDialog(editor.page, 'operation');
    await editor.page.locator('#telephony-operation optgroup').first().waitFor({ state: 'attached' });
    assert.equal(await editor.page.locator('#telephony-operation').inputValue(), 'opentouch-make-call');
    assert.deepEqual(troubles(), []);
  });
});
