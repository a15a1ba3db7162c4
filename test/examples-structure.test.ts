import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { otherNodes, systems } from '../nodes/catalogue/index.ts';
import { operationsOf } from '../nodes/schema/describe.ts';
import { readWords } from '../scripts/build/words.ts';
import { LINE_BREAK } from '../scripts/layout/measure.ts';
import type { Drawn } from '../scripts/layout/place.ts';
import { laidOut, WIDEST } from '../scripts/layout/tab.ts';
import { referenceFlows } from '../scripts/reference/flows.ts';
import { examplesIn, shownExamples, wallExample } from './support/examples.ts';
import { listNodes } from './support/flow-library.ts';
import { ofNodeRed } from './support/installed.ts';
import { type FlowNode, projectRoot } from './support/node-red.ts';

const shown = [...shownExamples(), wallExample()];
const reference = examplesIn('examples/reference');
const all = [...shown, ...reference];

/** Properties that the editor keeps for every node, and those of nodes on a tab. */
const common = ['id', 'type', 'name', 'info', 'credentials'];
const placed = ['z', 'x', 'y', 'wires', 'd', 'g', 'l'];
const groupProperties = ['id', 'type', 'z', 'name', 'info', 'style', 'nodes', 'x', 'y', 'w', 'h'];
const tabProperties = ['id', 'type', 'label', 'disabled', 'info', 'env'];

interface Declared {
  readonly properties: readonly string[];
  readonly credentials: readonly string[];
}

function htmlOf(directory: string): string[] {
  const files = readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.html'));
  return files.map((file) => readFileSync(join(directory, file), 'utf8'));
}

/** What each node type declares in the editor: Node-RED's own, and those of this package as they are built. */
const declared = new Map<string, Declared>(
  [
    ...htmlOf(join(dirname(ofNodeRed.resolve('@node-red/nodes/package.json')), 'core')),
    ...readdirSync(join(projectRoot, 'dist'))
      .filter((file) => file.endsWith('.html'))
      .map((file) => readFileSync(join(projectRoot, 'dist', file), 'utf8')),
  ].flatMap((html) =>
    Object.entries(listNodes(html).types).map(([type, { defaults = [], credentials = [] }]) => [
      type,
      { properties: defaults, credentials },
    ]),
  ),
);
const operations = Object.values(systems).flatMap(operationsOf);
const own = new Set([...Object.keys(otherNodes), ...operations.map(({ type }) => type)]);

/** Node types of the package that begin a flow. */
const sources = Object.entries(otherNodes)
  .filter(([type, { category, inputs }]) => category !== 'config' && !inputs && type !== 'telephony-simulator')
  .map(([type]) => type);

const isTab = ({ type }: FlowNode) => type === 'tab';
const isGroup = ({ type }: FlowNode) => type === 'group';
const isSubflow = ({ type }: FlowNode) => type === 'subflow';
/** An instance of a subflow, or a node of the dashboard, which the test of the reception wall imports into an editor that has it. */
const isDeclaredElsewhere = ({ type }: FlowNode) => /^(?:subflow|ui-)/.test(type);
const isPlaced = (node: FlowNode) => 'z' in node && !isGroup(node);
const wiresOf = (node: FlowNode) => (node['wires'] ?? []) as readonly (readonly string[])[];
const linksOf = (node: FlowNode) => (node['links'] ?? []) as readonly string[];
/** Where what comes into a subflow goes. */
const entriesOf = (node: FlowNode) =>
  ((isSubflow(node) ? node['in'] : []) as readonly { readonly wires: readonly { readonly id: string }[] }[]).flatMap(
    ({ wires }) => wires.map(({ id }) => id),
  );
const targetsOf = (node: FlowNode) => [...wiresOf(node).flat(), ...linksOf(node), ...entriesOf(node)];
/** Ids of configuration nodes that a node names, in its properties or as an instance of a subflow. */
const namedBy = (node: FlowNode): readonly unknown[] => [
  ...Object.entries(node).flatMap(([key, value]) => (key === 'id' ? [] : [value])),
  ...((node['env'] ?? []) as readonly { readonly value: unknown }[]).map(({ value }) => value),
];
const called = (node: FlowNode) => `${node.type} "${node['name']}"`;

const byTitle = (flows: readonly { readonly title: string; readonly nodes: readonly unknown[] }[]) =>
  Object.fromEntries(flows.map(({ title, nodes }) => [title, nodes]));

function duplicates(values: readonly string[]): string[] {
  return values.filter((value, index) => values.indexOf(value) !== index);
}

for (const { title, nodes } of all) {
  const known = new Map(nodes.map((node) => [node.id, node]));

  test(`"${title}" is one tab of known node types, with nothing that they do not declare`, () => {
    assert.equal(nodes.filter(isTab).length, 1);
    for (const node of nodes) {
      const { type } = node;
      const { properties, credentials } = declared.get(type) ?? { properties: [], credentials: [] };
      if (isDeclaredElsewhere(node)) continue;
      assert.ok(isTab(node) || isGroup(node) || declared.has(type), `${type} is no node type`);
      const allowed = isTab(node)
        ? tabProperties
        : isGroup(node)
          ? groupProperties
          : [...common, ...properties, ...(isPlaced(node) ? placed : [])];
      assert.deepEqual(
        Object.keys(node).filter((key) => !allowed.includes(key)),
        [],
        called(node),
      );
      assert.deepEqual(
        Object.keys(node.credentials ?? {}).filter((key) => !credentials.includes(key)),
        [],
        called(node),
      );
      // A node that leaves out what its type declares is one that its dialog changes on the first look.
      if (own.has(type))
        assert.deepEqual(
          properties.filter((name) => !(name in node)),
          [],
          called(node),
        );
    }
  });

  test(`"${title}" has no node that hangs loose`, () => {
    const targets = new Set(nodes.flatMap(targetsOf));
    assert.deepEqual(
      [...targets].filter((id) => !known.has(id)),
      [],
      'wires lead nowhere',
    );
    const begins = ['inject', 'catch', 'http in', 'complete', 'status', 'mqtt in', ...sources];
    const silent = ['comment', 'telephony-simulator'];
    const isStyle = (node: FlowNode) => node['templateScope'] === 'page:style';
    const loose = nodes.filter(
      (node) =>
        isPlaced(node) && ![...begins, ...silent].includes(node.type) && !isStyle(node) && !targets.has(node.id),
    );
    assert.deepEqual(loose.map(called), []);
    const mute = nodes.filter(({ type }) => begins.includes(type));
    assert.deepEqual(mute.filter((node) => targetsOf(node).length === 0).map(called), []);
    const accounts = nodes.flatMap((node) => [node['server'], node['account']]).filter(Boolean);
    assert.deepEqual(
      // A subflow's variable stands for the account that each instance names.
      accounts.filter((id) => !known.has(String(id)) && !/^\$\{/.test(String(id))),
      [],
      'accounts are missing',
    );
    const named = new Set(nodes.flatMap(namedBy));
    const unused = nodes.filter(
      (node) => !isPlaced(node) && !isTab(node) && !isGroup(node) && !isSubflow(node) && !named.has(node.id),
    );
    assert.deepEqual(unused.map(called), [], 'configuration nodes are used by nobody');
  });

  test(`"${title}" lies on the grid, no node upon another`, () => {
    const spots = nodes.filter(isPlaced).map((node) => ({ node, x: Number(node['x']), y: Number(node['y']) }));
    for (const { node, x, y } of spots) {
      assert.ok(x > 0 && x % 5 === 0 && y > 0 && y % 20 === 0, `${called(node)} is at ${x}, ${y}`);
    }
    assert.deepEqual(duplicates(spots.map(({ x, y }) => `${x}, ${y}`)), []);
  });

  test(`"${title}" says what it does, has a name on every button and shows its errors`, () => {
    const [comment] = nodes.filter(({ type }) => type === 'comment');
    assert.ok(comment?.['name'] && comment['info'], 'there is no comment');
    const tab = nodes.find(isTab);
    assert.match(String(tab?.['info']), /^[A-ZÉ].+\.\n\n/, 'the description has no first sentence of its own');
    const buttons = nodes.filter(({ type }) => type === 'inject' || type === 'debug');
    assert.deepEqual(buttons.filter(({ name }) => !name).map(called), []);
    assert.deepEqual(duplicates(buttons.map(called)), [], 'names that stand for two nodes');
    const caught = nodes.filter(({ type }) => type === 'catch').flatMap(targetsOf);
    assert.ok(caught.some((id) => known.get(id)?.type === 'debug'));
    assert.equal(nodes.filter(({ type }) => type === 'telephony-simulator').length, 1);
  });
}

for (const { title, nodes } of shown) {
  test(`"${title}" fits a screen: laid out by the script, in groups with names, explained in three lines`, () => {
    const flow = nodes as unknown as readonly Drawn[];
    assert.deepEqual(flow, laidOut(flow), 'not laid out: node --import tsx scripts/layout/write.ts');
    const groups = nodes.filter(isGroup);
    for (const { name, x, w } of groups) {
      assert.ok(name, 'a group has no name');
      assert.ok(Number(x) + Number(w) <= 1200, `${name} is wider than a screen`);
    }
    assert.deepEqual(duplicates(groups.map(called)), [], 'names that stand for two groups');
    const [comment, ...others] = nodes.filter(({ type }) => type === 'comment');
    assert.equal(String(comment?.['name']).split(LINE_BREAK).length, 3);
    assert.deepEqual(others.map(called), [], 'what a second comment says is the name or the description of a group');
    const right = 2 * Number(comment?.['x']) - 70;
    assert.ok(right <= 1200, `the comment ends at ${right} pixels`);
  });
}

const startHere: readonly FlowNode[] = JSON.parse(
  readFileSync(join(projectRoot, 'scripts', 'start', 'start-here.json'), 'utf8'),
);

test('the tab that npm start opens with is laid out, too', () => {
  const flow = startHere as unknown as readonly Drawn[];
  assert.deepEqual(flow, laidOut(flow), 'not laid out: node --import tsx scripts/layout/write.ts');
});

test('the layout script brings any flow into the width of a screen', () => {
  const chain = Array.from({ length: 12 }, (_, index) => ({
    id: `node-${index}`,
    type: 'change',
    z: 'tab',
    name: 'A step of a long chain',
    x: 100 + 250 * index,
    y: 100,
    wires: [[`node-${(index + 1) % 12}`]],
  }));
  const [tab, group, ...nodes] = laidOut([{ id: 'tab', type: 'tab' }, ...chain]);
  assert.equal(tab?.type, 'tab');
  assert.equal(group?.['name'], 'A step of a long chain');
  assert.equal(nodes.length, 12);
  assert.ok(Number(group?.['x']) + Number(group?.['w']) <= WIDEST);
  assert.deepEqual(duplicates(nodes.map(({ x, y }) => `${x}, ${y}`)), []);
  const again = laidOut([tab, group, ...nodes].filter((node) => node !== undefined));
  assert.deepEqual(again, [tab, group, ...nodes]);
});

test('ids are unique, so that all examples can be deployed together', () => {
  assert.deepEqual(duplicates(all.flatMap(({ nodes }) => nodes.map(({ id }) => id))), []);
});

test('no two of the shown examples act for the same user, nor does the tab that npm start opens with', () => {
  const logins = [...shown.map(({ nodes }) => nodes), startHere].flatMap((nodes) =>
    nodes.flatMap(({ credentials }) => credentials?.['login'] ?? credentials?.['tokens'] ?? []),
  );
  assert.deepEqual(duplicates(logins), []);
});

test('the examples use no function node', () => {
  const types = new Set(all.flatMap(({ nodes }) => nodes.map(({ type }) => type)));
  assert.ok(!types.has('function'));
});

test('every node type of the package stands in some flow', () => {
  const types = new Set(all.flatMap(({ nodes }) => nodes.map(({ type }) => type)));
  assert.deepEqual(
    [...own].filter((type) => !types.has(type)),
    [],
  );
});

test('every operation is shown exactly once in the reference', () => {
  const types = reference.flatMap(({ nodes }) => nodes.map(({ type }) => type));
  const expected = operations.map(({ type }) => type);
  assert.deepEqual(types.filter((type) => expected.includes(type)).sort(), expected.sort());
});

test('the reference is what the catalogue gives: node --import tsx scripts/reference/write.ts', async () => {
  const words = (await readWords(join(projectRoot, 'locales'))).find(({ language }) => language === 'en-US');
  assert.ok(words);
  assert.deepEqual(byTitle(reference), byTitle(referenceFlows(words)));
});
