import type { CallRow } from '../support/examples.ts';

/** Whom each of these users talks with, and how that stands. */
export const partners = (rows: readonly CallRow[]) =>
  rows.map(({ loginName, state, with: partner }) => [loginName, state, partner]);
