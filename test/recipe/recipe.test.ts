import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { ClientMethod } from '../../nodes/client/operations.ts';
import { account, fresh, operation, tab } from '../support/flow.ts';
import { freePort } from '../support/free-port.ts';
import { type NodeRed, startNodeRed } from '../support/node-red.ts';
import { ProjectCopy, recipe } from './project-copy.ts';

const operationSteps = recipe('Adding an operation');
const eventSteps = recipe('Adding an event');

let copy: ProjectCopy;
let red: NodeRed | undefined;

before(async () => {
  copy = new ProjectCopy();
  for (const { path, object, lines } of [...operationSteps, ...eventSteps]) copy.insert(path, object, lines);
  await copy.run('scripts/build.mjs');
});

after(async () => {
  await red?.stop();
  copy.remove();
});

test('the recipes of CONTRIBUTING touch the declarations and the words, nothing else', () => {
  const touched = (steps: typeof operationSteps) => steps.map(({ path }) => path);
  const files = [
    'nodes/catalogue/opentouch/summary.ts',
    'nodes/catalogue/opentouch/summary.types.ts',
    'locales/en-US/opentouch-summary.json',
  ];
  assert.deepEqual(touched(operationSteps), files);
  assert.deepEqual(touched(eventSteps), files);
});

test('what is built knows the operations: list, palette, dialog, help, client', () => {
  const operations = JSON.parse(copy.read('dist/operations.json')) as { type: string; fields: { name: string }[] }[];
  const create = operations.find(({ type }) => type === 'opentouch-create-reminder');
  assert.deepEqual(
    create?.fields.map(({ name }) => name),
    ['date', 'subject'],
  );
  assert.ok(operations.some(({ type }) => type === 'opentouch-get-reminders'));
  const html = copy.read('dist/opentouch-summary.html');
  for (const type of ['opentouch-create-reminder', 'opentouch-get-reminders']) {
    assert.ok(html.includes(`registerType("${type}"`), type);
    assert.ok(copy.read('resources/editor.js').includes(type), `${type} has a dialog`);
  }
  assert.match(copy.read('dist/locales/en-US/opentouch-summary.html'), /Makes the server remind a user/);
  assert.match(copy.read('dist/client.d.ts'), /createReminder\(/);
});

test('the tables of the documentation have rows for them', async () => {
  await copy.run('--import', 'tsx', 'scripts/docs/write.ts');
  assert.match(copy.read('docs/operations.md'), /\*\*create reminder\*\*.*`POST \/reminders`/);
  assert.match(copy.read('docs/events.md'), /\| `OnReminder` \| `eventSummary` \| It is time for a reminder\. \|/);
});

test('in Node-RED the nodes run against the simulator, which keeps what was created, and the event arrives', async () => {
  red = await startNodeRed({ userDir: copy.userDir });
  for (const type of ['opentouch-create-reminder', 'opentouch-get-reminders'])
    assert.ok(red.types().includes(type), type);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const credentials = { login: 'alice', password: 'alice-secret' };
  const source = { z: 'tab', server: 'server', packages: [], events: ['OnReminder'], wires: [['events']] };
  await red.deploy([
    fresh('simulator', 'telephony-simulator', { z: 'tab', port: String(port), systems: ['opentouch'] }),
    ...tab(
      account(url, { credentials }),
      operation('opentouch-create-reminder', {}, { id: 'create' }),
      operation('opentouch-get-reminders', {}, { id: 'list' }),
    ),
    fresh('source', 'opentouch-events', source),
    { id: 'events', type: 'test-sink', z: 'tab', wires: [[]] },
  ]);
  await red.untilStatus('source', ({ fill }) => fill === 'green');

  red.inject('create', { payload: { subject: 'call back' } });
  assert.match(JSON.stringify((await red.next('errors'))['error']), /INVALID_INPUT.*date/);
  red.inject('create', { payload: { date: '2026-01-31T08:00:00Z', subject: 'call back' } });
  const { payload: created } = await red.next('out');
  const { reminderId } = created as { reminderId: string };
  assert.ok(reminderId);
  const reminders = [{ reminderId, date: '2026-01-31T08:00:00Z', subject: 'call back' }];
  red.inject('list');
  assert.deepEqual((await red.next('out'))['payload'], { reminders });

  const { connect } = createRequire(import.meta.url)(
    join(copy.folder, 'dist/client.js'),
  ) as typeof import('../../nodes/index.ts');
  const client = await connect({ url, ...credentials });
  const { summary } = client as unknown as Record<'summary', Record<string, ClientMethod | undefined>>;
  try {
    assert.deepEqual(await summary['getReminders']?.(), { reminders });
  } finally {
    await client.close();
  }

  const body = JSON.stringify({ event: 'OnReminder', loginName: 'alice', fields: { reminder: reminders[0] } });
  assert.equal((await fetch(`${url}/simulator/events`, { method: 'POST', body })).status, 201);
  const event = await red.next('events');
  assert.deepEqual(
    [event['topic'], event['payload']],
    ['OnReminder', { eventName: 'OnReminder', loginName: 'alice', reminder: reminders[0] }],
  );
});
