import type { OpenTouch } from '../../catalogue/static.ts';
import { dialledNumber, searchedDigits, withoutMarks } from '../../schema/phone-number.ts';

/** One rule of a directory search: an attribute, a way to compare, a value. */
export type Criterion = OpenTouch<'opentouch-directory', 'Criterion'>;

const hyphens = /[\u2010-\u2015\u2212]/g;

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
 * prefixes, as `tel:` or `sip:` with parameters, with any spaces; an address may stand behind a name (`Jo Doe <jo@…>`); each word of a
 * name, in either order, begins the first or the last name, composed or not, with either apostrophe.
 */
export function searchFilterFor(text: string): Criterion | undefined {
  const wanted = withoutMarks(text);
  const [, inBrackets = wanted] = /<([^<>]+)>$/.exec(wanted) ?? [];
  const address = inBrackets.replace(/^(?:mailto|sips?):/i, '').replace(/;.*$/s, '');
  const isUri = address !== inBrackets;
  const digits = dialledNumber(isUri ? address.replace(/@.*$/s, '') : inBrackets)?.replace(/\D/g, '');
  if (digits) return numberFilter(digits);
  if (/^\S+@\S*$/.test(address)) return compare('id.email', 'BEGIN_WITH', address);
  return joinedRules(
    'all',
    wanted
      .split(/[\s,;]+/)
      .filter(Boolean)
      .map(wordFilter),
  );
}

function numberFilter(typed: string): Criterion {
  const { whole, digits } = searchedDigits(typed);
  return compare('id.phoneNumber', whole ? 'EQUAL_IGNORE_CASE' : 'END_WITH', digits);
}

/** A word of a name as it is, with letters and accents apart, with the other apostrophe, and without the quotation marks around it. */
function wordFilter(word: string): Criterion {
  const bare = word.replace(/^["“”«»„]+|["“”«»„]+$/g, '');
  const plain = [word, bare].map((each) => each.replace(hyphens, '-'));
  const composed = plain.flatMap((each) => [each, each.replaceAll("'", '’')]);
  const spellings = new Set([...composed, ...composed.map((each) => each.normalize('NFD'))].filter(Boolean));
  const operand = [...spellings].flatMap((spelling) => [
    compare('lastName', 'BEGIN_WITH', spelling),
    compare('firstName', 'BEGIN_WITH', spelling),
  ]);
  return { operation: 'OR', operand };
}
