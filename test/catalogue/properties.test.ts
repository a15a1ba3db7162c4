import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { otherNodes } from '../../nodes/catalogue/index.ts';
import { ofNodeRed } from '../support/installed.ts';

/** Names that the editor keeps for itself in every node; a property of that name is silently dropped. */
function reserved(): string[] {
  const editor = ofNodeRed.resolve('@node-red/editor-client');
  const code = readFileSync(editor.replace(/index\.js$/, 'public/red/red.js'), 'utf8');
  const [, list = ''] = /internalProperties\s*=\s*\[([^\]]*)\]/.exec(code) ?? [];
  return [...list.matchAll(/"(\w+)"/g)].map(([, name = '']) => name);
}

test('no property of a node has a name that the editor keeps for itself', () => {
  const names = reserved();
  assert.ok(names.includes('users') && names.includes('wires'));
  for (const [type, { properties }] of Object.entries(otherNodes)) {
    for (const name of Object.keys(properties)) assert.ok(!names.includes(name), `${name} of ${type}`);
  }
});
