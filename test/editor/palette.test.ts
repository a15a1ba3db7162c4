import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type EditorBrowser, editorSettings, openEditor, withoutBrowser } from '../support/browser.ts';
import { type NodeRed, startNodeRed } from '../support/node-red.ts';

/** What people type who look for something, and one of the nodes that they should find. */
const searches: Readonly<Record<string, string>> = {
  'hang up': 'opentouch-release-call',
  forward: 'opentouch-set-routes',
  divert: 'opentouch-redirect-call',
  dnd: 'teaming-set-service',
  'do not disturb': 'teaming-set-service',
  missed: 'opentouch-get-com-records',
  'call history': 'opentouch-get-com-records',
  ring: 'opentouch-make-call',
  dial: 'opentouch-make-call',
  phone: 'opentouch-make-call',
  'click to call': 'teaming-make-call',
  'pick up': 'opentouch-pick-up-call',
  agent: 'opentouch-change-group-role',
  queue: 'opentouch-change-group-role',
  'hunt group': 'opentouch-get-groups',
  'put through': 'opentouch-transfer-call',
  'hand over': 'opentouch-blind-transfer-call',
  unhold: 'opentouch-retrieve-call',
  resume: 'teaming-control-call',
  keypad: 'opentouch-send-dtmf',
  microphone: 'opentouch-mute-device',
  'call back': 'opentouch-request-callback',
  voicemail: 'teaming-get-voice-messages',
  'answering machine': 'opentouch-get-voicemails',
  greeting: 'opentouch-record-message',
  'phone book': 'opentouch-search-directory',
  'caller name': 'opentouch-search-directory',
  'out of office': 'opentouch-set-calendar-presence',
  available: 'opentouch-set-basic-presence',
  chat: 'opentouch-send-im',
  meeting: 'opentouch-create-conference',
  'screen pop': 'opentouch-call',
  webhook: 'teaming-events',
  'record call': 'opentouch-record-call',
  demo: 'telephony-simulator',
};

describe('the palette', { skip: withoutBrowser }, () => {
  let red: NodeRed;
  let editor: EditorBrowser;

  before(async () => {
    red = await startNodeRed({ settings: editorSettings });
    editor = await openEditor(red.url);
    // A category that slides shut while it is wanted again stays shut, in the editor itself.
    await editor.page.evaluate('jQuery.fx.off = true');
  });
  after(async () => {
    await editor?.close();
    await red?.stop();
  });

  const ours = /^(?:Telephony|OpenTouch .+|Teaming|Business .+)$/;

  it('shows what people come for first, then a category for each chapter, and plumbing last', async () => {
    const headings = await editor.page
      .locator('.red-ui-palette-category:visible .red-ui-palette-header')
      .allTextContents();
    assert.deepEqual(
      headings.filter((heading) => ours.test(heading)),
      [
        'Telephony',
        'OpenTouch events',
        'OpenTouch calls',
        'OpenTouch voicemail',
        'OpenTouch routing',
        'OpenTouch directory',
        'OpenTouch presence',
        'OpenTouch messages',
        'OpenTouch call log',
        'OpenTouch conferences',
        'OpenTouch groups',
        'OpenTouch users',
        'Teaming',
        'Business Talk',
        'Business Applications',
        'OpenTouch advanced',
      ],
    );
  });

  it('writes on a node its label alone', async () => {
    const shown = editor.page.locator('[data-palette-type="opentouch-release-call"] .red-ui-palette-label');
    assert.equal((await shown.innerHTML()).replace(/(?:<br>|\s)+/g, ' '), 'release call');
  });

  const hidden = () => editor.page.locator('.red-ui-palette-node[data-filter]').first();
  const found = () => editor.page.locator('.red-ui-palette-node:not([data-filter])');

  async function search(text: string): Promise<void> {
    const input = editor.page.locator('#red-ui-palette-search input');
    await input.fill(text);
    await input.dispatchEvent('keyup');
  }

  for (const [text, type] of Object.entries(searches)) {
    it(`finds ${type} for "${text}"`, async () => {
      await search('');
      await hidden().waitFor({ state: 'detached' });
      await search(text);
      await hidden().waitFor({ state: 'attached' });
      await editor.page.locator(`[data-palette-type="${type}"]:not([data-filter])`).waitFor({ timeout: 5000 });
      assert.ok((await found().count()) < 60, 'it finds what was meant, not everything');
    });
  }
});
