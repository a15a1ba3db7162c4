import type { Steps } from '../../../runtime/slices.ts';
import type { Tables } from '../tables.ts';
import type { TransactionResult } from '../transactions.ts';
import { compareRegister } from './compare.ts';
import type { ImportedCustomer, ImportReport } from './imported.ts';
import type { ImportPlan } from './plan.ts';

/** What an import would do. */
export function* whatWouldChange(tables: Tables, customers: readonly ImportedCustomer[]): Steps<ImportReport> {
  return reportOf(yield* compareRegister(tables, customers), false);
}

/** Takes everything over, or, if anything is refused, nothing. */
export function* bringIn(
  tables: Tables,
  customers: readonly ImportedCustomer[],
): Steps<TransactionResult<ImportReport>> {
  const plan = yield* compareRegister(tables, customers);
  const { problems, writes, licenceIds, counts } = plan;
  if (problems.length > 0) return { value: reportOf(plan, false), events: [], changes: [] };
  for (const write of writes) {
    yield;
    write();
  }
  if (writes.length > 0) tables.audit.note(new Date().toISOString(), 'imported', 'register', JSON.stringify(counts));
  const changes = licenceIds.length > 0 ? [{ kind: 'licences' as const, ids: licenceIds }] : [];
  return { value: reportOf(plan, true), events: [], changes };
}

function reportOf({ counts, changes, problems }: ImportPlan, imported: boolean): ImportReport {
  return { imported, counts, changes: together(changes), problems };
}

/** Licences without ids of one fleet are one change, in however many pieces they are made. */
function together(changes: ImportPlan['changes']): ImportReport['changes'] {
  const result: ImportPlan['changes'] = [];
  for (const change of changes) {
    const last = result.at(-1);
    const continues = last?.quantity && change.quantity && last.fleetId === change.fleetId;
    if (continues) result[result.length - 1] = { ...last, quantity: last.quantity + change.quantity };
    else result.push(change);
  }
  return result;
}
