import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { test } from 'node:test';
import type { Node, NodeAPI } from 'node-red';
import { whenStarted } from '../../nodes/runtime/nodes/failure.ts';

/** As much of a node as waiting takes. */
function waitingNode(errors: unknown[]): Node {
  const node = Object.assign(new EventEmitter(), { error: (error: unknown) => errors.push(error), debug() {} });
  return node as unknown as Node;
}

test('many nodes wait for the flows behind one listener; a closed one is left out, one that throws harms no other', () => {
  const events = new EventEmitter();
  const RED = { events } as unknown as NodeAPI;
  const [acted, errors]: [number[], unknown[]] = [[], []];
  const nodes = Array.from({ length: 20 }, () => waitingNode(errors));
  for (const [index, node] of nodes.entries()) {
    whenStarted(RED, node, () => {
      if (index === 0) throw new Error('the first one fails');
      acted.push(index);
    });
  }
  assert.equal(events.listenerCount('flows:started'), 1);
  nodes[5]?.emit('close');
  events.emit('flows:started');
  assert.equal(acted.length, 18);
  assert.ok(!acted.includes(5));
  assert.match(String(errors), /the first one fails/);
  events.emit('flows:started');
  assert.equal(acted.length, 18);
});
