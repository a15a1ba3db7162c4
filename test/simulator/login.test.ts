import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ask, basic, cookieOf, withSimulator } from '../support/opentouch-requests.ts';

const authenticate = '/api/rest/authenticate?version=1.0';

test('discovery describes the server and hands out the authentication address of the host that was asked', () =>
  withSimulator({}, async ({ url }) => {
    const { status, body } = await ask('GET', `${url}/api/rest`);
    assert.equal(status, 200);
    assert.equal((body['serverInfo'] as { productType: string }).productType, 'OTMS');
    assert.deepEqual(body['versions'], [
      { id: '1.0', status: 'CURRENT', publicUrl: `${url}${authenticate}`, internalUrl: `${url}${authenticate}` },
    ]);
  }));

test('discovery takes no other method than GET', () =>
  withSimulator({}, async ({ url }) => {
    for (const method of ['POST', 'PUT', 'DELETE']) assert.equal((await ask(method, `${url}/api/rest`)).status, 405);
  }));

test('a client that sends its password at once gets a token as cookie and as credential', () =>
  withSimulator({}, async ({ url }) => {
    const answer = await ask('GET', `${url}${authenticate}`, { headers: basic('alice') });
    assert.equal(answer.status, 200);
    assert.equal(cookieOf(answer, 'AlcUserId'), `AlcUserId=${answer.body['credential']}`);
    assert.equal(answer.body['publicUrl'], `${url}/api/rest/1.0/sessions`);
    assert.equal(answer.body['internalUrl'], `${url}/api/rest/1.0/sessions`);
  }));

test('a server that challenges answers 401 first and names the Basic scheme', () =>
  withSimulator({ authentication: 'challenge' }, async ({ url }) => {
    const first = await ask('GET', `${url}${authenticate}`);
    assert.equal(first.status, 401);
    assert.match(String(first.headers['www-authenticate']), /^Basic /);
    assert.equal((await ask('GET', `${url}${authenticate}`, { headers: basic('alice') })).status, 200);
  }));

test('a server that redirects sends the client to the login page, absolutely, and takes the password only there', () =>
  withSimulator({ authentication: 'redirect' }, async ({ url }) => {
    const first = await ask('GET', `${url}${authenticate}`, { headers: basic('alice') });
    assert.equal(first.status, 302);
    const location = String(first.headers.location);
    assert.equal(location, `${url}/authenticationbasic/login?AlcApplicationUrl=${authenticate}`);
    assert.equal((await ask('GET', location)).status, 401);
    const second = await ask('GET', location, { headers: basic('alice') });
    assert.equal(second.status, 200);
    assert.ok(cookieOf(second, 'AlcUserId'));
  }));

test('authenticatenosso takes Basic whatever the other address does', () =>
  withSimulator({ authentication: 'redirect' }, async ({ url }) => {
    const address = `${url}/api/rest/authenticatenosso?version=1.0`;
    assert.equal((await ask('GET', address)).status, 401);
    assert.equal((await ask('GET', address, { headers: basic('alice') })).status, 200);
  }));

test('a wrong password, an unknown login and no Basic at all are 401', () =>
  withSimulator({}, async ({ url }) => {
    const wrong = [basic('alice', 'guess'), basic('nobody', 'nobody-secret'), { authorization: 'Bearer abc' }, {}];
    for (const headers of wrong) {
      const { status, body } = await ask('GET', `${url}${authenticate}`, { headers });
      assert.equal(status, 401);
      assert.equal(body['httpStatus'], 'UNAUTHORIZED');
    }
  }));

test('the cookie alone suffices where the body has no credential', () =>
  withSimulator({ credential: false, cookieAttributes: 'Path=/; Secure' }, async ({ url }) => {
    const token = await ask('GET', `${url}${authenticate}`, { headers: basic('alice') });
    assert.equal(token.body['credential'], undefined);
    assert.match(String(token.headers['set-cookie']), /; Path=\/; Secure$/);
    const alc = cookieOf(token, 'AlcUserId');
    const body = { applicationName: 'cookies' };
    const opened = await ask('POST', `${url}/api/rest/1.0/sessions`, { headers: { cookie: alc }, body });
    assert.equal(opened.status, 200);
    const cookie = `${cookieOf(opened, 'JSESSIONID')}; ${alc}`;
    assert.equal((await ask('GET', `${url}/api/rest/1.0/logins`, { headers: { cookie } })).status, 200);
  }));

test('the credential alone suffices where the server sets no cookie', () =>
  withSimulator({ setCookie: false }, async ({ url }) => {
    const token = await ask('GET', `${url}${authenticate}`, { headers: basic('alice') });
    assert.equal(token.headers['set-cookie'], undefined);
    const headers = { cookie: `AlcUserId=${token.body['credential']}` };
    const opened = await ask('POST', String(token.body['internalUrl']), { headers, body: { applicationName: 'x' } });
    assert.equal(opened.status, 200);
    assert.equal(opened.headers['set-cookie'], undefined);
  }));

test('other addresses can be handed out than the one that was asked', () =>
  withSimulator({ publicUrl: 'https://ot.example.com', internalUrl: 'http://ot.lan:8080/' }, async ({ url }) => {
    const { body: descriptor } = await ask('GET', `${url}/api/rest`);
    const [version] = descriptor['versions'] as Record<string, string>[];
    assert.equal(version?.['publicUrl'], `https://ot.example.com${authenticate}`);
    assert.equal(version?.['internalUrl'], `http://ot.lan:8080${authenticate}`);
    const { body: token } = await ask('GET', `${url}${authenticate}`, { headers: basic('bob') });
    assert.equal(token['publicUrl'], 'https://ot.example.com/api/rest/1.0/sessions');
    const headers = { cookie: `AlcUserId=${token['credential']}` };
    const opened = await ask('POST', `${url}/api/rest/1.0/sessions`, { headers, body: { applicationName: 'x' } });
    assert.equal(opened.body['privateBaseUrl'], 'http://ot.lan:8080/api/rest/1.0');
  }));
