import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { chromium } from 'playwright-core';
import { teamingCompany } from '../../nodes/simulator/teaming/users/seed.ts';
import { browserLaunch, withoutBrowser } from '../support/browser.ts';
import {
  ask,
  authorizeUrl,
  callback,
  codeOf,
  decide,
  exchange,
  told,
  withSimulator,
} from '../support/orange-simulator.ts';

const alice = 'alice@example.com';
const location = async (url: string, headers: Record<string, string> = {}) => told(await ask('GET', url, { headers }));

test('who accepts is sent back with a code, the state and a language', () =>
  withSimulator({}, async ({ url }) => {
    const page = await ask('GET', authorizeUrl(url));
    assert.equal(page.status, 200);
    for (const shown of ['Switchboard demo', 'Alice Martin', alice, 'b2b:teaming:user:callManagement']) {
      assert.ok(page.text.includes(shown), shown);
    }
    const { code, ...rest } = told(await decide(url, page.text, 'accept', alice));
    assert.match(code ?? '', /./);
    assert.deepEqual(rest, { state: 'a state', LANG: 'en' });
  }));

test('who refuses is sent back with an error and its description', () =>
  withSimulator({}, async ({ url }) => {
    const page = await ask('GET', authorizeUrl(url));
    const { description, ...rest } = told(await decide(url, page.text, 'refuse', alice));
    assert.deepEqual(rest, { error: 'access_denied', state: 'a state', LANG: 'en' });
    assert.match(description ?? '', /refused/);
  }));

test('a consent page is answered once', () =>
  withSimulator({}, async ({ url }) => {
    const page = await ask('GET', authorizeUrl(url));
    told(await decide(url, page.text, 'accept', alice));
    assert.equal((await decide(url, page.text, 'accept', alice)).status, 400);
    assert.equal(
      (await decide(url, page.text.replace(/value="[^"]+"/, 'value="made up"'), 'accept', alice)).status,
      400,
    );
  }));

test('nobody is sent to an address that is not registered', () =>
  withSimulator({}, async ({ url }) => {
    const bad = [
      'https://evil.example.com/',
      'javascript:alert(1)',
      '',
      'http://127.0.0.1.example.com/',
      'not an address',
    ];
    for (const redirect_uri of bad) {
      assert.equal((await ask('GET', authorizeUrl(url, { redirect_uri }))).status, 400, redirect_uri);
    }
    assert.equal((await ask('GET', authorizeUrl(url, { client_id: 'nobody' }))).status, 400);
    for (const redirect_uri of ['http://localhost:1880/a', 'https://127.0.0.1/b?c=d', 'http://[::1]:99/']) {
      assert.equal((await ask('GET', authorizeUrl(url, { redirect_uri }))).status, 200, redirect_uri);
    }
    const other = { client_id: 'other-application' };
    assert.equal((await ask('GET', authorizeUrl(url, other))).status, 400);
    const own = { ...other, redirect_uri: 'https://flows.example.com/callback' };
    assert.equal((await ask('GET', authorizeUrl(url, own))).status, 200);
  }));

test('a request that is not complete goes back with an error', () =>
  withSimulator({}, async ({ url }) => {
    const error = async (changes: Record<string, string | undefined>) =>
      (await location(authorizeUrl(url, changes)))['error'];
    assert.equal(await error({ state: undefined }), 'invalid_request');
    assert.equal(await error({ response_type: 'token' }), 'unsupported_response_type');
    assert.equal(await error({ scope: undefined }), 'invalid_scope');
    assert.equal(await error({ scope: 'openid unheard:of' }), 'invalid_scope');
    assert.equal(await error({ prompt: 'none login' }), 'invalid_request');
    assert.equal(await error({ prompt: 'now' }), 'invalid_request');
    assert.equal(await error({ prompt: 'none' }), 'login_required');
  }));

test('a browser that was here before is asked again only for something else, or when the application wants it', () =>
  withSimulator({}, async ({ url }) => {
    const page = await ask('GET', authorizeUrl(url));
    const { headers } = await decide(url, page.text, 'accept', alice);
    const cookie = (headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    const again = await location(authorizeUrl(url), { cookie });
    assert.match(again['code'] ?? '', /./);
    assert.match((await location(authorizeUrl(url, { prompt: 'none' }), { cookie }))['code'] ?? '', /./);
    const more = 'openid b2b:teaming:user:configuration';
    const refused = await location(authorizeUrl(url, { prompt: 'none', scope: more }), { cookie });
    assert.equal(refused['error'], 'consent_required');
    for (const changes of [{ prompt: 'consent' }, { prompt: 'login' }, { scope: more }] as Record<string, string>[]) {
      assert.equal((await ask('GET', authorizeUrl(url, changes), { headers: { cookie } })).status, 200);
    }
  }));

test('only administrators can grant what concerns everybody', () =>
  withSimulator({}, async ({ url }) => {
    const scope = 'openid b2b:teaming:admin:configuration';
    const granted = async (user: string) => (await exchange(url, await codeOf(url, user, { scope }))).body['scope'];
    assert.equal(await granted('admin@example.com'), scope);
    assert.equal(await granted(alice), 'openid');
    const page = await ask('GET', authorizeUrl(url, { scope: 'b2b:teaming:admin:configuration' }));
    assert.equal(told(await decide(url, page.text, 'accept', alice))['error'], 'access_denied');
  }));

test('a scope that nobody knows can be left out instead of refused', () =>
  withSimulator({ orange: { unknownScope: 'ignore' } }, async ({ url }) => {
    const code = await codeOf(url, alice, { scope: 'openid unheard:of' });
    assert.equal((await exchange(url, code)).body['scope'], 'openid');
  }));

for (const colorScheme of ['light', 'dark'] as const) {
  test(`people consent in a browser, ${colorScheme}`, { skip: withoutBrowser }, () =>
    withSimulator({}, async ({ url }) => {
      const visits: URL[] = [];
      const application = createServer((request, response) => {
        visits.push(new URL(request.url ?? '', 'http://localhost'));
        response.end('<h1>Back at the application</h1>');
      });
      await new Promise<void>((resolve) => application.listen(0, '127.0.0.1', resolve));
      const { port } = application.address() as AddressInfo;
      const browser = await chromium.launch(browserLaunch);
      try {
        const page = await browser.newPage({ colorScheme });
        page.setDefaultTimeout(30_000);
        const redirect_uri = `http://127.0.0.1:${port}/callback`;
        await page.goto(authorizeUrl(url, { redirect_uri }));
        assert.equal(await page.getByRole('radio').count(), teamingCompany.length);
        await page.getByText('Bob Durand').click();
        await page.getByRole('button', { name: 'Accept' }).click();
        await page.getByText('Back at the application').waitFor();
        assert.match(page.url(), /code=.+&state=a\+state&LANG=en$/);

        await page.goto(authorizeUrl(url, { redirect_uri, prompt: 'consent' }));
        assert.ok(await page.getByRole('radio', { name: /Bob/ }).isChecked(), 'the one who has signed in is chosen');
        await page.getByRole('button', { name: 'Refuse' }).click();
        await page.getByText('Back at the application').waitFor();
        assert.equal(new URL(page.url()).searchParams.get('error'), 'access_denied');
        const codes = visits.flatMap(({ pathname, searchParams }) =>
          pathname === '/callback' ? [searchParams.has('code')] : [],
        );
        assert.deepEqual(codes, [true, false]);
      } finally {
        await browser.close();
        application.closeAllConnections();
        await new Promise((resolve) => application.close(resolve));
      }
    }),
  );
}

test('the address that a user returns to keeps its own query', () =>
  withSimulator({}, async ({ url }) => {
    const page = await ask('GET', authorizeUrl(url, { redirect_uri: `${callback}?account=7` }));
    const back = await decide(url, page.text, 'accept', alice);
    assert.equal(told(back)['account'], '7');
  }));
