import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { type EditorBrowser, editorSettings, openEditor, withoutBrowser } from '../support/browser.ts';
import { acceptDialog, dismissDialog, enter, importNodes, nodeOf, openDialog, widthOf } from '../support/dialogs.ts';
import { account, fresh, operation } from '../support/flow.ts';
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

  async function open(
    properties: Readonly<Record<string, unknown>> = {},
    type = 'opentouch-get-mailbox',
  ): Promise<string> {
    made += 1;
    const id = `choice-${made}`;
    const node = { ...operation(type, {}, properties), id, z: 'tab', x: 300, y: 100, wires: [[]] };
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
    await said().filter({ hasText: 'nothing to choose' }).waitFor();
  });

  it('says why the list could not be fetched, in a few words', async () => {
    serve({ status: 500 });
    await open();
    await button().click();
    await said()
      .filter({ hasText: /could not be fetched: the server.* is out of order \(500\)/ })
      .waitFor();
    editor.complaints();
  });

  it('narrows the list to what is typed, and takes the first with Enter', async () => {
    serve({ status: 200, body: { mailboxes } });
    const id = await open();
    await button().click();
    await offered().nth(1).waitFor();
    await editor.page.keyboard.type('supp');
    await offered().nth(1).waitFor({ state: 'detached' });
    assert.deepEqual(await offered().allTextContents(), ['box-2 – Support']);
    await editor.page.keyboard.press('Enter');
    await offered().first().waitFor({ state: 'detached' });
    await acceptDialog(editor.page);
    const { stored } = await nodeOf(editor.page, id);
    assert.deepEqual(stored['fields'], { mailboxId: { type: 'str', value: 'box-2' } });
  });

  it('lets several be chosen where a field takes several, and keeps what was entered by hand', async () => {
    recorder.requests.length = 0;
    const messages = ['m-1', 'm-2', 'm-3'].map((messageId) => ({
      messageId,
      from: { id: {}, displayName: `Writer of ${messageId}` },
      unread: true,
      message: '',
    }));
    recorder.answer(({ url }) => (url.includes('/im/deferred') ? { status: 200, body: { messages } } : undefined));
    const id = await open({}, 'opentouch-delete-deferred-messages');
    await enter(editor.page, 'msgIds', 'str', 'by-hand, m-1');
    await editor.page.locator('#telephony-choose-msgIds').click();
    const boxes = editor.page.locator('.st-choices input');
    await boxes.nth(2).waitFor();
    assert.equal(await boxes.nth(0).isChecked(), true);
    await boxes.nth(2).check();
    await boxes.nth(0).uncheck();
    await acceptDialog(editor.page);
    const { stored } = await nodeOf(editor.page, id);
    assert.deepEqual(stored['fields'], { msgIds: { type: 'str', value: 'by-hand,m-3' } });
    assert.deepEqual(editor.complaints(), []);
  });

  it('looks people up by what is typed, in the directories of the account', async () => {
    recorder.requests.length = 0;
    const contacts = [{ firstName: 'Bob', lastName: 'Bernard', id: { phoneNumber: '1002' } }];
    const found = { resultCode: 'FINISH', resultElements: [{ directorySource: 'OT', contacts }] };
    recorder.answer(({ method, url }) => {
      if (!url.includes('/directory/search')) return undefined;
      return method === 'POST' ? { status: 204 } : { status: 200, body: found };
    });
    const id = await open({}, 'opentouch-make-call');
    await editor.page.locator('#telephony-choose-callee').click();
    await editor.page.keyboard.type('bob');
    await offered().first().waitFor();
    assert.deepEqual(await offered().allTextContents(), ['1002 – Bob Bernard']);
    await offered().first().click();
    await acceptDialog(editor.page);
    const { stored } = await nodeOf(editor.page, id);
    assert.deepEqual(stored['fields'], { callee: { type: 'str', value: '1002' } });
    const search = recorder.requests.find(({ method, url }) => method === 'POST' && url.includes('/directory/search'));
    assert.match(search?.body.toString() ?? '', /"bob"/);
    assert.deepEqual(editor.complaints(), []);
  });

  it('lists for a task what its operations would be asked for, given the user that is entered', async () => {
    recorder.requests.length = 0;
    const devices = [{ id: '1001', label: 'Desk' }];
    recorder.answer(({ url }) => {
      if (url.endsWith('/logins')) return { status: 200, body: { loginNames: ['alice', 'bob'] } };
      return url.includes('/users/bob') ? { status: 200, body: { loginName: 'bob', devices } } : undefined;
    });
    await importNodes(editor.page, [fresh('task', 'telephony-call', { server: 'server', z: 'tab', x: 1, y: 1 })]);
    await openDialog(editor.page, 'task');
    const choose = async (name: string, label: string) => {
      await editor.page.locator(`#telephony-choose-${name}-opentouch-server`).click();
      await offered().filter({ hasText: label }).click();
    };
    await choose('user', 'bob');
    await choose('device', '1001 – Desk');
    assert.equal(await editor.page.locator('#telephony-choose-user-teaming-account').isVisible(), false);
    await acceptDialog(editor.page);
    const { stored } = await nodeOf(editor.page, 'task');
    assert.deepEqual(stored['user'], { type: 'str', value: 'bob' });
    assert.deepEqual(stored['device'], { type: 'str', value: '1001' });
    assert.deepEqual(editor.complaints(), []);
  });

  it('lists users for a source, of whom several can be ticked, and devices in the dialog of the account itself', async () => {
    recorder.requests.length = 0;
    recorder.answer(({ url }) => {
      if (url.endsWith('/logins')) return { status: 200, body: { loginNames: ['alice', 'bob'] } };
      const body = { loginName: 'bob', devices: [{ id: '1001', label: 'Desk' }] };
      return url.includes('/users/bob') ? { status: 200, body } : undefined;
    });
    await importNodes(editor.page, [fresh('source', 'opentouch-events', { server: 'server', z: 'tab', x: 1, y: 1 })]);
    await openDialog(editor.page, 'source');
    await editor.page.locator('#telephony-choose-loginNames-opentouch-server').click();
    for (const name of ['alice', 'bob']) await editor.page.locator('.st-choices').getByLabel(name).check();
    await acceptDialog(editor.page);
    assert.equal((await nodeOf(editor.page, 'source')).stored['loginNames'], 'alice,bob');

    await openDialog(editor.page, 'server');
    await editor.page.fill('#telephony-loginName', 'bob');
    await editor.page.locator('#telephony-choose-deviceId-opentouch-server').click();
    await offered().filter({ hasText: '1001 – Desk' }).click();
    assert.equal(await editor.page.locator('#telephony-deviceId').inputValue(), '1001');
    assert.deepEqual(editor.complaints(), []);
  });

  it('asks an account that is not deployed with what stands in the editor', async () => {
    serve({ status: 200, body: { mailboxes } });
    const typed = { ...account(recorder.url), id: 'not-deployed' };
    await importNodes(editor.page, [typed]);
    await open({ server: 'not-deployed' });
    await button().click();
    await offered().first().waitFor();
    assert.deepEqual(await offered().allTextContents(), ['box-1 – Sales', 'box-2 – Support']);
    editor.complaints();
  });

  it('says what is wrong with an account that is not deployed, or that one is to be chosen', async () => {
    serve({ status: 200, body: { mailboxes } });
    await importNodes(editor.page, [{ ...account('not an address'), id: 'no-address' }]);
    await open({ server: 'no-address' });
    await button().click();
    await said().filter({ hasText: 'url' }).waitFor();
    editor.complaints();
    await dismissDialog(editor.page);

    await open({ server: '' });
    await editor.page.locator('#node-input-server').selectOption('_ADD_');
    await button().click();
    await said().filter({ hasText: 'account first' }).waitFor();
    assert.deepEqual(recorder.requests.filter(listing), []);
  });

  it('of no other account, operation or field than those that can be looked up', async () => {
    const status = async (path: string) => (await fetch(`${red.url}/telephony/choices/${path}`)).status;
    assert.equal(await status('server/opentouch-get-mailbox/mailboxId'), 200);
    assert.equal(await status('server/opentouch-get-mailboxes/nothing'), 404);
    assert.equal(await status('server/opentouch-fly/mailboxId'), 404);
    assert.equal(await status('tab/opentouch-get-mailbox/mailboxId'), 409);
  });
});
