import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { systems } from '../../nodes/catalogue/index.ts';
import type { Field, Representation } from '../../nodes/catalogue/types.ts';
import { type DescribedOperation, operationsOf } from '../../nodes/schema/describe.ts';
import {
  acceptOf,
  facts,
  factsKey,
  keyOf,
  mediaOf,
  necessaryIn,
  type OperationFacts,
  type ParameterFacts,
  type RepresentationFacts,
  type Section,
  success,
} from '../support/facts.ts';
import { projectRoot } from '../support/node-red.ts';

/** Chapters of the reference that the catalogue does not have yet. Everything else has to be complete. */
const notBuiltYet: readonly string[] = [];

/** Results that differ from the reference's on purpose, each with its reason. */
const otherResults: Readonly<Record<string, { readonly result: string; readonly because: string }>> = {
  'GET /users': { result: 'User', because: 'the answer is a redirect, and it is followed to what it leads to' },
};

/** Operations that the facts leave out, each with the reason why it is one all the same. */
const beyondTheFacts: Readonly<Record<string, string>> = {
  'opentouch-get-server-info': 'the facts hold what stands below a session; this is the resource in front of it',
};

/** Parameters whose type differs from the reference's on purpose: by the request, then by name. */
const otherTypes: Readonly<
  Record<string, Readonly<Record<string, { readonly type: string; readonly because: string }>>>
> = {
  'PUT /im/deferred': { read: { type: 'boolean', because: 'the text says true or false, the type is string' } },
  'PUT /comlog/records': {
    acknowledge: { type: 'boolean', because: 'the text says true or false, the type is string' },
  },
  'GET /comlog/records': {
    withAttachment: { type: 'boolean', because: 'the text says true, the type is string' },
    afterDate: { type: 'dateTime', because: 'the text describes a date, the type is string' },
    beforeDate: { type: 'dateTime', because: 'the text describes a date, the type is string' },
  },
  'DELETE /comlog/records': {
    unanswered: { type: 'boolean', because: 'GET has the same parameter as boolean' },
    unacknowledged: { type: 'boolean', because: 'GET has the same parameter as boolean' },
    withAttachment: { type: 'boolean', because: 'the text says true, the type is string' },
    afterDate: { type: 'dateTime', because: 'the text describes a date, the type is string' },
    beforeDate: { type: 'dateTime', because: 'the text describes a date, the type is string' },
    role: { type: 'Role', because: 'GET has the same parameter as Role' },
  },
};

interface PublishedField {
  readonly name: string;
  readonly in: string;
  readonly type: string;
  readonly many?: boolean;
  readonly required: boolean;
  readonly values?: readonly string[];
}

interface PublishedOperation {
  readonly type: string;
  readonly method: string;
  readonly path: string;
  readonly fields: readonly PublishedField[];
  readonly [property: string]: unknown;
}

const published = (
  JSON.parse(readFileSync(join(projectRoot, 'dist/operations.json'), 'utf8')) as PublishedOperation[]
).filter(({ system }) => system === 'opentouch');
const publishedByType = new Map(published.map((operation) => [operation.type, operation]));

const { domains } = systems.opentouch;
const described = operationsOf(systems.opentouch);
const byKey = new Map(described.map((operation) => [keyOfDescribed(operation), operation]));
const built = facts.sections.filter(({ name }) => !notBuiltYet.includes(name));

function keyOfDescribed({ method, path, media, accept }: DescribedOperation): string {
  return keyOf(method, path, media, accept);
}

function domainsOf(section: Section) {
  return domains.filter(({ chapter }) => chapter === section.name);
}

function publishedAs(type: string): PublishedOperation {
  const found = publishedByType.get(type);
  assert.ok(found, `${type} is not in dist/operations.json`);
  return found;
}

function sorted<T extends { readonly name: string }>(list: readonly T[]): T[] {
  return [...list].sort((a, b) => (a.name < b.name ? -1 : 1));
}

test('the copy of the reference holds 148 operations and 41 events', () => {
  assert.equal(facts.sections.flatMap(({ operations }) => operations).length, 148);
  assert.equal(facts.sections.flatMap(({ events }) => events).length, 41);
});

test('no operation is missing but those of the chapters that are not built yet', (t) => {
  const missing = facts.sections.flatMap(({ name, operations }) =>
    operations.filter((operation) => !byKey.has(factsKey(operation))).map((operation) => ({ name, operation })),
  );
  for (const { name, operation } of missing) t.diagnostic(`not built yet: ${factsKey(operation)} (${name})`);
  const unexpected = missing.filter(({ name }) => !notBuiltYet.includes(name));
  assert.deepEqual(
    unexpected.map(({ operation }) => factsKey(operation)),
    [],
  );
});

test('no event is missing but those of the chapters that are not built yet', (t) => {
  const present = new Set(domains.flatMap(({ events }) => Object.keys(events)));
  const missing = facts.sections.flatMap(({ name, events }) =>
    events.filter((event) => !present.has(event)).map((event) => ({ name, event })),
  );
  for (const { name, event } of missing) t.diagnostic(`not built yet: ${event} (${name})`);
  const unexpected = missing.filter(({ name }) => !notBuiltYet.includes(name));
  assert.deepEqual(
    unexpected.map(({ event }) => event),
    [],
  );
});

test('a chapter is either complete or not there at all', () => {
  const begun = domains.map(({ chapter }) => chapter).filter((chapter) => notBuiltYet.includes(chapter));
  assert.deepEqual(begun, []);
});

test('the catalogue has no operation, event or chapter that the reference does not have', () => {
  const keys = new Set(facts.sections.flatMap(({ operations }) => operations.map(factsKey)));
  assert.deepEqual(
    described.filter((operation) => !keys.has(keyOfDescribed(operation))).map(({ type }) => type),
    Object.keys(beyondTheFacts),
  );
  const events = new Set(facts.sections.flatMap((section) => section.events));
  assert.deepEqual(
    domains.flatMap((domain) => Object.keys(domain.events)).filter((event) => !events.has(event)),
    [],
  );
  const chapters = [...facts.sections.map(({ name }) => name), 'Introduction'];
  assert.deepEqual(
    domains.map(({ chapter }) => chapter).filter((chapter) => !chapters.includes(chapter)),
    [],
  );
});

test('no two operations are the same request, and no two have the same node type', () => {
  assert.equal(byKey.size, described.length);
  assert.equal(new Set(described.map(({ type }) => type)).size, described.length);
});

test('dist/operations.json lists exactly the operations of the catalogue', () => {
  assert.deepEqual(
    published.map(({ type }) => type),
    described.map(({ type }) => type),
  );
});

for (const section of built) {
  for (const operation of section.operations) {
    test(`${factsKey(operation)} is what the reference says`, () => checkOperation(section, operation));
  }
  for (const [name, representation] of Object.entries(section.representations)) {
    test(`${name} of "${section.name}" has the fields of the reference`, () => {
      const found = domainsOf(section).flatMap((domain) => {
        const one = (domain.representations as Readonly<Record<string, Representation>>)[name];
        return one ? [one] : [];
      });
      assert.equal(found.length, 1, `${found.length} representations of that name`);
      assert.deepEqual(asFacts(found[0] as Representation), normalised(representation));
    });
  }
  test(`"${section.name}" has no representation of our own making`, () => {
    const ours = domainsOf(section).flatMap((domain) => Object.keys(domain.representations));
    assert.deepEqual(ours.sort(), Object.keys(section.representations).sort());
  });
  test(`"${section.name}" has the events of the reference, each with the representation of its name`, () => {
    const events = domainsOf(section).flatMap((domain) =>
      Object.entries(domain.events as Readonly<Record<string, { type: string }>>),
    );
    assert.deepEqual(
      events.map(([name, { type }]) => [name, type]).sort(),
      section.events.map((name) => [name, name]).sort(),
    );
  });
}

function checkOperation(section: Section, expected: OperationFacts): void {
  const key = factsKey(expected);
  const operation = byKey.get(key);
  assert.ok(operation, 'it is not in the catalogue');
  assert.equal(operation.domain.chapter, section.name);
  const actual = publishedAs(operation.type);

  assert.equal(actual.method, expected.method);
  assert.equal(actual.path, expected.path);
  assert.equal(actual['accept'], acceptOf(expected));
  assert.equal(operation.media, mediaOf(expected));
  assert.equal(actual['body'], expected.body?.type);
  assert.equal(actual['result'], otherResults[key]?.result ?? success(expected)?.type ?? undefined);
  assert.equal(actual['since'], expected.since);
  assert.equal(actual['only'], expected.only);
  assert.equal(actual['deprecated'] ?? false, expected.deprecated ?? false);
  assert.deepEqual(actual['licences'], expected.licences);

  const typed = (parameters: readonly ParameterFacts[] = []) =>
    parameters.map((parameter) => ({ ...parameter, type: otherTypes[key]?.[parameter.name]?.type ?? parameter.type }));
  // An operation may ask for more than the reference marks as required, where its text says so.
  const needed = operation.requires ?? [];
  assert.deepEqual(
    needed.filter((name) => !necessaryIn(expected).includes(name)),
    [],
  );
  checkParameters(actual, 'path', expected.path_params ?? [], needed);
  checkParameters(actual, 'query', typed(expected.query), needed);
  checkParameters(actual, 'form', expected.form ?? [], needed);
  checkParameters(actual, 'header', [], needed);
  checkBody(section, actual, expected, needed);
}

/**
 * Names and types. The reference has no type for a list in a query, nor for a closed set of values (`mute`): the catalogue
 * may say more than it does, and never less.
 */
function checkParameters(
  actual: PublishedOperation,
  place: string,
  expected: readonly ParameterFacts[],
  needed: readonly string[],
): void {
  const fields = sorted(actual.fields.filter((field) => field.in === place));
  assert.deepEqual(
    fields.map(({ name, type }) => ({ name, type })),
    sorted(expected).map(({ name, type }) => ({ name, type })),
    `${place} parameters`,
  );
  for (const parameter of expected) {
    const field = fields.find(({ name }) => name === parameter.name);
    const required = place === 'path' || parameter.required === true || needed.includes(parameter.name);
    assert.equal(field?.required, required, `${parameter.name} is required`);
    if (parameter.values) assert.deepEqual(field?.values, parameter.values, `values of ${parameter.name}`);
  }
}

function checkBody(
  section: Section,
  actual: PublishedOperation,
  { body }: OperationFacts,
  needed: readonly string[],
): void {
  const fields = sorted(actual.fields.filter((field) => field.in === 'body'));
  if (!body) {
    assert.deepEqual(fields, []);
    return;
  }
  const structure = section.representations[body.type];
  if (structure?.kind !== 'object') {
    assert.deepEqual(
      fields.map(({ type }) => type),
      [body.type],
      'one field for a body that is no structure',
    );
    return;
  }
  assert.deepEqual(
    fields.map(({ name, type, many = false, required, values }) => ({ name, type, many, required, values })),
    sorted(structure.fields)
      .filter(({ reserved }) => !reserved)
      .map(({ name, type, many, required }) => {
        const enumeration = section.representations[type];
        const values = enumeration?.kind === 'enum' ? enumeration.values : undefined;
        return { name, type, many, required: required || needed.includes(name), values };
      }),
    'fields of the body',
  );
}

function asFacts(representation: Representation): RepresentationFacts {
  if (Array.isArray(representation)) return { kind: 'enum', values: representation as readonly string[] };
  const fields = Object.entries(representation as Readonly<Record<string, Field>>).map(([name, field]) => ({
    name,
    type: field.type,
    required: field.required ?? false,
    many: field.many ?? false,
    ...(field.since && { since: field.since }),
    ...(field.reserved && { reserved: true }),
  }));
  return { kind: 'object', fields: sorted(fields) };
}

function normalised(representation: RepresentationFacts): RepresentationFacts {
  if (representation.kind === 'enum') return { kind: 'enum', values: representation.values };
  const fields = representation.fields.map(({ name, type, required, many, since, reserved }) => ({
    name,
    type,
    required,
    many,
    ...(since && { since }),
    ...(reserved && { reserved: true }),
  }));
  return { kind: 'object', fields: sorted(fields) };
}
