import type { Outcome } from './run.ts';

const list = (items: readonly string[]) => (items.length > 0 ? items.join('<br>') : '–');
const escaped = (text: string) => text.replaceAll('|', '\\|');
const named = (status: string) => status.replace(/^node-red:common\.status\./, '');

/** The outcomes as rows of a table in Markdown. */
export function tableOf(outcomes: readonly Outcome[]): string {
  const head = [
    'Fault',
    'Lasts',
    'Errors in the flow (how far the request had got)',
    'Status',
    'Well again after',
    'Events: sent, made up for by a resync, lost, doubled',
    'Calls: asked for, placed, placed twice',
    'Longest green while deaf',
  ];
  const lines = outcomes.map(({ row, errors, statuses, wellAfter, events, calls, greenWhileDeaf }) => [
    row.name,
    row.seconds === 0 ? 'a moment' : `${row.seconds} s`,
    list(Object.entries(errors).map(([error, number]) => `${number} × ${error}`)),
    list(statuses.map((status) => escaped(named(status)))),
    wellAfter === undefined ? (row.final ? 'a deploy' : '**never**') : `${wellAfter.toFixed(wellAfter < 10 ? 1 : 0)} s`,
    `${events.sent}, ${events.resynced}, ${events.lost}, ${events.doubled}`,
    `${calls.asked}, ${calls.placed}, ${calls.twice}`,
    `${greenWhileDeaf.toFixed(1)} s`,
  ]);
  return [head, head.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** What the errors say, once each, by code. */
export function sentencesOf(outcomes: readonly Outcome[]): string {
  const known = new Set(outcomes.flatMap(({ sentences }) => sentences.map(withoutPorts)));
  return [...known]
    .sort()
    .map((sentence) => `- ${sentence}`)
    .join('\n');
}

/** Ports differ from run to run. */
function withoutPorts(sentence: string): string {
  return sentence
    .replace(/^Error: /, '')
    .replace(/\b(127\.0\.0\.1|localhost):\d+/g, '$1')
    .replace(/\d+ s\b/g, '… s')
    .replace(/\d\d:\d\d:\d\d/g, '…');
}

/** The page of the documentation with what came out. */
export function withTables(page: string, outcomes: readonly Outcome[]): string {
  return page.replace(
    /(<!-- faults -->\n)[\s\S]*(\n<!-- end -->)/,
    (_, begin: string, end: string) =>
      `${begin}\n${tableOf(outcomes)}\n\n${sentenceTitle}\n\n${sentencesOf(outcomes)}\n${end}`,
  );
}

const sentenceTitle = '## What the errors said';
