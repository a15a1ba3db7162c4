import { textOf } from '../../schema/json.ts';
import type { ErrorRow } from './shapes.ts';

/** An error that a node has reported. */
export interface RecentError extends Omit<ErrorRow, 'at'> {
  /** Milliseconds since 1970. */
  readonly at: number;
}

const most = 50;
const longest = 500;

/** By node and text, the newest last. One for all of Node-RED, of which there is one in a process. */
const recent = new Map<string, RecentError>();

/** Keeps an error in mind, as people were told it; the fiftieth before it is forgotten. */
export function rememberError(node: object, { code, text }: Pick<RecentError, 'code' | 'text'>): void {
  const { id, _alias, type, name } = node as Readonly<Record<string, unknown>>;
  // A node of a subflow has an id of its own in each place that the subflow is used; the editor knows one.
  const known = textOf(_alias) ?? textOf(id);
  if (known === undefined) return;
  const short = text.slice(0, longest);
  const key = `${known}\n${short}`;
  const times = (recent.get(key)?.times ?? 0) + 1;
  recent.delete(key);
  const called = textOf(name);
  const at = Date.now();
  const error = { at, node: known, type: String(type), ...(called && { name: called }), code, text: short, times };
  recent.set(key, error);
  const [oldest] = recent.keys();
  if (recent.size > most && oldest !== undefined) recent.delete(oldest);
}

/** The errors that are kept in mind, the newest first. */
export function recentErrors(): readonly RecentError[] {
  return [...recent.values()].reverse();
}
