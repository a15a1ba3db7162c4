import type { OpenTouch } from '../../../catalogue/static.ts';
import { Refused } from '../server/contract.ts';
import { attributes } from './attributes.ts';
import type { DirectoryEntry } from './people.ts';

/** One rule of a search, as the reference has it. */
export type SearchCriterion = OpenTouch<'opentouch-directory', 'Criterion'>;

/** Case and accents make no difference to a search, nor do the separators of a number. */
function folded(text: string): string {
  const plain = text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim();
  return /^\+?[\d ().\-/]+$/.test(plain) ? plain.replace(/[ ().\-/]/g, '') : plain;
}

const comparisons: Readonly<Record<string, (value: string, operand: string) => boolean>> = {
  EQUAL_IGNORE_CASE: (value, operand) => value === operand,
  BEGIN_WITH: (value, operand) => value.startsWith(operand),
  CONTAIN: (value, operand) => value.includes(operand),
  END_WITH: (value, operand) => value.endsWith(operand),
};

/** Whether an entry is looked for. */
export type Wanted = (entry: DirectoryEntry) => boolean;

/**
 * What a criterion means: a comparison of a field with a text, or AND and OR of other criteria.
 * @throws Refused `BAD_PARAMETER` for one that means nothing
 */
export function wantedEntries({ field, operation, operand }: SearchCriterion): Wanted {
  if (operation === 'AND' || operation === 'OR') {
    if (!Array.isArray(operand) || operand.length === 0) {
      throw new Refused('BAD_PARAMETER', `the operand of ${operation} is a list of criteria`);
    }
    const parts = operand.map(wantedEntries);
    return operation === 'AND' ? (entry) => parts.every((part) => part(entry)) : (entry) => parts.some((p) => p(entry));
  }
  const compare = comparisons[operation];
  if (!compare) throw new Refused('BAD_PARAMETER', `there is no operation ${operation}`);
  if (typeof operand !== 'string' || operand === '') {
    throw new Refused('BAD_PARAMETER', `the operand of ${operation} is a text`);
  }
  if (field === undefined || !attributes[field]?.usableForSearch) {
    throw new Refused('BAD_PARAMETER', `the field ${field ?? ''} cannot be searched`);
  }
  const text = folded(operand);
  return (entry) => {
    const value = entry[field as keyof DirectoryEntry];
    return value !== undefined && compare(folded(value), text);
  };
}
