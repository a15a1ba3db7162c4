import assert from 'node:assert/strict';
import { createServer, request as forward } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { PendingAuthorizations } from '../../nodes/oauth/consent/pending-authorizations.ts';
import { type EditorBrowser, openEditor, withoutBrowser } from '../support/browser.ts';
import { answer, type ConsentSite, closed, openConsent, startConsentSite } from '../support/consent.ts';
import { openDialog } from '../support/dialogs.ts';
import { ask, decide } from '../support/orange-simulator.ts';
import { guarded, keeperToken, type RedCommand, startRedCommand } from '../support/red-command.ts';

/** A proxy at a port of its own, before Node-RED, that changes nothing but the address under which it is reached. */
async function startReverseProxy(target: string) {
  const server = createServer((incoming, response) => {
    const { method, headers, url } = incoming;
    const onward = forward(new URL(url ?? '', target), { method, headers }, (reply) => {
      response.writeHead(reply.statusCode ?? 502, reply.headers);
      reply.pipe(response);
    });
    onward.on('error', () => response.destroy());
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

let command: RedCommand;
let site: ConsentSite;
let proxy: Awaited<ReturnType<typeof startReverseProxy>>;
let token: string;
/** The admin side, as the browser sees it. */
let admin: string;

before(async () => {
  site = await startConsentSite();
  process.env['TELEPHONY_TEST_SITE'] = site.simulator.url;
  process.env['TELEPHONY_TEST_CLIENT'] = 'another-client';
  command = await startRedCommand(`httpAdminRoot: '/red', ${guarded}
    editorTheme: { tours: false, palette: { catalogues: [] } },`);
  proxy = await startReverseProxy(command.url);
  admin = `${proxy.url}/red`;
  token = await keeperToken(admin);
  const flows = [{ id: 'tab', type: 'tab', label: 'A' }, site.account()];
  const deployed = await call('POST', 'flows', { flows }, { 'Node-RED-API-Version': 'v2' });
  assert.equal(deployed.status, 200);
});
after(async () => {
  await command?.stop();
  proxy?.stop();
  await site?.stop();
});

const authorized = () => ({ authorization: `Bearer ${token}` });
const call = (method: string, path: string, body?: object, headers: Record<string, string> = {}) =>
  ask(method, `${admin}/${path}`, {
    headers: { ...authorized(), 'content-type': 'application/json', accept: 'application/json', ...headers },
    ...(body && { body: JSON.stringify(body) }),
  });
const callback = () => `${admin}/telephony/oauth/callback`;
const begin = (changes: object = {}, headers: Record<string, string> = {}) => {
  const { credentials: _, ...config } = site.account();
  const body = { account: 'account', redirectUri: callback(), config, credentials: {}, ...changes };
  return call('POST', 'telephony/oauth/consents', body, headers);
};

/** Begins, lets Alice accept, and gives the address to come back to and the cookie of the browser that began. */
async function accepted() {
  const { body, headers, status, text } = await begin();
  assert.equal(status, 200, text);
  const page = await ask('GET', String(body['url']));
  const { headers: back } = await decide(site.simulator.url, page.text, 'accept', 'alice@example.com');
  return { address: back.get('location') ?? '', cookie: headers.get('set-cookie') ?? '', url: String(body['url']) };
}
const connected = async () => (await call('GET', 'telephony/oauth/accounts/account')).body['connected'];
const pair = (cookie: string) => cookie.split(';')[0] ?? '';

describe('consent behind a path, a password and a proxy', () => {
  it('is begun, told of and forgotten by those only who may deploy or read flows', async () => {
    const asked: [string, string][] = [
      ['POST', 'telephony/oauth/consents'],
      ['GET', 'telephony/oauth/accounts/account'],
      ['DELETE', 'telephony/oauth/accounts/account'],
    ];
    for (const [method, path] of asked) {
      assert.equal((await call(method, path, undefined, { authorization: '' })).status, 401, path);
    }
    assert.equal((await ask('GET', `${command.url}/telephony/oauth/callback`)).status, 404);
  });

  it('sends the browser to Orange with the address as the browser sees it, and marks the browser', async () => {
    const { body, headers } = await begin();
    const asked = new URL(String(body['url'])).searchParams;
    assert.equal(asked.get('redirect_uri'), callback());
    const cookie = headers.get('set-cookie') ?? '';
    assert.match(cookie, /; Path=\/red\/telephony\/oauth\/callback; HttpOnly; SameSite=Lax$/);
    assert.doesNotMatch(`${body['url']}${cookie}`, /demo_secret/);
  });

  it('fills in environment variables, as a deploy does', async () => {
    const { credentials: _, ...config } = site.account();
    const variable = (name: string) => `\${${name}}`;
    const authorizeUrl = `${variable('TELEPHONY_TEST_SITE')}/openidconnect/b2b/v1/authorize`;
    const credentials = { clientId: variable('TELEPHONY_TEST_CLIENT'), clientSecret: '__PWRD__' };
    const { body } = await begin({ config: { ...config, authorizeUrl }, credentials });
    const url = new URL(String(body['url']));
    assert.equal(url.origin, site.simulator.url);
    assert.equal(url.searchParams.get('client_id'), 'another-client');
  });

  it('refuses addresses that are not its own, and pages of other sites', async () => {
    const foreign = 'https://evil.example.com';
    const bad = [`${admin}/elsewhere`, `${callback()}?a=b`, 'javascript:alert(1)//telephony/oauth/callback', ''];
    for (const redirectUri of bad) assert.equal((await begin({ redirectUri })).status, 400, redirectUri);
    const redirectUri = `${foreign}/telephony/oauth/callback`;
    assert.equal((await begin({ redirectUri }, { origin: proxy.url })).status, 400);
    assert.equal((await begin({}, { origin: proxy.url })).status, 200);
    // Whatever the page of another site names as the address to come back to.
    for (const changes of [{}, { redirectUri }]) {
      for (const headers of [
        { origin: foreign },
        { origin: 'null' },
        { 'sec-fetch-site': 'cross-site' },
        { 'sec-fetch-site': 'same-site', origin: proxy.url },
        { 'content-type': 'application/x-www-form-urlencoded' },
        { 'content-type': 'text/plain' },
      ]) {
        const { status, body, headers: answered } = await begin(changes, headers);
        assert.equal(status, 403, JSON.stringify(headers));
        assert.equal(body['code'], 'NOT_ALLOWED');
        assert.equal(answered.get('set-cookie'), null);
      }
    }
    // A proxy that reaches us by another name, and says by which the browser reaches it.
    const outside = 'https://flows.example.com';
    const behind = { redirectUri: `${outside}/telephony/oauth/callback` };
    assert.equal((await begin(behind, { origin: outside })).status, 403);
    assert.equal((await begin(behind, { origin: outside, 'x-forwarded-host': 'flows.example.com' })).status, 200);
    assert.equal((await begin(behind, { origin: outside, 'sec-fetch-site': 'same-origin' })).status, 200);
  });

  it('is taken once, from the browser that began, with the state that was handed out', async () => {
    const { address, cookie } = await accepted();
    const state = new URL(address).searchParams.get('state') ?? '';
    const visit = (url: string, header = pair(cookie)) => ask('GET', url, { headers: { cookie: header } });
    const guessed = address.replace(state, 'x'.repeat(state.length));
    for (const [url, header] of [
      [guessed, pair(cookie)],
      [address.replace(/state=[^&]+/, ''), pair(cookie)],
    ] as const) {
      const page = await visit(url, header);
      assert.deepEqual([page.status, /was not started in this browser/.test(page.text)], [400, true], url);
    }
    assert.equal(await connected(), false);
    const page = await visit(address);
    assert.equal(page.status, 200, page.text);
    assert.match(page.text, /Alice Martin has given consent/);
    assert.equal(await connected(), true);
    assert.equal((await visit(address)).status, 400);
    for (const [name, expected] of [
      ['cache-control', /no-store/],
      ['referrer-policy', /no-referrer/],
      ['content-security-policy', /default-src 'none'.*frame-ancestors 'none'/],
      ['set-cookie', /Max-Age=0/],
    ] as const) {
      assert.match(page.headers.get(name) ?? '', expected);
    }
    const forgotten = await call('DELETE', 'telephony/oauth/accounts/account');
    assert.deepEqual([forgotten.status, forgotten.body], [200, { connected: false }]);
  });

  it('is not taken from another browser, and then from none', async () => {
    const { address, cookie } = await accepted();
    const other = (await accepted()).cookie;
    for (const header of [pair(other), '', pair(cookie)]) {
      assert.equal((await ask('GET', address, { headers: { cookie: header } })).status, 400);
    }
    assert.equal(await connected(), false);
  });

  it('shows what Orange says as text', async () => {
    const { body, headers } = await begin();
    const state = new URL(String(body['url'])).searchParams.get('state') ?? '';
    const description = '<script>alert(1)</script>';
    const query = new URLSearchParams({ error: 'access_denied', description, state });
    const page = await ask('GET', `${callback()}?${query}`, {
      headers: { cookie: pair(headers.get('set-cookie') ?? '') },
    });
    assert.equal(page.status, 400);
    assert.ok(page.text.includes('The consent was not given: &lt;script&gt;alert(1)&lt;/script&gt;'));
    assert.ok(!page.text.includes('<script>alert'));
  });

  it('is over after ten minutes', () => {
    let now = 0;
    const pending = new PendingAuthorizations<string>(() => now);
    const one = pending.open('one');
    const other = pending.open('other');
    now = 600_000;
    assert.equal(pending.take(one.state, one.cookie), 'one');
    now = 600_001;
    assert.equal(pending.take(other.state, other.cookie), undefined);
  });
});

describe('consent in a browser behind a path, a password and a proxy', { skip: withoutBrowser }, () => {
  let editor: EditorBrowser;
  before(async () => {
    editor = await openEditor(`${admin}/?access_token=${token}`, { viewport: { width: 1280, height: 1400 } });
  });
  after(() => editor?.close());

  it('comes back to the dialog', async () => {
    const { page } = editor;
    await openDialog(page, 'account');
    assert.equal(await page.locator('#telephony-callback').inputValue(), callback());
    const popup = await openConsent(page);
    await answer(popup, 'Alice Martin', 'Accept');
    await closed(popup);
    await page.locator('.st-outcome', { hasText: 'Alice Martin has given consent' }).waitFor();
    // What the window said is shown at once; who it was, the dialog asks Node-RED.
    await page.locator('.st-consent', { hasText: /^Alice Martin, / }).waitFor();
  });

  it('says in words what happened where no dialog waits, and keeps no code in the address', async () => {
    const { page } = editor;
    const { address, cookie } = await accepted();
    const [name = '', value = ''] = pair(cookie).split(/=(.*)/);
    const { pathname, origin } = new URL(callback());
    const alone = await page.context().newPage();
    await page.context().addCookies([{ name, value, domain: new URL(origin).hostname, path: pathname }]);
    await alone.goto(address);
    await alone.getByRole('heading', { name: 'Connected' }).waitFor();
    assert.equal(alone.url(), callback());
    await alone.close();
  });
});
