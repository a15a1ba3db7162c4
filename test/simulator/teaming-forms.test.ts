import assert from 'node:assert/strict';
import { test } from 'node:test';
import { control } from '../support/orange-simulator.ts';
import { alice, asking, listIn, refused, userPath, wanted, withTeaming } from './teaming.ts';

const hook = 'http://127.0.0.1:9/';
const calls = userPath(alice, '/calls');

test('what the vendor’s page writes word for word is understood when it is wanted', () =>
  withTeaming({ dialects: { profile: 'seed-literal' } }, async ({ url }) => {
    const ours = await asking(url, 'alice');
    const made = await ours('POST', calls, wanted(hook, alice));
    assert.equal(made.status, 201);
    const { subscriptionId } = made.body;
    assert.equal((await ours('PUT', calls, { expires: 7200 })).status, 204);
    const [subscription] = listIn(await ours('GET', '/susbcriptions'));
    assert.deepEqual([subscription?.['subscriptionId'], subscription?.['expires']], [subscriptionId, 7200]);
    assert.deepEqual(refused(await ours('GET', '/subscriptions')), [404, 60]);

    const { status, body } = await ours('GET', `${calls}?address=2002`);
    assert.equal(status, 201);
    assert.deepEqual(
      listIn(await ours('GET', calls)).map(({ callId }) => callId),
      [body['callId']],
      'the same address without a number is the list',
    );
    const own = userPath(alice, `/calls/${body['callId']}`);
    assert.equal((await ours('DELETE', `/v1${own}`)).status, 204);
    assert.equal((await ours('GET', calls)).text, '[]');
  }));

test('it is not understood unless it is wanted', () =>
  withTeaming({}, async ({ url }) => {
    const ours = await asking(url, 'alice');
    assert.deepEqual(refused(await ours('POST', calls, wanted(hook, alice))), [400, 27]);
    assert.deepEqual(refused(await ours('PUT', calls, { expires: 60 })), [405, 61]);
    assert.deepEqual(refused(await ours('GET', '/susbcriptions')), [404, 60]);
    assert.equal((await ours('GET', `${calls}?address=2002`)).text, '[]');
  }));

test('the number to call stands where it is wanted', () =>
  withTeaming({}, async ({ url }) => {
    const ours = await asking(url, 'alice');
    for (const name of ['address', 'phoneNumber', 'destination']) {
      await control(url, 'PUT', '/teaming/settings', { dialects: { destination: `body ${name}` } });
      const { status, body } = await ours('POST', calls, { [name]: '2002' });
      assert.equal(status, 201, name);
      assert.equal((await ours('DELETE', userPath(alice, `/calls/${body['callId']}`))).status, 204);
      assert.deepEqual(refused(await ours('POST', `${calls}?address=2002`, {})), [400, 23]);
      assert.deepEqual(refused(await ours('POST', calls, { [name]: 'mother' })), [400, 24]);
    }
  }));

test('messages are marked as it is wanted', () =>
  withTeaming({}, async ({ url }) => {
    const ours = await asking(url, 'alice');
    const all = userPath(alice, '/voiceMessages');
    const reads = async () => listIn(await ours('GET', all)).map(({ read }) => read);
    const [{ messageId } = {}] = listIn(await ours('GET', all));
    const marked = async (path: string, body?: unknown) => {
      const { status } = await ours('PUT', path, body);
      return [status, ...(await reads())];
    };
    const choose = (marking: string) => control(url, 'PUT', '/teaming/settings', { dialects: { marking } });

    await choose('sub-paths');
    assert.deepEqual(await marked(`${all}/markAllAsUnread`), [204, false, false, false]);
    assert.deepEqual(await marked(`${all}/${messageId}/markAsRead`), [204, true, false, false]);
    assert.deepEqual(await marked(`${all}/${messageId}/markAsUnread`), [204, false, false, false]);
    assert.deepEqual(await marked(`${all}/markAllAsRead`), [204, true, true, true]);
    assert.equal((await ours('PUT', `${all}/${messageId}/eat`)).status, 400);

    await choose('body');
    assert.deepEqual(await marked(all, { read: false }), [204, false, false, false]);
    assert.deepEqual(await marked(`${all}/${messageId}`, { read: true }), [204, true, false, false]);
    assert.deepEqual(refused(await ours('PUT', all, {})), [400, 23]);
    assert.deepEqual(refused(await ours('PUT', all, { read: 'perhaps' })), [400, 24]);
  }));

test('all forms can be understood at the same time', () =>
  withTeaming({ dialects: 'any' }, async ({ url }) => {
    const ours = await asking(url, 'alice');
    assert.equal((await ours('POST', calls, wanted(hook, alice))).status, 201);
    assert.equal((await ours('POST', '/subscriptions', wanted(hook, alice))).status, 201);
    assert.equal(listIn(await ours('GET', '/subscriptions')).length, 2);
    assert.equal(listIn(await ours('GET', '/susbcriptions')).length, 2);
    const ways: [method: string, path: string, body?: object][] = [
      ['POST', `${calls}?address=2002`],
      ['GET', `${calls}?address=2002`],
      ['POST', calls, { phoneNumber: '2002' }],
      ['POST', calls, { destination: '2002' }],
      ['POST', calls, { address: '2002' }],
    ];
    for (const [index, [method, path, body]] of ways.entries()) {
      assert.equal((await ours(method, path, body)).status, 201, `${method} ${path} ${JSON.stringify(body)}`);
      assert.equal(listIn(await ours('GET', calls)).length, index + 1);
    }
    const messages = userPath(alice, '/voiceMessages');
    for (const [path, body, read] of [
      ['?action=READ', undefined, true],
      ['/markAllAsUnread', undefined, false],
      ['', { read: true }, true],
    ] as const) {
      assert.equal((await ours('PUT', `${messages}${path}`, body)).status, 204, path);
      assert.equal(listIn(await ours('GET', messages))[0]?.['read'], read, path);
    }
  }));

test('a list of one may be that one', () =>
  withTeaming({ single: 'item' }, async ({ url }) => {
    const ours = await asking(url, 'bob');
    const { body, headers } = await ours('GET', userPath('bob@example.com', '/voiceMessages'));
    assert.match(String(body['messageId']), /./);
    assert.equal(headers.get('x-total-count'), '1');
  }));

test('settings that are unknown or cannot be are refused', () =>
  withTeaming({}, async ({ url }) => {
    for (const [path, body, problem] of [
      ['/teaming/settings', { rings: 'many' }, /rings/],
      ['/teaming/settings', { colour: 'red' }, /colour/],
      ['/teaming/settings', { dialects: { profile: 7 } }, /dialects/],
      ['/orange/settings', { refreshToken: 'lose' }, /refreshToken/],
      ['/business-talk/settings', { created: 204 }, /created/],
    ] as const) {
      const answer = await fetch(`${url}/simulator${path}`, { method: 'PUT', body: JSON.stringify(body) });
      assert.equal(answer.status, 400);
      assert.match(await answer.text(), problem);
    }
  }));
