import type { OpenTouch } from '../catalogue/static.ts';

export type Criterion = OpenTouch<'opentouch-directory', 'Criterion'>;

/** A number is compared by so many of its last digits: the prefixes before them depend on who dials. */
const comparedDigits = 9;

const compare = (field: string, operation: string, operand: string): Criterion => ({ field, operation, operand });

/** Criteria of which all, or any, must hold; a single one stands for itself. */
export function joined(match: 'all' | 'any', criteria: readonly Criterion[]): Criterion | undefined {
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
  return joined(
    match,
    groups.map((group) => joined(within, group)).filter((part) => part !== undefined),
  );
}

/**
 * What somebody means who types a name, a number or an e-mail address: a number may be written with or without prefixes, each
 * word of a name begins the first or the last name.
 */
export function filterFor(text: string): Criterion | undefined {
  const wanted = text.trim();
  if (/^\+?[\d ().\-/]+$/.test(wanted) && /\d/.test(wanted)) {
    const digits = wanted.replace(/\D/g, '');
    const long = digits.length > comparedDigits;
    return long
      ? compare('id.phoneNumber', 'END_WITH', digits.slice(-comparedDigits))
      : compare('id.phoneNumber', 'EQUAL_IGNORE_CASE', digits);
  }
  if (/^\S+@\S*$/.test(wanted)) return compare('id.email', 'BEGIN_WITH', wanted);
  const words = wanted.split(/\s+/).filter(Boolean);
  return joined(
    'all',
    words.map(
      (word): Criterion => ({
        operation: 'OR',
        operand: [compare('lastName', 'BEGIN_WITH', word), compare('firstName', 'BEGIN_WITH', word)],
      }),
    ),
  );
}
