import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { type EditorBrowser, editorSettings, openEditor, withoutBrowser } from '../support/browser.ts';
import { acceptDialog, dismissDialog, enter, importNodes, nodeOf, openDialog, widthOf } from '../support/dialogs.ts';
import { account, operation } from '../support/flow.ts';
import { type NodeRed, startNodeRed } from '../support/node-red.ts';
import { type RecordedRequest, type Recorder, type Reply, startRecorder } from '../support/recorder.ts';

const mailboxes = [
  { id: 'box-1', name: 'Sales' },
  { id: 'box-2', name: 'Support' },
];

describe('the button that asks the account what there is', { skip: withoutBrowser }, () => {
  let red: NodeRed;
  let editor: EditorBrowser;
  let recorder: Recorder;
  let made = 0;

  before(async () => {
    recorder = await startRecorder();
    red = await startNodeRed({ settings: editorSettings });
    await red.deploy([{ id: 'tab', type: 'tab', label: 'Test' }, account(recorder.url)]);
    editor = await openEditor(red.url);
  });
  after(async () => {
    await editor?.close();
    await red?.stop();
    await recorder?.stop();
  });
  afterEach(() => dismissDialog(editor.page));

  const listing = ({ method, url }: RecordedRequest) => method === 'GET' && url.includes('/messaging/mailboxes');

  function serve(reply: Reply): void {
    recorder.requests.length = 0;
    recorder.answer((request) => (listing(request) ? reply : undefined));
  }

  const button = () => editor.page.locator('#telephony-choose-mailboxId');
  const said = () => editor.page.locator('#telephony-choose-mailboxId-said');
  const offered = () => editor.page.locator('.st-choices a');

  async function open(properties: Readonly<Record<string, unknown>> = {}): Promise<string> {
    made += 1;
    const id = `choice-${made}`;
    const node = { ...operation('opentouch-get-mailbox', {}, properties), id, z: 'tab', x: 300, y: 100, wires: [[]] };
    await importNodes(editor.page, [node]);
    await openDialog(editor.page, id);
    return id;
  }

  it('lists what the account has, and fills in what is taken', async () => {
    serve({ status: 200, body: { mailboxes } });
    const id = await open();
    const width = await widthOf(editor.page);
    await button().click();
    await offered().first().waitFor();
    assert.deepEqual(await offered().allTextContents(), ['box-1 – Sales', 'box-2 – Support']);
    await offered().nth(1).click();
    assert.equal(await widthOf(editor.page), width);
    await acceptDialog(editor.page);
    const { stored, changed } = await nodeOf(editor.page, id);
    assert.deepEqual(stored['fields'], { mailboxId: { type: 'str', value: 'box-2' } });
    assert.equal(changed, true);
    assert.deepEqual(editor.complaints(), []);
  });

  it('asks with what is entered already, and leaves out what only a message tells', async () => {
    serve({ status: 200, body: { mailboxes } });
    await open();
    await enter(editor.page, 'loginName', 'str', 'bob');
    await button().click();
    await offered().first().waitFor();
    assert.match(recorder.requests.find(listing)?.url ?? '', /\?loginName=bob$/);
    await editor.page.keyboard.press('Escape');

    serve({ status: 200, body: { mailboxes } });
    await enter(editor.page, 'loginName', 'str', '{{payload.who}}');
    await button().click();
    await offered().first().waitFor();
    assert.doesNotMatch(recorder.requests.find(listing)?.url ?? '', /loginName/);
    await editor.page.keyboard.press('Escape');
  });

  it('leaves a node alone of which nothing was taken', async () => {
    serve({ status: 200, body: { mailboxes } });
    const id = await open();
    const before = await nodeOf(editor.page, id);
    await button().click();
    await offered().first().waitFor();
    await editor.page.keyboard.press('Escape');
    await acceptDialog(editor.page);
    const now = await nodeOf(editor.page, id);
    assert.deepEqual(now.stored, before.stored);
    assert.equal(now.changed, false);
  });

  it('says that there is nothing', async () => {
    serve({ status: 200, body: { mailboxes: [] } });
    await open();
    await button().click();
    await said().waitFor();
    assert.match((await said().textContent()) ?? '', /nothing to choose/);
  });

  it('says why the list could not be fetched, in a few words', async () => {
    serve({ status: 500 });
    await open();
    await button().click();
    await said().waitFor();
    assert.match((await said().textContent()) ?? '', /could not be fetched: the server.* is out of order \(500\)/);
    editor.complaints();
  });

  it('says that an account is to be deployed first, or chosen', async () => {
    serve({ status: 200, body: { mailboxes } });
    await importNodes(editor.page, [{ ...account(recorder.url), id: 'not-deployed' }]);
    await open({ server: 'not-deployed' });
    await button().click();
    await said().waitFor();
    assert.match((await said().textContent()) ?? '', /not deployed/);
    editor.complaints();
    await dismissDialog(editor.page);

    await open({ server: '' });
    await editor.page.locator('#node-input-server').selectOption('_ADD_');
    await button().click();
    await said().waitFor();
    assert.match((await said().textContent()) ?? '', /account first/);
    assert.deepEqual(recorder.requests.filter(listing), []);
  });

  it('of no other account, operation or field than those that can be looked up', async () => {
    const status = async (path: string) => (await fetch(`${red.url}/telephony/choices/${path}`)).status;
    assert.equal(await status('server/opentouch-get-mailbox/mailboxId'), 200);
    assert.equal(await status('server/opentouch-get-mailbox/loginName'), 404);
    assert.equal(await status('server/opentouch-fly/mailboxId'), 404);
    assert.equal(await status('tab/opentouch-get-mailbox/mailboxId'), 409);
  });
});
