import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { TaskSite, typed } from '../support/tasks.ts';

const site = new TaskSite();
before(() => site.start());
afterEach(() => site.clear());
after(() => site.stop());

const statusIn = (payload: unknown) => (payload as { status: string }).status;

test('a presence is shown, read, and taken back', async () => {
  await site.deploy('opentouch', {
    set: ['presence', { action: 'message' }],
    read: ['presence', { action: 'read' }],
  });
  for (const status of ['busy', 'back soon', 'offline', 'available']) {
    await site.through('set', status);
    assert.equal(statusIn((await site.through('read')).payload), status);
  }
  assert.match((await site.refused('set', 'asleep')).message, /"asleep".*available, busy/);
});

test('the call that a user is in is recorded, without anybody naming it', async () => {
  await site.deploy('opentouch', {
    dial: ['call', { action: 'make', autoAnswer: true, number: typed('1002') }],
    answer: ['call', { action: 'answer' }, 'bob'],
    start: ['record-call', { action: 'start' }],
    any: ['record-call', { action: 'message' }],
  });
  assert.match((await site.refused('start')).message, /call is missing/);
  await site.through('dial');
  await site.through('answer');
  await site.through('start');
  await site.through('any', 'stop');
  const asked = site.asked('opentouch-record-call');
  assert.equal(asked, 2);
  // A recording that does not run cannot be stopped: the server has heard of both.
  assert.equal((await site.refused('any', 'stop')).code, 'NOT_EXPECTED');
});
