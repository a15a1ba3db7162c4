import type { Property } from '../../nodes/catalogue/property.ts';
import { taskTypes } from '../../nodes/catalogue/tasks/results.types.ts';
import type { TaskAction, TaskDescription, TaskResult } from '../../nodes/catalogue/tasks/types.ts';
import type { Representations, System } from '../../nodes/catalogue/types.ts';
import { taskMethodName } from '../../nodes/client/names.ts';
import { taskInputsOf, tasksOf } from '../../nodes/client/tasks.ts';
import type { Known } from '../../nodes/schema/describe.ts';
import { doc, namespaceOf, typeOf, upperCamelCase } from './typescript.ts';
import type { Words } from './words.ts';

const known: Known = { representations: taskTypes satisfies Representations };

/** Namespace of what tasks answer; as with chapters, that of OpenTouch has no system before it. */
export function taskSpaceOf({ name }: System): string {
  return name === 'opentouch' ? 'Tasks' : `${upperCamelCase(name)}Tasks`;
}

/** The tasks of a system as methods, one signature for each action; what they answer is the same for all systems. */
export function taskDeclarations(system: System, words: Words): string[] {
  const tasks = tasksOf(system);
  if (tasks.length === 0) return [];
  const space = taskSpaceOf(system);
  return [
    namespaceOf(known, space, 'What tasks answer.'),
    `export interface ${space}Operations {`,
    ...tasks.flatMap(([type, task]) =>
      Object.entries(task.actions).flatMap(([action, bySystem]) => {
        const done = bySystem[system.name];
        return done ? method({ system, type, task, action, done, words }) : [];
      }),
    ),
    '}',
    '',
  ];
}

interface Method {
  readonly system: System;
  readonly type: string;
  readonly task: TaskDescription;
  readonly action: string;
  readonly done: TaskAction;
  readonly words: Words;
}

function method({ system, type, task, action, done, words }: Method): string[] {
  const { summary, properties } = words.node(task.set, type);
  const preset = task.properties['action']?.value === action;
  const settings = { system: system.name, action };
  const needed = (done.requires ?? []).filter((one) => typeof one === 'string');
  const inputs = taskInputsOf(task).filter(([, property]) => fits(property, settings));
  const fields = inputs.map(([name, property]) => {
    const isNeeded = needed.includes(name) && Object.keys(property.beside ?? {}).every((other) => other in settings);
    const { help } = properties[name] ?? {};
    return [
      ...(help ? [doc(help, '    ')] : []),
      `    readonly ${name}${isNeeded ? '' : '?'}: ${inputType(property)};`,
    ];
  });
  const isOptional = preset && !fields.flat().some((line) => /^\s+readonly \w+:/.test(line));
  const option = properties['action']?.options?.[action] ?? action;
  return [
    doc(`${summary} This: ${option}.`, '  '),
    `  ${taskMethodName(type)}(request${isOptional ? '?' : ''}: {`,
    `    readonly action${preset ? '?' : ''}: '${action}';`,
    ...fields.flat(),
    `  }, options?: CallOptions): Promise<${answerOf(done, `${taskSpaceOf(system)}.`)}>;`,
  ];
}

/** Whether an input makes sense for an action of a system, as far as these decide. */
function fits({ beside = {} }: Property, settings: Readonly<Record<string, string>>): boolean {
  return Object.entries(beside).every(([name, wanted]) => !settings[name] || wanted.includes(settings[name]));
}

function inputType({ type, values }: Property): string {
  if (values) return values.map((value) => `'${value}'`).join(' | ');
  return type === 'boolean' ? 'boolean' : 'string';
}

function answerOf({ steps }: TaskAction, space: string): string {
  const results = steps.flatMap(({ result, keeps }) => (result && !keeps ? [resultType(result, space)] : []));
  return results.length > 0 ? [...new Set(results)].join(' | ') : 'undefined';
}

function resultType({ field, meantBy, only = {}, defaults = {} }: TaskResult, space: string): string {
  const { many, ...single } = field;
  const one = typeOf(known, space, single);
  const left = Object.keys(only).map((name) => `'${name}'`);
  const added = Object.keys(defaults).map((name) => `${name}: string`);
  const shown = left.length > 0 ? `Omit<${one}, ${left.join(' | ')}>` : one;
  const whole = added.length > 0 ? `${shown} & { ${added.join('; ')} }` : shown;
  if (!many || meantBy) return whole;
  return / /.test(whole) ? `(${whole})[]` : `${whole}[]`;
}
