import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accessOf, ask, codeOf, control, exchange } from '../support/orange-simulator.ts';
import { admin, alice, asking, bob, carol, dave, listIn, refused, userPath, withTeaming } from './teaming.ts';

test('everybody can read who he is, and administrators who anybody is', () =>
  withTeaming({}, async ({ url }) => {
    const [ours, all] = [await asking(url, 'alice'), await asking(url, 'admin')];
    const profile = {
      userId: alice,
      impId: 'alice.martin@ims.example.com',
      countryCode: '33',
      didNumber: '+33155550101',
      shortNumber: '2001',
      firstName: 'Alice',
      lastName: 'Martin',
    };
    const mine = await ours('GET', '/users/myTelephonyProfile');
    assert.deepEqual([mine.status, mine.body], [200, profile]);
    assert.deepEqual((await all('GET', userPath(alice, '/telephonyProfile'))).body, profile);
    assert.deepEqual(refused(await ours('GET', userPath(bob, '/telephonyProfile'))), [403, 50]);
    assert.deepEqual(refused(await ours('GET', userPath(alice, '/telephonyProfile'))), [403, 50]);
    assert.deepEqual(refused(await all('GET', userPath('nobody', '/telephonyProfile'))), [404, 60]);
  }));

test('the API stands at both of its addresses', () =>
  withTeaming({}, async ({ url }) => {
    const versioned = await asking(url, 'bob', '/teaming/v1');
    assert.equal((await versioned('GET', '/users/myTelephonyProfile')).body['userId'], bob);
    assert.deepEqual((await versioned('GET', userPath(bob, '/calls'))).text, '[]');
  }));

test('without the right consent nothing is done', () =>
  withTeaming({}, async ({ url, orange }) => {
    const needs: [method: string, path: string, scope: string][] = [
      ['GET', userPath(alice, '/calls'), 'callManagement'],
      ['GET', userPath(alice, '/voiceMessages'), 'callManagement'],
      ['GET', '/subscriptions', 'notifications'],
      ['GET', userPath(alice, '/services/doNotDisturb'), 'configuration'],
    ];
    for (const consented of ['callManagement', 'notifications', 'configuration']) {
      const scope = `b2b:teaming:user:${consented}`;
      const { body } = await exchange(url, await codeOf(url, alice, { scope }));
      const headers = { authorization: `Bearer ${body['access_token']}` };
      for (const [method, path, needed] of needs) {
        const { status } = await ask(method, `${url}/teaming${path}`, { headers });
        assert.equal(status, needed === consented ? 200 : 403, `${path} with ${consented}`);
      }
      assert.equal((await ask('GET', `${url}/teaming/users/myTelephonyProfile`, { headers })).status, 200);
    }
    const [ours, all] = [await asking(url, 'alice'), await asking(url, 'admin')];
    assert.deepEqual(refused(await ours('GET', userPath(bob, '/calls'))), [403, 50]);
    assert.equal((await all('GET', userPath(bob, '/calls'))).status, 200);
    orange.settings.change({ checkScopes: false });
    assert.equal((await ours('GET', userPath(bob, '/calls'))).status, 200);
  }));

test('a token of the other surface is none', () =>
  withTeaming({}, async ({ url }) => {
    const { body } = await ask('POST', `${url}/oauth/v3/token`, {
      headers: { authorization: `Basic ${Buffer.from('switchboard-demo:demo_secret-1.x').toString('base64')}` },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    });
    const headers = { authorization: `Bearer ${body['access_token']}` };
    assert.deepEqual(refused(await ask('GET', `${url}/teaming/users/myTelephonyProfile`, { headers })), [401, 41]);
    assert.match(await accessOf(url, 'alice'), /./);
  }));

test('voice messages are listed in pages, with their number', () =>
  withTeaming({}, async ({ url }) => {
    const ours = await asking(url, 'dave');
    const first = await ours('GET', userPath(dave, '/voiceMessages'));
    assert.deepEqual([first.headers.get('x-result-count'), first.headers.get('x-total-count')], ['40', '60']);
    const rest = await ours('GET', userPath(dave, '/voiceMessages?offset=40'));
    assert.deepEqual([rest.headers.get('x-result-count'), rest.headers.get('x-total-count')], ['20', '60']);
    const ids = [...listIn(first), ...listIn(rest)].map(({ messageId }) => messageId);
    assert.equal(new Set(ids).size, 60);
    const [item] = listIn(await ours('GET', userPath(dave, '/voiceMessages?limit=1')));
    assert.deepEqual(Object.keys(item ?? {}), ['duration', 'callingPartyInfo', 'read', 'time', 'messageId']);
    assert.match(`${item?.['time']} ${item?.['duration']}`, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ \d+000$/);
    assert.deepEqual(refused(await ours('GET', userPath(dave, '/voiceMessages?offset=x'))), [400, 28]);
    assert.equal((await ours('GET', userPath(dave, '/voiceMessages?offset=99'))).text, '[]');
  }));

test('a voice message has a sound, is marked and is deleted', () =>
  withTeaming({}, async ({ url }) => {
    const ours = await asking(url, 'alice');
    await control(url, 'POST', '/teaming/messages', { to: '2001', from: '+33123456789', name: 'Zoe', seconds: 5 });
    const [item] = listIn(await ours('GET', userPath(alice, '/voiceMessages')));
    assert.deepEqual(item?.['callingPartyInfo'], { name: 'Zoe', phoneNumber: '+33123456789' });
    assert.deepEqual([item?.['read'], item?.['duration']], [false, '5000']);

    const path = userPath(alice, `/voiceMessages/${item?.['messageId']}`);
    const { mediaContent, ...rest } = (await ours('GET', path)).body as { mediaContent: Record<string, string> };
    assert.deepEqual(rest, item);
    assert.equal(mediaContent['mediaType'], 'WAV');
    const sound = Buffer.from(String(mediaContent['content']), 'base64');
    assert.equal(sound.toString('latin1', 0, 4) + sound.toString('latin1', 8, 12), 'RIFFWAVE');
    assert.equal((sound.length - 44) / sound.readUInt32LE(28), 5, 'seconds');

    const read = async () => (await ours('GET', path)).body['read'];
    for (const [action, expected] of [
      ['READ', true],
      ['READ', true],
      ['UNREAD', false],
    ] as const) {
      const { status, text } = await ours('PUT', `${path}?action=${action}`);
      assert.deepEqual([status, text, await read()], [204, '', expected]);
    }
    assert.deepEqual(refused(await ours('PUT', path)), [400, 27]);
    assert.deepEqual(refused(await ours('PUT', `${path}?action=EAT`)), [400, 28]);
    assert.equal((await ours('DELETE', path)).status, 204);
    for (const method of ['GET', 'DELETE']) assert.deepEqual(refused(await ours(method, path)), [404, 60]);
    assert.deepEqual(refused(await ours('PUT', `${path}?action=READ`)), [404, 60]);
  }));

test('all voice messages are marked at once', () =>
  withTeaming({}, async ({ url }) => {
    const ours = await asking(url, 'dave');
    const states = async () =>
      new Set(listIn(await ours('GET', userPath(dave, '/voiceMessages?limit=100'))).map(({ read }) => read));
    for (const [action, expected] of [
      ['READ', true],
      ['UNREAD', false],
    ] as const) {
      assert.equal((await ours('PUT', userPath(dave, `/voiceMessages?action=${action}`))).status, 204);
      assert.deepEqual(await states(), new Set([expected]));
    }
  }));

test('services are read and written', () =>
  withTeaming({}, async ({ url }) => {
    const ours = await asking(url, 'carol');
    const path = (service: string) => userPath(carol, `/services/${service}`);
    assert.deepEqual((await ours('GET', path('callForwardingAlways'))).body, { active: false, ringSplash: false });
    const cases: [service: string, settings: object][] = [
      ['callForwardingAlways', { active: true, forwardToPhoneNumber: '+33140000000', ringSplash: true }],
      ['callForwardingBusy', { active: true, forwardToPhoneNumber: '2001' }],
      ['callForwardingNoAnswer', { active: true, forwardToPhoneNumber: '2002', numberOfRings: 0 }],
      ['callForwardingNotReachable', { active: false, forwardToPhoneNumber: '2002' }],
      ['doNotDisturb', { active: true, ringSplash: false }],
    ];
    for (const [service, settings] of cases) {
      const { status, text } = await ours('PUT', path(service), settings);
      assert.deepEqual([status, text], [204, ''], service);
      assert.deepEqual((await ours('GET', path(service))).body, settings);
    }
    assert.equal((await ours('PUT', path('callForwardingAlways'), { active: false })).status, 204);
    const kept = { active: false, forwardToPhoneNumber: '+33140000000', ringSplash: true };
    assert.deepEqual((await ours('GET', path('callForwardingAlways'))).body, kept);
  }));

test('what a service cannot be is refused', () =>
  withTeaming({}, async ({ url }) => {
    const ours = await asking(url, 'bob');
    const cases: [service: string, settings: unknown, expected: [number, number]][] = [
      ['callForwardingBusy', { active: true }, [400, 23]],
      ['callForwardingBusy', {}, [400, 23]],
      ['callForwardingBusy', { active: 'yes' }, [400, 24]],
      ['callForwardingBusy', { active: true, forwardToPhoneNumber: 'home' }, [400, 24]],
      ['callForwardingBusy', { active: false, ringSplash: true }, [400, 24]],
      ['callForwardingNoAnswer', { active: true, forwardToPhoneNumber: '2001', numberOfRings: 1 }, [400, 24]],
      ['callForwardingNoAnswer', { active: true, forwardToPhoneNumber: '2001', numberOfRings: 21 }, [400, 24]],
      ['doNotDisturb', { active: true, forwardToPhoneNumber: '2001' }, [400, 24]],
      ['doNotDisturb', '', [400, 21]],
      ['doNotDisturb', '{', [400, 22]],
      ['somethingElse', { active: true }, [400, 20]],
    ];
    for (const [service, settings, expected] of cases) {
      const answer = await ours('PUT', userPath(bob, `/services/${service}`), settings);
      assert.deepEqual(refused(answer), expected, `${service} ${JSON.stringify(settings)}`);
    }
    assert.deepEqual((await ours('GET', userPath(bob, '/services/doNotDisturb'))).body, {
      active: false,
      ringSplash: false,
    });
  }));

test('administrators act for everybody', () =>
  withTeaming({}, async ({ url }) => {
    const all = await asking(url, 'admin');
    const path = userPath(bob, '/services/doNotDisturb');
    assert.equal((await all('PUT', path, { active: true })).status, 204);
    assert.equal((await all('GET', path)).body['active'], true);
    assert.deepEqual(refused(await all('GET', userPath('nobody@example.com', '/calls'))), [404, 60]);
    assert.equal((await all('GET', '/users/myTelephonyProfile')).body['userId'], admin);
  }));
