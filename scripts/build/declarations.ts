import { readFile } from 'node:fs/promises';
import type { Domain, System } from '../../nodes/catalogue/types.ts';
import { domainName, methodName } from '../../nodes/client/names.ts';
import { tasksOf } from '../../nodes/client/tasks.ts';
import {
  type DescribedOperation,
  enumerationOf,
  type InputField,
  operationsOf,
  structureOf,
} from '../../nodes/schema/describe.ts';
import { taskDeclarations, taskSpaceOf } from './task-declarations.ts';
import { doc, namespaceOf, typeOf, upperCamelCase } from './typescript.ts';
import type { Words } from './words.ts';

/** A system whose events programs can listen to, and systems whose operations they can carry out. */
export interface ClientSystems {
  readonly listening: System;
  readonly others: readonly System[];
}

/**
 * The type declarations of the client: what `nodes/client/types.ts` says, and everything that follows from the catalogue.
 * @param head path of the hand-written part
 */
export async function clientDeclarations(
  { listening, others }: ClientSystems,
  words: Words,
  head: string,
): Promise<string> {
  const domains = listening.domains.filter(
    ({ operations, events }) => Object.keys({ ...operations, ...events }).length > 0,
  );
  return [
    await readFile(head, 'utf8'),
    ...domains.map((domain) => namespace(domain, listening)),
    ...operationTypes(listening, words),
    ...taskDeclarations(listening, words),
    eventMap(domains, listening, words),
    listeningClient(listening),
    ...others.flatMap((system) => [
      ...actingDomains(system).map((domain) => namespace(domain, system)),
      ...operationTypes(system, words),
      ...taskDeclarations(system, words),
      plainClient(system),
    ]),
  ].join('\n');
}

/** The chapters that have operations. */
function actingDomains(system: System): Domain[] {
  return [...new Set(operationsOf(system).map(({ domain }) => domain))];
}

function operationTypes(system: System, words: Words): string[] {
  const operations = operationsOf(system);
  return actingDomains(system).map((domain) =>
    methods(
      domain,
      operations.filter((operation) => operation.domain === domain),
      words,
    ),
  );
}

/** Chapters of different systems have the same names, so those of the others have their system's before them. */
function spaceOf(domain: Domain, system: System): string {
  const name = domainName(domain.set, system);
  const prefix = system.name === 'opentouch' && name !== undefined ? '' : upperCamelCase(system.name);
  return `${prefix}${upperCamelCase(name ?? '')}`;
}

/** The structures of a chapter. */
function namespace(domain: Domain, system: System): string {
  return namespaceOf(domain, spaceOf(domain, system), `Structures of the chapter "${domain.chapter}".`);
}

function methods(domain: Domain, operations: readonly DescribedOperation[], words: Words): string {
  const [first] = operations;
  const space = first ? spaceOf(domain, first.system) : '';
  return [
    `export interface ${space}Operations {`,
    ...operations.flatMap((operation) => method(operation, `${space}.`, words)),
    '}',
    '',
  ].join('\n');
}

function method(operation: DescribedOperation, space: string, words: Words): string[] {
  const { type, system, method: verb, path, deprecated, domain, pages, attachment } = operation;
  const name = methodName(type, system);
  const fields = operation.fields.map((field) => requestField(operation, field, space, words));
  const optional = operation.fields.every((field) => !isNeeded(operation, field));
  const request = `{\n${fields.join('\n')}\n  }`;
  const result = resultOf(operation, space);
  const comment = doc(`${words.operation(operation).summary} \`${verb} ${path}\``, '  ', deprecated);
  const plain = `  ${name}(request${optional ? '?' : ''}: ${request}, options?: CallOptions): Promise<${result}>;`;
  const special = (option: string, answer: string) =>
    `  ${name}(request: ${request}${optional ? ' | undefined' : ''}, options: CallOptions & { readonly ${option} }): Promise<${answer}>;`;
  const answer = structureOf(domain, operation.answer ?? operation.result ?? '');
  const item =
    pages &&
    (pages.items ? answer?.[pages.items] : { type: operation.answer ?? operation.result ?? '', many: true as const });
  return [
    ...(item ? [comment, special("list: 'all'", typeOf(domain, space, item))] : []),
    ...(attachment
      ? [comment, special('attachment: true', `${result} & { content: Uint8Array; contentType: string }`)]
      : []),
    comment,
    plain,
  ];
}

/** Whether a program has to give it: nothing else can. */
function isNeeded(
  { system }: DescribedOperation,
  { name, required, lookup, fallback, noDefault }: InputField,
): boolean {
  return (
    Boolean(required) && !lookup && fallback === undefined && (Boolean(noDefault) || !system.defaults.includes(name))
  );
}

function requestField(operation: DescribedOperation, field: InputField, space: string, words: Words): string {
  const { help } = words.field(operation, field.name);
  const comment = help ? `${doc(help, '    ')}\n` : '';
  const optional = isNeeded(operation, field) ? '' : '?';
  return `${comment}    readonly ${field.name}${optional}: ${typeOf(operation.domain, space, field)};`;
}

function resultOf({ domain, reference, result, answer = result, many }: DescribedOperation, space: string): string {
  const sent = answer === undefined ? undefined : typeOf(domain, space, { type: answer, ...(many && { many }) });
  if (!reference) return answer === 'byte' ? 'Uint8Array' : (sent ?? 'undefined');
  const whole = answer !== undefined && (structureOf(domain, answer) || enumerationOf(domain, answer));
  return `{ ${reference}: string }${whole ? ` | ${sent}` : ''}`;
}

function eventMap(domains: readonly Domain[], system: System, words: Words): string {
  const entries = domains.flatMap((domain) =>
    Object.entries(domain.events).flatMap(([name, { type }]) => [
      doc(words.event(domain.set, name), '  '),
      `  ${name}: ${spaceOf(domain, system)}.${type};`,
    ]),
  );
  return ['/** Every event by its name. */', 'export interface Events {', ...entries, '}', ''].join('\n');
}

/** The properties of a client: one for each set that is not named like its system, and one for the tasks. */
function properties(system: System): string[] {
  const names = new Map<string, string>(
    actingDomains(system).flatMap((domain) => {
      const name = domainName(domain.set, system);
      return name === undefined ? [] : [[name, `${spaceOf(domain, system)}Operations`] as const];
    }),
  );
  if (tasksOf(system).length > 0) names.set('tasks', `${taskSpaceOf(system)}Operations`);
  return [...names].map(([name, type]) => `  readonly ${name}: ${type};`);
}

/** The client of a system that has operations only. */
function plainClient(system: System): string {
  const name = upperCamelCase(system.name);
  const own = actingDomains(system)
    .filter(({ set }) => domainName(set, system) === undefined)
    .map((domain) => `${spaceOf(domain, system)}Operations`);
  return [
    `/** An account of the system \`${system.name}\`: every operation by domain. */`,
    `export interface ${name}Client${own.length > 0 ? ` extends ${own.join(', ')}` : ''} {`,
    ...properties(system),
    '  /** Ends what is under way and lets go of the tokens. */',
    '  close(): Promise<void>;',
    '}',
    '',
    '/** Asks for a token, so that wrong credentials are found at once. */',
    `export function connect(options: ${name}Options): Promise<${name}Client>;`,
    '',
  ].join('\n');
}

function listeningClient(system: System): string {
  return `/** What can be listened to beside events. */
export interface Signals {
  resync: Resync;
  state: ChannelState;
  /** What went wrong with the channel, which tries on. */
  problem: TelephonyError;
}

/** A session with a server: every operation by domain, and the events. */
export interface OpenTouchClient {
${properties(system).join('\n')}
  on<N extends keyof (Events & Signals)>(name: N, handler: (told: (Events & Signals)[N]) => void): this;
  once<N extends keyof (Events & Signals)>(name: N, handler: (told: (Events & Signals)[N]) => void): this;
  off<N extends keyof (Events & Signals)>(name: N, handler: (told: (Events & Signals)[N]) => void): this;
  /** The events of these names from now on, for \`for await\`; ends with \`close\`. */
  events<N extends keyof Events>(...names: readonly N[]): AsyncIterableIterator<Events[N]>;
  /** Resolves when the events that are listened to arrive. */
  listening(): Promise<void>;
  /** Ends channel and session. */
  close(): Promise<void>;
}

/** Logs in and opens a session. */
export function connect(options: ConnectOptions): Promise<OpenTouchClient>;
`;
}
