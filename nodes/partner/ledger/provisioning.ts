import type { Steps } from '../../runtime/slices.ts';
import type { OwnChange } from '../wire/own-changes.ts';
import type { Order } from '../wire/plain.ts';
import type { OrderOutcome } from '../wire/replies.ts';
import { newId } from './database.ts';
import { conflict } from './errors.ts';
import type { Asked, RequestOutcome } from './ledger.ts';
import { withUserId } from './licence-table.ts';
import type { RegisteredLicence } from './register.ts';
import type { Tables } from './tables.ts';

/** Why the register cannot do what is asked for, in words for Orange, if so. Changes nothing. */
export function* obstacleTo(tables: Tables, asked: Asked): Steps<string | undefined> {
  return asked.api === 'userService'
    ? yield* tables.licences.obstacle(asked.change.licences)
    : obstacleToOrder(tables, asked.order);
}

function obstacleToOrder(tables: Tables, order: Order): string | undefined {
  const { useCase, customer, fleetId } = order;
  if (customer && tables.customers.isContradictory(customer)) return 'The customer has another id than the one given';
  if (useCase === 'customer') return undefined;
  const customerId = tables.customers.idOf(customer);
  if (useCase === 'fleet') return customerId ? undefined : `There is no customer ${nameOf(order)}`;
  const owner = fleetId === undefined ? undefined : tables.customers.ownerOf(fleetId);
  if (owner === undefined) return `There is no fleet ${fleetId ?? ''}`;
  return customer && customerId !== owner ? `The fleet ${fleetId ?? ''} is not one of ${nameOf(order)}` : undefined;
}

/** The customer that a request belongs to, as the register knows it. */
export function customerOf(tables: Tables, asked: Asked): string | undefined {
  if (asked.api === 'productOrder') {
    const { customer, fleetId } = asked.order;
    return tables.customers.idOf(customer) ?? (fleetId === undefined ? undefined : tables.customers.ownerOf(fleetId));
  }
  const [first] = asked.change.licences;
  return first && tables.licences.find(first.id)?.customerId;
}

/** The ids of what an order made. */
export type ProvisionedIds = Pick<OrderOutcome, 'customerId' | 'contactIds' | 'fleetId'> & {
  readonly licenceIds: readonly string[];
};

/** Makes what an order asks for. */
export function* provision(
  tables: Tables,
  order: Order,
  outcome: Omit<RequestOutcome, 'state'>,
): Steps<ProvisionedIds> {
  const { customers, licences } = tables;
  if (order.useCase === 'customer') return { ...customers.put(order, outcome), licenceIds: [] };
  const obstacle = obstacleToOrder(tables, order);
  const customerId = customerOf(tables, { api: 'productOrder', order });
  if (obstacle || !customerId) throw conflict(obstacle ?? 'The order names no customer');
  const grown = order.fleetId === undefined ? undefined : customers.fleet(order.fleetId);
  const offer = order.offer ?? grown?.offer;
  if (!offer) throw conflict('The order names no product offering');
  const fleetId = outcome.fleetId ?? order.fleetId ?? newId('FLEET');
  customers.putFleet(fleetId, customerId, offer);
  customers.seen(offer);
  return { customerId, fleetId, licenceIds: yield* licences.add(order, fleetId, offer, outcome.licences ?? []) };
}

/** The ids of an order that nobody registers. */
export function idsWithoutRegister(
  { customer, contacts, useCase, fleetId }: Order,
  outcome: Omit<RequestOutcome, 'state'>,
): ProvisionedIds {
  const made = useCase === 'customer';
  const customerId = outcome.customerId ?? customer?.id ?? (made ? newId('CUST') : undefined);
  return {
    ...(customerId !== undefined && { customerId }),
    contactIds: contacts.map(({ id }, index) => outcome.contactIds?.[index] ?? id ?? newId('CT')),
    ...(!made && { fleetId: outcome.fleetId ?? fleetId ?? newId('FLEET') }),
    licenceIds: [],
  };
}

/** Makes a change of the partner's own; gives it with the ids that belong to it. */
export function changeOwn(tables: Tables, change: OwnChange): { change: OwnChange; licence: RegisteredLicence } {
  const licence = tables.licences.require(change.licenceId);
  const complete = { ...(change.kind === 'endUser' ? withUser(change, licence) : change), fleetId: licence.fleetId };
  return {
    change: complete,
    licence: tables.licences.replace({ ...without(licence, change), ...detailsOf(complete, licence) }),
  };
}

function withUser(change: Extract<OwnChange, { kind: 'endUser' }>, { id, endUser }: RegisteredLicence): OwnChange {
  if (change.action === 'add') {
    if (endUser) throw conflict(`The licence ${id} has an end user already`);
    return withUserId(change);
  }
  if (!endUser) throw conflict(`The licence ${id} has no end user`);
  return change.action === 'delete' ? change : { ...change, endUser: { ...endUser, ...change.endUser } };
}

function without({ endUser, ...licence }: RegisteredLicence, { kind, action }: OwnChange): RegisteredLicence {
  return endUser && !(kind === 'endUser' && action === 'delete') ? { ...licence, endUser } : licence;
}

function detailsOf(change: OwnChange, { resources = [] }: RegisteredLicence): Partial<RegisteredLicence> {
  if (change.kind === 'endUser') return change.action === 'delete' ? {} : { endUser: change.endUser };
  if (change.kind === 'login') return change.login ? { login: change.login } : {};
  const { resource } = change;
  return { resources: [...resources.filter(({ type }) => type !== resource.type), resource] };
}

function nameOf({ customer }: Order): string {
  return customer?.id ?? customer?.reference ?? '(none named)';
}
