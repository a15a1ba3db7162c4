import { first, isJson, type Json, objectsAt, prune } from './json.ts';
import type { Licence, LicenceChange, Login, Offer, Person, Resource } from './plain.ts';

/** How a request stands; `partial` is not used by Orange and never sent. */
export type RequestState = 'acknowledged' | 'completed' | 'failed';

/** Why something failed, or what there is to say of it. */
export interface Note {
  readonly text: string;
  readonly author?: string;
}

/** What became of an order. Ids are those that the partner made. */
export interface OrderOutcome {
  readonly state: RequestState;
  readonly orderId: string;
  /** ISO 8601. */
  readonly at: string;
  readonly customerId?: string;
  /** In the order of the contacts of the request. */
  readonly contactIds?: readonly (string | undefined)[];
  /** The fleet that holds the new licences. */
  readonly fleetId?: string;
  readonly note?: Note;
}

/**
 * The product order that answers one: the partner's ids in it, Orange's references echoed, nothing empty.
 * @param request as sent, or without empty nodes
 */
export function orderReply(request: Json, outcome: OrderOutcome): Json {
  const { state, orderId, at, note } = outcome;
  const asked = pruned(request);
  const [item] = objectsAt(first(asked, 'orderItem', 'orderItems'), 'orderItem');
  return pruned({
    id: orderId,
    state,
    category: asked['category'],
    orderDate: asked['orderDate'],
    completionDate: state === 'completed' ? at : undefined,
    note: noteOf(note, at),
    customer: customerReply(asked['customer'], outcome, item === undefined),
    relatedContact: contactsReply(first(asked, 'relatedContact', 'relatedContacts'), outcome),
    orderItem: item && [itemReply(item, outcome)],
  });
}

function customerReply(value: unknown, { customerId, state }: OrderOutcome, created: boolean): Json | undefined {
  const customer = isJson(value) ? value : {};
  const { id, externalReference, tradingName } = customer;
  const ownId = created && state !== 'completed' ? id : (customerId ?? id);
  return { id: ownId, externalReference, ...(created && { tradingName }) };
}

function contactsReply(value: unknown, { contactIds = [], state }: OrderOutcome): Json[] {
  return objectsAt(value, 'relatedContact').map(({ id, role, externalReference, givenName, familyName }, index) => ({
    id: state === 'completed' ? (contactIds[index] ?? id) : id,
    role,
    externalReference,
    givenName,
    familyName,
  }));
}

function itemReply(item: Json, { state, fleetId }: OrderOutcome): Json {
  const { action = 'add', productRef, productOffering } = item;
  const asked = isJson(productRef) ? productRef : {};
  const known = first(asked, 'id', 'productRefId') ?? item['productRefId'];
  const quantity = Number(asked['userServiceQuantity']);
  return {
    id: item['id'] ?? '1',
    state,
    action,
    productRef: {
      id: state === 'completed' ? (fleetId ?? known) : state === 'acknowledged' ? known : undefined,
      userServiceQuantity: Number.isNaN(quantity) ? undefined : quantity,
    },
    productOffering: isJson(productOffering) ? { externalReference: productOffering['externalReference'] } : undefined,
  };
}

/** What became of an update of licences. */
export interface ChangeOutcome {
  readonly state: RequestState;
  /** ISO 8601. */
  readonly at: string;
  /** As they are now. An acknowledgement echoes the request instead. */
  readonly licences?: readonly Licence[];
  readonly note?: Note;
}

/**
 * The update that answers one.
 * @param request as sent, or without empty nodes
 */
export function changeReply(request: Json, { state, at, licences = [], note }: ChangeOutcome): Json {
  const asked = objectsAt(first(pruned(request), 'userService', 'userServices'), 'userService');
  const ids = asked.map(({ id }) => ({ id }));
  const stateless = licences.length > 0 ? licences.map(changedLicence) : ids;
  return pruned({ state, note: noteOf(note, at), userService: state === 'acknowledged' ? asked : stateless });
}

/** A licence after a change: what the change is about, and no personal data. */
function changedLicence({ id, fleetId, externalState, state, offer }: Licence): Json {
  return { id, relatedProductRefId: fleetId, externalState, state, productOffering: offerReply(offer) };
}

/** What licences are after changes, as far as the changes say. */
export function afterChange({ id, fleetId, externalState, offer }: LicenceChange): Licence {
  return {
    id,
    ...(fleetId && { fleetId }),
    ...(externalState && { externalState, state: stateFor[externalState] }),
    ...(offer && { offer }),
  };
}

/** The state of a licence that Orange wants to be so. */
export const stateFor = {
  active: 'active',
  inactive: 'inactive',
  suspended: 'inactive',
  deleted: 'terminated',
} as const;

/** A licence as a consultation shows it. */
export function licenceReply(licence: Licence): Json {
  const { id, fleetId, state, externalState, offer, endUser, resources, login, characteristics } = licence;
  return pruned({
    id,
    relatedProductRefId: fleetId,
    state,
    externalState,
    productOffering: offerReply(offer),
    endUser: endUser && personReply(endUser),
    realizingResource: resources?.map(resourceReply),
    loginKeyValue: login && loginReply(login),
    characteristic: characteristicReply(characteristics),
  });
}

export function resourceReply({ type, characteristics }: Resource): Json {
  return { type, characteristic: characteristicReply(characteristics) };
}

export function loginReply({ key = 'login', value }: Login): Json {
  return { key, value };
}

function offerReply(offer: Offer | undefined): Json | undefined {
  return offer && { name: offer.name, externalReference: referenceReply(offer.reference) };
}

export function personReply({ id, reference, characteristics, phone, mobile, ...names }: Person): Json {
  return {
    id,
    externalReference: referenceReply(reference),
    ...names,
    fixedTelephoneNumber: numberReply(phone),
    mobileNumber: numberReply(mobile),
    characteristic: characteristicReply(characteristics),
  };
}

/** Country code apart where it is the offer's own country; others cannot be told from the digits. */
function numberReply(number: string | undefined): Json | undefined {
  const [, sn] = /^\+33(\d+)$/.exec(number ?? '') ?? [];
  return number === undefined ? undefined : sn ? { cc: '33', sn } : { sn: number };
}

function referenceReply(id: string | undefined): Json | undefined {
  return id === undefined ? undefined : { type: 'orange', id };
}

function characteristicReply(characteristics: Licence['characteristics']): Json[] {
  return Object.entries(characteristics ?? {}).map(([name, value]) => ({ name, value }));
}

function noteOf(note: Note | undefined, at: string): Json | undefined {
  return note && { text: note.text, date: at, author: note.author };
}

function pruned(value: unknown): Json {
  return (prune(value) as Json | undefined) ?? {};
}
