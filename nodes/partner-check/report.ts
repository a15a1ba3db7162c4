import type { Report } from './use-cases/index.ts';
import type { Step } from './use-cases/use-case-run.ts';

/** A report of a use case as lines for a terminal. */
export function reportLines({ ok, title, problems, notes, steps }: Report, withRequests: boolean): string {
  const lines = [
    `${ok ? 'ok    ' : 'wrong '} ${title}`,
    ...problems.map((words) => `        - ${words}`),
    ...notes.map((words) => `        (${words})`),
    ...(ok || !withRequests ? [] : steps.flatMap(stepLines)),
  ];
  return `${lines.join('\n')}\n`;
}

function stepLines({ title, request, answer, event }: Step): string[] {
  return [
    `        ${title}: ${request.method} ${request.path}`,
    ...jsonLines('sent', request.body),
    ...(answer ? jsonLines(`HTTP ${answer.status}`, answer.body) : ['          no answer']),
    ...jsonLines('event', event),
  ];
}

function jsonLines(name: string, value: unknown): string[] {
  return value === undefined ? [] : [`          ${name}: ${JSON.stringify(value)}`];
}

/** The last line of a report. */
export function summaryLine(reports: readonly Report[]): string {
  const good = reports.filter(({ ok }) => ok).length;
  return good === reports.length
    ? `\nAll ${good} use cases are right.\n`
    : `\n${good} of ${reports.length} use cases are right, ${reports.length - good} are not.\n`;
}
