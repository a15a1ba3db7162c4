import { textAt } from '../checks/json.ts';
import { betterOffering, stateUpdate, swapUpdate } from './bodies.ts';
import type { UseCases } from './use-case.ts';
import type { Visit } from './visit.ts';

/** What Orange does with the licences of a fleet. */
export const licences: UseCases = {
  'consult-fleet': {
    title: 'Licences UC1: consult a fleet',
    after: 'fleet',
    run: async (visit) => {
      await fleetOf(visit);
    },
  },
  'consult-ids': {
    title: 'Licences UC1: consult a list of licences',
    after: 'fleet',
    run: async (visit) => {
      const ids = (await idsOfFleet(visit)).slice(0, 2);
      if (ids.length) await visit.consult('Consult by ids', { ids, count: ids.length });
    },
  },
  'consult-id': {
    title: 'Licences UC1: consult one licence',
    after: 'fleet',
    run: async (visit) => {
      const [id] = await idsOfFleet(visit);
      if (id) await visit.consult('Consult by id', { ids: [id], count: 1 }, `/${encodeURIComponent(id)}`);
    },
  },
  suspend: {
    title: 'Licences UC2: suspend',
    after: 'fleet',
    run: (visit) => changeState(visit, 'suspended'),
  },
  reactivate: {
    title: 'Licences UC2: reactivate',
    after: 'fleet',
    run: (visit) => changeState(visit, 'active'),
  },
  swap: {
    title: 'Licences UC4: another product offering',
    after: 'fleet',
    run: async (visit) => {
      const [id] = await idsOfFleet(visit);
      if (!id) return;
      await visit.update('Swap the offering', swapUpdate([id], betterOffering, visit.world.swapForm));
      const changed = (await fleetOf(visit)).find((licence) => licence['id'] === id);
      const reference = textAt(changed, 'productOffering.externalReference.id');
      if (reference !== betterOffering.id) {
        visit.wrong([`licence ${id} is still shown with the offering ${reference} after the swap`]);
      }
    },
  },
  delete: {
    title: 'Licences UC3: delete',
    after: 'fleet',
    run: async (visit) => {
      const last = (await idsOfFleet(visit)).at(-1);
      if (!last) return;
      const update = await visit.update('Delete a licence', stateUpdate([last], 'deleted'));
      if (update?.['state'] === 'completed') visit.world.journey.count -= 1;
      await fleetOf(visit);
    },
  },
};

/** The living licences of the fleet, which must be as many as there are meant to be. */
export async function fleetOf(visit: Visit) {
  const { fleet, count } = visit.world.journey;
  if (fleet === undefined) return [];
  return visit.consult('Consult the fleet', { fleet, count });
}

export async function idsOfFleet(visit: Visit): Promise<string[]> {
  const ids = (await fleetOf(visit)).map((licence) => textAt(licence, 'id') ?? '').filter(Boolean);
  if (!ids.length) visit.wrong(['there is no licence in the fleet to go on with']);
  return ids;
}

/** Changes two licences at once and looks whether the fleet shows it. */
async function changeState(visit: Visit, externalState: 'suspended' | 'active'): Promise<void> {
  const ids = (await idsOfFleet(visit)).slice(0, 2);
  if (!ids.length) return;
  const title = externalState === 'active' ? 'Reactivate' : 'Suspend';
  await visit.update(title, stateUpdate(ids, externalState));
  const state = externalState === 'active' ? 'active' : 'inactive';
  for (const licence of await fleetOf(visit)) {
    const id = textAt(licence, 'id') ?? '';
    if (ids.includes(id) && licence['state'] !== state) {
      visit.wrong([`licence ${id} is shown as ${String(licence['state'])} after the update, not as ${state}`]);
    }
  }
}
