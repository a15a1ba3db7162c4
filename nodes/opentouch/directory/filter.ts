import type { OpenTouch } from '../../catalogue/static.ts';

/** One rule of a directory search: an attribute, a way to compare, a value. */
export type Criterion = OpenTouch<'opentouch-directory', 'Criterion'>;

/** A number is compared by so many of its last digits at most: the prefixes before them depend on who dials. */
const comparedDigits = 9;
/** From so many digits on it is no extension but a number that others have, which a directory may hold with more in front. */
const publicDigits = 7;

/** Marks that come along when a text is copied and that nobody sees: of direction, of width zero, of soft hyphens. */
const unseen = /[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g;

const compare = (field: string, operation: string, operand: string): Criterion => ({ field, operation, operand });

/** Criteria of which all, or any, must hold; a single one stands for itself. */
export function joinedRules(match: 'all' | 'any', criteria: readonly Criterion[]): Criterion | undefined {
  const [first, second] = criteria;
  return second ? { operation: match === 'all' ? 'AND' : 'OR', operand: [...criteria] } : first;
}

/**
 * The rules of a list. A rule that belongs to the one above forms a group with it: where all must hold, one rule of a group
 * is enough; where one is enough, a group needs all of its rules.
 */
export function grouped(
  match: 'all' | 'any',
  rules: readonly { readonly criterion: Criterion; readonly together: boolean }[],
): Criterion | undefined {
  const groups: Criterion[][] = [];
  for (const { criterion, together } of rules) {
    if (together && groups.length > 0) groups.at(-1)?.push(criterion);
    else groups.push([criterion]);
  }
  const within = match === 'all' ? 'any' : 'all';
  return joinedRules(
    match,
    groups.map((group) => joinedRules(within, group)).filter((part) => part !== undefined),
  );
}

/**
 * What somebody means who types or pastes a name, a number or an e-mail address: a number may be written with or without
 * prefixes, as `tel:` with parameters, with any spaces; each word of a name begins the first or the last name, composed or not.
 */
export function searchFilterFor(text: string): Criterion | undefined {
  const wanted = text.normalize('NFKC').replace(unseen, '').trim();
  const number = wanted.replace(/^tel:([^;]*).*$/i, '$1');
  if (/^\+?[\d\s().\-/\u2010-\u2015]+$/.test(number) && /\d/.test(number))
    return numberFilter(number.replace(/\D/g, ''));
  if (/^\S+@\S*$/.test(wanted)) return compare('id.email', 'BEGIN_WITH', wanted);
  return joinedRules('all', wanted.split(/\s+/).filter(Boolean).map(wordFilter));
}

function numberFilter(digits: string): Criterion {
  if (digits.length < publicDigits) return compare('id.phoneNumber', 'EQUAL_IGNORE_CASE', digits);
  // The trunk 0 is dialled in the country only; the number in international form has none.
  const end = digits.slice(-comparedDigits).replace(/^0/, '');
  return compare('id.phoneNumber', 'END_WITH', end);
}

/** A word of a name as it is, with letters and accents apart, and without the quotation marks around it. */
function wordFilter(word: string): Criterion {
  const bare = word.replace(/^["“”«»„]+|["“”«»„]+$/g, '');
  const spellings = new Set([word, bare, word.normalize('NFD'), bare.normalize('NFD')].filter(Boolean));
  const operand = [...spellings].flatMap((spelling) => [
    compare('lastName', 'BEGIN_WITH', spelling),
    compare('firstName', 'BEGIN_WITH', spelling),
  ]);
  return { operation: 'OR', operand };
}
