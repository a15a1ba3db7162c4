import { TelephonyError } from '../../runtime/errors.ts';
import { inSlices } from '../../runtime/slices.ts';
import type { ImportReport } from '../ledger/import/imported.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Register } from '../ledger/register.ts';
import { readRegisterFile } from './read-file.ts';
import { type RegisterFormat, writeRegisterFile } from './write-file.ts';

/**
 * Takes a file over into a register: all of it, or nothing if a single line is wrong.
 * @param content CSV or JSON, as text or bytes, or what was read from JSON
 */
export async function importInto(
  register: Register,
  content: unknown,
  { dryRun = false }: { readonly dryRun?: boolean } = {},
): Promise<ImportReport> {
  const { customers, problems } = await inSlices(readRegisterFile(content));
  // What is right is compared all the same: one look shows everything that is wrong.
  const report = await register.bringIn(customers, { dryRun: dryRun || problems.length > 0 });
  return { ...report, problems: [...problems, ...report.problems] };
}

/** Everything that a register holds, as a file that can be taken over again. */
export async function exportFrom(register: Register, format: RegisterFormat): Promise<string> {
  return inSlices(writeRegisterFile(await register.whole(), format));
}

const origin = { system: 'business-apps', operation: 'business-apps-register' };

/**
 * The register of an account.
 * @throws NO_REGISTER
 */
export function registerOf({ register }: Ledger): Register {
  if (register) return register;
  const message = 'the account keeps no register';
  throw new TelephonyError('NO_REGISTER', message, { ...origin, canRetry: false });
}

/** What was given cannot be taken over, and nothing of it was. */
export function importRefused({ problems }: ImportReport): TelephonyError {
  const shown = problems.slice(0, 3).map(({ message }) => message);
  const more = problems.length > shown.length ? [`and ${problems.length - shown.length} more`] : [];
  const message = `nothing was imported: ${[...shown, ...more].join(', ')}`;
  return new TelephonyError('IMPORT_REFUSED', message, { ...origin, canRetry: false });
}
