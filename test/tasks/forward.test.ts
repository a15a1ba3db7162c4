import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { TaskSite, taskSystems, typed } from '../support/tasks.ts';

const site = new TaskSite();
before(() => site.start());
afterEach(() => site.clear());
after(() => site.stop());

for (const system of taskSystems) {
  test(`${system}: a telephone is forwarded, and again not`, async () => {
    await site.deploy(system, {
      on: ['forward', { action: 'on', number: typed('+33155667788') }],
      busy: ['forward', { action: 'on', when: 'busy' }],
      off: ['forward', { action: 'off' }],
      read: ['forward', { action: 'read' }],
    });
    assert.deepEqual((await site.through('read')).payload, []);
    assert.equal((await site.through('on', 'kept')).payload, 'kept');
    assert.match(site.red.status('on')?.text ?? '', /^→ \+33155667788 \d\d:\d\d$/);
    const [always] = (await site.through('read')).payload as { when: string; to: string; number: string }[];
    assert.equal(always?.when, 'always');
    assert.match(always?.number ?? '', /55667788$/);
    await site.through('off');
    assert.deepEqual((await site.through('read')).payload, []);
    await site.through('busy', '+33155667789');
    const [busy, ...others] = (await site.through('read')).payload as { when: string; to: string }[];
    assert.deepEqual([busy?.when, busy?.to, others], ['busy', 'number', []]);
  });

  test(`${system}: a switch of a dashboard turns do not disturb on and off`, async () => {
    await site.deploy(system, { set: ['dnd', { action: 'message' }], read: ['dnd', { action: 'read' }, 'dave'] }, []);
    assert.equal((await site.through('read')).payload, false);
    await site.through('set', true);
    assert.equal((await site.through('read')).payload, true);
    assert.match(site.red.status('read')?.text ?? '', /^on \d\d:\d\d$/);
    await site.through('set', false);
    assert.equal((await site.through('read')).payload, false);
    await site.through('set', { action: 'on' });
    assert.equal((await site.through('set', { action: 'read' })).payload, true);
  });
}

test('OpenTouch: calls go to a colleague or to the voicemail; a number is needed for a colleague only', async () => {
  await site.deploy('opentouch', {
    colleague: ['forward', { action: 'on', to: 'colleague' }, 'alice'],
    voicemail: ['forward', { action: 'on', to: 'voicemail' }, 'alice'],
    read: ['forward', { action: 'read' }, 'alice'],
  });
  assert.match((await site.refused('colleague', {})).message, /number is missing/);
  await site.through('colleague', '1002');
  assert.deepEqual((await site.through('read')).payload, [{ when: 'always', to: 'colleague', number: '1002' }]);
  await site.through('voicemail', '1002');
  assert.deepEqual((await site.through('read')).payload, [{ when: 'always', to: 'voicemail' }]);
});

test('OpenTouch: what the server accepts but cannot carry out is an error, and what it did is done', async () => {
  await site.deploy('opentouch', {
    number: ['forward', { action: 'on', to: 'number' }, 'alice'],
    colleague: ['forward', { action: 'on', to: 'colleague' }, 'alice'],
  });
  const before = await site.refused('number', '+33155667788');
  assert.deepEqual([before.code, site.asked('opentouch-set-routes')], ['INVALID_INPUT', 0]);
  assert.match(before.message, /NUMBER is for users of type STANDARD only/);
  const late = await site.refused('colleague', '+33155667788');
  assert.equal(late.code, 'NOT_DONE');
  assert.match(late.message, /is no user/);
  const { response } = await site.through('colleague', '1002');
  assert.equal((response as { outcome: string }).outcome, 'done');
});

test('Teaming: one choice switches two forwardings, and off ends all', async () => {
  await site.deploy('teaming', {
    both: ['forward', { action: 'on', when: 'busy or no answer', number: typed('+33155667788') }, 'alice'],
    read: ['forward', { action: 'read' }, 'alice'],
    off: ['forward', { action: 'off' }, 'alice'],
  });
  await site.through('both');
  const all = (await site.through('read')).payload as { when: string }[];
  assert.deepEqual(
    all.map(({ when }) => when),
    ['busy', 'no answer'],
  );
  await site.through('off');
  assert.deepEqual((await site.through('read')).payload, []);
});
