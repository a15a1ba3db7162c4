import { dialledNumber, searchedDigits, withoutMarks } from '../../../schema/phone-number.ts';
import type { Telephone } from '../state.ts';

/** Without accents and capitals. */
function folded(text: string): string {
  return withoutMarks(text).normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

/** Whether somebody is meant by a name, a part of it, or a number, written or pasted in any usual way. An empty text means everybody. */
export function isMeant(
  { name, number, id, kind }: Pick<Telephone, 'name' | 'number' | 'id' | 'kind'>,
  text: string,
): boolean {
  const digits = dialledNumber(text)?.replace(/\D/g, '');
  if (digits) {
    const { digits: end } = searchedDigits(digits);
    // The kind of a telephone of Teaming is its short number.
    return [number, kind].some((own) => own.endsWith(end) || own.startsWith(digits));
  }
  const known = folded(`${name} ${id}`);
  return folded(text)
    .split(/[\s,;]+/)
    .every((word) => known.includes(word));
}

/** A number as it is dialled, of what was typed or pasted; what is no number stays as it is. */
export function dialled(text: string): string {
  return dialledNumber(text) ?? withoutMarks(text);
}
