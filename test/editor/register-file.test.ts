import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { type EditorBrowser, editorSettings, openEditor, withoutBrowser } from '../support/browser.ts';
import { dismissDialog, openDialog } from '../support/dialogs.ts';
import { fresh, tab } from '../support/flow.ts';
import { type NodeRed, startNodeRed } from '../support/node-red.ts';
import { secret } from '../support/partner-site.ts';
import { registerCsv } from '../support/register-csv.ts';

describe('import and export in the dialog of a partner', { skip: withoutBrowser }, () => {
  let nodeRed: NodeRed;
  let editor: EditorBrowser;

  before(async () => {
    nodeRed = await startNodeRed({ settings: editorSettings });
    const credentials = { inboundUser: 'orange', inboundSecret: secret };
    await nodeRed.deploy(tab(fresh('account', 'business-apps-partner', { credentials })));
    editor = await openEditor(nodeRed.url);
  });
  after(async () => {
    await editor?.close();
    await nodeRed?.stop();
  });

  const press = (action: string) => editor.page.locator(`[data-action=${action}]`).dispatchEvent('click');
  const said = (text: string) => editor.page.getByText(text, { exact: false }).first().waitFor();

  it('checks what is pasted, imports a file, and exports the register', async () => {
    await openDialog(editor.page, 'account');
    await press('registerCheck');
    await said('Choose a file, or paste its contents.');
    const pasted = editor.page.locator('textarea[placeholder*="paste CSV"]');
    await pasted.fill('customerId,fleetId,offer,quantity\nC,F,O,1e3');
    await press('registerImport');
    await said("line 2: quantity '1e3' is not a whole number");
    await pasted.fill(registerCsv(2, 10));
    await press('registerCheck');
    await said('licences: 10 new, 0 changed, 0 unchanged');

    const buffer = Buffer.from(registerCsv(2, 10, 'Zoë'), 'latin1');
    await editor.page
      .locator('input[type=file][accept*=csv]')
      .setInputFiles({ name: 'a.csv', mimeType: 'text/csv', buffer });
    await press('registerImport');
    await said('Imported.');
    const [download] = await Promise.all([editor.page.waitForEvent('download'), press('registerCsv')]);
    const text = await readFile(await download.path(), 'utf8');
    assert.match(text, /^customerId,[\s\S]*US-9,active,[^,]*,Zoë,Martin 9,/);
    assert.deepEqual(editor.complaints(), []);
    await dismissDialog(editor.page);
  });
});
