import type { GivenLicence } from './plain.ts';
import { readAs, refuse } from './read.ts';

/**
 * Reads the licences of a flow: in the plain form, as Orange writes them, or a mixture; one by itself is a list of one.
 * @throws Refusal 400/24 naming the place
 */
export function givenLicences(licences: unknown): GivenLicence[] {
  const { value, problems } = readAs('NewLicences', { licences });
  refuse(problems);
  return value.licences ?? [];
}
