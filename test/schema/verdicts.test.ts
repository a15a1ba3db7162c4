import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { systems } from '../../nodes/catalogue/index.ts';
import type { Field } from '../../nodes/catalogue/types.ts';
import { complete } from '../../nodes/runtime/operation/inputs.ts';
import { requestFor } from '../../nodes/runtime/operation/request.ts';
import {
  type DescribedOperation,
  enumerationOf,
  type InputField,
  operationsOf,
  structureOf,
} from '../../nodes/schema/describe.ts';
import { parseJson } from '../../nodes/schema/json.ts';
import { placeOf } from '../../nodes/schema/places.ts';
import { problemText } from '../../nodes/schema/problems.ts';
import { readRequest, type SentRequest } from '../../nodes/schema/request.ts';
import { brokenRules } from '../../nodes/schema/rules.ts';
import { type EditorBrowser, editorSettings, openEditor, withoutBrowser } from '../support/browser.ts';
import { type NodeRed, startNodeRed } from '../support/node-red.ts';

/**
 * What the catalogue declares of a field, turned into values that have to be taken and values that have to be refused; the test
 * says which is which, and asks everybody who decides.
 */
interface Samples {
  readonly good: readonly unknown[];
  readonly bad: readonly unknown[];
}

const nothingLike: readonly unknown[] = [{}, [{}], Number.NaN];

/** By plain type, whatever its bounds. */
const plain: Readonly<Record<string, Samples>> = {
  string: { good: ['x', 'Zoë d’Été', 7, true], bad: nothingLike },
  boolean: { good: [true, false, 'true', 'false'], bad: ['yes', 'TRUE', 1, '1', {}, 'null'] },
  dateTime: {
    good: ['2026-01-31', '2026-01-31T08:00:00Z', '2026-02-28T08:00:00.123+01:00', new Date(0), 1_767_254_400_000],
    bad: ['2026', '31 Jan 2026', '2026-02-30', '2026-13-01', '2026-01-31T25:00:00Z', 'tomorrow', {}],
  },
  hexBinary: { good: ['00', '0aFF', Buffer.from([1, 255])], bad: ['abc', 'zz', '0x', {}, 7] },
  base64Binary: { good: ['', 'QUJD', 'QQ==', 'QQ', Buffer.from('abc')], bad: ['%%%', 'QUJDR', 'QQ=', 'QUI==', {}] },
  byte: { good: ['text', Buffer.from([0, 255])], bad: [{}, 7] },
  iCalendar: { good: ['BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n', Buffer.from('BEGIN:VCALENDAR')], bad: nothingLike },
  'map<string,string>': {
    good: [{ a: 'b' }, { a: 1 }, '{"a":"b"}', {}],
    bad: ['text', ['a'], { a: {} }, { a: null }, 7],
  },
};

const wide = { int: [-(2 ** 31), 2 ** 31 - 1], nonNegativeInteger: [0, Number.MAX_SAFE_INTEGER] } as const;

function numbers({ type, min, max, except = [] }: Field): Samples {
  const bad: unknown[] = [
    '1e3',
    '0x10',
    'soon',
    '1.5',
    1.5,
    true,
    {},
    '99999999999999999999',
    ...except,
    ...except.map(String),
  ];
  if (type === 'long') {
    const good = [0, '7', '9223372036854775807', '-9223372036854775808', '9007199254740993'];
    return { good, bad: [...bad, '9223372036854775808', '-9223372036854775809'] };
  }
  const [smallest, greatest] = wide[type as keyof typeof wide];
  const [least, most] = [min ?? smallest, max ?? greatest];
  return {
    good: [least, most, String(least), ` ${most} `],
    bad: [...bad, least - 1, String(most + 1), 3e9 > most ? 3e9 : '-1e9'],
  };
}

function texts(field: Field): Samples | undefined {
  const { pattern, format } = field;
  if (format) {
    const bad = ['2026', '31 Jan 2026', '2026-01-31', '2026-01-31T08:00', '2026-02-30T08:00:00Z', {}];
    return { good: ['2026-01-31T08:00:00Z', '2026-01-31T08:00:00.5+0100', '2026-01-31T08:00Z', new Date(0)], bad };
  }
  if (!pattern) return undefined;
  const bad = ['', '?', ' ', 'x'.repeat(80)].filter((text) => text !== '' && !new RegExp(pattern.form).test(text));
  return { good: [pattern.examples.split(/, | or /)[0]], bad };
}

function one(operation: DescribedOperation, field: Field, depth: number): Samples {
  const { domain } = operation;
  const allowed = field.values ?? enumerationOf(domain, field.type);
  if (allowed && !field.free) return { good: [allowed[0], allowed.at(-1)], bad: [`${allowed[0]}x`, ' ', {}, 99] };
  const structure = allowed ? undefined : structureOf(domain, field.type);
  if (!structure) {
    const type = allowed ? 'string' : field.type;
    if (['int', 'long', 'nonNegativeInteger'].includes(type)) return numbers(field);
    const own = texts(field) ?? (plain[type] as Samples);
    const { maxBytes } = field;
    if (!maxBytes) return own;
    return { good: [...own.good, '00'.repeat(maxBytes)], bad: [...own.bad, '00'.repeat(maxBytes + 1)] };
  }
  const fields = Object.entries(structure).filter(([, { reserved }]) => !reserved);
  const wanted = fields.filter(([, { required }]) => required || depth > 0);
  const inner = wanted.map(([name, item]) => [name, item, samplesOf(operation, item, depth - 1)] as const);
  const whole = Object.fromEntries(inner.map(([name, , { good }]) => [name, good[0]]));
  const changed = inner.flatMap(([name, { required }, { bad }]) => [
    ...bad.filter((value) => value !== undefined).map((value) => ({ ...whole, [name]: value })),
    ...(required
      ? [
          { ...whole, [name]: undefined },
          { ...whole, [name]: null },
        ]
      : []),
  ]);
  const varied = inner.flatMap(([name, , { good }]) => good.map((value) => ({ ...whole, [name]: value })));
  return { good: [whole, { ...whole, unheardOf: 1 }, ...varied], bad: ['text', 7, [[]], ...changed] };
}

function samplesOf(operation: DescribedOperation, field: Field, depth = 3): Samples {
  const { good, bad } = one(operation, field, depth);
  if (field.many && field.type !== 'map<string,string>') {
    return { good: [good.slice(0, 2), good[0], []], bad: [...bad.filter(isNoList).map((value) => [value]), [null]] };
  }
  if (!field.orMany) return { good, bad: [...bad, [good[0]]].filter((value) => value !== undefined) };
  const list = samplesOf(operation, { type: field.orMany, many: true }, depth - 1);
  return { good: [...good, list.good[0]], bad: [{}, ...list.bad] };
}

const isNoList = (value: unknown) => !Array.isArray(value);

type Given = Record<string, unknown>;

/** Good values for all that an operation needs beside one for the tested field. */
function around(operation: DescribedOperation, tested: InputField, value: unknown): Given {
  const given: Given = { [tested.name]: value };
  const give = (name: string): void => {
    const field = operation.fields.find((candidate) => candidate.name === name);
    if (field) given[name] ??= samplesOf(operation, field, 1).good[0];
  };
  for (const [name, [only]] of Object.entries(tested.beside ?? {})) given[name] = only;
  for (const { name, required } of operation.fields) if (required) give(name);
  for (let round = 0; round < 5; round += 1) {
    for (const { path } of brokenRules(operation, given)) give(path);
  }
  return given;
}

const usual = (operation: DescribedOperation, field: InputField) =>
  around(operation, field, samplesOf(operation, field).good[0]);

const nobody = { defaults: {}, find: async () => 'found' };

/** What the node says: what is wrong, or the request that it makes. */
async function asNode(operation: DescribedOperation, given: Given) {
  try {
    const values = await complete(operation, new Map(Object.entries(given)), nobody);
    return { values, request: await requestFor(operation, values) };
  } catch (error) {
    return { refused: String(error) };
  }
}

/** The request as a server sees it. */
function sentBy(operation: DescribedOperation, { values, request }: Awaited<ReturnType<typeof asNode>>): SentRequest {
  assert.ok(request && values);
  const { body } = request;
  const isText = operation.bodyField !== undefined;
  return {
    ids: Object.fromEntries(operation.fields.map(({ name }) => [name, String(values[name])])),
    query: new URLSearchParams(request.query.map(([name, value]) => [name, value])),
    headers: request.headers,
    body: isText ? body : body && parseJson(String(body)),
  };
}

/** The same request with another value in the place of a field; undefined where the place cannot hold it as it is. */
function withRaw(sent: SentRequest, operation: DescribedOperation, field: InputField, value: unknown) {
  const place = placeOf(field, field.name);
  if (field.in === 'body' && operation.bodyField === undefined) {
    const json = JSON.stringify(value);
    if (json === undefined || holds(value, Number.isNaN)) return undefined;
    const body: unknown = JSON.parse(JSON.stringify(sent.body ?? {}));
    // Writes into the copy: everything else stays as it was.
    const steps = place.split('.');
    const last = steps.pop() ?? '';
    const at = steps.reduce((inner, step) => {
      inner[step] ??= {};
      return inner[step] as Given;
    }, body as Given);
    at[last] = JSON.parse(json);
    return { ...sent, body };
  }
  if (typeof value !== 'string') return undefined;
  if (field.in === 'query') {
    const query = new URLSearchParams(sent.query);
    query.set(place, value);
    return { ...sent, query };
  }
  if (field.in === 'path') return { ...sent, ids: { ...sent.ids, [field.name]: value } };
  return field.in === 'header' ? { ...sent, headers: { ...sent.headers, [place.toLowerCase()]: value } } : undefined;
}

/** A typed input that stands for a value; undefined where only a message can bring it. */
function typedFor(value: unknown): { type: string; value: string } | undefined {
  if (typeof value === 'string') return value === '' ? undefined : { type: 'str', value };
  if (typeof value === 'number') return Number.isNaN(value) ? undefined : { type: 'num', value: String(value) };
  if (typeof value === 'boolean') return { type: 'bool', value: String(value) };
  const json = JSON.stringify(value);
  const same =
    json !== undefined &&
    !holds(value, (inner) => inner instanceof Date || Buffer.isBuffer(inner) || inner === undefined);
  return same && !holds(value, Number.isNaN) ? { type: 'json', value: json } : undefined;
}

function holds(value: unknown, isIt: (inner: unknown) => boolean): boolean {
  if (isIt(value)) return true;
  return typeof value === 'object' && value !== null && Object.values(value).some((inner) => holds(inner, isIt));
}

interface Case {
  readonly operation: DescribedOperation;
  readonly field: InputField;
  readonly given: Given;
  readonly isGood: boolean;
}

const operations = Object.values(systems).flatMap(operationsOf);
const cases: readonly Case[] = operations.flatMap((operation) =>
  operation.fields.flatMap((field) => {
    const { good, bad } = samplesOf(operation, field);
    const others = around(operation, field, good[0]);
    return [
      ...good.map((value) => ({ operation, field, given: around(operation, field, value), isGood: true })),
      ...bad.map((value) => ({ operation, field, given: { ...others, [field.name]: value }, isGood: false })),
    ];
  }),
);

const named = ({ operation, field, given }: Case) =>
  `${operation.type} ${field.name} = ${JSON.stringify(given[field.name]) ?? 'NaN'}`;

describe('one value, one verdict', () => {
  it('for every field there is something to take and something to refuse', () => {
    for (const operation of operations) {
      for (const { name } of operation.fields) {
        const own = cases.filter((each) => each.operation === operation && each.field.name === name);
        assert.ok(own.some(({ isGood }) => isGood) && own.some(({ isGood }) => !isGood), `${operation.type} ${name}`);
      }
    }
    assert.ok(cases.length > 4000, String(cases.length));
  });

  it('the node takes what the catalogue allows, and nothing else', async () => {
    const wrong: string[] = [];
    for (const each of cases) {
      // The address of a file is looked at when the request is made: no such file is no matter of its form.
      if (each.operation.form && each.field.name !== 'file') continue;
      const { refused } = await asNode(each.operation, each.given);
      if ((refused === undefined) !== each.isGood) wrong.push(`${named(each)}: ${refused ?? 'was taken'}`);
    }
    assert.deepEqual(wrong, []);
  });

  it('the simulator takes what the node sends, and refuses what the node refuses', async () => {
    const wrong: string[] = [];
    let compared = 0;
    for (const each of cases) {
      const { operation, field, given, isGood } = each;
      if (operation.form) continue;
      const base = sentBy(operation, await asNode(operation, isGood ? given : usual(operation, field)));
      const sent = isGood ? base : withRaw(base, operation, field, given[field.name]);
      if (!sent) continue;
      compared += 1;
      const { problem } = readRequest(operation, sent);
      if ((problem === undefined) !== isGood)
        wrong.push(`${named(each)}: ${problem ? problemText(problem) : 'was taken'}`);
    }
    assert.deepEqual(wrong, []);
    assert.ok(compared > 3000, String(compared));
  });

  it('what is missing is missing for both', async () => {
    for (const operation of operations.filter(({ form }) => !form)) {
      for (const field of operation.fields) {
        if (!field.required || field.fallback !== undefined || field.lookup || operation.bodyField) continue;
        const given = usual(operation, field);
        for (const nothing of [undefined, null, '']) {
          if (nothing === '' && field.blank) continue;
          const { refused } = await asNode(operation, { ...given, [field.name]: nothing });
          assert.match(refused ?? 'was taken', /is missing/, `${operation.type} ${field.name}`);
        }
        if (field.in !== 'body') continue;
        const sent = sentBy(operation, await asNode(operation, given));
        assert.ok(readRequest(operation, { ...sent, body: {} }).problem, `${operation.type} ${field.name}`);
      }
    }
  });
});

describe('the dialog', { skip: withoutBrowser }, () => {
  let red: NodeRed;
  let editor: EditorBrowser;
  before(async () => {
    red = await startNodeRed({ settings: editorSettings });
    editor = await openEditor(red.url);
  });
  after(async () => {
    await editor?.close();
    await red?.stop();
  });

  it('takes what the node takes, and marks what the node refuses', async () => {
    const typed = cases.flatMap((each) => {
      const fields = Object.entries(each.given).map(([name, value]) => [name, typedFor(value)] as const);
      const tested = fields.find(([name]) => name === each.field.name)?.[1];
      if (!tested || each.field.type === 'byte') return [];
      const set = Object.fromEntries(fields.filter(([, value]) => value));
      return [{ type: each.operation.type, fields: set, isGood: each.isGood, name: named(each) }];
    });
    assert.ok(typed.length > 3000, String(typed.length));
    const said = await editor.page.evaluate((all) => {
      const shared = (globalThis as unknown as Record<string, { validFields: (...given: unknown[]) => unknown }>)[
        'SwitchboardTelephony'
      ];
      return all.map(({ type, fields }) => {
        const node = { id: 'n', type, name: '', fromPayload: true, _: (key: string) => key };
        return shared?.validFields.call(node, fields, {});
      });
    }, typed);
    const wrong = typed.flatMap(({ isGood, name }, index) =>
      (said[index] === true) === isGood ? [] : [`${name}: ${JSON.stringify(said[index])}`],
    );
    assert.deepEqual(wrong, []);
    const words = said.flat().filter((text) => typeof text === 'string');
    assert.deepEqual(
      words.filter((text) => /error[A-Z]|__|\[object/.test(text)),
      [],
      'a text is missing',
    );
  });

  it('leaves to the message what only a message knows', async () => {
    const open = ['{{payload.x}}', `$\{TIMEOUT}`].map((value) => ({ timeout: { type: 'str', value } }));
    const said = await editor.page.evaluate((all) => {
      const shared = (globalThis as unknown as Record<string, { validFields: (...given: unknown[]) => unknown }>)[
        'SwitchboardTelephony'
      ];
      const node = { id: 'n', type: 'opentouch-create-subscription', fromPayload: true, _: (key: string) => key };
      return all.map((fields) => shared?.validFields.call(node, fields, {}));
    }, open);
    assert.deepEqual(said, [true, true]);
  });
});
