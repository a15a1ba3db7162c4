import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { type EditorBrowser, editorSettings, openEditor, withoutBrowser } from '../support/browser.ts';
import {
  answer,
  type ConsentSite,
  closed,
  consentIn,
  openConsent,
  profiles,
  startConsentSite,
} from '../support/consent.ts';
import { acceptDialog, dismissDialog, nodeOf, openDialog } from '../support/dialogs.ts';
import { eventually } from '../support/eventually.ts';
import { operation, tab } from '../support/flow.ts';
import { type NodeRed, startNodeRed } from '../support/node-red.ts';

describe('consent in the dialog of an account', { skip: withoutBrowser }, () => {
  let red: NodeRed;
  let site: ConsentSite;
  let editor: EditorBrowser;

  before(async () => {
    site = await startConsentSite();
    red = await startNodeRed({ settings: editorSettings });
    await deploy();
    editor = await openEditor(red.url, { viewport: { width: 1280, height: 1400 } });
  });
  after(async () => {
    await editor?.close();
    await red.stop();
    await site.stop();
  });
  beforeEach(async () => {
    site.profile = profiles['Alice'];
    await dismissDialog(editor.page);
    await openDialog(editor.page, 'account');
  });

  const deploy = () => red.deploy(tab(site.account(), operation('teaming-get-my-profile', {}, { account: 'account' })));
  const outcome = (expected: RegExp) => editor.page.locator('.st-outcome', { hasText: expected }).waitFor();
  const state = (expected: RegExp) => editor.page.locator('.st-consent', { hasText: expected }).waitFor();
  const callback = async () => await editor.page.locator('#telephony-callback').inputValue();

  it('begins with nobody, and shows the address that has to be registered', async () => {
    await state(/Nobody has consented yet/);
    assert.equal(await callback(), `${red.url}/telephony/oauth/callback`);
    red.inject('operation');
    const { error } = (await red.next('errors')) as unknown as { error: { code: string } };
    assert.equal(error.code, 'CONSENT_NEEDED');
    assert.equal(red.status('account')?.text, 'consent needed');
  });

  it('leaves an account alone in whose dialog nothing was changed', async () => {
    const { page } = editor;
    const before = await nodeOf(page, 'account');
    assert.equal(await page.locator('#node-config-input-clientSecret').inputValue(), '__PWRD__');
    await acceptDialog(page);
    const now = await nodeOf(page, 'account');
    assert.deepEqual(now.stored, before.stored);
    assert.deepEqual([now.changed, now.problems], [false, []]);
    await openDialog(page, 'account');
  });

  it('brings the user to Orange and back, and says who it was and what is allowed', async () => {
    const popup = await openConsent(editor.page);
    await popup.getByText('Switchboard demo').first().waitFor();
    const asked = new URL(popup.url()).searchParams;
    assert.equal(asked.get('redirect_uri'), await callback());
    assert.equal(asked.get('scope'), 'openid offline_access b2b:teaming:user:callManagement');
    assert.ok((asked.get('state') ?? '').length >= 32);
    await answer(popup, 'Alice Martin', 'Accept');
    await closed(popup);
    await outcome(/^Alice Martin has given consent/);
    await state(/^Alice Martin, \+33155550101 \(since .+\)May: sign in, stay signed in, user: calls/);
    await eventually(
      async () => (await editor.page.locator('#telephony-userId').inputValue()) === 'alice@example.com',
      'the default user is suggested',
    );
    assert.match((await consentIn(editor.page).authorize.textContent()) ?? '', /Authorize again/);
  });

  it('serves the running flows at once, and those that are deployed later', async () => {
    for (const redeploy of [false, true]) {
      if (redeploy) await deploy();
      red.inject('operation');
      const { payload } = (await red.next('out')) as { payload: { userId: string } };
      assert.equal(payload.userId, 'alice@example.com');
    }
    assert.equal(red.status('account')?.fill, 'green');
  });

  it('can be given by somebody else', async () => {
    site.profile = profiles['Bob'];
    const popup = await openConsent(editor.page);
    // Orange knows the browser, and asks nobody who has consented before.
    await closed(popup);
    await outcome(/^Bob Durand has given consent/);
    await state(/^Bob Durand/);
  });

  it('is good without a profile, too', async () => {
    site.profile = undefined;
    await closed(await openConsent(editor.page));
    await outcome(/^The consent has been given/);
    await state(/^somebody/);
  });

  it('can be forgotten, and is then needed again', async () => {
    await consentIn(editor.page).forget.click();
    await outcome(/^Forgotten here/);
    await state(/Nobody has consented yet/);
    red.inject('operation');
    const { error } = (await red.next('errors')) as unknown as { error: { code: string } };
    assert.equal(error.code, 'CONSENT_NEEDED');
  });

  it('says in words that the user has refused', async () => {
    site.simulator.orange.revoke();
    const popup = await openConsent(editor.page);
    await answer(popup, 'Alice Martin', 'Refuse');
    await closed(popup);
    await outcome(/^The consent was not given: The user has refused\.$/);
    await state(/Nobody has consented yet/);
  });

  it('says in words that the code was not taken', async () => {
    await editor.page.locator('#node-config-input-clientSecret').fill('wrong');
    const popup = await openConsent(editor.page);
    await answer(popup, 'Alice Martin', 'Accept');
    await closed(popup);
    await outcome(/^Orange did not accept the consent: INVALID_CLIENT/);
  });

  it('works for an account that is not deployed, with what is typed in its dialog', async () => {
    await dismissDialog(editor.page);
    await editor.page.evaluate(`RED.editor.editConfig('', 'teaming-account', '_ADD_', null)`);
    const { page } = editor;
    await page.locator('.switchboard-telephony .st-consent').waitFor();
    await consentIn(page).authorize.click();
    await outcome(/Enter client ID and client secret first/);
    const { clientId, clientSecret } = site.account()['credentials'] as { clientId: string; clientSecret: string };
    await page.locator('summary').click();
    for (const [id, value] of Object.entries({
      'node-config-input-authorization': `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`,
      'telephony-baseUrl': `${site.api.url}/teaming`,
      'telephony-tokenUrl': String(site.account()['tokenUrl']),
      'telephony-authorizeUrl': 'nowhere',
    })) {
      await page.locator(`#${id}`).fill(value);
    }
    await consentIn(page).authorize.click();
    await outcome(/^authorizeUrl: an address/);
    await page.locator('#telephony-authorizeUrl').fill(String(site.account()['authorizeUrl']));
    const popup = await openConsent(page);
    await answer(popup, 'Alice Martin', 'Accept');
    await closed(popup);
    await outcome(/^Alice Martin has given consent.*Deploy the account to use it\.$/);
  });

  it('is kept for an account that is switched off, and forgotten with one that is deleted', async () => {
    const connected = async () => {
      const answer = await fetch(`${red.url}/telephony/oauth/accounts/account`);
      return ((await answer.json()) as { connected: boolean }).connected;
    };
    await closed(await openConsent(editor.page));
    await outcome(/has given consent/);
    await red.deploy(tab({ ...site.account(), d: true }));
    assert.equal(await connected(), true);
    await red.deploy([]);
    await eventually(async () => !(await connected()), 'the consent is forgotten');
  });

  it('leaves no complaint in the browser but for what was refused on purpose', () => {
    const complaints = editor.complaints().filter((line) => !/status of 400/.test(line));
    assert.deepEqual(complaints, []);
  });
});
