import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systems } from '../../nodes/catalogue/index.ts';
import { operationsOf, pathIdsOf } from '../../nodes/schema/describe.ts';
import { facts } from '../support/facts.ts';
import { type Answer, ask, logIn, withSimulator } from '../support/opentouch-requests.ts';
import { inputsOf } from '../support/samples.ts';

const outcome = ({ status, body }: Answer) => `${status} ${body['type'] ?? ''}`.trim();

test('every operation of the catalogue has its route', () =>
  withSimulator({}, async ({ url, requests }) => {
    const operations = operationsOf(systems.opentouch).filter(({ authentication }) => authentication !== 'nothing');
    assert.ok(operations.length >= 57);
    for (const { method, path, type, accept, media } of operations) {
      const headers = { ...(accept && { accept }), ...(media && { 'content-type': media }) };
      const answer = await ask(method, `${url}/api/rest/1.0${path.replaceAll(/\{\w+\}/g, 'x%2B%2Fy')}`, { headers });
      assert.equal(answer.status, 403, `${type} without a session`);
      assert.match(answer.text, /INVALID_SESSION/);
      const seen = requests().at(-1);
      assert.deepEqual([seen?.name, seen?.path], [type, `/api/rest/1.0${path}`]);
    }
  }));

test('an unknown path is 404, a wrong method 405 with the right ones in Allow', () =>
  withSimulator({}, async ({ url }) => {
    const alice = await logIn(url, 'alice');
    assert.equal((await alice.ask('GET', '/telephony/nothing')).status, 404);
    const wrong = await alice.ask('PUT', '/telephony/calls');
    assert.equal(wrong.status, 405);
    assert.equal(wrong.body['httpStatus'], 'METHOD_NOT_ALLOWED');
    assert.deepEqual(String(wrong.headers.allow).split(', ').sort(), ['GET', 'POST']);
    assert.equal((await ask('GET', `${url}/elsewhere`)).status, 404);
  }));

test('licences decide: any of an operation suffices, none is NOT_ALLOWED', () =>
  withSimulator({}, async ({ url }) => {
    const grace = await logIn(url, 'grace');
    assert.equal(outcome(await grace.ask('GET', '/telephony/calls')), '403 NOT_ALLOWED');
    assert.equal(outcome(await grace.ask('POST', '/subscriptions', { version: '1.0' })), '403 NOT_ALLOWED');
    const call = await grace.ask('POST', '/telephony/basicCall', { deviceId: '1007', callee: '1002' });
    assert.equal(call.status, 201);
    const bob = await logIn(url, 'bob');
    assert.equal((await bob.ask('GET', '/telephony/calls')).status, 200);
  }));

test('what is only for one kind of user is NOT_SUPPORTED for the other', () =>
  withSimulator({}, async ({ url }) => {
    const alice = await logIn(url, 'alice');
    assert.equal(outcome(await alice.ask('GET', '/telephony/incomingCallbacks')), '400 NOT_SUPPORTED');
    const bob = await logIn(url, 'bob');
    const added = await bob.ask('POST', '/telephony/calls/x/participants', { callee: '1001' });
    assert.equal(outcome(added), '400 NOT_SUPPORTED');
  }));

test('an administrator must name the user; a user is always himself', () =>
  withSimulator({}, async ({ url }) => {
    const admin = await logIn(url, 'admin');
    assert.equal(admin.info['admin'], true);
    assert.equal(outcome(await admin.ask('GET', '/telephony/calls')), '400 BAD_PARAMETER');
    assert.equal(outcome(await admin.ask('GET', '/telephony/calls?loginName=zoe')), '404 NOT_FOUND');
    assert.equal(outcome(await admin.ask('GET', '/telephony/calls?loginName=grace')), '403 NOT_ALLOWED');
    assert.equal(outcome(await admin.ask('GET', '/telephony/calls?loginName=admin')), '400 NOT_SUPPORTED');
    assert.equal((await admin.ask('GET', '/telephony/calls?loginName=bob')).status, 200);
    const bob = await logIn(url, 'bob');
    assert.equal((await bob.ask('GET', '/telephony/calls?loginName=grace')).status, 200);
  }));

test('where the query names no user, an administrator names him by a device', () =>
  withSimulator({}, async ({ url }) => {
    const admin = await logIn(url, 'admin');
    const call = (deviceId: string) => admin.ask('POST', '/telephony/basicCall', { deviceId, callee: '1003' });
    assert.equal((await call('1102')).status, 201);
    assert.equal(outcome(await call('9999')), '404 NOT_FOUND');
    assert.equal(outcome(await admin.ask('POST', '/telephony/devices/1001/unpark', {})), '400 NOT_SUPPORTED');
  }));

test('fields are held against the catalogue before anything happens', () =>
  withSimulator({}, async ({ url }) => {
    const bob = await logIn(url, 'bob');
    const cases: [path: string, body: unknown, problem: RegExp][] = [
      ['/telephony/basicCall', { deviceId: '1002' }, /callee is missing/],
      ['/telephony/basicCall', { deviceId: '1002', callee: null }, /callee is missing/],
      ['/telephony/basicCall', { deviceId: '1002', callee: 1003 }, /callee: expected JSON of type string/],
      [
        '/telephony/basicCall',
        { deviceId: '1002', callee: '1003', autoAnswer: 'yes' },
        /autoAnswer: expected true or false/,
      ],
      ['/telephony/basicCall', [], /the body: expected an object/],
      ['/telephony/basicCall', '{"deviceId":', /not JSON/],
      ['/telephony/basicCall', undefined, /is missing/],
      ['/telephony/calls', { callee: '1003', associatedData: 'xyz' }, /associatedData: expected bytes in hexadecimal/],
      [
        '/telephony/calls',
        { callee: '1003', associatedData: '00'.repeat(33) },
        /associatedData: expected at most 32 bytes/,
      ],
      ['/telephony/calls', { callee: '1003', pin: '1' }, /secretCode is missing; it goes with pin, secretCode/],
      [
        '/telephony/calls',
        { callee: '1003', businessCode: '1', associatedData: '00' },
        /businessCode cannot be used together with associatedData/,
      ],
      ['/telephony/calls/x/recording', undefined, /action is missing/],
      ['/telephony/calls/x/recording?action=erase', undefined, /action: expected one of start, stop/],
      ['/telephony/devices/1002/mute/perhaps', undefined, /mute: expected one of true, false/],
    ];
    for (const [path, body, problem] of cases) {
      const answer = await bob.ask('POST', path, body);
      assert.equal(outcome(answer), '400 BAD_PARAMETER', answer.text);
      assert.match(String(answer.body['innerMessage']), problem);
    }
  }));

test('a value of a list may be spelled with any capitals, as the vendor’s own client does', () =>
  withSimulator({}, async ({ url }) => {
    const bob = await logIn(url, 'bob');
    const record = (action: string) => bob.ask('POST', `/telephony/calls/x/recording?action=${action}`);
    assert.equal(outcome(await record('Start')), outcome(await record('start')));
    assert.notEqual(outcome(await record('Start')), '400 BAD_PARAMETER');
  }));

test('nulls count as absent, and fields that nobody knows do not matter', () =>
  withSimulator({}, async ({ url }) => {
    const bob = await logIn(url, 'bob');
    const body = {
      deviceId: '1002',
      callee: '1003',
      autoAnswer: true,
      associatedData: null,
      pin: null,
      anonymous: false,
    };
    assert.equal((await bob.ask('POST', '/telephony/calls', body)).status, 201);
  }));

test('a 201 names its reference in Location and in the body, or in one of them', async () => {
  const make = (options: object, check: (answer: Answer, url: string) => void) =>
    withSimulator(options, async ({ url }) => {
      const bob = await logIn(url, 'bob');
      const body = { deviceId: '1002', callee: '1003', autoAnswer: true };
      check(await bob.ask('POST', '/telephony/basicCall?x=1', body), `${url}/api/rest/1.0/telephony/basicCall/`);
    });
  await make({}, ({ status, headers, text }, base) => {
    assert.equal(status, 201);
    assert.equal(headers.location, `${base}${encodeURIComponent(JSON.parse(text))}`);
  });
  await make({ referenceBody: false }, ({ headers, text }, base) => {
    assert.ok(String(headers.location).startsWith(base));
    assert.equal(text, '');
  });
  await make({ location: false }, ({ headers, text }) => {
    assert.equal(headers.location, undefined);
    assert.ok(JSON.parse(text));
  });
});

test('no operation takes an id that nobody has given out', () =>
  withSimulator({}, async ({ url }) => {
    for (const login of ['alice', 'bob']) {
      const user = await logIn(url, login);
      for (const section of facts.sections) {
        for (const operation of section.operations.filter(({ form, path }) => !form && pathIdsOf(path).length > 0)) {
          const { query, body } = inputsOf(section, operation, 'required');
          const values = Object.entries(query).map(([name, value]) => [name, String(value)]);
          const path = operation.path.replaceAll(/\{\w+\}/g, 'nobody-knows');
          const { status, text } = await user.ask(operation.method, `${path}?${new URLSearchParams(values)}`, body);
          assert.ok(status >= 400 && status < 500, `${login} ${operation.method} ${operation.path}: ${status} ${text}`);
        }
      }
    }
  }));
