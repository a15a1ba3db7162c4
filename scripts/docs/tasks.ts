import { taskNodes } from '../../nodes/catalogue/tasks/index.ts';
import type { TaskDescription } from '../../nodes/catalogue/tasks/types.ts';
import type { SystemName } from '../../nodes/catalogue/types.ts';
import type { Words } from '../build/words.ts';

/** The page of the tasks: what each does, with what, and which operations it is put together of. */
export function tasksPage(words: Words, note: string): string {
  const all: [string, TaskDescription][] = Object.entries(taskNodes);
  return [
    '# Tasks',
    note,
    'What people come for, one node each, for an account of OpenTouch or of Teaming. They stand on top of the palette, under *Telephony*. Whatever they leave out, the [operations](operations.md) can do. Programs have them, too: [client](client.md#tasks).',
    ...all.map(([type, task]) => section(type, task, words)),
  ].join('\n\n');
}

function section(type: string, task: TaskDescription, words: Words): string {
  const { label, summary, details = [], output } = words.node(task.set, type);
  const actions = Object.entries(task.actions);
  return [
    `## ${label.charAt(0).toUpperCase()}${label.slice(1)}`,
    `\`${type}\`. ${summary}`,
    ...(actions.length > 0 ? [actionsTable(type, task, words)] : []),
    ...(output ? [`What it sends in \`msg.payload\`: ${output}`] : []),
    details.map((detail) => `- ${detail}`).join('\n'),
  ].join('\n\n');
}

function actionsTable(type: string, task: TaskDescription, words: Words): string {
  const options = words.property(task.set, type, 'action').options ?? {};
  return [
    '| action | OpenTouch | Teaming |',
    '|---|---|---|',
    ...Object.entries(task.actions).map(([name, bySystem]) => {
      const operations = (system: SystemName) =>
        [...new Set(bySystem[system]?.steps.map(({ operation }) => `\`${operation}\``))].join(', ') || 'no';
      return `| ${options[name] ?? name} | ${operations('opentouch')} | ${operations('teaming')} |`;
    }),
  ].join('\n');
}
