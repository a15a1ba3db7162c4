import type { Steps } from '../../../runtime/slices.ts';
import type { ExternalState, Offer } from '../../wire/plain.ts';
import { stateFor } from '../../wire/replies.ts';
import { withUserId } from '../licence-table.ts';
import type { RegisteredLicence } from '../register.ts';
import type { Tables } from '../tables.ts';
import type { ImportedFleet, ImportedLicence } from './imported.ts';
import { merged } from './merge.ts';
import type { ImportPlan } from './plan.ts';

/** Licences that one statement makes. */
const atOnce = 200;

/** Where licences belong. */
interface Belonging {
  readonly customerId: string;
  readonly fleetId: string;
  readonly offer: Offer;
}

/** Compares a fleet and its licences with what is known. */
export function* compareFleet(tables: Tables, plan: ImportPlan, customerId: string, fleet: ImportedFleet): Steps<void> {
  yield;
  const { customers } = tables;
  const { id: fleetId, place } = fleet;
  const known = customers.fleet(fleetId);
  if (known && known.customerId !== customerId) {
    plan.refuse(place, `fleet ${fleetId} belongs to customer ${known.customerId} in the register`);
    return;
  }
  const offer = fleet.offer ? merged(known?.offer ?? fleet.offer, fleet.offer).value : known?.offer;
  if (!offer) {
    plan.refuse(place, `offer is missing; fleet ${fleetId} is not in the register yet`);
    return;
  }
  const makeKnown = () => customers.seen(offer);
  if (!known) {
    plan.write({ place, what: 'fleet', change: 'new', id: fleetId }, () => {
      customers.putFleet(fleetId, customerId, offer);
      makeKnown();
    });
  } else if (fleet.offer && merged(known.offer, fleet.offer).fields.length > 0) {
    plan.write({ place, what: 'fleet', change: 'changed', id: fleetId, fields: ['offer'] }, () => {
      customers.changeOffer(fleetId, offer);
      makeKnown();
    });
  } else plan.leave('fleet');
  const belonging = { customerId, fleetId, offer };
  for (const licence of fleet.licences) {
    yield;
    compareLicence(tables, plan, belonging, licence);
  }
  if (fleet.others) compareOthers(tables, plan, belonging, fleet, fleet.others);
}

function compareLicence(
  { licences, customers }: Tables,
  plan: ImportPlan,
  belonging: Belonging,
  { place, id, data }: ImportedLicence,
): void {
  const { externalState, ...details } = data;
  const [known] = licences.list([id], true);
  if (!known) {
    const state = (externalState ?? 'active') as ExternalState;
    const licence: RegisteredLicence = {
      ...belonging,
      ...withUserId(details),
      offer: details.offer ?? belonging.offer,
      ...{ id, externalState: state, state: stateFor[state] },
    };
    plan.licenceIds.push(id);
    plan.write({ place, what: 'licence', change: 'new', id }, () => {
      customers.seen(licence.offer);
      licences.put(licence);
    });
    return;
  }
  if (known.fleetId !== belonging.fleetId) {
    plan.refuse(place, `licence ${id} belongs to fleet ${known.fleetId} in the register`);
    return;
  }
  if (known.externalState === 'deleted' && externalState !== 'deleted') {
    plan.refuse(place, `licence ${id} is deleted in the register and cannot come back`);
    return;
  }
  const state = externalState as ExternalState | undefined;
  const given = { ...details, ...(state && { externalState: state, state: stateFor[state] }) };
  const { value, fields } = merged(known, given);
  if (fields.length === 0) {
    plan.leave('licence');
    return;
  }
  plan.licenceIds.push(id);
  const shown = fields.filter((field) => field !== 'state');
  plan.write({ place, what: 'licence', change: 'changed', id, fields: shown }, () => {
    customers.seen(value.offer);
    licences.replace(withUserId(value));
  });
}

/** Licences that nobody has named: as many are made as are missing. */
function compareOthers(
  { licences }: Tables,
  plan: ImportPlan,
  { fleetId, offer }: Belonging,
  { licences: named }: ImportedFleet,
  { place, quantity }: { readonly place: string; readonly quantity: number },
): void {
  const ids = new Set(named.map(({ id }) => id));
  const there = licences.idsOf(fleetId).filter((id) => !ids.has(id)).length;
  if (there > quantity) {
    const more = `quantity ${quantity} is too few: fleet ${fleetId} has ${there} licences in the register that the file does not name`;
    plan.refuse(place, `${more}; an import deletes none`);
    return;
  }
  if (there > 0) plan.leave('licence', there);
  for (let left = quantity - there; left > 0; left -= atOnce) {
    const some = Math.min(left, atOnce);
    plan.write({ place, what: 'licence', change: 'new', quantity: some, fleetId }, () =>
      licences.addAlike(fleetId, offer, some),
    );
  }
}
