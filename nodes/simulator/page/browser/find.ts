import { dialledNumber, withoutMarks } from '../../../schema/phone-number.ts';
import type { Telephone } from '../state.ts';

/** From so many digits on it is no extension but a number that may be written with more in front; so many at most are compared. */
const [publicDigits, comparedDigits] = [7, 9];

/** Without accents and capitals, apostrophes all of one kind. */
function folded(text: string): string {
  return withoutMarks(text)
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[\u2018\u2019\u02bc]/g, "'")
    .toLowerCase();
}

/** Whether somebody is meant by a name, a part of it, or a number, written or pasted in any usual way. An empty text means everybody. */
export function isMeant(
  { name, number, id, kind }: Pick<Telephone, 'name' | 'number' | 'id' | 'kind'>,
  text: string,
): boolean {
  const digits = dialledNumber(text)?.replace(/\D/g, '');
  if (digits) {
    // The trunk 0 is dialled in the country only. The kind of a telephone of Teaming is its short number.
    const end = digits.length < publicDigits ? digits : digits.slice(-comparedDigits).replace(/^0/, '');
    return [number, kind].some((own) => own.endsWith(end) || own.startsWith(digits));
  }
  const known = folded(`${name} ${id}`);
  return folded(text)
    .split(/\s+/)
    .every((word) => known.includes(word));
}

/** A number as it is dialled, of what was typed or pasted; what is no number stays as it is. */
export function dialled(text: string): string {
  return dialledNumber(text) ?? withoutMarks(text);
}
