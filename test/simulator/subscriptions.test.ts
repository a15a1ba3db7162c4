import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Answer, ask, ChannelReader, type Client, logIn, withSimulator } from '../support/opentouch-requests.ts';

const outcome = ({ status, body }: Answer) => `${status} ${body['type'] ?? ''}`.trim();

const subscribe = (client: Client, selectors: unknown, more: object = {}) =>
  client.ask('POST', '/subscriptions', { filter: { selectors }, version: '1.0', ...more });

test('a subscription is accepted, with one secret polling address for each network', () =>
  withSimulator({ publicUrl: 'https://ot.example.com' }, async ({ url }) => {
    const { cookie } = await logInHere(url);
    const answer = await ask('POST', `${url}/api/rest/1.0/subscriptions`, {
      headers: { cookie },
      body: {
        filter: { selectors: [{ ids: ['alice'], names: ['telephony'], families: [], origins: [] }] },
        version: '1.0',
      },
    });
    assert.equal(answer.status, 200);
    const { subscriptionId, publicPollingUrl, privatePollingUrl, status, mode, format } = answer.body;
    assert.deepEqual([status, mode, format], ['ACCEPTED', 'CHUNK', 'JSON']);
    assert.equal(publicPollingUrl, `https://ot.example.com/OTEvents?subscriptionId=${subscriptionId}`);
    assert.equal(privatePollingUrl, `${url}/OTEvents?subscriptionId=${subscriptionId}`);
  }));

/** Logs in at a server whose handed-out addresses do not lead back to it. */
async function logInHere(url: string): Promise<{ cookie: string }> {
  const authorization = `Basic ${Buffer.from('alice:alice-secret').toString('base64')}`;
  const token = await ask('GET', `${url}/api/rest/authenticate`, { headers: { authorization } });
  const cookie = `AlcUserId=${token.body['credential']}`;
  await ask('POST', `${url}/api/rest/1.0/sessions`, { headers: { cookie }, body: { applicationName: 'x' } });
  return { cookie };
}

test('selectors are checked: names, packages, and whose events they ask for', () =>
  withSimulator({}, async ({ url }) => {
    const alice = await logIn(url, 'alice');
    const admin = await logIn(url, 'admin');
    const cases: [client: Client, selector: object, expected: string][] = [
      [alice, { names: [] }, '400 BAD_PARAMETER'],
      [alice, { names: [''] }, '400 BAD_PARAMETER'],
      [alice, {}, '400 BAD_PARAMETER'],
      [alice, { names: 'telephony' }, '400 BAD_PARAMETER'],
      [alice, { names: ['telephony', 'user'] }, '400 BAD_PARAMETER'],
      [alice, { names: ['OnCallCreated', 'OnUserInfoChanged'] }, '400 BAD_PARAMETER'],
      [alice, { names: ['OnCallCreated', 'OnCallRemoved'] }, '200'],
      [alice, { names: ['OnImReceived'] }, '200'],
      [alice, { ids: ['alice'], names: ['telephony'] }, '200'],
      [alice, { ids: ['bob'], names: ['telephony'] }, '403 NOT_ALLOWED'],
      [admin, { names: ['telephony'] }, '400 BAD_PARAMETER'],
      [admin, { ids: ['alice', 'bob'], names: ['telephony'] }, '200'],
    ];
    for (const [client, selector, expected] of cases) {
      assert.equal(outcome(await subscribe(client, [selector])), expected, JSON.stringify(selector));
    }
    assert.equal(outcome(await alice.ask('POST', '/subscriptions', { filter: {} })), '400 BAD_PARAMETER', 'no version');
  }));

test('timeout is 0 or 2 to 60 minutes, keepalive less than it', () =>
  withSimulator({}, async ({ url }) => {
    const alice = await logIn(url, 'alice');
    const cases: [times: object, status: number][] = [
      [{ timeout: 0 }, 200],
      [{ timeout: 0, keepalive: 59 }, 200],
      [{ timeout: 2, keepalive: 1 }, 200],
      [{ timeout: 60 }, 200],
      [{ timeout: 1 }, 400],
      [{ timeout: 61 }, 400],
      [{ timeout: -1 }, 400],
      [{ timeout: 2.5 }, 400],
      [{ timeout: 5, keepalive: 5 }, 400],
    ];
    for (const [times, status] of cases) {
      const answer = await subscribe(alice, [{ names: ['telephony'] }], times);
      assert.equal(answer.status, status, JSON.stringify(times));
    }
  }));

test('an administrator is refused users without licence, and more users than there are licences', () =>
  withSimulator({ licences: 2 }, async ({ url }) => {
    const admin = await logIn(url, 'admin');
    const state = async (...ids: string[]) => (await subscribe(admin, [{ ids, names: ['telephony'] }])).body;
    const unlicensed = await state('alice', 'grace');
    assert.equal(unlicensed['status'], 'REFUSED');
    assert.match(String(unlicensed['message']), /grace/);
    assert.equal(unlicensed['subscriptionId'], undefined);
    assert.equal((await state('alice', 'bob', 'carol'))['status'], 'REFUSED');
    assert.equal((await state('alice', 'bob'))['status'], 'ACCEPTED');
    const other = await logIn(url, 'admin');
    const elsewhere = await subscribe(other, [{ ids: ['carol'], names: ['telephony'] }]);
    assert.equal(elsewhere.body['status'], 'REFUSED', 'users of another session count, too');
    const known = await subscribe(other, [{ ids: ['bob'], names: ['telephony'] }]);
    assert.equal(known.body['status'], 'ACCEPTED', 'the same user counts once');
  }));

test('PUT changes what the channel carries while it is open', () =>
  withSimulator({}, async ({ url, opentouch }) => {
    const admin = await logIn(url, 'admin');
    const none = await admin.ask('PUT', '/subscriptions', { selectors: [{ ids: ['bob'], names: ['user'] }] });
    assert.equal(outcome(none), '400 NOT_EXPECTED');
    const { body } = await subscribe(admin, [{ ids: ['alice'], names: ['user'] }]);
    const channel = await ChannelReader.open(String(body['publicPollingUrl']));
    opentouch.updateUser('bob', { department: 'One' });
    opentouch.updateUser('alice', { department: 'Two' });
    assert.equal(((await channel.event('OnUserInfoChanged'))['user'] as { loginName: string }).loginName, 'alice');
    const put = await admin.ask('PUT', '/subscriptions', {
      selectors: [{ ids: ['bob'], names: ['OnUserInfoChanged'] }],
    });
    assert.equal(put.status, 204);
    opentouch.updateUser('alice', { department: 'Three' });
    opentouch.updateUser('bob', { department: 'Four' });
    assert.equal(((await channel.event('OnUserInfoChanged', 2))['user'] as { loginName: string }).loginName, 'bob');
    const mixed = await admin.ask('PUT', '/subscriptions', {
      selectors: [{ ids: ['bob'], names: ['user', 'telephony'] }],
    });
    assert.equal(outcome(mixed), '400 BAD_PARAMETER');
    channel.close();
  }));

test('DELETE ends the channel and drops what waits; the address is dead then', () =>
  withSimulator({}, async ({ url, opentouch }) => {
    const alice = await logIn(url, 'alice');
    const bob = await logIn(url, 'bob');
    const { body } = await subscribe(alice, [{ names: ['user'] }]);
    const path = `/subscriptions/${body['subscriptionId']}`;
    const channel = await ChannelReader.open(String(body['publicPollingUrl']));
    assert.equal(outcome(await bob.ask('DELETE', path)), '404 NOT_FOUND', 'not his');
    assert.equal((await alice.ask('DELETE', path)).status, 204);
    assert.equal(await channel.closed, 'ended');
    assert.deepEqual(opentouch.subscriptions(), []);
    assert.equal((await ask('POST', String(body['publicPollingUrl']))).status, 404);
    assert.equal(outcome(await alice.ask('DELETE', path)), '404 NOT_FOUND');
  }));

test('the end of a session ends its channels and removes its subscriptions', () =>
  withSimulator({ unknownSubscription: 403 }, async ({ url, opentouch }) => {
    const alice = await logIn(url, 'alice');
    const first = await subscribe(alice, [{ names: ['user'] }], { timeout: 0 });
    const channel = await ChannelReader.open(String(first.body['publicPollingUrl']));
    await alice.ask('DELETE', '/sessions');
    assert.equal(await channel.closed, 'ended');
    const bob = await logIn(url, 'bob');
    const second = await subscribe(bob, [{ names: ['user'] }]);
    const other = await ChannelReader.open(String(second.body['publicPollingUrl']));
    opentouch.expireSessions();
    await other.closed;
    assert.deepEqual(opentouch.subscriptions(), []);
    assert.equal((await ask('GET', String(second.body['publicPollingUrl']))).status, 403);
  }));
