import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tab } from '../support/flow.ts';
import { startNodeRed } from '../support/node-red.ts';
import { orangeAccount } from '../support/orange.ts';
import { load } from '../support/teaming-load.ts';
import { startPlatform } from '../support/teaming-platform.ts';
import { sink, source, subscribed } from '../support/teaming-site.ts';

test('of a thousand notifications a second every one is answered, and comes out once', async () => {
  const platform = await startPlatform();
  const red = await startNodeRed();
  try {
    const account = orangeAccount('teaming', platform.url, { userId: 'alice@example.com' });
    await red.deploy(tab(account, source('source'), sink('heard')));
    await red.untilStatus('source', subscribed);
    const subscription = platform.only();
    const { sent, statuses } = await load(subscription.callBackUrl, subscription, 1000, 2);
    assert.deepEqual(statuses, { 204: 2000 });
    const heard: string[] = [];
    while (heard.length < sent.length) {
      const { topic, payload } = (await red.next('heard')) as { topic: string; payload: { eventId: string } };
      // On a busy machine some may overtake others by more than anybody waits for.
      if (topic === 'alerting') heard.push(payload.eventId);
    }
    assert.deepEqual(heard.toSorted(), sent.toSorted());
    assert.deepEqual(
      red.waiting('heard').filter(({ topic }) => topic === 'alerting'),
      [],
    );
    assert.deepEqual(
      red.log.filter(({ level }) => level === 20),
      [],
    );
  } finally {
    await red.stop();
    await platform.stop();
  }
});
