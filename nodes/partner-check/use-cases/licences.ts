import { textAt } from '../checks/json.ts';
import { betterOffering, stateUpdate, swapUpdate } from './bodies.ts';
import type { UseCases } from './use-case.ts';
import type { UseCaseRun } from './use-case-run.ts';

/** What Orange does with the licences of a fleet. */
export const licences: UseCases = {
  'consult-fleet': {
    title: 'Licences UC1: consult a fleet',
    after: 'fleet',
    run: async (run) => {
      await fleetOf(run);
    },
  },
  'consult-ids': {
    title: 'Licences UC1: consult a list of licences',
    after: 'fleet',
    run: async (run) => {
      const ids = (await idsOfFleet(run)).slice(0, 2);
      if (ids.length) await run.consult('Consult by ids', { ids, count: ids.length });
    },
  },
  'consult-id': {
    title: 'Licences UC1: consult one licence',
    after: 'fleet',
    run: async (run) => {
      const [id] = await idsOfFleet(run);
      if (id) await run.consult('Consult by id', { ids: [id], count: 1 }, `/${encodeURIComponent(id)}`);
    },
  },
  suspend: {
    title: 'Licences UC2: suspend',
    after: 'fleet',
    run: (run) => changeState(run, 'suspended'),
  },
  reactivate: {
    title: 'Licences UC2: reactivate',
    after: 'fleet',
    run: (run) => changeState(run, 'active'),
  },
  swap: {
    title: 'Licences UC4: another product offering',
    after: 'fleet',
    run: async (run) => {
      const [id] = await idsOfFleet(run);
      if (!id) return;
      await run.update('Swap the offering', swapUpdate([id], betterOffering, run.context.swapForm));
      const changed = (await fleetOf(run)).find((licence) => licence['id'] === id);
      const reference = textAt(changed, 'productOffering.externalReference.id');
      if (reference !== betterOffering) {
        run.addProblems([`licence ${id} is still shown with the offering ${reference} after the swap`]);
      }
    },
  },
  delete: {
    title: 'Licences UC3: delete',
    after: 'fleet',
    run: async (run) => {
      const last = (await idsOfFleet(run)).at(-1);
      if (!last) return;
      const update = await run.update('Delete a licence', stateUpdate([last], 'deleted'));
      if (update?.['state'] === 'completed') run.context.state.licences -= 1;
      await fleetOf(run);
    },
  },
};

/** The living licences of the fleet, which must be as many as there are meant to be. */
export async function fleetOf(run: UseCaseRun) {
  const { fleet, licences: count } = run.context.state;
  if (fleet === undefined) return [];
  return run.consult('Consult the fleet', { fleet, count });
}

/** The ids of a fleet's licences, as the partner tells them. */
export async function idsOfFleet(run: UseCaseRun): Promise<string[]> {
  const ids = (await fleetOf(run)).map((licence) => textAt(licence, 'id') ?? '').filter(Boolean);
  if (!ids.length) run.addProblems(['there is no licence in the fleet to go on with']);
  return ids;
}

/** Changes two licences at once and looks whether the fleet shows it. */
async function changeState(run: UseCaseRun, externalState: 'suspended' | 'active'): Promise<void> {
  const ids = (await idsOfFleet(run)).slice(0, 2);
  if (!ids.length) return;
  const title = externalState === 'active' ? 'Reactivate' : 'Suspend';
  await run.update(title, stateUpdate(ids, externalState));
  const state = externalState === 'active' ? 'active' : 'inactive';
  for (const licence of await fleetOf(run)) {
    const id = textAt(licence, 'id') ?? '';
    if (ids.includes(id) && licence['state'] !== state) {
      run.addProblems([`licence ${id} is shown as ${String(licence['state'])} after the update, not as ${state}`]);
    }
  }
}
