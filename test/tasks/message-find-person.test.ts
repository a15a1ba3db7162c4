import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { fresh } from '../support/flow.ts';
import { TaskSite, typed } from '../support/tasks.ts';

const site = new TaskSite();
before(() => site.start());
afterEach(() => site.clear());
after(() => site.stop());

interface Person {
  readonly name: string;
  readonly number: string;
  readonly user?: string;
}

/** What somebody hears of instant messages, with a sink of its own. */
const received = (id: string, person: string) => [
  fresh(id, 'opentouch-events', {
    z: 'tab',
    server: person,
    packages: [],
    events: ['OnImReceived'],
    wires: [[`${id}-sink`]],
  }),
  { id: `${id}-sink`, type: 'test-sink', z: 'tab', wires: [[]] },
];

test('people are found by name and number as somebody types them, and by the caller of an event', async () => {
  await site.deploy('opentouch', {
    all: ['find-person', { action: 'all' }],
    one: ['find-person', { action: 'one' }],
  });
  const [bob, ...nobodyElse] = (await site.through('all', 'bob')).payload as Person[];
  assert.deepEqual(nobodyElse, []);
  assert.equal(bob?.number, '1002');
  assert.deepEqual((await site.through('one', ' 1002 ')).payload, bob);
  assert.deepEqual((await site.through('one', { number: '1002', name: 'anybody' })).payload, bob);
  assert.deepEqual((await site.through('all', 'nobody-of-that-name')).payload, []);
  const none = await site.refused('one', 'nobody-of-that-name');
  assert.equal(none.code, 'INVALID_INPUT');
  assert.match(none.message, /nobody was found/);
});

test('who is meant where several fit is asked for, and an exact number decides', async () => {
  await site.deploy('opentouch', { one: ['find-person', { action: 'one' }], all: ['find-person', {}] });
  const everybody = (await site.through('all', 'a')).payload as Person[];
  assert.ok(everybody.length > 1, 'the company has several people with a');
  const several = await site.refused('one', 'a');
  assert.match(several.message, new RegExp(`fits ${everybody.length} people \\(.*${everybody[0]?.name}`));
});

test('a message reaches a colleague, and the answer goes into the same conversation', async () => {
  await site.deploy(
    'opentouch',
    {
      write: ['message', { to: typed('1002') }],
      answer: ['message', { text: typed('on my way') }, 'bob'],
    },
    [...received('at-bob', 'bob'), ...received('at-dave', 'dave')],
  );
  for (const id of ['at-bob', 'at-dave']) await site.red.untilStatus(id, ({ fill }) => fill === 'green');
  await site.through('write', 'are you there?');
  const { message: heard } = await site.red.nextOf(['at-bob-sink']);
  assert.equal((heard.payload as { message: string }).message, 'are you there?');
  await site.through('answer', heard.payload);
  const { message: reply } = await site.red.nextOf(['at-dave-sink']);
  assert.deepEqual(
    [(reply.payload as { message: string }).message, (reply.payload as { callRef: string }).callRef],
    ['on my way', (heard.payload as { callRef: string }).callRef],
  );
  // The next message finds the conversation that is there.
  await site.through('write', { text: 'hurry', to: 'nobody: the dialog has said who' });
  assert.equal(site.asked('opentouch-open-im-call'), 1);
});

test('a message to nobody, to somebody unknown and without a text says so, and opens nothing', async () => {
  await site.deploy('opentouch', { write: ['message', {}] });
  assert.match((await site.refused('write', { text: 'hello' })).message, /to is missing/);
  assert.match((await site.refused('write', { to: '1002' })).message, /text is missing/);
  assert.match((await site.refused('write', { to: 'nobody-of-that-name', text: 'hello' })).message, /nobody was found/);
  assert.equal(site.asked('opentouch-open-im-call', 'opentouch-send-im'), 0);
});

test('messages that came while nobody was there are listed', async () => {
  await site.deploy('opentouch', {
    write: ['message', { to: typed('1002') }],
    waiting: ['message', { action: 'list' }, 'bob'],
  });
  await site.through('write', 'call me back');
  const waiting = (await site.through('waiting')).payload as { text: string; unread: boolean; name: string }[];
  const left = waiting.find(({ text }) => text === 'call me back');
  assert.equal(left?.unread, true);
  assert.match(left.name, /^Dave /);
});
