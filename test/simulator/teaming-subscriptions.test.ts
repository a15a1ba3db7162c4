import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually } from '../support/eventually.ts';
import { accessOf, ask, control, perform } from '../support/orange-simulator.ts';
import {
  admin,
  alice,
  asking,
  bob,
  Hook,
  listIn,
  refused,
  userPath,
  wanted,
  withHook,
  withTeaming,
} from './teaming.ts';

test('a subscription is made, read, renewed and ended; its time runs', () =>
  withTeaming({}, async ({ url, teaming }) => {
    await withHook(async (hook) => {
      const ours = await asking(url, 'alice');
      const made = await ours('POST', '/subscriptions', wanted(hook.url, alice));
      assert.equal(made.status, 201);
      const { subscriptionId, expires } = made.body;
      assert.match(String(subscriptionId), /^[\da-f-]{36}$/);
      assert.equal(expires, 3600);
      const { targetId: _, targetType: _type, ...shown } = wanted(hook.url, alice);
      const path = `/subscriptions/${subscriptionId}`;
      assert.deepEqual((await ours('GET', path)).body, { subscriptionId, ...shown });

      const [subscription] = teaming.notifier.subscriptions.all;
      assert.ok(subscription);
      subscription.expiresAt -= 39_000;
      assert.equal((await ours('GET', path)).body['expires'], 3561);
      assert.deepEqual(listIn(await ours('GET', '/subscriptions')), [{ subscriptionId, ...shown, expires: 3561 }]);

      const renewed = await ours('PUT', path, { expires: 7200 });
      assert.deepEqual([renewed.status, renewed.text], [204, '']);
      assert.equal((await ours('GET', path)).body['expires'], 7200);
      assert.deepEqual(
        (await hook.until(2)).map(({ sequenceNumber, eventData }) => [sequenceNumber, eventData.type]),
        [
          [1, 'CallSubscriptionEvent'],
          [2, 'CallSubscriptionEvent'],
        ],
      );
      assert.equal((await ours('DELETE', path)).status, 204);
      for (const method of ['GET', 'DELETE']) assert.deepEqual(refused(await ours(method, path)), [404, 60]);
      assert.deepEqual(refused(await ours('PUT', path, { expires: 60 })), [404, 60]);
      assert.equal((await ours('GET', '/subscriptions')).text, '[]');
      assert.equal(hook.received.length, 2);
    });
  }));

test('a short life is raised and a long one lowered; none is the usual one', () =>
  withTeaming({}, async ({ url }) => {
    const ours = await asking(url, 'alice');
    const granted = async (changes: object) =>
      (await ours('POST', '/subscriptions', wanted('http://127.0.0.1:9/', alice, changes))).body['expires'];
    assert.equal(await granted({ expires: 5 }), 3600);
    assert.equal(await granted({ expires: 1_000_000 }), 86_400);
    assert.equal(await granted({ expires: undefined }), 3600);
  }));

test('what a subscription lacks or cannot have is refused', () =>
  withTeaming({ subscriptionLimit: 1 }, async ({ url }) => {
    const ours = await asking(url, 'alice');
    const hook = 'http://127.0.0.1:9/';
    const subscribe = async (changes: object) =>
      refused(await ours('POST', '/subscriptions', wanted(hook, alice, changes)));
    for (const name of ['applicationId', 'callBackUrl', 'eventType', 'targetId', 'targetType']) {
      assert.deepEqual(await subscribe({ [name]: undefined }), [400, 23], name);
    }
    assert.deepEqual(await subscribe({ callBackUrl: 'ftp://somewhere' }), [400, 24]);
    assert.deepEqual(await subscribe({ expires: 'soon' }), [400, 24]);
    assert.deepEqual(await subscribe({ targetId: bob }), [403, 50]);
    assert.deepEqual(await subscribe({ targetType: 'Group', targetId: 'everybody' }), [403, 50]);
    const all = await asking(url, 'admin');
    assert.deepEqual(refused(await all('POST', '/subscriptions', wanted(hook, 'nobody'))), [400, 24]);
    assert.deepEqual(await subscribe({}), [201, undefined]);
    assert.deepEqual(await subscribe({}), [422, 100]);
  }));

test('everybody sees his own subscriptions, administrators those of all', () =>
  withTeaming({}, async ({ url }) => {
    const hook = 'http://127.0.0.1:9/';
    const [ours, theirs, all] = [await asking(url, 'alice'), await asking(url, 'bob'), await asking(url, 'admin')];
    const { body } = await ours('POST', '/subscriptions', wanted(hook, alice));
    await all('POST', '/subscriptions', wanted(hook, bob));
    const count = async (list: ReturnType<typeof ours>) => listIn(await list).length;
    assert.deepEqual(
      [
        await count(ours('GET', '/subscriptions')),
        await count(theirs('GET', '/subscriptions')),
        await count(all('GET', '/subscriptions')),
      ],
      [1, 0, 2],
    );
    assert.deepEqual(refused(await theirs('DELETE', `/subscriptions/${body['subscriptionId']}`)), [404, 60]);
    const page = await all('GET', '/subscriptions?limit=1&offset=1');
    assert.deepEqual([page.headers.get('x-result-count'), page.headers.get('x-total-count')], ['1', '2']);
  }));

test('the first notification tells of the calls that there are', () =>
  withTeaming({}, async ({ url }) => {
    await withHook(async (hook) => {
      const { body } = await control(url, 'POST', '/teaming/calls', { from: '+33140000000', to: '2001' });
      const ours = await asking(url, 'alice');
      await ours('POST', '/subscriptions', wanted(hook.url, alice));
      const [first] = await hook.until(1);
      const [call] = (first?.eventData['calls'] ?? []) as Record<string, unknown>[];
      assert.deepEqual([call?.['callId'], call?.['state']], [body['callId'], 'Alerting']);
      assert.deepEqual(
        [hook.received[0]?.method, hook.received[0]?.url, hook.received[0]?.headers['content-type']],
        ['POST', '/hook/secret', 'application/json'],
      );
    });
  }));

test('every subscriber is told of the calls of his user, in order', () =>
  withTeaming({}, async ({ url }) => {
    await withHook(async (mine) => {
      await withHook(async (everybodys) => {
        const [ours, all] = [await asking(url, 'alice'), await asking(url, 'admin')];
        const { body } = await ours('POST', '/subscriptions', wanted(mine.url, alice));
        const group = { targetType: 'Group', eventType: 'Advanced Call' };
        await all('POST', '/subscriptions', wanted(everybodys.url, 'everybody', group));
        const { body: call } = await ours('POST', userPath(alice, '/calls?address=2002'));
        const own = userPath(alice, `/calls/${encodeURIComponent(String(call['callId']))}`);
        await ours('PUT', `${own}?action=ANSWER`);
        await control(url, 'PUT', `/teaming/calls/${call['callId']}`, { do: 'answer' });
        await ours('PUT', `${own}?action=HOLD`);
        await ours('PUT', `${own}?action=UNHOLD`);
        await ours('DELETE', own);

        const notes = await mine.until(5);
        assert.deepEqual(mine.types, [
          'CallSubscriptionEvent',
          'CallOriginatedEvent',
          'CallOriginatedEvent',
          'CallAnsweredEvent',
          'CallReleasedEvent',
        ]);
        assert.deepEqual(
          notes.map(({ sequenceNumber, subscriptionId }) => [sequenceNumber, subscriptionId]),
          [1, 2, 3, 4, 5].map((number) => [number, body['subscriptionId']]),
        );
        assert.equal(new Set(notes.map(({ eventId }) => eventId)).size, 5);
        const { eventData, ...envelope } = notes[3] ?? assert.fail();
        const { eventId: _, sequenceNumber: _number, subscriptionId: _subscription, ...rest } = envelope;
        assert.deepEqual(rest, {
          applicationId: 'test',
          targetId: alice,
          targetType: 'User',
          eventType: 'Basic Call',
        });
        const answered = eventData['call'] as Record<string, unknown>;
        assert.deepEqual(
          [answered['callId'], answered['externalTrackingId'], answered['personality'], answered['state']],
          [call['callId'], call['externalTrackingId'], 'Originator', 'Active'],
        );
        assert.deepEqual(answered['remoteParty'], {
          name: 'Bob Durand',
          phoneNumber: '+33155550102',
          userId: bob,
          callType: 'Group',
        });
        const released = (notes[4]?.eventData['call'] ?? {}) as Record<string, unknown>;
        assert.deepEqual([released['state'], released['releasingParty']], ['Released', 'localRelease']);
        assert.match(String(released['releaseTime']), /Z$/);

        const others = await everybodys.until(10);
        assert.deepEqual(
          others.map((note) => `${(note as unknown as { userId: string }).userId} ${note.eventData.type}`),
          [
            'everybody CallSubscriptionEvent',
            `${alice} CallOriginatedEvent`,
            `${alice} CallOriginatedEvent`,
            `${bob} CallReceivedEvent`,
            `${alice} CallAnsweredEvent`,
            `${bob} CallAnsweredEvent`,
            `${alice} CallHeldEvent`,
            `${alice} CallRetrievedEvent`,
            `${alice} CallReleasedEvent`,
            `${bob} CallReleasedEvent`,
          ],
        );
      });
    });
  }));

test('voice mail and services are told of, too', () =>
  withTeaming({}, async ({ url }) => {
    await withHook(async (hook) => {
      const ours = await asking(url, 'alice');
      await ours('POST', '/subscriptions', wanted(hook.url, alice, { eventType: 'Voice Mail Message Summary' }));
      await control(url, 'POST', '/teaming/messages', { to: alice, from: '+33140000000' });
      const [{ messageId } = {}] = listIn(await ours('GET', userPath(alice, '/voiceMessages')));
      const path = userPath(alice, `/voiceMessages/${messageId}`);
      await ours('PUT', `${path}?action=READ`);
      await ours('PUT', `${path}?action=READ`);
      await ours('DELETE', path);
      const summaries = (await hook.until(4)).map(({ eventData }) => eventData['messageSummary']);
      assert.deepEqual(summaries, [
        { newMessages: 2, oldMessages: 1 },
        { newMessages: 3, oldMessages: 1 },
        { newMessages: 2, oldMessages: 2 },
        { newMessages: 2, oldMessages: 1 },
      ]);
    });
    await withHook(async (hook) => {
      const all = await asking(url, 'admin');
      await all('POST', '/subscriptions', wanted(hook.url, bob, { eventType: 'Do Not Disturb' }));
      await all('PUT', userPath(bob, '/services/doNotDisturb'), { active: true });
      const [before, after] = (await hook.until(2)).map(({ eventData }) => eventData);
      assert.deepEqual([before?.type, before?.['info']], ['DoNotDisturbEvent', { active: false, ringSplash: false }]);
      assert.deepEqual(after?.['info'], { active: true, ringSplash: false });
    });
  }));

test('who does not renew is told that it is over, and so is who is thrown out', () =>
  withTeaming({ minimumExpires: 1 }, async ({ url }) => {
    await withHook(async (hook) => {
      const ours = await asking(url, 'alice');
      await ours('POST', '/subscriptions', wanted(hook.url, alice, { expires: 1 }));
      await hook.until(2);
      assert.deepEqual(hook.types, ['CallSubscriptionEvent', 'SubscriptionTerminatedEvent']);
      assert.equal((await ours('GET', '/subscriptions')).text, '[]');

      const { body } = await ours('POST', '/subscriptions', wanted(hook.url, alice));
      await control(url, 'DELETE', `/teaming/subscriptions/${body['subscriptionId']}`);
      await hook.until(4);
      const third = await ours('POST', '/subscriptions', wanted(hook.url, alice));
      const all = await asking(url, 'admin');
      assert.equal((await all('DELETE', `/subscriptions/${third.body['subscriptionId']}`)).status, 204);
      await hook.until(6);
      await ours('POST', '/subscriptions', wanted(hook.url, alice));
      await perform(url, 'expire-subscriptions');
      await hook.until(8);
      assert.deepEqual(
        hook.types.filter((_, index) => index % 2),
        Array(4).fill('SubscriptionTerminatedEvent'),
      );
    });
  }));

test('administrators subscribe for themselves like everybody', () =>
  withTeaming({}, async ({ url }) => {
    const headers = { authorization: `Bearer ${await accessOf(url, 'admin')}`, 'content-type': 'application/json' };
    const hook = await Hook.open();
    const body = JSON.stringify(wanted(hook.url, admin));
    assert.equal((await ask('POST', `${url}/teaming/subscriptions`, { headers, body })).status, 201);
    await eventually(() => hook.received.length === 1, 'the greeting');
    await hook.close();
  }));
