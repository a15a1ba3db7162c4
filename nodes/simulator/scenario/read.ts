import type { Field } from '../../catalogue/types.ts';
import { convert, problemIn } from '../../schema/convert.ts';
import { structureOf } from '../../schema/describe.ts';
import { isObject } from '../../schema/json.ts';
import { problemText } from '../../schema/problems.ts';
import { type Scenario, scenarioTypes, singular } from './declared.ts';
import { ScenarioError } from './problems.ts';

/** Steps of a scenario at most. */
const mostSteps = 10_000;

/**
 * Reads a scenario, or one step by itself: `{ call: { from, to } }`. Whether the people and numbers are there is another question.
 * @throws ScenarioError
 */
export function readScenario(value: unknown): Scenario {
  if (!isObject(value)) throw new ScenarioError(['a scenario is an object with lists such as calls and faults']);
  const given = value;
  const problems: string[] = [];
  const fields = fieldsOf('Scenario');
  const steps: Record<string, string> = Object.fromEntries(Object.entries(singular).map(([many, one]) => [one, many]));
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(fields, name) && !Object.hasOwn(steps, name)) problems.push(unknownText(name, '', fields));
  }
  const result: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(fields)) {
    const single = Object.entries(steps).find(([, many]) => many === name)?.[0];
    const listed = entriesOf(given[name], name);
    const alone = single !== undefined && given[single] !== undefined ? [[given[single], single] as const] : [];
    const entries = single === undefined ? wholeOf(given[name], name) : [...listed, ...alone];
    const values = entries.map(([entry, path]) => valueAt(field, entry, path, single === undefined, problems));
    if (values.length > mostSteps) problems.push(`${name}: ${values.length} are more than ${mostSteps}`);
    if (values.length > 0) result[name] = single === undefined ? values[0] : values;
  }
  if (problems.length > 0) throw new ScenarioError(problems);
  // Each value has been held against its declaration, from which the type is made.
  return result as Scenario;
}

type Entry = readonly [value: unknown, path: string];

function wholeOf(value: unknown, name: string): Entry[] {
  return value === undefined || value === null ? [] : [[value, name]];
}

function entriesOf(value: unknown, name: string): Entry[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value.map((entry, index) => [entry, `${name}[${index}]`]) : [[value, name]];
}

function valueAt(field: Field, value: unknown, path: string, whole: boolean, problems: string[]): unknown {
  let converted: unknown;
  const shape = whole ? field : { type: field.type };
  const problem = problemIn(() => {
    converted = convert(scenarioTypes, shape, value, path);
  });
  const strange = whole ? [] : strangeNames(field.type, value, path);
  problems.push(...strange);
  if (problem) problems.push(problemText(problem).replace(/ \(\w+\)$/, ''));
  return converted;
}

/** What a structure is given that it does not have: a word that is misspelt would do nothing, and nobody would know. */
function strangeNames(type: string, value: unknown, path: string): string[] {
  const fields = fieldsOf(type);
  if (!isObject(value)) return [];
  return Object.keys(value).flatMap((name) => (Object.hasOwn(fields, name) ? [] : [unknownText(name, path, fields)]));
}

function unknownText(name: string, path: string, fields: object): string {
  return `${path ? `${path}.` : ''}${name} is not known; what can stand there is ${Object.keys(fields).join(', ')}`;
}

function fieldsOf(type: string): Readonly<Record<string, Field>> {
  return structureOf(scenarioTypes, type) ?? {};
}
