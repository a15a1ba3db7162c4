import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { fresh } from '../support/flow.ts';
import { freePort } from '../support/free-port.ts';
import { type NodeRed, startNodeRed } from '../support/node-red.ts';
import { ProjectCopy, recipe } from './project-copy.ts';

const run = promisify(execFile);
const eventSteps = recipe('Adding a Teaming event');
const fieldSteps = recipe('Adding a field of an order');

let copy: ProjectCopy;
let red: NodeRed | undefined;

before(async () => {
  copy = new ProjectCopy();
  for (const { path, object, lines } of [...eventSteps, ...fieldSteps]) copy.insert(path, object, lines);
  await copy.run('scripts/build.mjs');
  await copy.run('--import', 'tsx', 'scripts/docs/write.ts');
});

after(async () => {
  await red?.stop();
  copy.remove();
});

const touched = (steps: typeof eventSteps) => [...new Set(steps.map(({ path }) => path))];

describe('a Teaming event', () => {
  test('touches the declaration and the words, nothing else', () => {
    assert.deepEqual(touched(eventSteps), ['nodes/catalogue/teaming/notifications.ts', 'locales/en-US/teaming.json']);
    assert.equal(eventSteps.length, 4);
  });

  test('is read with its field, whatever the server calls them, and sent by the simulator', async () => {
    const program = `
      import { readEvent } from './nodes/teaming/notifications/event.ts';
      import { declaredEvent, isIn } from './nodes/simulator/teaming/notifications/event.ts';
      const call = { callId: 'c1', parkUser: { userId: '2001' } };
      const { raw, ...event } = readEvent({ eventData: { type: 'xsi:CallParkedEvent', call } }, null);
      const sent = declaredEvent('parked', { callId: 'c2', parkedAgainst: '2002' });
      const { raw: _, ...read } = readEvent({ eventData: sent }, null);
      process.stdout.write(JSON.stringify([event, isIn('Advanced Call', sent.type) && read]));
    `;
    writeFileSync(join(copy.folder, 'read-event.mts'), program);
    const { stdout } = await run(process.execPath, ['--import', 'tsx', 'read-event.mts'], { cwd: copy.folder });
    const told = { event: 'parked', type: 'CallParkedEvent' };
    assert.deepEqual(JSON.parse(stdout), [
      { ...told, callId: 'c1', parkedAgainst: '2001' },
      { ...told, callId: 'c2', parkedAgainst: '2002' },
    ]);
  });

  test('stands in help and documentation', () => {
    assert.match(copy.read('dist/locales/en-US/teaming.html'), /payload\.parkedAgainst.*parked against/);
    const events = copy.read('docs/events.md');
    assert.match(events, /\| `parked` \| `Standard Call`, `Advanced Call` \| A call was parked\. \|/);
    assert.match(events, /\| `parkedAgainst` \| string \| The extension/);
  });
});

describe('a field of an order', () => {
  test('touches the declaration and the words, nothing else', () => {
    const files = ['nodes/catalogue/business-apps/requests.ts', 'locales/en-US/business-apps.json'];
    assert.deepEqual(touched(fieldSteps), files);
    assert.equal(fieldSteps.length, 2);
  });

  test('stands in help and documentation', () => {
    assert.match(copy.read('dist/locales/en-US/business-apps.html'), /payload\.priority.*How urgent/);
    assert.match(copy.read('docs/events.md'), /\| `priority` \| string \| How urgent it is\. \|/);
  });

  test('reaches the flow from an order of the simulator, and from wherever else it may stand', async () => {
    const started = await startNodeRed({ userDir: copy.userDir });
    red = started;
    const port = await freePort();
    await started.deploy([
      { id: 'tab', type: 'tab', label: 'Test' },
      fresh('simulator', 'telephony-simulator', { z: 'tab', port: String(port), systems: ['business-apps'] }),
      fresh('partner', 'business-apps-partner', { inboundAuth: 'none' }),
      fresh('orders', 'business-apps-order', { z: 'tab', account: 'partner', wires: [['out', 'reply'], [], []] }),
      fresh('reply', 'business-apps-reply', { z: 'tab', wires: [[]] }),
      { id: 'out', type: 'test-sink', z: 'tab', wires: [[]] },
    ]);
    await started.untilStatus('simulator', ({ fill }) => fill === 'green');
    const priority = async () => ((await started.next('out'))['payload'] as { priority?: unknown }).priority;
    const partner = `${started.url}/business-apps`;

    const body = JSON.stringify({ url: partner });
    const checked = await fetch(`http://127.0.0.1:${port}/simulator/partner/use-cases/customer`, {
      method: 'POST',
      body,
    });
    assert.deepEqual((await checked.json()).ok, true);
    assert.equal(await priority(), 'high');

    const order = { orderPriority: 'low', customer: { externalReference: { type: 'orange', id: 'R-1' } } };
    const headers = { 'content-type': 'application/json' };
    const path = '/productordering/v2/productOrder';
    await fetch(`${partner}${path}`, { method: 'POST', headers, body: JSON.stringify(order) });
    assert.equal(await priority(), 'low');
  });
});
