import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  ask,
  askClientToken,
  askToken,
  basic,
  callback,
  client,
  codeOf,
  exchange,
  perform,
  refresh,
  withSimulator,
} from '../support/orange-simulator.ts';

const alice = 'alice@example.com';
const oauthError = ({ status, body }: { status: number; body: Record<string, unknown> }) => [status, body['error']];
const gatewayError = ({ status, body }: { status: number; body: Record<string, unknown> }) => [status, body['code']];

test('an application gets a token for itself', () =>
  withSimulator({}, async ({ url }) => {
    const { status, headers, body } = await askClientToken(url);
    assert.equal(status, 200);
    assert.match(headers.get('x-oapi-request-id') ?? '', /^[\da-f-]{36}$/);
    assert.equal(body['token_type'], 'Bearer');
    assert.equal(body['expires_in'], 3600);
    assert.equal(typeof body['access_token'], 'string');
    assert.equal(body['refresh_token'], undefined);
  }));

test('a code is exchanged once, by its application, for its address', () =>
  withSimulator({}, async ({ url }) => {
    const { status, body } = await exchange(url, await codeOf(url, alice));
    assert.equal(status, 200);
    assert.equal(body['scope'], 'openid offline_access b2b:teaming:user:callManagement');
    assert.match(String(body['refresh_token']), /./);
    const [, claims = ''] = String(body['id_token']).split('.');
    assert.equal(JSON.parse(Buffer.from(claims, 'base64url').toString('utf8')).sub, alice);

    const once = await codeOf(url, alice);
    assert.equal((await exchange(url, once)).status, 200);
    assert.deepEqual(oauthError(await exchange(url, once)), [400, 'invalid_grant']);

    const other = { authorization: basic('other-application', 'other_secret-2.y') };
    assert.deepEqual(oauthError(await exchange(url, await codeOf(url, alice), other)), [400, 'invalid_grant']);
    const elsewhere = {
      grant_type: 'authorization_code',
      code: await codeOf(url, alice),
      redirect_uri: `${callback}/other`,
    };
    assert.deepEqual(oauthError(await askToken(url, elsewhere)), [400, 'invalid_grant']);
  }));

test('a code does not live long', () =>
  withSimulator({ orange: { codeLife: 0 } }, async ({ url }) => {
    assert.deepEqual(oauthError(await exchange(url, await codeOf(url, alice))), [400, 'invalid_grant']);
  }));

test('an application may prove that a code is its own', () =>
  withSimulator({}, async ({ url }) => {
    const verifier = 'a verifier of some length that nobody else knows';
    const digest = await crypto.subtle.digest('SHA-256', Buffer.from(verifier));
    const challenge = {
      code_challenge: Buffer.from(digest).toString('base64url'),
      code_challenge_method: 'S256',
    };
    assert.deepEqual(oauthError(await exchange(url, await codeOf(url, alice, challenge))), [400, 'invalid_grant']);
    const fields = { grant_type: 'authorization_code', redirect_uri: callback, code_verifier: verifier };
    const answer = await askToken(url, { ...fields, code: await codeOf(url, alice, challenge) });
    assert.equal(answer.status, 200);
  }));

test('only who asked for offline access gets a refresh token', () =>
  withSimulator({}, async ({ url }) => {
    const scope = 'b2b:teaming:user:notifications';
    const { body } = await exchange(url, await codeOf(url, alice, { scope }));
    assert.deepEqual(Object.keys(body).sort(), ['access_token', 'expires_in', 'scope', 'token_type']);
  }));

test('a refresh keeps the refresh token, repeats it, or replaces it', () =>
  withSimulator({}, async ({ url, orange }) => {
    const kept = await refresh(url, 'sim-refresh-alice');
    assert.equal(kept.status, 200);
    assert.equal(kept.body['refresh_token'], undefined);

    orange.settings.change({ refreshToken: 'repeat' });
    assert.equal((await refresh(url, 'sim-refresh-alice')).body['refresh_token'], 'sim-refresh-alice');

    orange.settings.change({ refreshToken: 'rotate' });
    const next = String((await refresh(url, 'sim-refresh-alice')).body['refresh_token']);
    assert.notEqual(next, 'sim-refresh-alice');
    assert.deepEqual(oauthError(await refresh(url, 'sim-refresh-alice')), [400, 'invalid_grant']);
    assert.equal((await refresh(url, next)).status, 200);
  }));

test('a refresh token is bound to its application, and its scope cannot be named', () =>
  withSimulator({}, async ({ url }) => {
    const other = { authorization: basic('other-application', 'other_secret-2.y') };
    assert.deepEqual(oauthError(await refresh(url, 'sim-refresh-alice', other)), [400, 'invalid_grant']);
    const fields = { grant_type: 'refresh_token', refresh_token: 'sim-refresh-alice', scope: 'openid' };
    assert.deepEqual(oauthError(await askToken(url, fields)), [400, 'invalid_scope']);
  }));

test('the life of a token can be written as a text, and be short', () =>
  withSimulator({ orange: { expiresIn: 'string', tokenLife: 90 } }, async ({ url }) => {
    assert.equal((await askClientToken(url)).body['expires_in'], '90');
    assert.equal((await refresh(url, 'sim-refresh-bob')).body['expires_in'], '90');
  }));

test('id and secret go plain: percent-encoded ones are unknown', () =>
  withSimulator({}, async ({ url }) => {
    const encoded = basic('switchboard%2Ddemo', 'demo%5Fsecret%2D1%2Ex');
    for (const authorization of [encoded, basic('nobody'), basic(client.id, 'wrong'), basic(client.id, '')]) {
      const answer = await askClientToken(url, { authorization });
      assert.deepEqual(oauthError(answer), [401, 'invalid_client'], authorization);
      assert.match(String(answer.body['error_description']), /invalid/);
    }
    const body = new URLSearchParams({ grant_type: 'client_credentials', client_id: client.id });
    const none = await ask('POST', `${url}/oauth/v3/token`, { body });
    assert.deepEqual(oauthError(none), [401, 'invalid_client']);
    assert.match(String(none.body['error_description']), /none were provided/);
  }));

test('a token request must be well formed', () =>
  withSimulator({}, async ({ url }) => {
    assert.deepEqual(oauthError(await askToken(url, {})), [400, 'invalid_request']);
    assert.deepEqual(oauthError(await askToken(url, { grant_type: 'password' })), [400, 'unsupported_grant_type']);
    assert.deepEqual(oauthError(await askToken(url, { grant_type: 'client_credentials' })), [
      400,
      'unsupported_grant_type',
    ]);
    const json = { 'content-type': 'application/json' };
    assert.deepEqual(oauthError(await askClientToken(url, json)), [415, 'invalid_request']);
    assert.deepEqual(gatewayError(await askClientToken(url, { accept: 'text/html' })), [406, 62]);
    const got = await ask('GET', `${url}/oauth/v3/token`);
    assert.deepEqual(gatewayError(got), [405, 61]);
    assert.equal(got.headers.get('allow'), 'POST');
  }));

test('token requests are counted by application, in the minute and in the hour', () =>
  withSimulator({ orange: { tokenRequestsPerMinute: 3, tokenRequestsPerHour: 5 } }, async ({ url, orange }) => {
    const statuses = [];
    for (let turn = 0; turn < 5; turn += 1) statuses.push((await askClientToken(url)).status);
    assert.deepEqual(statuses, [200, 200, 200, 429, 429]);
    assert.deepEqual(gatewayError(await askClientToken(url)), [429, 53]);
    const other = { authorization: basic('other-application', 'other_secret-2.y') };
    assert.equal((await askClientToken(url, other)).status, 200);

    orange.settings.change({ tokenRequestsPerMinute: 0 });
    assert.deepEqual([(await askClientToken(url)).status, (await askClientToken(url)).status], [200, 200]);
    assert.equal((await askClientToken(url)).status, 429);
    await perform(url, 'restore-quotas');
    assert.equal((await askClientToken(url)).status, 200);
    await perform(url, 'spend-token-quota');
    assert.equal((await askClientToken(url)).status, 429);
  }));

test('by default fifty token requests in a minute are enough', () =>
  withSimulator({}, async ({ url }) => {
    const answers = await Promise.all(Array.from({ length: 51 }, () => askClientToken(url)));
    assert.equal(answers.filter(({ status }) => status === 200).length, 50);
    assert.equal(answers.filter(({ status }) => status === 429).length, 1);
  }));

test('what was granted can be taken back', () =>
  withSimulator({}, async ({ url }) => {
    assert.equal((await ask('DELETE', `${url}/simulator/orange/consents/${alice}`)).status, 204);
    assert.deepEqual(oauthError(await refresh(url, 'sim-refresh-alice')), [400, 'invalid_grant']);
    assert.equal((await refresh(url, 'sim-refresh-bob')).status, 200);
    await perform(url, 'revoke-tokens');
    assert.deepEqual(oauthError(await refresh(url, 'sim-refresh-bob')), [400, 'invalid_grant']);
    assert.equal((await ask('DELETE', `${url}/simulator/orange/consents/nobody`)).status, 400);
  }));

test('every trouble of a token endpoint can be switched on', () =>
  withSimulator({}, async ({ url, faults }) => {
    faults.add({ on: 'token', status: 400, type: 'invalid_grant', times: 1 });
    assert.deepEqual(oauthError(await refresh(url, 'sim-refresh-alice')), [400, 'invalid_grant']);
    faults.add({ on: 'client-token', status: 401, times: 1 });
    assert.deepEqual(oauthError(await askClientToken(url)), [401, 'invalid_client']);
    faults.add({ on: 'client-token', status: 503, type: '6', times: 1 });
    assert.deepEqual(gatewayError(await askClientToken(url)), [503, 6]);
    assert.equal((await askClientToken(url)).status, 200);
  }));

test('tokens are good after a restart, until somebody takes them back', async () => {
  let [access, renewed] = ['', ''];
  await withSimulator({ orange: { refreshToken: 'rotate' } }, async ({ url }) => {
    const { body } = await exchange(url, await codeOf(url, alice));
    const next = await refresh(url, String(body['refresh_token']));
    [access, renewed] = [String(next.body['access_token']), String(next.body['refresh_token'])];
  });
  const headers = { authorization: `Bearer ${access}` };
  const profile = (url: string) => ask('GET', `${url}/teaming/users/myTelephonyProfile`, { headers });
  await withSimulator({}, async ({ url }) => {
    assert.equal((await profile(url)).body['userId'], alice);
    assert.equal((await refresh(url, renewed)).status, 200);
  });
  await withSimulator({}, async ({ url, orange }) => {
    orange.tokens.revoke(alice);
    assert.deepEqual(gatewayError(await profile(url)), [401, 41]);
    assert.equal((await refresh(url, renewed)).status, 400);
  });
  await withSimulator({}, async ({ url, orange }) => {
    orange.tokens.expire();
    assert.deepEqual(gatewayError(await profile(url)), [401, 42]);
  });
});

test('a refresh token from before a restart that was replaced is good no longer', async () => {
  let token = '';
  await withSimulator({}, async ({ url }) => {
    token = String((await exchange(url, await codeOf(url, alice))).body['refresh_token']);
  });
  await withSimulator({ orange: { refreshToken: 'rotate' } }, async ({ url }) => {
    assert.equal((await refresh(url, token)).status, 200);
    assert.deepEqual(oauthError(await refresh(url, token)), [400, 'invalid_grant']);
  });
});
