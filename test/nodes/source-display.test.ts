import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import type { NodeStatus } from 'node-red';
import { SourceDisplay } from '../../nodes/runtime/nodes/source-display.ts';

const well: NodeStatus = { fill: 'green', shape: 'dot', text: 'connected' };
const broken: NodeStatus = { fill: 'red', shape: 'ring', text: 'cannot reach ot' };

let shown: NodeStatus[] = [];
let display: SourceDisplay;
beforeEach(() => {
  mock.timers.enable({ apis: ['setTimeout'] });
  shown = [];
  display = new SourceDisplay((status) => shown.push(status));
});
afterEach(() => mock.timers.reset());

test('a thousand events are told by few statuses, the last of them included', () => {
  display.stand(well);
  for (let count = 0; count < 1000; count += 1) display.happened(`event ${count}`);
  assert.deepEqual(shown, [well]);
  mock.timers.tick(1000);
  assert.equal(shown.length, 2);
  assert.match(String(shown[1]?.text), /^event 999 \d\d:\d\d$/);
  assert.equal(shown[1]?.fill, 'green');
});

test('what went wrong is shown at once, and what happened before it no more', () => {
  display.stand(well);
  display.happened('ringing');
  display.stand(broken);
  display.happened('late');
  mock.timers.tick(5000);
  assert.deepEqual(shown.at(-1), broken);
});

test('nothing is shown after the end', () => {
  display.stand(well);
  display.happened('ringing');
  display.stop();
  mock.timers.tick(5000);
  assert.deepEqual(shown, [well]);
});
