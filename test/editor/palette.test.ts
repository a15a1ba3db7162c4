import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type EditorBrowser, editorSettings, openEditor, withoutBrowser } from '../support/browser.ts';
import { type NodeRed, startNodeRed } from '../support/node-red.ts';

/** What people type who look for something, and what they should find: the task where there is one, the operation as well. */
const searches: Readonly<Record<string, readonly string[]>> = {
  'hang up': ['telephony-call', 'opentouch-release-call', 'teaming-release-call'],
  forward: ['telephony-forward', 'opentouch-set-routes'],
  divert: ['telephony-forward', 'opentouch-redirect-call'],
  dnd: ['telephony-dnd', 'teaming-set-service'],
  'do not disturb': ['telephony-dnd', 'teaming-set-service'],
  missed: ['telephony-missed-calls', 'telephony-calls', 'opentouch-get-com-records'],
  'call history': ['telephony-missed-calls', 'opentouch-get-com-records'],
  ring: ['telephony-call', 'telephony-calls', 'opentouch-make-call'],
  dial: ['telephony-call', 'opentouch-make-call'],
  phone: ['telephony-call', 'opentouch-make-call'],
  'click to call': ['telephony-call', 'teaming-make-call'],
  'pick up': ['telephony-call', 'opentouch-pick-up-call'],
  agent: ['opentouch-change-group-role'],
  queue: ['opentouch-change-group-role'],
  'hunt group': ['opentouch-get-groups'],
  'put through': ['telephony-call', 'opentouch-transfer-call'],
  transfer: ['telephony-call', 'opentouch-blind-transfer-call'],
  resume: ['telephony-call', 'teaming-control-call'],
  keypad: ['opentouch-send-dtmf'],
  microphone: ['opentouch-mute-device'],
  'call back': ['opentouch-request-callback'],
  voicemail: ['telephony-voice-messages', 'teaming-get-voice-messages'],
  'e-mail': ['telephony-voice-messages'],
  'answering machine': ['telephony-voice-messages', 'opentouch-get-voicemails'],
  greeting: ['opentouch-record-message'],
  'phone book': ['telephony-find-person', 'opentouch-search-directory'],
  'caller ID': ['telephony-calls', 'telephony-find-person'],
  'out of office': ['telephony-forward', 'telephony-presence', 'opentouch-set-calendar-presence'],
  available: ['telephony-presence', 'opentouch-set-basic-presence'],
  chat: ['telephony-message', 'opentouch-send-im'],
  meeting: ['opentouch-create-conference'],
  'screen pop': ['telephony-calls', 'opentouch-call'],
  wallboard: ['telephony-calls'],
  webhook: ['teaming-events'],
  recording: ['telephony-record-call', 'opentouch-record-call'],
  extension: ['opentouch-get-devices'],
  demo: ['telephony-simulator'],
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

  const headingsOf = ({ page }: EditorBrowser) =>
    page.locator('.red-ui-palette-category:visible .red-ui-palette-header').allTextContents();

  it('shows what people come for first, then a category for each chapter, and plumbing last', async () => {
    const headings = await headingsOf(editor);
    assert.equal(headings[0], 'Telephony');
    assert.ok(headings.indexOf('OpenTouch events') > headings.indexOf('function'), 'only one category is moved');
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

  it('leaves the order of the categories to settings that name one', async () => {
    // The settings are the only thing that is not as in real life: another Node-RED would be needed to have them.
    const first = await editor.page.evaluate(`(() => {
      const telephony = $('#red-ui-palette-container-Telephony');
      const add = () => RED.nodes.getType('telephony-call').onpaletteadd();
      const firstNow = () => $('.red-ui-palette-category').first().data('category');
      const ordered = (settings) => {
        telephony.appendTo(telephony.parent());
        Object.assign(RED.settings, settings);
        add();
        return firstNow();
      };
      const theme = RED.settings.theme;
      return [
        ordered({ paletteCategories: ['common'] }),
        ordered({ paletteCategories: undefined, theme: () => ({ order: ['common'] }) }),
        ordered({ theme }),
      ];
    })()`);
    assert.deepEqual(first, ['subflows', 'subflows', 'Telephony']);
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

  for (const [text, types] of Object.entries(searches)) {
    it(`finds what is meant by "${text}", and not everything`, async () => {
      await search('');
      await hidden().waitFor({ state: 'detached' });
      await search(text);
      await hidden().waitFor({ state: 'attached' });
      for (const type of types)
        await editor.page.locator(`[data-palette-type="${type}"]:not([data-filter])`).waitFor({ timeout: 5000 });
      assert.ok((await found().count()) < 60);
    });
  }
});
