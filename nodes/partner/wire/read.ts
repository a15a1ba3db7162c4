import { partnerRequests } from '../../catalogue/business-apps/requests.ts';
import type { Plain } from '../../catalogue/static.ts';
import type { Json } from '../../schema/json.ts';
import { type Problem, problemText } from '../../schema/problems.ts';
import { read } from '../../schema/read.ts';
import { write } from '../../schema/write.ts';
import { Refusal } from './refusal.ts';

type Name = keyof (typeof partnerRequests)['representations'];

/** A structure of the catalogue as it was read, and what could not be. */
export interface RequestReading<N extends Name> {
  readonly value: Plain<typeof partnerRequests, N>;
  readonly problems: readonly Problem[];
}

/** Reads a structure of what Orange sends, or a flow gives. What could not be read is for {@link refuse} to judge. */
export function readAs<N extends Name>(name: N, wire: unknown): RequestReading<N> {
  // Whatever is declared as required has a problem where it is not there.
  return read(partnerRequests, name, wire) as RequestReading<N>;
}

/** Writes a structure of the catalogue as it stands on the wire, without what would be empty. */
export function written(name: Name, value: object): Json {
  return write(partnerRequests, name, value as Json);
}

/** @throws Refusal 400/23 for the first thing that is missing, 400/24 for the first that cannot be read */
export function refuse([problem]: readonly Problem[]): void {
  if (!problem) return;
  const path = problem.path.replace(/\.(\d+)/g, '[$1]');
  const name = problem.reason === 'missing' ? 'missingField' : 'invalidField';
  throw new Refusal(name, problemText({ ...problem, path }));
}

/** @throws Refusal 400/23 */
export function needed<T>(value: T | undefined, path: string): T {
  if (value === undefined) throw new Refusal('missingField', `${path} is missing`);
  return value;
}
