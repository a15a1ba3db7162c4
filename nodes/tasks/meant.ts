import { invalidInput, type Origin } from '../runtime/errors.ts';
import { isObject } from '../schema/json.ts';
import { isSameNumber, withoutMarks } from '../schema/phone-number.ts';

/** Of so many an error tells the names. */
const named = 5;

/**
 * The one item that a text means: the only one there is, or the only one of which the text is a whole property.
 * @param field input of the task that the text is of
 * @throws TelephonyError `INVALID_INPUT` when there is none, or more than one
 */
export function theOneMeant(items: readonly unknown[], text: string, field: string, origin: Origin): unknown {
  const found = items.filter(isObject);
  const [first] = found;
  if (!first) throw invalidInput(origin, field, `is "${text}", and nobody was found by that`);
  if (found.length === 1) return first;
  const exact = found.filter((item) => Object.values(item).some((value) => isSame(value, text)));
  const [only] = exact;
  if (only && exact.length === 1) return only;
  const choices = found.slice(0, named).map(inShort).join(', ');
  const more = found.length > named ? ', …' : '';
  throw invalidInput(
    origin,
    field,
    `is "${text}", which fits ${found.length} people (${choices}${more}); write more of it`,
  );
}

const plain = (text: string) => withoutMarks(text).toLocaleLowerCase();

function isSame(value: unknown, text: string): boolean {
  return typeof value === 'string' && (plain(value) === plain(text) || isSameNumber(value, text));
}

function inShort({ name, number }: Readonly<Record<string, unknown>>): string {
  return [name, number].filter((part) => typeof part === 'string').join(' ');
}
