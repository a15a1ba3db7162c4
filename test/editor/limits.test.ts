import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { type Simulator, startSimulator } from '../../nodes/simulator/server/simulator.ts';
import { type EditorBrowser, editorSettings, openEditor, withoutBrowser } from '../support/browser.ts';
import { credentialsOf } from '../support/chapter.ts';
import { dismissDialog, enter, importNodes, openDialog } from '../support/dialogs.ts';
import { account, operation } from '../support/flow.ts';
import { type FlowNode, type NodeRed, startNodeRed } from '../support/node-red.ts';

describe('what a dialog says of an operation that the user who acts cannot carry out', { skip: withoutBrowser }, () => {
  let simulator: Simulator;
  let red: NodeRed;
  let editor: EditorBrowser;

  before(async () => {
    simulator = await startSimulator({ port: 0 });
    red = await startNodeRed({ settings: editorSettings });
    const node = (id: string, of: FlowNode, wires: string[][]): FlowNode => ({
      ...of,
      id,
      z: 'tab',
      x: 200,
      y: 100,
      wires,
    });
    await red.deploy([
      { id: 'tab', type: 'tab', label: 'Test' },
      account(simulator.url, { ...credentialsOf('admin') }),
      node('used', operation('opentouch-get-devices', { loginName: { type: 'str', value: 'alice' } }), [['sink']]),
      { id: 'sink', type: 'test-sink', z: 'tab', wires: [] },
    ]);
    editor = await openEditor(red.url);
    await importNodes(editor.page, [node('routes', operation('opentouch-set-routes'), [[]])]);
  });
  after(async () => {
    await editor?.close();
    await red?.stop();
    await simulator?.stop();
  });
  afterEach(() => dismissDialog(editor.page));

  const limits = () => editor.page.locator('.st-limits .st-hint');

  async function actAs(loginName: string): Promise<void> {
    await enter(editor.page, 'loginName', 'str', loginName);
    await editor.page.locator('#telephony-field-loginName').dispatchEvent('change');
  }

  it('is nothing while the account has not been used: opening a dialog logs nobody in', async () => {
    await openDialog(editor.page, 'routes');
    await actAs('alice');
    assert.equal(await limits().count(), 0);
    assert.deepEqual(simulator.opentouch.sessions(), []);
  });

  it('names the values that are for another kind of user, and changes with the user', async () => {
    red.inject('used', {});
    await red.next('sink');
    await openDialog(editor.page, 'routes');
    await actAs('alice');
    await limits()
      .filter({ hasText: /only users of type STANDARD can have NUMBER; .* is of type MULTIMEDIA/ })
      .waitFor();
    await actAs('bob');
    await limits().filter({ hasText: 'only users of type MULTIMEDIA can have TABLET, VIDEO' }).waitFor();
    assert.equal(await limits().filter({ hasText: 'only users of type STANDARD' }).count(), 0);
    assert.deepEqual(editor.complaints(), []);
  });
});
