import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { systems } from '../../nodes/catalogue/index.ts';
import type { Domain } from '../../nodes/catalogue/types.ts';
import { type DescribedOperation, type InputField, isMandatory, operationsOf } from '../../nodes/schema/describe.ts';
import { sentAt } from '../../nodes/schema/places.ts';
import { sampleOf } from '../../nodes/schema/sample.ts';
import { type Bench, startBench } from '../support/bench.ts';

type Json = Readonly<Record<string, unknown>>;

/** One input that an event has a value for: wherever the value has the input's name, and where the catalogue says so. */
interface Pair {
  readonly event: string;
  readonly payload: Json;
  readonly operation: DescribedOperation;
  readonly field: InputField;
  readonly value: string;
}

/** Values by name, at whatever depth; a name that stands for several values is left out. */
function valuesIn(value: unknown, found = new Map<string, Set<string>>()): Map<string, Set<string>> {
  if (Array.isArray(value)) for (const item of value) valuesIn(item, found);
  else if (typeof value === 'object' && value !== null) {
    for (const [name, inner] of Object.entries(value)) {
      if (typeof inner === 'object') valuesIn(inner, found);
      else found.set(name, new Set([...(found.get(name) ?? []), String(inner)]));
    }
  }
  return found;
}

/** A valid event with everything in it. */
function eventOf(domain: Domain, event: string, type: string): Json {
  return { ...(sampleOf(domain, { type }, event) as Json), eventName: event };
}

const operations = operationsOf(systems.opentouch);
const domains: readonly Domain[] = systems.opentouch.domains;

/** Ids of a chapter by which its operations find what its events speak of; not those that say who acts, for these the account has. */
function isId({ name, in: place, allowed, domain }: InputField & { domain: Domain }): boolean {
  const inPath = Object.values(domain.operations).some(({ path }) => path.includes(`{${name}}`));
  return (place === 'path' || inPath) && !allowed && !systems.opentouch.defaults.includes(name);
}

const pairs: Pair[] = domains.flatMap((domain) =>
  Object.entries(domain.events).flatMap(([event, { type }]) => {
    const payload = eventOf(domain, event, type);
    const named = valuesIn(payload);
    return operations
      .filter((operation) => operation.domain === domain)
      .flatMap((operation) =>
        operation.fields.flatMap((field): Pair[] => {
          const byName = isId({ ...field, domain }) ? named.get(field.name) : undefined;
          const places = [field.from ?? []].flat().map((place) => sentAt(payload, place));
          const value = (byName?.size === 1 ? [...byName] : places).find((candidate) => candidate !== undefined);
          return value === undefined ? [] : [{ event, payload, operation, field, value: String(value) }];
        }),
      );
  }),
);

/** What an operation wants that an event does not know: a flow adds it. */
function whatIsMissing({ fields, domain }: DescribedOperation, known: readonly string[]): Json {
  const wanted = fields.filter((field) => (isMandatory(field) || field.type === 'byte') && !known.includes(field.name));
  return Object.fromEntries(wanted.map((field) => [field.name, sampleOf(domain, field, field.name)]));
}

describe('an event wired into an operation', () => {
  let bench: Bench;
  before(async () => {
    bench = await startBench();
  });
  after(() => bench.stop());

  it('has pairs to try in every chapter with events and ids', () => {
    const chapters = new Set(pairs.map(({ operation }) => operation.domain.set));
    for (const set of ['calls', 'messaging', 'comlog', 'conferences', 'groups', 'routing', 'im']) {
      assert.ok(chapters.has(`opentouch-${set}`), set);
    }
    assert.ok(pairs.length > 100, String(pairs.length));
  });

  it('finds every place that the catalogue names in some event of the chapter', () => {
    for (const { type, fields, domain } of operations) {
      for (const place of fields.flatMap(({ from = [] }) => from)) {
        const examples = Object.entries(domain.events).map(([event, { type: sent }]) => eventOf(domain, event, sent));
        assert.ok(
          examples.some((example) => sentAt(example, place) !== undefined),
          `${type}: ${place}`,
        );
      }
    }
  });

  for (const operation of new Set(pairs.map((pair) => pair.operation))) {
    const own = pairs.filter((pair) => pair.operation === operation);
    it(`${operation.type} acts on what the event is about`, async () => {
      await bench.place(operation.type);
      for (const { event, payload, field, value } of own) {
        const known = own.filter((pair) => pair.event === event).map((pair) => pair.field.name);
        bench.recorder.requests.length = 0;
        await bench.through({ payload: { ...whatIsMissing(operation, known), ...payload } });
        const sent = bench.recorder.requests.map(({ url, body }) => `${decodeURIComponent(url)} ${body}`).join('\n');
        assert.ok(sent.includes(value), `${event}, ${field.name} = ${value}: ${sent}`);
      }
    });
  }
});
