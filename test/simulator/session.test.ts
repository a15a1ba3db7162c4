import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually } from '../support/eventually.ts';
import { ask, basic, logIn, withSimulator } from '../support/opentouch-requests.ts';

const names = (info: Record<string, unknown>) =>
  (info['services'] as { serviceName: string }[]).map(({ serviceName }) => serviceName);

test('a session lists the services that the user may use, with addresses that work', () =>
  withSimulator({}, async ({ url }) => {
    const { info, cookie } = await logIn(url, 'bob');
    assert.equal(info['admin'], false);
    assert.equal(info['timeToLive'], 1800);
    assert.deepEqual(names(info).slice(0, 3), ['Logins', 'Users', 'BasicTelephony']);
    assert.ok(['Telephony', 'Devices', 'State', 'Subscriptions'].every((name) => names(info).includes(name)));
    const services = info['services'] as { serviceName: string; relativeUrl: string }[];
    const telephony = services.find(({ serviceName }) => serviceName === 'Telephony');
    const calls = await ask('GET', `${info['privateBaseUrl']}${telephony?.relativeUrl}`, { headers: { cookie } });
    assert.equal(calls.status, 200);
    for (const [name, list] of [
      ['comlog', 'comHistoryRecords'],
      ['voicemail', 'mailboxes'],
    ] as const) {
      const service = services.find(({ serviceName }) => serviceName === name);
      const { body } = await ask('GET', `${info['privateBaseUrl']}${service?.relativeUrl}`, { headers: { cookie } });
      assert.ok(Array.isArray(body[list]), `${name} at ${service?.relativeUrl}`);
    }
  }));

test('a user with basic rights is offered no more than basic calls', () =>
  withSimulator({}, async ({ url }) => {
    const { info } = await logIn(url, 'grace');
    assert.deepEqual(names(info), ['Logins', 'Users', 'BasicTelephony']);
    assert.deepEqual(info['capabilities'], ['BASIC_TELEPHONY']);
  }));

test('a token opens one session, and is void when that session is closed', () =>
  withSimulator({}, async ({ url, opentouch }) => {
    const alice = await logIn(url, 'alice');
    const again = await alice.ask('POST', '/sessions', { applicationName: 'again' });
    assert.equal(again.status, 403);
    assert.equal(again.body['type'], 'NOT_ALLOWED');
    assert.equal((await alice.ask('DELETE', '/sessions')).status, 204);
    assert.deepEqual(opentouch.sessions(), []);
    for (const [method, path] of [
      ['DELETE', '/sessions'],
      ['POST', '/sessions'],
      ['GET', '/logins'],
    ] as const) {
      const gone = await alice.ask(method, path, method === 'POST' ? { applicationName: 'x' } : undefined);
      assert.equal(gone.status, 403);
      assert.equal(gone.body['type'], 'INVALID_SESSION');
    }
  }));

test('a body with DELETE does not matter', () =>
  withSimulator({}, async ({ url, opentouch }) => {
    const alice = await logIn(url, 'alice');
    const { status } = await alice.ask('DELETE', '/sessions', { applicationName: 'test' });
    assert.equal(status, 204);
    assert.equal(opentouch.sessions().length, 0);
  }));

test('the name of the application may be spelt as old clients spell it, but not be missing', () =>
  withSimulator({}, async ({ url }) => {
    for (const [body, expected] of [
      [{ application: 'x' }, 200],
      [{ ApplicationName: 'x' }, 200],
      [{}, 400],
    ] as const) {
      const token = await ask('GET', `${url}/api/rest/authenticate`, { headers: basic('alice') });
      const headers = { cookie: `AlcUserId=${token.body['credential']}` };
      assert.equal((await ask('POST', `${url}/api/rest/1.0/sessions`, { headers, body })).status, expected);
    }
  }));

test('without a token, with an invented one and with a token without session a resource is refused as INVALID_SESSION', () =>
  withSimulator({}, async ({ url }) => {
    const token = await ask('GET', `${url}/api/rest/authenticate`, { headers: basic('alice') });
    for (const headers of [{}, { cookie: 'AlcUserId=abc' }, { cookie: `AlcUserId=${token.body['credential']}` }]) {
      const { status, body } = await ask('GET', `${url}/api/rest/1.0/logins`, { headers: { ...headers } });
      assert.equal(status, 403);
      assert.equal(typeof body['helpMessage'], 'string');
      assert.equal(typeof body['innerMessage'], 'string');
      const { httpStatus, code, type, canRetry } = body;
      assert.deepEqual(
        { httpStatus, code, type, canRetry },
        {
          httpStatus: 'FORBIDDEN',
          code: 1001,
          type: 'INVALID_SESSION',
          canRetry: true,
        },
      );
    }
  }));

test('a session ends when nothing was asked for its time to live, and any request restarts that time', () =>
  withSimulator({ timeToLive: 0.8 }, async ({ url, opentouch }) => {
    const alice = await logIn(url, 'alice');
    const opened = Date.now();
    while (Date.now() - opened < 1200) assert.equal((await alice.ask('POST', '/sessions/keepalive')).status, 204);
    await eventually(() => opentouch.sessions().length === 0, 'the session expires');
    const late = await alice.ask('GET', '/sessions');
    assert.equal(late.body['type'], 'INVALID_SESSION');
  }));

test('keepalive takes an empty body as well as one, release takes text', () =>
  withSimulator({}, async ({ url }) => {
    const alice = await logIn(url, 'alice');
    assert.equal((await alice.ask('POST', '/sessions/keepalive')).status, 204);
    assert.equal((await alice.ask('POST', '/sessions/keepalive', { applicationName: 'x' })).status, 204);
    assert.equal((await alice.ask('POST', '/sessions/release', 'anything')).status, 200);
    assert.equal((await alice.ask('GET', '/sessions')).status, 200);
  }));

test('an administrator supervises a user by each of four ids, and then is that user', () =>
  withSimulator({}, async ({ url }) => {
    for (const [type, id] of [
      ['LOGIN_NAME', 'erin'],
      ['PHONE_NUMBER', '1005'],
      ['EMAIL', 'erin.lefevre@lumiere.example'],
      ['INSTANT_MESSAGING_ID', 'erin@im.lumiere.example'],
    ]) {
      const { info, ask: send } = await logIn(url, 'admin', { supervisedAccount: { type, id } });
      assert.equal(info['admin'], false);
      assert.deepEqual((await send('GET', '/logins')).body, { loginNames: ['erin'] });
    }
  }));

test('supervision is refused to users, for unknown accounts and for unknown kinds of id', () =>
  withSimulator({}, async ({ url }) => {
    const open = (login: string, supervisedAccount: object) => logIn(url, login, { supervisedAccount });
    await assert.rejects(open('alice', { type: 'LOGIN_NAME', id: 'bob' }), /NOT_ALLOWED/);
    await assert.rejects(open('admin', { type: 'LOGIN_NAME', id: 'zoe' }), /NOT_FOUND/);
    await assert.rejects(open('admin', { type: 'BADGE', id: '7' }), /BAD_PARAMETER/);
    await assert.rejects(open('admin', { type: 'LOGIN_NAME' }), /supervisedAccount.id is missing/);
  }));
