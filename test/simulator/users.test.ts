import assert from 'node:assert/strict';
import { test } from 'node:test';
import { company } from '../../nodes/simulator/opentouch/users/seed.ts';
import { eventually } from '../support/eventually.ts';
import { type Answer, ask, basic, ChannelReader, logIn, withSimulator } from '../support/opentouch-requests.ts';

const outcome = ({ status, body }: Answer) => `${status} ${body['type'] ?? ''}`.trim();

test('a user sees himself in full and others in part; an administrator sees all', () =>
  withSimulator({}, async ({ url }) => {
    const alice = await logIn(url, 'alice');
    const { body: self } = await alice.ask('GET', '/users/alice');
    assert.equal(self['type'], 'MULTIMEDIA');
    const devices = self['devices'] as Record<string, string>[];
    assert.deepEqual(
      devices.map(({ type }) => type),
      ['DESKPHONE', 'SOFTPHONE', 'MOBILE', 'NOMADIC'],
    );
    assert.equal(devices[2]?.['associatedNumber'], '+33639980001');
    const { body: other } = await alice.ask('GET', '/users/bob');
    assert.equal(other['companyPhone'], '1002');
    for (const own of ['type', 'site', 'department', 'devices', 'dialingRule', 'apiRights', 'applicationRights']) {
      assert.ok(own in self, own);
      assert.ok(!(own in other), own);
    }
    const admin = await logIn(url, 'admin');
    assert.ok('devices' in (await admin.ask('GET', '/users/bob')).body);
    assert.equal((await admin.ask('GET', '/users/admin')).body['loginName'], 'admin');
    assert.equal(outcome(await alice.ask('GET', '/users/zoe')), '404 NOT_FOUND');
  }));

test('looking for a user by one id answers 307 to his address, which the same cookie opens', () =>
  withSimulator({}, async ({ url }) => {
    const { ask: send, cookie } = await logIn(url, 'alice');
    for (const query of [
      'loginName=erin',
      'companyEmail=erin.lefevre%40lumiere.example',
      'companyPhone=1005',
      'instantMessagingId=erin%40im.lumiere.example',
    ]) {
      const found = await send('GET', `/users?${query}`);
      assert.equal(found.status, 307);
      assert.equal(found.headers.location, `${url}/api/rest/1.0/users/erin`);
      const { body } = await ask('GET', String(found.headers.location), { headers: { cookie } });
      assert.equal(body['lastName'], 'Lefèvre');
    }
    assert.equal(outcome(await send('GET', '/users?companyPhone=4711')), '404 NOT_FOUND');
    assert.equal(outcome(await send('GET', '/users')), '400 BAD_PARAMETER');
    assert.equal(outcome(await send('GET', '/users?loginName=erin&companyPhone=1005')), '400 BAD_PARAMETER');
  }));

test('logins are all users for an administrator, filtered as he likes, and oneself for a user', () =>
  withSimulator({}, async ({ url }) => {
    const admin = await logIn(url, 'admin');
    const logins = async (query: string) => (await admin.ask('GET', `/logins${query}`)).body['loginNames'];
    const everybody = company.filter(({ user }) => user).map(({ loginName }) => loginName);
    assert.ok(everybody.length >= 7);
    assert.deepEqual(await logins(''), everybody);
    assert.deepEqual(await logins('?types=MULTIMEDIA'), ['alice', 'carol']);
    const others = everybody.filter((loginName) => !['alice', 'carol', 'grace'].includes(loginName));
    assert.deepEqual(await logins('?types=STANDARD&apiRights=TELEPHONY_ADVANCED,MESSAGING'), others);
    assert.equal(outcome(await admin.ask('GET', '/logins?types=GOLD')), '400 BAD_PARAMETER');
    const bob = await logIn(url, 'bob');
    assert.deepEqual((await bob.ask('GET', '/logins?types=MULTIMEDIA')).body, { loginNames: ['bob'] });
  }));

test('a new password is good for the next login, and the old one is not', () =>
  withSimulator({}, async ({ url }) => {
    const alice = await logIn(url, 'alice');
    const change = (oldPassword: string, user = 'alice') =>
      alice.ask('PUT', `/users/${user}/password`, { oldPassword, newPassword: 'néw:one' });
    assert.equal(outcome(await change('wrong')), '403 NOT_ALLOWED');
    assert.equal(outcome(await change('bob-secret', 'bob')), '403 NOT_ALLOWED');
    assert.equal((await change('alice-secret')).status, 204);
    const login = (password: string) =>
      ask('GET', `${url}/api/rest/authenticate`, { headers: basic('alice', password) });
    assert.equal((await login('alice-secret')).status, 401);
    assert.equal((await login('néw:one')).status, 200);
  }));

test('preferences are kept, merged and announced; a new company mobile changes the device, too', () =>
  withSimulator({}, async ({ url }) => {
    const alice = await logIn(url, 'alice');
    const subscription = await alice.ask('POST', '/subscriptions', {
      filter: { selectors: [{ names: ['user'] }] },
      version: '1.0',
    });
    const channel = await ChannelReader.open(String(subscription.body['publicPollingUrl']));
    const set = await alice.ask('POST', '/users/alice/preferences', {
      guiLanguage: 'en',
      professionalMobile: '+33639980099',
    });
    assert.equal(set.status, 204);
    const { body } = await alice.ask('GET', '/users/alice/preferences');
    assert.equal(body['guiLanguage'], 'en');
    assert.equal(body['tuiLanguage'], 'fr');
    const info = await channel.event('OnUserInfoChanged');
    const devices = (info['user'] as { devices: Record<string, string>[] }).devices;
    assert.equal(devices.find(({ type }) => type === 'MOBILE')?.['associatedNumber'], '+33639980099');
    const changed = await channel.event('OnPreferencesChanged');
    assert.deepEqual([changed['loginName'], changed['preferences']], ['alice', body]);
    channel.close();
  }));

test('CLIR is set with the telephony preferences where the user may change it', () =>
  withSimulator({}, async ({ url }) => {
    const alice = await logIn(url, 'alice');
    const path = '/users/alice/preferences/telephony';
    assert.deepEqual((await alice.ask('GET', path)).body, { clirMode: 'INACTIVE' });
    assert.equal((await alice.ask('POST', path, { clirMode: 'ACTIVE' })).status, 204);
    assert.deepEqual((await alice.ask('GET', path)).body, { clirMode: 'ACTIVE' });
    const { body } = await alice.ask('GET', '/users/alice/preferences');
    assert.deepEqual(body['telephony'], { clirMode: 'ACTIVE' });
    assert.equal(outcome(await alice.ask('POST', path, { clirMode: 'MAYBE' })), '400 BAD_PARAMETER');
    assert.equal(outcome(await alice.ask('POST', path, { clirMode: 'UNKNOWN' })), '400 BAD_PARAMETER');
    const erin = await logIn(url, 'erin');
    const fixed = await erin.ask('POST', '/users/erin/preferences/telephony', { clirMode: 'INACTIVE' });
    assert.equal(outcome(fixed), '400 NOT_SUPPORTED');
    const mobile = await erin.ask('POST', '/users/erin/preferences', { professionalMobile: '+33639980005' });
    assert.equal(outcome(mobile), '400 NOT_SUPPORTED');
  }));

test("somebody else's preferences are for administrators only", () =>
  withSimulator({}, async ({ url }) => {
    const alice = await logIn(url, 'alice');
    assert.equal(outcome(await alice.ask('GET', '/users/bob/preferences')), '403 NOT_ALLOWED');
    assert.equal(outcome(await alice.ask('POST', '/users/bob/preferences', {})), '403 NOT_ALLOWED');
    const admin = await logIn(url, 'admin');
    assert.equal((await admin.ask('POST', '/users/bob/preferences', { guiLanguage: 'it' })).status, 204);
    assert.equal((await admin.ask('GET', '/users/bob/preferences')).body['guiLanguage'], 'it');
  }));

test('administrators, and nobody else, hear of users who come and go, whatever ids they gave', () =>
  withSimulator({}, async ({ url }) => {
    const names = ['OnUserCreated', 'OnUserDeleted'];
    const listen = async (login: string, ids: string[]) => {
      const { ask: send } = await logIn(url, login);
      const { body } = await send('POST', '/subscriptions', {
        filter: { selectors: [{ ids, names }] },
        version: '1.0',
      });
      return ChannelReader.open(String(body['privatePollingUrl']));
    };
    const admin = await listen('admin', ['anybody']);
    const alice = await listen('alice', ['alice']);
    const added = await ask('POST', `${url}/simulator/users`, { body: { loginName: 'henry', companyPhone: '1008' } });
    assert.equal(added.status, 201);
    const created = await admin.event('OnUserCreated');
    assert.equal((created['user'] as Record<string, unknown>)['companyPhone'], '1008');
    const henry = await logIn(url, 'henry');
    assert.equal((await ask('DELETE', `${url}/simulator/users/henry`)).status, 204);
    assert.equal((await admin.event('OnUserDeleted'))['loginName'], 'henry');
    assert.equal(outcome(await henry.ask('GET', '/logins')), '403 INVALID_SESSION');
    assert.deepEqual(
      alice.events.map(({ eventName }) => eventName),
      ['OnChannelInformation'],
    );
    admin.close();
    alice.close();
  }));

test('a user may be removed in the middle of a call, and the others go on', () =>
  withSimulator({ timing: { noAnswer: 300, releasing: 10, tone: 10 } }, async ({ url, opentouch }) => {
    await ask('POST', `${url}/simulator/users`, { body: { loginName: 'henry', companyPhone: '1008' } });
    const bob = await logIn(url, 'bob');
    await bob.ask('POST', '/telephony/basicCall', { deviceId: '1002', callee: '1008', autoAnswer: true });
    opentouch.exchange.placeCall('+33612345678', '1008');
    assert.equal((await ask('DELETE', `${url}/simulator/users/henry`)).status, 204);
    assert.equal((await bob.ask('GET', '/telephony/calls')).status, 200);
    assert.equal((await bob.ask('POST', '/telephony/basicCall/dropme')).status, 204);
    await eventually(() => opentouch.exchange.switchboard.calls.size === 0, 'the calls of nobody end');
    assert.equal((await ask('GET', `${url}/simulator`)).status, 200);
  }));
