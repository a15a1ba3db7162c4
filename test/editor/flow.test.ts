import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type EditorBrowser, editorSettings, openEditor, withoutBrowser } from '../support/browser.ts';
import { acceptDialog, showSidebar, wire } from '../support/dialogs.ts';
import { account } from '../support/flow.ts';
import { type NodeRed, startNodeRed } from '../support/node-red.ts';
import { type Recorder, resource, startRecorder } from '../support/recorder.ts';

describe('a flow made by hand in the editor', { skip: withoutBrowser }, () => {
  let server: Recorder;
  let red: NodeRed;
  let editor: EditorBrowser;

  before(async () => {
    server = await startRecorder();
    red = await startNodeRed({ settings: editorSettings });
    await red.deploy([
      { id: 'tab', type: 'tab', label: 'Test' },
      account(server.url),
      {
        id: 'inject',
        type: 'inject',
        z: 'tab',
        props: [],
        repeat: '',
        crontab: '',
        once: false,
        name: 'go',
        x: 200,
        y: 60,
        wires: [[]],
      },
      {
        id: 'debug',
        type: 'debug',
        z: 'tab',
        active: true,
        tosidebar: true,
        complete: 'payload',
        targetType: 'msg',
        x: 600,
        y: 200,
        wires: [],
      },
    ]);
    editor = await openEditor(red.url);
  });
  after(async () => {
    await editor?.close();
    await red?.stop();
    await server?.stop();
  });

  it('makes a call and shows its reference in the debug sidebar', async () => {
    const { page } = editor;
    server.answer((request) =>
      resource(request) === '/telephony/calls'
        ? { status: 201, headers: { Location: `${server.base}/telephony/calls/a6aaea5b21000700` } }
        : undefined,
    );

    const entry = page.locator('.red-ui-palette-node[data-palette-type="opentouch-make-call"]');
    await entry.scrollIntoViewIfNeeded();
    await entry.dragTo(page.locator('#red-ui-workspace-chart'), { targetPosition: { x: 400, y: 130 }, steps: 5 });
    const node = page.locator('.red-ui-flow-node-group', { hasText: 'make call' });
    await node.waitFor();
    const id = (await node.getAttribute('id')) ?? '';

    await node.dblclick();
    await page.locator('#node-input-server').selectOption('server');
    await page.locator('#telephony-field-callee + .red-ui-typedInput-container input').first().fill('{{number}}1002');
    await acceptDialog(page);
    await wire(page, 'inject', id);
    await wire(page, id, 'debug');
    await page.locator('#red-ui-header-button-deploy').click();
    await page.locator('#red-ui-header-button-deploy.disabled').waitFor();

    await showSidebar(page, 'debug');
    await page.locator('#inject .red-ui-flow-node-button-button').click();
    const message = page.locator('.red-ui-debug-msg-payload');
    await message.waitFor();
    assert.match((await message.textContent()) ?? '', /callRef: ?"a6aaea5b21000700"/);

    const [call] = server.operations().filter((request) => resource(request) === '/telephony/calls');
    assert.deepEqual(JSON.parse(String(call?.body)), { callee: '1002' });
    assert.deepEqual(editor.complaints(), []);
  });
});
