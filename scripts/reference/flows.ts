import { systems } from '../../nodes/catalogue/index.ts';
import type { Domain, System } from '../../nodes/catalogue/types.ts';
import { type DescribedOperation, operationsOf } from '../../nodes/schema/describe.ts';
import type { Words } from '../build/words.ts';
import { button, columns, debug, declared, idOf, line, type Node, simulatorPort } from './parts.ts';
import { fieldsOf, outputOf, samplesOf } from './samples.ts';
import type { SystemSamples } from './system-samples.ts';
import { taskFlow } from './tasks.ts';

/** One chapter of the reference as a flow: every operation once, each with a button and a debug node. */
export interface Chapter {
  readonly title: string;
  readonly nodes: readonly Node[];
}

export function referenceFlows(words: Words): Chapter[] {
  const chapters = Object.values(systems).flatMap((system) =>
    system.domains
      .filter(({ operations }) => Object.keys(operations).length > 0)
      .map((domain) => ({ title: domain.chapter, nodes: new Table(system, domain, words).nodes() })),
  );
  return [{ title: 'Tasks', nodes: taskFlow(words) }, ...chapters];
}

class Table {
  readonly #system: System;
  readonly #domain: Domain;
  readonly #words: Words;
  readonly #samples: SystemSamples;
  readonly #tab: string;
  #y = line;

  constructor(system: System, domain: Domain, words: Words) {
    this.#system = system;
    this.#domain = domain;
    this.#words = words;
    this.#samples = samplesOf(system);
    this.#tab = idOf(domain.set, 'tab');
  }

  nodes(): Node[] {
    const operations = operationsOf(this.#system).filter(({ domain }) => domain === this.#domain);
    const used = [...new Set(operations.map(this.#samples.accountFor))];
    const sections = [...new Set(operations.map(sectionOf))];
    const simulator = this.#simulator();
    const rows = [
      this.#comment('Each operation once: press a button, read the Debug sidebar', this.#info(operations)),
      ...sections.flatMap((section) => this.#section(section, operations)),
      ...this.#errors(),
    ];
    return [this.#flow(operations), ...used.map((account) => this.#account(account)), simulator, ...rows];
  }

  #section(section: string, operations: readonly DescribedOperation[]): Node[] {
    const members = operations.filter((operation) => sectionOf(operation) === section);
    const comment = this.#comment(section, members.map((operation) => this.#summary(operation)).join('\n'));
    return [comment, ...members.flatMap((operation) => this.#row(operation))];
  }

  #place(type: string, key: string, x: number, properties: Node): Node {
    const id = idOf(this.#domain.set, key);
    return { id, type, z: this.#tab, ...properties, x, y: this.#y };
  }

  #flow(operations: readonly DescribedOperation[]): Node {
    const { chapter } = this.#domain;
    const secret = operations.some(({ fields }) => fields.some((field) => field.secret && field.required));
    const env = secret ? [{ name: 'PASSWORD', value: this.#samples.password, type: 'str' }] : [];
    return { id: this.#tab, type: 'tab', label: chapter, disabled: false, info: this.#info(operations), env };
  }

  #info(operations: readonly DescribedOperation[]): string {
    const keeping = operations.filter((operation) => outputOf(operation).type === 'flow');
    const notes = keeping.map(
      (operation) =>
        `*${this.#label(operation)}* keeps its result in the flow context (\`${outputOf(operation).value}\`), where others find it.`,
    );
    return [
      `Every operation of the chapter "${this.#domain.chapter}" once, with fields filled in for the simulated server.`,
      'Copy what you need into a flow of your own. What a button does depends on what was pressed before.',
      ...notes,
    ].join('\n\n');
  }

  #summary(operation: DescribedOperation): string {
    return `- *${this.#label(operation)}*: ${this.#words.operation(operation).summary}`;
  }

  #label(operation: DescribedOperation): string {
    return this.#words.operation(operation).label;
  }

  #account(name: string): Node {
    const { properties, credentials } = this.#samples.accounts[name] ?? {};
    const { accountType } = this.#system;
    return {
      id: this.#accountId(name),
      type: accountType,
      ...declared(accountType, false),
      ...properties?.(`http://127.0.0.1:${simulatorPort}`),
      credentials: { ...declared(accountType, true), ...credentials },
    };
  }

  #accountId(name: string): string {
    return idOf(this.#domain.set, 'account', name);
  }

  #simulator(): Node {
    const properties = { ...declared('telephony-simulator', false), name: 'Simulated telephone server' };
    return this.#place('telephony-simulator', 'simulator', columns.debug, { ...properties, wires: [[]] });
  }

  #comment(name: string, info: string): Node {
    if (this.#y > line) this.#y += line / 2;
    const comment = this.#place('comment', `comment:${name}`, columns.operation - 160, { name, info, wires: [] });
    this.#y += line;
    return comment;
  }

  #row(operation: DescribedOperation): Node[] {
    const { type, system, pages, attachment, outcome } = operation;
    const label = this.#label(operation);
    const ids = { operation: idOf(this.#domain.set, type), debug: idOf(this.#domain.set, `debug:${type}`) };
    const row = [
      this.#place('inject', `inject:${type}`, columns.button, button(label, ids.operation)),
      this.#place(type, type, columns.operation, {
        name: '',
        [system.account]: this.#accountId(this.#samples.accountFor(operation)),
        fields: fieldsOf(operation),
        fromPayload: true,
        actorsFromRequest: false,
        errorOutput: false,
        outputs: 1,
        output: outputOf(operation),
        ...(pages && { list: 'page' }),
        ...(attachment && { attachment: true }),
        ...(outcome && { waitForResult: true, resultTimeout: '' }),
        timeout: '',
        wires: [[ids.debug]],
      }),
      this.#debug(`debug:${type}`, label, 'true'),
    ];
    this.#y += line;
    return row;
  }

  #debug(key: string, name: string, complete: string): Node {
    return this.#place('debug', key, columns.debug, debug(name, complete));
  }

  #errors(): Node[] {
    this.#y += line / 2;
    const wires = [[idOf(this.#domain.set, 'debug:errors')]];
    return [
      this.#place('catch', 'catch', columns.button, {
        name: 'Anything that fails',
        scope: null,
        uncaught: false,
        wires,
      }),
      this.#debug('debug:errors', 'Errors', 'error'),
    ];
  }
}

/** Operations on the same kind of thing: the first two parts of their paths. */
function sectionOf({ path }: DescribedOperation): string {
  return path
    .split('/')
    .slice(0, 3)
    .join('/')
    .replace(/\/\{.*/, '');
}
