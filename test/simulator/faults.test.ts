import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually } from '../support/eventually.ts';
import { type Answer, ask, basic, ChannelReader, logIn, withSimulator } from '../support/opentouch-requests.ts';

const outcome = ({ status, body }: Answer) => `${status} ${body['type'] ?? ''}`.trim();

test('a fault meets the next n requests of one kind and no others', () =>
  withSimulator({}, async ({ url, faults }) => {
    const bob = await logIn(url, 'bob');
    faults.add({ on: 'opentouch-get-calls', times: 2, status: 503, type: 'NOT_READY' });
    assert.equal((await bob.ask('GET', '/logins')).status, 200);
    const first = await bob.ask('GET', '/telephony/calls');
    assert.equal(outcome(first), '503 NOT_READY');
    assert.deepEqual([first.body['httpStatus'], first.body['code']], ['SERVICE_UNAVAILABLE', 1000]);
    assert.equal((await bob.ask('GET', '/telephony/calls')).status, 503);
    assert.equal((await bob.ask('GET', '/telephony/calls')).status, 200);
    assert.deepEqual(faults.list, []);
  }));

test('a permanent fault of everything reaches discovery and login, too', () =>
  withSimulator({}, async ({ url, faults }) => {
    faults.set([{ status: 502, body: 'html' }]);
    for (const path of ['/api/rest', '/api/rest/authenticate', '/api/rest/1.0/logins', '/OTEvents']) {
      const { status, headers, text } = await ask('GET', `${url}${path}`, { headers: basic('alice') });
      assert.equal(status, 502);
      assert.match(String(headers['content-type']), /text\/html/);
      assert.match(text, /<html>/);
    }
    faults.clear();
    assert.equal((await ask('GET', `${url}/api/rest`)).status, 200);
  }));

test('an answer may be empty, late, or a reset', () =>
  withSimulator({}, async ({ url, faults }) => {
    const discovery = () => ask('GET', `${url}/api/rest`);
    faults.add({ on: 'discovery', times: 1, status: 500, body: 'empty' });
    const empty = await discovery();
    assert.deepEqual([empty.status, empty.text], [500, '']);
    faults.add({ on: 'discovery', times: 1, delay: 120 });
    const asked = performance.now();
    assert.equal((await discovery()).status, 200);
    assert.ok(performance.now() - asked >= 115);
    faults.add({ on: 'discovery', times: 1, reset: true });
    await assert.rejects(discovery(), { code: 'ECONNRESET' });
    assert.equal((await discovery()).status, 200);
  }));

test('faults are switched over HTTP, and bad ones are refused with a reason', () =>
  withSimulator({}, async ({ url, faults }) => {
    const address = `${url}/simulator/faults`;
    const wanted = [{ on: 'channel', status: 404 }];
    const put = await ask('PUT', address, { body: { faults: wanted } });
    assert.deepEqual([put.status, put.body['faults']], [200, wanted]);
    assert.equal((await ask('POST', `${url}/OTEvents`)).status, 404);
    const { body } = await ask('GET', address);
    const { named, ...rest } = body;
    assert.deepEqual(rest, { faults: wanted, actions: ['cut-channels', 'expire-sessions', 'switch-over'] });
    assert.ok(Array.isArray(named) && named.every(({ on }) => on === false));
    for (const [bad, reason] of [
      [{ faults: [{ status: 'x' }] }, /"status"/],
      [{ faults: [{ times: 0 }] }, /"times"/],
      [{ faults: [{ stattus: 500 }] }, /"stattus"/],
      [{ faults: 'all' }, /list/],
      [{ do: ['explode'] }, /explode/],
      [{ fault: [] }, /"fault"/],
      ['[1', /JSON/],
    ] as const) {
      const answer = await ask('PUT', address, { body: bad });
      assert.equal(answer.status, 400);
      assert.match(String(answer.body['error']), reason);
    }
    assert.deepEqual(faults.list, wanted);
    await ask('PUT', address, { body: { faults: [] } });
    assert.deepEqual(faults.list, []);
  }));

test('actions cut channels and expire sessions at once', () =>
  withSimulator({}, async ({ url, opentouch }) => {
    const alice = await logIn(url, 'alice');
    const filter = { selectors: [{ names: ['telephony'] }] };
    const { body } = await alice.ask('POST', '/subscriptions', { filter, version: '1.0' });
    const channel = await ChannelReader.open(String(body['publicPollingUrl']));
    await channel.event('OnUserStateModified');
    await ask('PUT', `${url}/simulator/faults`, { body: { do: 'cut-channels' } });
    assert.equal(await channel.closed, 'broken');
    assert.equal(opentouch.subscriptions().length, 1);
    await ask('PUT', `${url}/simulator/faults`, { body: { do: ['expire-sessions'] } });
    assert.equal(outcome(await alice.ask('GET', '/logins')), '403 INVALID_SESSION');
    assert.equal(opentouch.subscriptions().length, 0);
  }));

test('after a switch-over nothing of the old server is known, but the call is', () =>
  withSimulator({}, async ({ url, opentouch }) => {
    const alice = await logIn(url, 'alice');
    const filter = { selectors: [{ names: ['telephony'] }] };
    const { body } = await alice.ask('POST', '/subscriptions', { filter, version: '1.0' });
    const channel = await ChannelReader.open(String(body['publicPollingUrl']));
    await channel.event('OnUserStateModified');
    const callRef = opentouch.exchange.placeCall('+33612345678', '1001');
    const waiting = await ask('GET', `${url}/api/rest/authenticate`, { headers: basic('alice') });
    await ask('PUT', `${url}/simulator/faults`, { body: { do: [{ action: 'switch-over', milliseconds: 300 }] } });
    assert.equal(await channel.closed, 'broken');
    assert.equal(outcome(await ask('GET', `${url}/api/rest`)), '503 NOT_READY');
    assert.equal(outcome(await alice.ask('GET', '/telephony/calls')), '503 NOT_READY');
    const until = Date.now() + 300;
    await eventually(() => Date.now() > until, 'the other server is ready');
    assert.equal(outcome(await alice.ask('GET', '/telephony/calls')), '403 INVALID_SESSION');
    const old = { headers: { cookie: `AlcUserId=${waiting.body['credential']}` }, body: { applicationName: 'x' } };
    assert.equal(outcome(await ask('POST', `${url}/api/rest/1.0/sessions`, old)), '403 INVALID_SESSION');
    assert.equal((await ask('POST', String(body['publicPollingUrl']))).status, 404);
    const again = await logIn(url, 'alice');
    const { body: calls } = await again.ask('GET', '/telephony/calls');
    assert.deepEqual(
      (calls['calls'] as { callRef: string }[]).map((call) => call.callRef),
      [callRef],
    );
  }));

test('the simulator shows users with their passwords, sessions, subscriptions and calls, as JSON and as a page', () =>
  withSimulator({}, async ({ url }) => {
    const alice = await logIn(url, 'alice', { applicationName: '<script>alert(1)</script>' });
    const filter = { selectors: [{ names: ['telephony'] }] };
    const { body: subscription } = await alice.ask('POST', '/subscriptions', { filter, version: '1.0' });
    await ask('POST', `${url}/simulator/calls`, { body: { from: '+33612345678', to: '1001' } });
    const { body, text } = await ask('GET', `${url}/simulator`);
    const shown = body['opentouch'] as Record<string, Record<string, unknown>[]>;
    const user = shown['users']?.find(({ loginName }) => loginName === 'alice');
    assert.deepEqual([user?.['password'], user?.['number']], ['alice-secret', '1001']);
    assert.equal(shown['sessions']?.[0]?.['loginName'], 'alice');
    assert.equal(shown['subscriptions']?.[0]?.['names'], 'telephony');
    assert.equal(shown['calls']?.[0]?.['loginName'], 'alice');
    assert.ok(!text.includes(String(subscription['subscriptionId'])), 'no polling address');
    const page = await ask('GET', `${url}/simulator/tables`);
    assert.match(String(page.headers['content-type']), /text\/html/);
    for (const part of ['alice-secret', 'color-scheme: light dark', '&lt;script&gt;', url])
      assert.ok(page.text.includes(part));
    assert.ok(!/<script|src=|https:/.test(page.text), 'nothing runs and nothing is loaded');
  }));

test('what cannot be done from outside is refused with a reason', () =>
  withSimulator({}, async ({ url }) => {
    for (const [method, path, body, reason] of [
      ['POST', '/calls', { from: '+336' }, /"to" is missing/],
      ['POST', '/calls', { from: 6, to: '1001' }, /"from" must be a string/],
      ['POST', '/users', { loginName: 'alice', companyPhone: '1099' }, /already/],
      ['POST', '/users', { loginName: 'zoe', companyPhone: '1001' }, /alice/],
      ['DELETE', '/users/zoe', undefined, /zoe/],
    ] as const) {
      const answer = await ask(method, `${url}/simulator${path}`, { body });
      assert.equal(answer.status, 400);
      assert.match(String(answer.body['error']), reason);
    }
    assert.equal((await ask('PATCH', `${url}/simulator/calls`)).status, 405);
  }));
