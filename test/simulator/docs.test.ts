import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { namedFaults } from '../../nodes/simulator/server/faults/catalogue.ts';
import { withSimulator } from '../support/orange-simulator.ts';

const file = new URL('../../docs/simulator.md', import.meta.url);
const text = readFileSync(file, 'utf8').replaceAll(/```[^`]*```/g, '');
/** Everything in code type. */
const named = new Set([...text.matchAll(/`([^`]+)`/g)].map(([, word]) => word));

/** What the first column of the tables under a heading names. */
function columnOf(heading: string): string[] {
  const [, rest = ''] = text.split(`\n## ${heading}\n`);
  const [section = ''] = rest.split('\n## ');
  const [, table = ''] = section.split('| setting | | default |');
  const rows = (table.split('\n\n')[0] ?? '').split('\n').map((line) => line.split('|')[1] ?? '');
  return rows.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, word]) => word ?? '')).sort();
}

test('the page on the simulator names every setting and nothing else', () =>
  withSimulator({}, async ({ orange, teaming, businessTalk }) => {
    assert.deepEqual(columnOf('Sign-in and gateway of Orange'), Object.keys(orange.settings.current).sort());
    assert.deepEqual(columnOf('Teaming'), Object.keys(teaming.settings.current).sort());
    assert.deepEqual(columnOf('Business Talk'), Object.keys(businessTalk.settings.current).sort());
  }));

test('the page on the simulator names every action and every address', () =>
  withSimulator({}, async ({ opentouch, orange, teaming, businessTalk, businessApps }) => {
    for (const { actions } of [opentouch, orange, teaming, businessTalk, businessApps]) {
      for (const action of Object.keys(actions)) assert.ok(named.has(action), action);
    }
    const paths = [opentouch, orange, teaming].flatMap(({ controls }) => Object.keys(controls));
    for (const address of paths) {
      const [method, path = ''] = address.split(' ');
      const shown = path.replace(/\{\w+\}$/, '');
      const found = [...named].some((word) => word?.startsWith(`${method} /simulator${shown}`));
      assert.ok(found || address.startsWith('GET') || path.endsWith('/settings'), address);
    }
  }));

test('the page on the simulator tells of every fault what its catalogue tells', () => {
  for (const [name, { does, seen }] of Object.entries(namedFaults))
    assert.ok(text.includes(`| \`${name}\` | ${does} | ${seen} |\n`), name);
});
