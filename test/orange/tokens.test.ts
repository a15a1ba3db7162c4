import assert from 'node:assert/strict';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { after, describe, it } from 'node:test';
import { cipherWith } from '../../nodes/oauth/cipher.ts';
import { basicHeader, clientFrom } from '../../nodes/oauth/client.ts';
import { consentKey } from '../../nodes/oauth/identity.ts';
import { TokenStore } from '../../nodes/oauth/store.ts';
import { isFresh, readToken, type Token } from '../../nodes/oauth/token.ts';
import { TokenFile } from '../support/tokens.ts';

const answer = (body: object) => ({ status: 200, headers: {}, body: Buffer.from(JSON.stringify(body)) });

describe('a token', () => {
  it('lives as long as the answer says, as a number or a text, or an hour', () => {
    const lives = [3600, '3600', '7776000', undefined, 'soon', 0].map(
      (expires_in) => (readToken(answer({ access_token: 't', expires_in }), 1000)?.life ?? 0) / 1000,
    );
    assert.deepEqual(lives, [3600, 3600, 7_776_000, 3600, 3600, 3600]);
  });

  it('is renewed a minute before its end, and not before nine tenths of its life', () => {
    const token = (seconds: number): Token => ({ accessToken: 't', expiresAt: seconds * 1000, life: seconds * 1000 });
    const edge = (seconds: number) =>
      Array.from({ length: seconds + 1 }, (_, second) => second).find(
        (second) => !isFresh(token(seconds), (seconds - second) * 1000),
      );
    assert.deepEqual([edge(3600), edge(600), edge(100), edge(10)], [3540, 540, 90, 9]);
  });

  it('keeps the refresh token that was handed in when no other comes', () => {
    const refreshed = (more: object) => readToken(answer({ access_token: 't', ...more }), 0, 'old')?.refreshToken;
    assert.deepEqual([refreshed({}), refreshed({ refresh_token: 'new' })], ['old', 'new']);
  });
});

describe('an application', () => {
  it('proves who it is by plain Basic', () => {
    const header = basicHeader({ clientId: 'i-d_1', clientSecret: 's~e:c' });
    assert.equal(header, `Basic ${Buffer.from('i-d_1:s~e:c').toString('base64')}`);
  });

  it('may be entered in two parts or as the ready header', () => {
    const ready = basicHeader({ clientId: 'i', clientSecret: 'a:b' });
    const both = { clientId: 'i', clientSecret: 'a:b' };
    assert.deepEqual(clientFrom({ authorization: ready }), both);
    assert.deepEqual(clientFrom({ authorization: ready.replace('Basic ', '') }), both);
    assert.deepEqual(clientFrom({ clientId: 'x', clientSecret: 'y', authorization: ready }), {
      clientId: 'x',
      clientSecret: 'y',
    });
    for (const typed of [{}, { clientId: 'x' }, { clientSecret: 'y' }, { authorization: 'Basic ???' }]) {
      assert.equal(clientFrom(typed), undefined);
    }
  });
});

describe('the file of the tokens', () => {
  const files: TokenFile[] = [];
  const newFile = () => {
    const file = new TokenFile();
    files.push(file);
    return file;
  };
  after(() => {
    for (const file of files) file.remove();
  });
  const token: Token = { accessToken: 'access-1', refreshToken: 'refresh-1', expiresAt: 1, life: 1 };
  const consent = { user: 'alice', tokenUrl: 'http://x/token', clientId: 'c', scope: 's', since: 5 };

  it('is encrypted, for the owner only, and is there after a restart', async () => {
    const file = newFile();
    const store = file.store();
    await store.keepConsent('account', consent, token);
    const text = readFileSync(file.path, 'utf8');
    for (const secret of ['access-1', 'refresh-1', 'alice']) assert.ok(!text.includes(secret), secret);
    assert.equal(statSync(file.path).mode & 0o777, 0o600);
    assert.deepEqual(await file.store().consent('account'), consent);
  });

  it('is plain where the user has switched encryption off, and can be read when the switch is turned', async () => {
    const file = newFile();
    await file.store().keepToken('key', token);
    const plain = file.store(() => cipherWith(['a key'], false));
    assert.deepEqual(await plain.token('key'), token);
    await plain.keepToken('other', token);
    assert.ok(readFileSync(file.path, 'utf8').includes('refresh-1'));
    assert.equal(statSync(file.path).mode & 0o777, 0o600);
    assert.deepEqual(await file.store().token('other'), token);
  });

  it('can still be read when Node-RED gets another key and knows the old one', async () => {
    const file = newFile();
    await file.store().keepToken('key', token);
    const changed = file.store(() => cipherWith(['a new key', 'a key']));
    assert.deepEqual(await changed.token('key'), token);
    await changed.keepToken('other', token);
    assert.deepEqual(await file.store(() => cipherWith(['a new key'])).token('key'), token);
  });

  it('says once that it cannot be read, and is replaced', async () => {
    for (const broken of ['{"version":1,"sealed":"xxxx"}', 'rubbish', '']) {
      const file = newFile();
      writeFileSync(file.path, broken);
      const store = file.store();
      assert.equal(await store.token('key'), undefined);
      assert.equal(await store.consent('account'), undefined);
      assert.equal(file.reports.length, 1, broken);
      await store.keepToken('key', token);
      assert.deepEqual(await file.store().token('key'), token);
      assert.equal(file.reports.length, 1);
    }
  });

  it('holds everything when many write at once, and nothing that is of no use any more', async () => {
    const file = newFile();
    const store = file.store();
    await store.keepToken('ended', { accessToken: 'gone', expiresAt: 1, life: 1 });
    await Promise.all(Array.from({ length: 50 }, (_, index) => store.keepToken(`key ${index}`, token)));
    const again = file.store();
    for (let index = 0; index < 50; index += 1) assert.deepEqual(await again.token(`key ${index}`), token);
    assert.equal(await again.token('ended'), undefined);
  });

  it('forgets the token of a consent with the last account that lives on it', async () => {
    const store = newFile().store();
    await store.keepConsent('one', consent, token);
    await store.keepConsent('two', consent, token);
    await store.dropConsent('one');
    assert.deepEqual(await store.token(consentKey(consent)), token);
    await store.dropConsent('two');
    assert.equal(await store.token(consentKey(consent)), undefined);
  });

  it('works on when it cannot be written, and says so', async () => {
    const file = newFile();
    writeFileSync(`${file.directory}/blocked`, '');
    const store = new TokenStore(
      `${file.directory}/blocked/tokens.json`,
      () => cipherWith(['k']),
      (line) => file.reports.push(line),
    );
    await store.keepToken('key', token);
    assert.deepEqual(await store.token('key'), token);
    assert.match(file.reports.join(), /cannot be kept .*(ENOTDIR|EEXIST)/);
  });
});
