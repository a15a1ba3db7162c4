import { systems } from '../../nodes/catalogue/index.ts';
import type { Domain, Event, System } from '../../nodes/catalogue/types.ts';
import { methodPath } from '../../nodes/client/names.ts';
import { type DescribedOperation, operationsOf } from '../../nodes/schema/describe.ts';
import { emittedBy, plainTypeName } from '../build/help.ts';
import { allSets, type SetContent } from '../build/sets.ts';
import type { Words } from '../build/words.ts';
import { tasksPage } from './tasks.ts';

/** The pages of the documentation that follow from the catalogue and the words, by file name. */
export function generatedPages(words: Words): Readonly<Record<string, string>> {
  const all: readonly System[] = Object.values(systems);
  return {
    'tasks.md': tasksPage(words, note),
    'operations.md': [
      '# Operations',
      note,
      `${all.flatMap(operationsOf).length} operations; each is a node, and all but those of Business Applications are methods of the [client](client.md). Deprecated ones are ~~struck through~~.`,
      ...all
        .flatMap((system) => system.domains.map((domain) => operationsTable(system, domain, words)))
        .filter(Boolean),
    ].join('\n\n'),
    'events.md': [
      '# Events',
      note,
      'What the event sources send, by chapter. Events without a package are subscribed to one by one: choose them under *Events*.',
      ...all.flatMap((system) => system.domains.map((domain) => eventsTable(domain, words))).filter(Boolean),
      ...allSets().flatMap((set) => emittedTables(set, words)),
    ].join('\n\n'),
  };
}

/** Systems that programs can use without Node-RED. */
const withClient: readonly System[] = [systems.opentouch, systems.teaming, systems['business-talk']];

const note = '<!-- Written by `npm run docs` from the catalogue and the words. -->';

function operationsTable(system: System, domain: Domain, words: Words): string {
  const operations = operationsOf(system).filter((operation) => operation.domain === domain);
  if (operations.length === 0) return '';
  return [
    `## ${domain.chapter}\n`,
    `Set \`${domain.set}\`.\n`,
    '| node | request | licences | what it does |',
    '|---|---|---|---|',
    ...operations.map((operation) => operationRow(operation, words)),
  ].join('\n');
}

function operationRow(operation: DescribedOperation, words: Words): string {
  const { type, system, domain, method, path, licences = [], deprecated, only, since } = operation;
  const { label, summary } = words.operation(operation);
  const client = methodPath(domain.set, type, system);
  const name = deprecated ? `~~${label}~~` : label;
  const conditions = [only && `${only} users only.`, since && `Since ${since}.`].filter(Boolean);
  return row([
    [`**${name}**`, `\`${type}\``, ...(withClient.includes(system) ? [`\`${client}\``] : [])].join('<br>'),
    `\`${method} ${path}\``,
    licences.map((licence) => `\`${licence}\``).join(' or '),
    [summary, ...conditions].join(' '),
  ]);
}

function eventsTable(domain: Domain, words: Words): string {
  const events = Object.entries(domain.events);
  if (events.length === 0) return '';
  return [
    `## ${domain.chapter}\n`,
    '| event | package | when |',
    '|---|---|---|',
    ...events.map(([name, event]) => row([`\`${name}\``, packagesOf(event), words.event(domain.set, name)])),
  ].join('\n');
}

function packagesOf({ package: group, packages = group ? [group] : [], unsolicited }: Event): string {
  return unsolicited ? 'comes unasked' : packages.map((name) => `\`${name}\``).join(', ');
}

/** What a message of an event source holds, where that is not the event as it was sent. */
function emittedTables(set: SetContent, words: Words): string[] {
  return set.nodes
    .filter(([, node]) => node.emits)
    .map(([type, node]) =>
      [
        `## What \`${words.node(set.name, type).label}\` sends\n`,
        '| property of `msg.payload` | type | |',
        '|---|---|---|',
        ...emittedBy(set, node).map(([name, field, inner]) =>
          row([
            `\`${name}\``,
            plainTypeName(field.type, field.many, words),
            [words.emitted(set.name, type, name), inner && `${inner.map((each) => `\`${each}\``).join(', ')}.`]
              .filter(Boolean)
              .join(' '),
          ]),
        ),
      ].join('\n'),
    );
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}
