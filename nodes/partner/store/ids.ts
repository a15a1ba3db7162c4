import { randomInt } from 'node:crypto';

/** Letters and digits that nobody mistakes for another on the telephone. */
const letters = '23456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A new id: random, so that a store that was put back from a backup does not give one away a second time. */
export function newId(prefix: string): string {
  return `${prefix}-${Array.from({ length: 12 }, () => letters[randomInt(letters.length)]).join('')}`;
}
