import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { otherNodes, systems } from '../nodes/catalogue/index.ts';
import type { NodeDescription } from '../nodes/catalogue/property.ts';
import type { Domain, Field } from '../nodes/catalogue/types.ts';
import { type DescribedOperation, operationsOf } from '../nodes/schema/describe.ts';
import { emittedBy } from '../scripts/build/help.ts';

interface FieldWords {
  label: string;
  help: string;
}
interface NodeWords {
  label: string;
  summary: string;
  details?: string[];
  output?: string;
  emits?: Record<string, string>;
  properties: Record<string, FieldWords & { options?: Record<string, string> }>;
}
interface OperationWords {
  label: string;
  summary: string;
  details?: string[];
  output?: string;
  fields?: Record<string, FieldWords>;
}
interface SetWords {
  operations: Record<string, OperationWords>;
  fields: Record<string, FieldWords>;
  events: Record<string, string>;
  nodes: Record<string, NodeWords>;
  values?: Record<string, Record<string, string>>;
}

const folder = new URL('../locales/en-US/', import.meta.url);

function read(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8'));
}

const operations = Object.values(systems).flatMap((system) => operationsOf(system));
const domains: readonly Domain[] = Object.values(systems).flatMap((system) => system.domains);
const nodes: [string, NodeDescription][] = Object.entries(otherNodes);
const sets = [...new Set([...domains.map(({ set }) => set), ...nodes.map(([, { set }]) => set)])].sort();
const words = new Map(sets.map((set) => [set, read(set) as SetWords]));
const common = (read('common') as { fields: Record<string, FieldWords> }).fields;

function wordsOf(set: string): SetWords {
  const found = words.get(set);
  assert.ok(found, `locales/en-US/${set}.json`);
  return found;
}

function operationsIn(set: string): DescribedOperation[] {
  return operations.filter(({ domain }) => domain.set === set);
}

/** Names that stand in one list only, so that the message of a failed test says what is missing and what is too much. */
function difference(expected: readonly string[], actual: readonly string[]): { missing: string[]; orphans: string[] } {
  return {
    missing: expected.filter((name) => !actual.includes(name)),
    orphans: actual.filter((name) => !expected.includes(name)),
  };
}

function same(expected: readonly string[], actual: object | undefined, where: string): void {
  assert.deepEqual(difference(expected, Object.keys(actual ?? {})), { missing: [], orphans: [] }, where);
}

function* strings(value: unknown, where: string): Generator<[string, string]> {
  if (typeof value === 'string') yield [where, value];
  else if (value && typeof value === 'object') {
    for (const [key, part] of Object.entries(value)) yield* strings(part, `${where}.${key}`);
  }
}

/** Every sentence-like text with the place where it stands: summaries, details, outputs, helps, events. */
function sentences(): [string, string][] {
  return [...words]
    .flatMap(([set, text]) => [...strings(text, set)])
    .concat([...strings(common, 'common')])
    .filter(([where]) => /\.(summary|output|help|details\.\d+)$|^[\w-]+\.events\.\w+$/.test(where));
}

describe('the English words', () => {
  it('has one file for every set of the catalogue, one that they share, and one for errors', () => {
    const files = readdirSync(folder).map((file) => file.replace(/\.json$/, ''));
    assert.deepEqual(difference([...sets, 'common', 'errors'], files), { missing: [], orphans: [] });
  });

  for (const set of sets) {
    it(`names every operation, event and node type of ${set}, and no other`, () => {
      const ofSet = domains.filter((domain) => domain.set === set);
      same(
        operationsIn(set).map(({ type }) => type),
        wordsOf(set).operations,
        'operations',
      );
      same(
        ofSet.flatMap((domain) => Object.keys(domain.events)),
        wordsOf(set).events,
        'events',
      );
      same(
        nodes.filter(([, node]) => node.set === set).map(([type]) => type),
        wordsOf(set).nodes,
        'nodes',
      );
    });

    it(`explains every field of ${set} once, and none that does not exist`, () => {
      const { operations: texts, fields } = wordsOf(set);
      const shared = new Set<string>();
      for (const { type, fields: inputs } of operationsIn(set)) {
        const own = texts[type]?.fields ?? {};
        const names = inputs.map(({ name }) => name);
        assert.deepEqual(difference(names, Object.keys(own)).orphans, [], type);
        for (const name of names.filter((field) => !(field in own))) {
          assert.ok(name in fields || name in common, `${type}: ${name}`);
          shared.add(name);
        }
      }
      assert.deepEqual(difference([...shared], Object.keys(fields)).orphans, []);
    });
  }

  it('has words for every value that an operation takes, and for no other', () => {
    const used = new Map<string, Map<string, Set<string>>>();
    for (const { type, domain, fields } of operations) {
      const add = (name: string, values: readonly string[]) => {
        const lists = used.get(domain.set) ?? new Map<string, Set<string>>();
        used.set(domain.set, lists.set(name, new Set([...(lists.get(name) ?? []), ...values])));
      };
      const seen = new Set<string>();
      const read = (name: string, field: Field) => {
        const representation = domain.representations[field.type];
        if (field.named || field.reserved) return;
        if (field.values) add(name, field.values);
        else if (Array.isArray(representation)) add(field.type, representation);
        else if (!seen.has(field.type)) {
          seen.add(field.type);
          for (const [inner, one] of Object.entries(representation ?? {})) read(inner, one);
        }
        if (field.orMany) read(name, { type: field.orMany });
      };
      for (const field of fields) read(field.name, field);
      for (const [name, values] of Object.entries(domain.operations[type]?.known ?? {})) add(name, values);
    }
    assert.ok(used.size > 10);
    for (const [set, text] of words) {
      const lists = used.get(set) ?? new Map<string, Set<string>>();
      same([...lists.keys()], text.values, `${set}: values`);
      for (const [list, values] of lists) same([...values], text.values?.[list], `${set}: values of ${list}`);
    }
  });

  it('says of no two values of a list the same, and of no value two things', () => {
    const said = new Map<string, string>();
    for (const [set, { values = {} }] of words) {
      for (const [list, texts] of Object.entries(values)) {
        const all = Object.values(texts);
        assert.deepEqual(
          all.filter((text, index) => all.indexOf(text) !== index),
          [],
          `${set}: ${list}`,
        );
        // The node that offers every operation has the lists of all sets.
        for (const [value, text] of Object.entries(texts)) {
          const key = `${list} ${value}`;
          assert.equal(said.get(key) ?? text, text, key);
          said.set(key, text);
        }
      }
    }
  });

  it('shares only words that some operation uses', () => {
    const used = operations.flatMap(({ domain, type, fields }) => {
      const { operations: texts, fields: ofSet } = wordsOf(domain.set);
      return fields
        .map(({ name }) => name)
        .filter((name) => !(name in ofSet) && !(name in (texts[type]?.fields ?? {})));
    });
    assert.deepEqual(difference(used, Object.keys(common)).orphans, []);
  });

  for (const [type, node] of nodes) {
    it(`explains every property and option of ${type}, and no other`, () => {
      const text = wordsOf(node.set).nodes[type];
      same(Object.keys(node.properties), text?.properties, type);
      same(
        emittedBy({ domains: domains.filter(({ set }) => set === node.set) }, node).map(([name]) => name),
        text?.emits,
        `${type} emits`,
      );
      for (const [name, property] of Object.entries(node.properties)) {
        same(property.values ?? [], text?.properties[name]?.options, `${type}.${name}`);
      }
    });
  }

  it('gives every field and property a label and a help', () => {
    const fields = [...words.values()].flatMap((text) => [
      text.fields,
      ...Object.values(text.operations).map((operation) => operation.fields ?? {}),
      ...Object.values(text.nodes).map((node) => node.properties),
    ]);
    for (const [name, field] of [common, ...fields].flatMap((part) => Object.entries(part))) {
      assert.match(field.label ?? '', /^\p{Lu}\S*( \S+){0,3}$/u, `label of ${name}`);
      assert.equal(typeof field.help, 'string', `help of ${name}`);
    }
  });

  it('gives no two node types one label, and each a few short words', () => {
    const labels = [
      ...operations.map(({ type, domain }) => wordsOf(domain.set).operations[type]?.label ?? ''),
      ...nodes.map(([type, node]) => wordsOf(node.set).nodes[type]?.label ?? ''),
    ];
    assert.deepEqual(
      labels.filter((label, index) => labels.indexOf(label) !== index),
      [],
    );
    // A task is called what people call it, in one word where there is one.
    const tasks = Object.values(wordsOf('tasks').nodes).map(({ label }) => label);
    for (const label of labels) {
      assert.match(label, /^([a-z]{1,13}|[A-Z]{2,5}s?)( ([a-z]{1,13}|[A-Z]{2,5}s?)){0,2}$/);
      assert.ok(label.includes(' ') || tasks.includes(label), label);
    }
  });

  it('has a heading for every category of the palette, and no other', () => {
    const categories = [
      ...operations.map(({ domain }) => domain.category),
      ...nodes.map(([, { category }]) => category),
    ];
    const used = [...new Set(categories)].filter((category) => category !== 'config');
    same(used, (read('common') as { categories: Record<string, string> }).categories, 'categories');
  });

  it('holds no empty text, no markup and no stray blank', () => {
    for (const [where, text] of [...words].flatMap(([set, content]) => [...strings(content, set)])) {
      assert.match(text, /^\S(.*\S)?$/, where);
      assert.doesNotMatch(text, / {2}|[<>]|\*\*|\]\(/, where);
      assert.equal(text.split('`').length % 2, 1, `${where}: a \` without its partner`);
    }
  });

  it('writes every summary, detail, help and event as a sentence with a full stop', () => {
    const all = sentences();
    assert.ok(all.length > operations.length);
    for (const [where, text] of all) assert.match(text, /^[\p{Lu}\d`].*\.$/u, where);
  });

  it('keeps every summary to one sentence that fits a tooltip', () => {
    for (const [where, text] of sentences().filter(([place]) => place.endsWith('.summary'))) {
      assert.doesNotMatch(text, /[.!?] \S/, where);
      assert.ok(text.length <= 120, `${where}: ${text.length} characters`);
    }
  });

  it('refers in its texts only to labels, operations and events that exist', () => {
    const labels = [...words.values()].flatMap(({ operations: texts, nodes: others }) =>
      [...Object.values(texts), ...Object.values(others)].map(({ label }) => label),
    );
    const events = domains.flatMap((domain) => Object.keys(domain.events));
    for (const [where, text] of sentences()) {
      for (const [, code = ''] of text.matchAll(/`([^`]+)`/g)) {
        if (/^On[A-Z]\w+$/.test(code)) assert.ok(events.includes(code), `${where}: ${code}`);
        if (/^[a-z]+( [A-Za-z]+)+$/.test(code)) assert.ok(labels.includes(code), `${where}: ${code}`);
      }
    }
  });
});
