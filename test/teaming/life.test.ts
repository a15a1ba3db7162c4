import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import type { Caught } from '../support/bench.ts';
import { eventually } from '../support/eventually.ts';
import { tab } from '../support/flow.ts';
import { type FlowNode, type NodeRed, startNodeRed } from '../support/node-red.ts';
import { untouched } from '../support/opentouch-site.ts';
import { orangeAccount } from '../support/orange.ts';
import { notification, post } from '../support/teaming-notify.ts';
import { type Platform, type Subscribed, startPlatform } from '../support/teaming-platform.ts';
import { sink, source, subscribed } from '../support/teaming-site.ts';

const alice = 'alice@example.com';
let red: NodeRed;
let platform: Platform;
before(async () => {
  red = await startNodeRed();
});
beforeEach(async () => {
  platform = await startPlatform();
});
afterEach(async () => {
  platform.answer(() => undefined);
  await red.deploy([]);
  await platform.stop();
});
after(() => red.stop());

const account = (properties = {}) => orangeAccount('teaming', platform.url, { userId: alice, ...properties });
const deploy = (...nodes: FlowNode[]) => red.deploy(tab(account(), ...nodes, sink('heard')));
const ready = () => red.untilStatus('source', subscribed);
const deletions = () => platform.requests.filter(({ method }) => method === 'DELETE').length;

async function resynced(): Promise<{ lostSince: string; users: unknown }> {
  for (;;) {
    const { topic, payload } = await red.next('heard');
    if (topic === 'resync') return payload as { lostSince: string; users: unknown };
  }
}

test('what is asked for a subscription, and that nothing is left of it at the end', async () => {
  await deploy(source('source'));
  await ready();
  const { subscriptionId, callBackUrl, ...rest } = platform.only();
  const { origin, pathname } = new URL(callBackUrl);
  assert.equal(origin, red.url);
  assert.match(pathname, /^\/telephony\/teaming\/[\w-]{43}$/);
  assert.equal(typeof subscriptionId, 'string');
  const facts = { applicationId: 'node-red-telephony', eventType: 'Basic Call', targetId: alice, targetType: 'User' };
  assert.deepEqual(rest, { ...facts, expires: 3600 });
  const logged = red.log.length;
  await red.deploy([]);
  assert.equal(platform.subscriptions.size, 0);
  assert.equal(await post(callBackUrl, {}), 404);
  assert.deepEqual(
    red.log.slice(logged).filter(({ level }) => level <= 30),
    [],
  );
});

test('the last node that needs a subscription ends it, and no other', async () => {
  const second = source('second', { userIds: `${alice},bob@example.com` });
  await deploy(source('source'), second);
  await ready();
  await red.untilStatus('second', subscribed);
  assert.equal(platform.subscriptions.size, 2);
  await red.deploy(tab(untouched(account()), source('source'), sink('heard')), 'nodes');
  await eventually(() => platform.subscriptions.size === 1, 'the end of the subscription for bob');
  assert.equal(platform.only().targetId, alice);
  assert.equal(platform.count('POST /subscriptions'), 2);
});

test('a node that comes while the subscriptions are being looked at is not forgotten', async () => {
  platform.answer(({ method, url }) =>
    method === 'GET' && url.endsWith('/subscriptions') ? { status: 200, body: [], delay: 1000 } : undefined,
  );
  await deploy(source('source'));
  await eventually(() => platform.count('GET /subscriptions') === 1, 'a look at what is there');
  const second = source('second', { userIds: 'bob@example.com' });
  await red.deploy(tab(untouched(account()), source('source'), second, sink('heard')), 'nodes');
  await red.untilStatus('second', subscribed);
  await ready();
  assert.equal(platform.subscriptions.size, 2);
});

test('the address stays the same from one deployment to the next', async () => {
  await deploy(source('source'));
  await ready();
  const { callBackUrl } = platform.only();
  await deploy(source('source', { name: 'another' }));
  await ready();
  assert.equal(platform.only().callBackUrl, callBackUrl);
});

test('what could not be ended is taken over at the next start', async () => {
  for (const namesTargets of [true, false]) {
    platform.namesTargets = namesTargets;
    await deploy(source('source'));
    await ready();
    const { subscriptionId } = platform.only();
    const made = platform.count('POST /subscriptions');
    platform.answer(({ method }) => (method === 'DELETE' ? { status: 500 } : undefined));
    await deploy(source('source', { name: 'another' }));
    await ready();
    assert.equal(platform.only().subscriptionId, subscriptionId);
    assert.equal(platform.count('POST /subscriptions'), made);
    platform.answer(() => undefined);
    await red.deploy([]);
    assert.equal(platform.subscriptions.size, 0);
  }
});

test('a server that does not list subscriptions is asked about those that are known', async () => {
  await deploy(source('source'), source('second', { eventTypes: ['Do Not Disturb'] }));
  await ready();
  await red.untilStatus('second', subscribed);
  const { subscriptionId } = platform.only();
  const refuse = (request: { method: string; url: string }) =>
    request.method === 'DELETE' || (request.method === 'GET' && /subscriptions(\?|$)/.test(request.url));
  // To be told that one is gone is the same as to have ended it.
  platform.answer((request) =>
    refuse(request)
      ? { status: request.method === 'DELETE' ? 500 : 404, body: { code: 60, message: 'no' } }
      : undefined,
  );
  await deploy(source('source', { name: 'another' }));
  await ready();
  assert.equal(platform.only().subscriptionId, subscriptionId);
  assert.equal(platform.count('POST /subscriptions'), 2);
  await eventually(
    () => platform.count(`PUT /subscriptions/${subscriptionId}`) > 0,
    'a renewal to see whether it is there',
  );
  assert.equal(platform.count('POST /subscriptions'), 2);
});

test('whatever else is ours from earlier is ended; what is not ours stays', async () => {
  await deploy(source('source'));
  await ready();
  const { subscriptionId: _, ...ours } = platform.only();
  // The account stays, and so does its address.
  await red.deploy(tab(account()));
  await eventually(() => platform.subscriptions.size === 0, 'the end of what nobody wants');
  const put = (id: string, change: Partial<Subscribed> = {}) =>
    platform.subscriptions.set(id, { ...ours, ...change, subscriptionId: id });
  const elsewhere = ours.callBackUrl.replace(/^http:\/\/[^/]+/, 'http://elsewhere.example.com');
  put('first');
  put('again');
  put('unneeded', { eventType: 'Do Not Disturb' });
  put('moved', { callBackUrl: elsewhere });
  put('theirs', { applicationId: 'another' });
  put('of another installation', { callBackUrl: 'https://elsewhere.example.com/telephony/teaming/secret' });
  await deploy(source('source'));
  await ready();
  await eventually(() => platform.subscriptions.size === 3, 'the end of what is not needed');
  assert.deepEqual([...platform.subscriptions.keys()], ['first', 'theirs', 'of another installation']);
  assert.equal(platform.count('POST /subscriptions'), 1);
});

test('it is renewed in time by what the server grants, be it told as a text or a number', async () => {
  for (const expires of ['2', 2]) {
    platform.expires = expires;
    await deploy(source('source'));
    await ready();
    const begun = Date.now();
    const { subscriptionId } = platform.only();
    const renewal = `PUT /subscriptions/${subscriptionId}`;
    await eventually(() => platform.count(renewal) === 1, 'the first renewal');
    assert.ok(Date.now() - begun < 2000, `it came after ${Date.now() - begun} ms`);
    // What is granted then is asked for, or the next one would come after an hour.
    await eventually(() => platform.count(renewal) === 2, 'the second renewal');
    const [request] = platform.requests.filter(({ method }) => method === 'PUT');
    assert.deepEqual(JSON.parse(String(request?.body)), { expires: 3600 });
    assert.equal(platform.only().subscriptionId, subscriptionId);
    await red.deploy([]);
  }
});

test('one that is gone is made anew, and the calls are read back', async () => {
  platform.expires = 1;
  await deploy(source('source'));
  await ready();
  const { subscriptionId } = platform.only();
  const before = Date.now();
  platform.subscriptions.clear();
  const { lostSince, users } = await resynced();
  assert.notEqual(platform.only().subscriptionId, subscriptionId);
  assert.deepEqual(users, [{ userId: alice, calls: [] }]);
  assert.ok(Date.parse(lostSince) <= before + 1000);
});

test('one that Orange has ended is made anew', async () => {
  await deploy(source('source'));
  await ready();
  const old = platform.only();
  // Only what has lived for a while is made anew at once.
  platform.subscriptions.clear();
  const ended = notification(old, 1, { eventData: { type: 'SubscriptionTerminatedEvent' } });
  assert.equal(await post(old.callBackUrl, ended), 204);
  assert.equal((await red.next('heard'))['topic'], 'subscription-terminated');
  await resynced();
  await ready();
  assert.notEqual(platform.only().subscriptionId, old.subscriptionId);
  // Latecomers of the old one are answered and forgotten.
  assert.equal(await post(old.callBackUrl, notification(old, 2)), 204);
  assert.equal(await post(old.callBackUrl, notification(platform.only(), 1, { eventId: 'new' })), 204);
  const { payload } = (await red.next('heard')) as { payload: { eventId: string } };
  assert.equal(payload.eventId, 'new');
});

test('what fails is tried again, more and more slowly, and shown', async () => {
  let failures = 0;
  platform.answer(({ method, url }) => {
    if (method !== 'POST' || !url.endsWith('/subscriptions') || failures === 2) return undefined;
    failures += 1;
    return { status: 500, body: { code: 1, message: 'Internal error' } };
  });
  await deploy(source('source'));
  const waits = ({ fill, text = '' }: { fill?: string; text?: string }) =>
    fill === 'red' && /^server problem, next try \d\d:\d\d:\d\d$/.test(text);
  const first = await red.untilStatus('source', waits);
  await red.untilStatus('source', (status) => waits(status) && status.text !== first.text);
  const { error } = (await red.next('errors')) as unknown as { error: Caught };
  assert.equal(error.code, 'INTERNAL_ERROR');
  assert.equal(error.source.id, 'source');
  await ready();
  assert.equal(platform.subscriptions.size, 1);
});

test('what the server will not have is told of at once, and tells nobody the address', async () => {
  let address = '';
  platform.answer(({ method, url, body }) => {
    if (method !== 'POST' || !url.endsWith('/subscriptions')) return undefined;
    address = (JSON.parse(String(body)) as Subscribed).callBackUrl;
    return { status: 400, body: { code: 24, message: 'Invalid body field', description: `not allowed: ${address}` } };
  });
  await deploy(source('source'));
  const { error } = (await red.next('errors')) as unknown as { error: Caught };
  assert.equal(error.code, 'INVALID_BODY_FIELD');
  assert.match(String(error.cause['helpMessage']), /^not allowed: /);
  const secret = address.split('/').at(-1) ?? '';
  assert.equal(secret.length, 43);
  const said = JSON.stringify([error, error.message, red.status('source'), red.log]);
  assert.ok(!said.includes(secret));
  assert.equal(platform.count('POST /subscriptions'), 1);
});

test('a consent that is given meanwhile is used at once', async () => {
  platform.answer(({ url }) =>
    /subscriptions/.test(url) ? { status: 403, body: { code: 50, message: 'no' } } : undefined,
  );
  await deploy(source('source'));
  // The next attempt is minutes away.
  await red.untilStatus('source', ({ text = '' }) => /^no access, next try \d\d:\d\d:\d\d$/.test(text));
  platform.answer(() => undefined);
  (red.node('account') as unknown as { consentChanged(): void }).consentChanged();
  await ready();
});

test('a notification that is faster than the answer that it belongs to is not lost', async () => {
  const early: Promise<number>[] = [];
  platform.answer(({ method, url, body }) => {
    if (method !== 'POST' || !url.endsWith('/subscriptions')) return undefined;
    const one = { ...JSON.parse(String(body)), subscriptionId: 'early' } as Subscribed;
    platform.subscriptions.set('early', one);
    early.push(post(one.callBackUrl, notification(one, 1, { eventId: 'state' })));
    return { status: 201, body: { subscriptionId: 'early', expires: 3600 }, delay: 500 };
  });
  await deploy(source('source'));
  const { payload } = (await red.next('heard')) as { payload: { eventId: string } };
  assert.equal(payload.eventId, 'state');
  assert.deepEqual(await Promise.all(early), [204]);
});

test('of subscriptions that nobody knows, what somebody wants is taken, and the rest refused', async () => {
  await deploy(source('source'));
  await ready();
  const ours = platform.only();
  const foreign = { ...ours, subscriptionId: 'unheard of' };
  assert.equal(await post(ours.callBackUrl, notification({ ...foreign, targetId: 'eve@example.com' }, 1)), 404);
  assert.equal(await post(ours.callBackUrl, notification({ ...foreign, eventType: 'Hook Status' }, 1)), 404);
  assert.equal(await post(ours.callBackUrl, notification(foreign, 1, { eventId: 'wanted' })), 204);
  const { payload } = (await red.next('heard')) as { payload: { eventId: string } };
  assert.equal(payload.eventId, 'wanted');
  assert.equal(deletions(), 0);
});

test('without an address that Orange can reach nothing is asked for, and everybody is told', async () => {
  const baseUrl = 'https://teaming.example.com/teaming';
  for (const publicUrl of ['', 'http://localhost:1880']) {
    await red.deploy(tab(account({ baseUrl, publicUrl }), source('source'), sink('heard')));
    const { error } = (await red.next('errors')) as unknown as { error: Caught };
    assert.equal(error.code, 'INVALID_INPUT');
    assert.equal(error.cause['field'], 'publicUrl');
    assert.match(red.status('source')?.text ?? '', /^publicUrl/);
  }
  const logged = red.log.length;
  await red.deploy(tab(account({ publicUrl: 'http://flows.example.com', baseUrl }), source('source'), sink('heard')));
  await eventually(
    () =>
      red.log.slice(logged).some(({ level, msg }) => level === 30 && /publicUrl: begins with http/.test(String(msg))),
    'a warning',
  );
});

for (const namesTargets of [true, false]) {
  const how = namesTargets ? 'found' : 'ended, for the list does not say whose it is, and made anew';
  test(`a subscription whose making was carried out, but not answered, is ${how}`, async () => {
    platform.namesTargets = namesTargets;
    let lost = 0;
    platform.answer(({ method, url, body }) => {
      if (method !== 'POST' || !url.endsWith('/subscriptions') || lost > 0) return undefined;
      lost += 1;
      const one = { ...JSON.parse(String(body)), subscriptionId: `lost ${lost}` } as Subscribed;
      platform.subscriptions.set(one.subscriptionId, one);
      return { status: 200, reset: true };
    });
    await deploy(source('source'), source('second', { wires: [['heard']], eventTypes: ['Standard Call'] }));
    await ready();
    await red.untilStatus('second', subscribed);
    await eventually(() => platform.subscriptions.size === 2, 'one for each kind of events');
    assert.equal(platform.count('POST /subscriptions'), namesTargets ? 2 : 3);
    await red.deploy([]);
    assert.equal(platform.subscriptions.size, 0);
  });
}

test('nothing is left of a subscription that was carried out, but not answered, before the end', async () => {
  let lost = 0;
  platform.answer(({ method, url, body }) => {
    if (method !== 'POST' || !url.endsWith('/subscriptions')) return undefined;
    lost += 1;
    const one = { ...JSON.parse(String(body)), subscriptionId: `lost ${lost}` } as Subscribed;
    platform.subscriptions.set(one.subscriptionId, one);
    return { status: 200, reset: true };
  });
  await deploy(source('source'));
  await eventually(() => lost === 1, 'asked for');
  await red.deploy([]);
  assert.equal(platform.subscriptions.size, 0);
});
