import type { NamedFaultControl } from '../server/faults/named.ts';
import type { SimulatedSystem } from '../server/system.ts';
import type { PageState, PageTables, SystemState, Table } from './state.ts';

/** Rows of a table that the page is told: the latest. */
const mostRows = 50;

/** Telephones, calls, groups and faults at this moment. */
export function pageState(systems: readonly SimulatedSystem[], named: NamedFaultControl): PageState {
  const states = systems.map(({ name, title, telephones, partner }): SystemState => {
    const [all, calls, groups] = [telephones?.all() ?? [], telephones?.calls() ?? [], telephones?.groups?.() ?? []];
    return { name, title, telephones: all, calls, groups, ...(partner && { partner }) };
  });
  return { systems: states, faults: named.states() };
}

/** Whatever else there is at this moment. */
export async function pageTables(systems: readonly SimulatedSystem[]): Promise<PageTables> {
  const named = systems.map(async (system) => [system.name, await tablesOf(system)] as const);
  return Object.fromEntries(await Promise.all(named));
}

async function tablesOf(system: SimulatedSystem): Promise<Table[]> {
  return Object.entries(await system.snapshot()).map(([title, rows]) => {
    const action = system.rowActions?.[title];
    return { title, count: rows.length, rows: rows.slice(-mostRows), ...(action && { action }) };
  });
}
