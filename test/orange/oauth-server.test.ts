import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, afterEach, before, describe, it } from 'node:test';
import { type MutableResponse, OAuth2Server } from 'oauth2-mock-server';
import { requestToken } from '../../nodes/oauth/request.ts';
import type { TelephonyError } from '../../nodes/runtime/errors.ts';
import { HttpClient } from '../../nodes/runtime/http/client.ts';
import { client, server as generic, never, Sources, TokenFile } from '../support/tokens.ts';

interface Asked {
  readonly authorization: string | undefined;
  readonly accept: string | undefined;
  readonly form: Readonly<Record<string, string>>;
}

const server = new OAuth2Server();
const sources = new Sources();
const file = new TokenFile();
const asked: Asked[] = [];
/** Changes the next answers. */
let change: (response: MutableResponse) => void = () => {};
let tokenUrl = '';

before(async () => {
  await server.issuer.keys.generate('RS256');
  await server.start(0, '127.0.0.1');
  tokenUrl = `${server.issuer.url}/token`;
  // Two tokens of the same second would be the same.
  server.service.on('beforeTokenSigning', ({ payload }) => {
    payload['jti'] = randomUUID();
  });
  server.service.on('beforeResponse', (response, request) => {
    const { authorization, accept } = request.headers;
    asked.push({ authorization, accept, form: { ...request.body } as unknown as Asked['form'] });
    change(response);
  });
});
afterEach(async () => {
  await sources.close();
  asked.length = 0;
  change = () => {};
});
after(async () => {
  file.remove();
  await server.stop();
});

const origin = { system: 'test', operation: 'token' };
const refusal = (status: number, body: object) => (response: MutableResponse) => {
  Object.assign(response, { statusCode: status, body });
};

/** What ends in a refusal with this code. */
const ends =
  (code: string, canRetry = false) =>
  (error: unknown) => {
    const { code: given, cause } = error as TelephonyError;
    assert.deepEqual([given, cause.canRetry], [code, canRetry]);
    return true;
  };

describe('against an OAuth server of somebody else', () => {
  it('gets a token for an application, with plain Basic and Accept, and asks once while it lives', async () => {
    const source = sources.open({ tokenUrl, scope: 'a b' });
    const token = await source.token(never);
    assert.equal(await source.token(never), token);
    assert.match(token, /^ey/);
    const plain = Buffer.from(`${client.clientId}:${client.clientSecret}`).toString('base64');
    assert.deepEqual(asked, [
      {
        authorization: `Basic ${plain}`,
        accept: 'application/json',
        form: { grant_type: 'client_credentials', scope: 'a b' },
      },
    ]);
  });

  it('exchanges a code and renews without asking for a scope', async () => {
    const http = new HttpClient();
    const code = { kind: 'code', code: 'the code', redirectUri: 'http://localhost/callback' } as const;
    const token = await requestToken(origin, { http, tokenUrl, client, server: generic }, code);
    const grant = { kind: 'refresh', refreshToken: token.refreshToken ?? '' } as const;
    const renewed = await requestToken(origin, { http, tokenUrl, client, server: generic }, grant);
    http.close();
    assert.notEqual(renewed.accessToken, token.accessToken);
    assert.deepEqual(
      asked.map(({ form }) => form),
      [
        { grant_type: 'authorization_code', code: 'the code', redirect_uri: 'http://localhost/callback' },
        { grant_type: 'refresh_token', refresh_token: token.refreshToken },
      ],
    );
  });

  it('takes seconds as text', async () => {
    const store = file.store();
    change = (response) => Object.assign(response.body as object, { expires_in: '7776000' });
    const http = new HttpClient();
    const token = await requestToken(origin, { http, tokenUrl, client, server: generic }, { kind: 'client' });
    http.close();
    assert.equal(token.life, 7_776_000_000);
    await store.keepToken('it', token);
    assert.deepEqual(await file.store().token('it'), token);
  });

  it('keeps the refresh token when the answer brings no other, and takes a new one when it does', async () => {
    const store = file.store();
    const source = sources.open({ tokenUrl, store, user: 'bob', seed: 'the first' });
    const without = (response: MutableResponse) => Reflect.deleteProperty(response.body as object, 'refresh_token');
    change = without;
    const first = await source.token(never);
    change = (response) => Object.assign(response.body as object, { refresh_token: 'the second' });
    const second = await source.renew(first, never);
    await source.renew(second, never);
    assert.deepEqual(
      asked.map(({ form }) => form['refresh_token']),
      ['the first', 'the first', 'the second'],
    );
  });

  it('asks once however many need a token, and each gets the new one', async () => {
    const source = sources.open({ tokenUrl });
    const all = await Promise.all(Array.from({ length: 200 }, () => source.token(never)));
    assert.equal(new Set(all).size, 1);
    const stale = all[0] ?? '';
    const renewed = await Promise.all(Array.from({ length: 200 }, () => source.renew(stale, never)));
    assert.equal(new Set(renewed).size, 1);
    assert.notEqual(renewed[0], stale);
    assert.equal(asked.length, 2);
  });

  it('shares a token between all with the same identity, and with nobody else', async () => {
    const store = file.store();
    const same = [1, 2, 3].map(() => sources.open({ tokenUrl, store, scope: 'x' }));
    const tokens = await Promise.all(same.map((source) => source.token(never)));
    assert.equal(new Set(tokens).size, 1);
    assert.equal(asked.length, 1);
    const others = [{ scope: 'y' }, { clientSecret: 'another' }, { clientId: 'another' }, { user: 'me', seed: 's' }];
    for (const other of others) await sources.open({ tokenUrl, store, scope: 'x', ...other }).token(never);
    assert.equal(asked.length, 5);
  });

  for (const [status, error, code] of [
    [401, 'invalid_client', 'INVALID_CLIENT'],
    [400, 'invalid_grant', 'INVALID_GRANT'],
    [400, 'invalid_scope', 'INVALID_SCOPE'],
  ] as const) {
    it(`stops at ${error} until somebody deploys anew`, async () => {
      change = refusal(status, { error, description: 'not so: se-cret_1.x~' });
      const source = sources.open({ tokenUrl, user: error, seed: 'seed' });
      await assert.rejects(source.token(never), (refused) => {
        const { cause, message } = refused as TelephonyError;
        assert.equal(cause.helpMessage, 'not so: …');
        assert.doesNotMatch(message, /se-cret/);
        return ends(code)(refused);
      });
      await assert.rejects(source.token(never), ends(code));
      assert.equal(asked.length, 1);
      await sources.close();
      change = () => {};
      await sources.open({ tokenUrl, user: error, seed: 'seed' }).token(never);
      assert.equal(asked.length, 2);
    });
  }

  it('waits when the server wants to be left alone, and uses what it has meanwhile', async () => {
    const limited = refusal(403, { code: 53, message: 'Too many requests', description: 'Slow down' });
    change = (response) => (asked.length < 3 ? limited(response) : undefined);
    const started = Date.now();
    await sources.open({ tokenUrl, scope: 'slow' }).token(never);
    assert.equal(asked.length, 3);
    assert.ok(Date.now() - started >= 2000, 'it did not wait');
  });

  it('needs a consent where there is neither a token nor a seed', async () => {
    await assert.rejects(sources.open({ tokenUrl, user: 'nobody' }).token(never), ends('CONSENT_NEEDED'));
    assert.equal(asked.length, 0);
  });
});
