import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DescribedOperation } from '../../nodes/schema/describe.ts';

export interface FieldWords {
  readonly label: string;
  readonly help?: string;
}

export interface OperationWords {
  readonly label: string;
  /** Everyday words under which the palette finds it, comma-separated. */
  readonly search?: string;
  readonly summary: string;
  readonly details?: readonly string[];
  readonly output?: string;
  readonly fields?: Readonly<Record<string, FieldWords>>;
}

export interface PropertyWords extends FieldWords {
  readonly options?: Readonly<Record<string, string>>;
}

export interface NodeWords {
  readonly label: string;
  /** As an operation's. */
  readonly search?: string;
  readonly summary: string;
  readonly details?: readonly string[];
  readonly output?: string;
  /** Labels of several outputs. */
  readonly outputs?: Readonly<Record<string, string>>;
  /** A line on each field of the structure that it emits. */
  readonly emits?: Readonly<Record<string, string>>;
  readonly properties: Readonly<Record<string, PropertyWords>>;
}

type PartLabels = Readonly<Record<string, Readonly<Record<string, string>>>>;

interface SetWords {
  readonly operations?: Readonly<Record<string, OperationWords>>;
  readonly fields?: Readonly<Record<string, FieldWords>>;
  readonly events?: Readonly<Record<string, string>>;
  readonly nodes?: Readonly<Record<string, NodeWords>>;
  /** Labels of fields within structures, by structure and name. */
  readonly parts?: PartLabels;
  /** By the name of the list: words for values that are codes. */
  readonly values?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

interface CommonWords {
  /** Strings of the dialogs. */
  readonly editor: Readonly<Record<string, string>>;
  /** Strings of the editor's sidebar. */
  readonly sidebar: Readonly<Record<string, string>>;
  /** Strings of the guided tour. */
  readonly tour: Readonly<Record<string, string>>;
  /** Strings of the help pages. */
  readonly help: Readonly<Record<string, string>>;
  readonly status: Readonly<Record<string, string>>;
  /** Headings of the palette. */
  readonly categories: Readonly<Record<string, string>>;
  /** What the page says to which a user comes back who was asked for consent. */
  readonly consent: Readonly<Record<string, string>>;
  readonly fields: Readonly<Record<string, FieldWords>>;
  /** Labels of fields within structures that several sets have. */
  readonly parts: PartLabels;
  /** What nodes of operations store beside their fields. */
  readonly options: Readonly<Record<string, PropertyWords>>;
}

/** The words of one language. What is missing is collected, so that one build names everything. */
export class Words {
  readonly language: string;
  readonly common: CommonWords;
  readonly missing = new Set<string>();
  readonly #sets: Readonly<Record<string, SetWords>>;

  constructor(language: string, common: CommonWords, sets: Readonly<Record<string, SetWords>>) {
    this.language = language;
    this.common = common;
    this.#sets = sets;
  }

  operation(operation: DescribedOperation): OperationWords {
    const words = this.#sets[operation.domain.set]?.operations?.[operation.type];
    if (words?.label && words.summary) return words;
    return this.#miss(`operation ${operation.type}`, { ...words, label: operation.type, summary: operation.type });
  }

  /** Words of a field: the operation's own, else those of its set, else those that all sets share. */
  field(operation: DescribedOperation, name: string): FieldWords {
    const set = this.#sets[operation.domain.set];
    const words = set?.operations?.[operation.type]?.fields?.[name] ?? set?.fields?.[name] ?? this.common.fields[name];
    return words?.label ? words : this.#miss(`field ${name} of ${operation.type}`, { label: name });
  }

  node(set: string, type: string): NodeWords {
    const words = this.#sets[set]?.nodes?.[type];
    if (words?.label && words.summary) return words;
    return this.#miss(`node ${type}`, { properties: {}, ...words, label: type, summary: type });
  }

  property(set: string, type: string, name: string): PropertyWords {
    const words = this.node(set, type).properties[name];
    return words?.label ? words : this.#miss(`property ${name} of ${type}`, { label: name });
  }

  /** Label of one of several outputs. */
  output(set: string, type: string, name: string): string {
    return this.node(set, type).outputs?.[name] ?? this.#miss(`output ${name} of ${type}`, name);
  }

  /** A line on a field of what a node emits. */
  emitted(set: string, type: string, name: string): string {
    return this.node(set, type).emits?.[name] ?? this.#miss(`field ${name} of what ${type} emits`, name);
  }

  option(name: string): PropertyWords {
    return this.common.options[name] ?? this.#miss(`option ${name}`, { label: name });
  }

  /** Heading of a palette category. */
  category(name: string): string {
    return this.common.categories[name] ?? this.#miss(`category ${name}`, name);
  }

  /** One line on an event of a set. */
  event(set: string, name: string): string {
    return this.#sets[set]?.events?.[name] || this.#miss(`event ${name}`, '');
  }

  /** What a value of a list means to people. */
  value(set: string, list: string, value: string): string {
    return this.#sets[set]?.values?.[list]?.[value] ?? this.#miss(`value ${value} of ${list} in ${set}`, value);
  }

  /** Label of a field within a structure. */
  part(set: string, structure: string, name: string): string {
    const label = this.#sets[set]?.parts?.[structure]?.[name] ?? this.common.parts[structure]?.[name];
    return label ?? this.#miss(`part ${name} of ${structure} in ${set}`, name);
  }

  help(key: string): string {
    return this.common.help[key] ?? this.#miss(`help.${key}`, key);
  }

  #miss<T>(what: string, instead: T): T {
    this.missing.add(`${this.language}: ${what}`);
    return instead;
  }
}

/** Reads every language of the source folder. */
export async function readWords(folder: string): Promise<Words[]> {
  const languages = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  return Promise.all(languages.map(({ name }) => readLanguage(name, join(folder, name))));
}

async function readLanguage(language: string, folder: string): Promise<Words> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.json'));
  const entries = await Promise.all(
    files.map(async (file) => [file.slice(0, -'.json'.length), JSON.parse(await readFile(join(folder, file), 'utf8'))]),
  );
  const { common = {}, ...sets } = Object.fromEntries(entries) as Record<string, SetWords & CommonWords>;
  const {
    editor = {},
    sidebar = {},
    tour = {},
    help = {},
    status = {},
    categories = {},
    consent = {},
    fields = {},
    parts = {},
    options = {},
  } = common as Partial<CommonWords>;
  return new Words(
    language,
    { editor, sidebar, tour, help, status, categories, consent, fields, parts, options },
    sets,
  );
}
