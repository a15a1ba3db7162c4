import type { PartnerApi } from './checks/event.ts';
import { difference, type Json, textAt, valueAt } from './checks/json.ts';
import { licencesProblems, livingIn } from './checks/licences.ts';
import { licenceOperationsOf } from './checks/operations.ts';
import { kindOf, type OrderKind, orderProblems } from './checks/order.ts';
import type { Problems } from './checks/problems.ts';
import { isAbout, licenceIdsOf, licencesOf, updateProblems } from './checks/update.ts';

/** A request of Orange's that a partner answers at once or with an event. */
interface Request {
  readonly request: Json;
  readonly customer: string;
  state: 'sent' | 'acknowledged' | 'completed' | 'failed';
  /** The event that ended it. */
  event?: Json;
}

interface Order extends Request {
  readonly kind: OrderKind;
  id: string | undefined;
}

interface Update extends Request {
  /** The licences as they were before. */
  readonly before: ReadonlyMap<string, Json>;
}

/** What an event means for what Orange knows. */
export interface EventVerdict {
  readonly problems: Problems;
  /** The same event was there before, and means nothing new. */
  readonly repeated: boolean;
}

const once = (problems: Problems): EventVerdict => ({ problems, repeated: false });
const again: EventVerdict = { problems: [], repeated: true };

/** What Orange knows: its orders, updates, and the licences that a partner has told of. */
export class OrangeRecords {
  readonly #orders: Order[] = [];
  readonly #updates: Update[] = [];
  readonly #licences = new Map<string, Json>();
  readonly #customerOfFleet = new Map<string, string>();
  readonly #events: Json[] = [];
  /** Time of a customer's last event, in milliseconds. */
  readonly #lastOf = new Map<string, number>();

  get orders(): readonly Readonly<Order>[] {
    return this.#orders;
  }

  /** The licences that are not deleted, as they are after all that was said. */
  get licencesById(): ReadonlyMap<string, Json> {
    return this.#licences;
  }

  /** An order that was sent, with the answer if there was one. The same order again is no other one. */
  recordOrder(request: Json, answer: unknown): void {
    const known = this.#orders.find((order) => order.request === request);
    const order: Order = known ?? {
      request,
      kind: kindOf(request),
      customer: textAt(request, 'customer.externalReference.id') ?? '',
      state: 'sent',
      id: undefined,
    };
    if (!known) this.#orders.push(order);
    order.id ??= textAt(answer, 'id');
    if (order.event) return;
    order.state = stateIn(answer) ?? order.state;
    if (order.state === 'completed') this.#fleetOf(order, answer);
  }

  /** An update that was sent, with the answer if there was one. */
  recordUpdate(request: Json, answer: unknown): void {
    const before = new Map(
      licencesOf(request).flatMap(({ id }) => {
        const licence = this.#licences.get(String(id));
        return licence ? [[String(id), licence] as const] : [];
      }),
    );
    const [first] = before.values();
    const customer = this.#customerOfFleet.get(textAt(first, 'relatedProductRefId') ?? '') ?? '';
    const update: Update = { request, customer, before, state: stateIn(answer) ?? 'sent' };
    this.#updates.push(update);
    if (update.state === 'completed') this.#take(answer);
  }

  /** Licences that a partner has shown, and what is wrong with them. */
  recordLicences(body: unknown, asked: Parameters<typeof licencesProblems>[1]): Problems {
    for (const licence of livingIn(body)) this.#licences.set(String(licence['id']), licence);
    return licencesProblems(body, asked);
  }

  /** Holds an event that is sound by itself against all that is known, and remembers it. */
  checkEvent(api: PartnerApi, event: Json): EventVerdict {
    if (this.#events.some((known) => difference(known, event) === undefined)) return again;
    this.#events.push(event);
    if (api === 'productordering') return once(this.#judgeOrder(event));
    if (valueAt(event, 'resource.state') !== undefined) return once(this.#judgeUpdate(event));
    return once(this.#judgeChange(event));
  }

  #judgeOrder(event: Json): Problems {
    const resource = event['resource'] as Json;
    const id = textAt(resource, 'id');
    const order = this.#orders.findLast((known) => known.id === id);
    if (!order) return [`Orange knows no order ${id}`];
    if (order.kind === 'customer') return [`order ${id} created a customer, for which there are no events`];
    const ended = this.#ended(`order ${id}`, order, event);
    if (ended) return ended;
    if (order.state === 'completed') this.#fleetOf(order, resource);
    return [...orderProblems(order.request, resource, 'event', 'auto'), ...this.#inOrder(order.customer, event)];
  }

  #judgeUpdate(event: Json): Problems {
    const resource = event['resource'] as Json;
    const ids = licenceIdsOf(resource);
    const same = this.#updates.filter(({ request }) => isAbout(resource, request));
    const update = same.find(({ state, event: ending }) => state === 'acknowledged' && !ending) ?? same.at(-1);
    if (!update) {
      const strangers = this.#strangers(ids);
      return strangers.length ? strangers : [`no update of the licences ${ids.join(', ')} waits for an answer`];
    }
    const ended = this.#ended(`the update of ${ids.join(', ')}`, update, event);
    if (ended) return ended;
    const problems = updateProblems(update.request, resource, 'event', 'auto', update.before);
    if (update.state === 'completed') this.#take(resource);
    return [...problems, ...this.#inOrder(update.customer, event)];
  }

  #judgeChange(event: Json): Problems {
    const licences = licencesOf(event['resource']);
    const [first] = licences;
    const known = this.#licences.get(String(first?.['id']));
    const customer = this.#customerOfFleet.get(textAt(known, 'relatedProductRefId') ?? '') ?? '';
    return [
      ...this.#strangers(licenceIdsOf(event['resource'])),
      ...licences.flatMap((licence) => this.#changeUser(licence)),
      ...this.#inOrder(customer, event),
    ];
  }

  /** An end user is added where there is none, and modified or deleted where there is one. */
  #changeUser(changed: Json): Problems {
    const id = String(changed['id']);
    const licence = this.#licences.get(id);
    if (!licence) return [];
    return licenceOperationsOf(changed).endUser.flatMap(({ action, endUser }) => {
      const { endUser: present, ...rest } = this.#licences.get(id) ?? licence;
      this.#licences.set(id, action === 'delete' ? rest : { ...rest, endUser });
      if (action === 'add' && present) return [`licence ${id} has an end user already: modify instead of add`];
      if (action !== 'add' && !present) return [`licence ${id} has no end user to ${String(action)}`];
      return [];
    });
  }

  /** Marks a request as ended by an event, or says what is wrong with ending it. */
  #ended(name: string, request: Request, event: Json): Problems | undefined {
    if (request.event) {
      const where = difference(request.event, event);
      return [`${name} has had its event; a repetition must be the same, and this one differs in ${where}`];
    }
    if (request.state === 'completed' || request.state === 'failed') {
      return [`${name} was ${request.state} in the answer to the request: no event was expected`];
    }
    request.event = event;
    request.state = valueAt(event, 'resource.state') === 'completed' ? 'completed' : 'failed';
    return undefined;
  }

  #inOrder(customer: string, event: Json): Problems {
    const time = Date.parse(String(event['time']));
    const last = this.#lastOf.get(customer) ?? 0;
    if (!customer || !(time < last)) {
      if (customer) this.#lastOf.set(customer, time);
      return [];
    }
    return [`the event is older (${event['time']}) than another of the same customer that came before it`];
  }

  #strangers(ids: readonly string[]): Problems {
    return ids.filter((id) => !this.#licences.has(id)).map((id) => `Orange knows no licence ${id}`);
  }

  #fleetOf(order: Order, answer: unknown): void {
    const fleet = textAt(answer, 'orderItem.0.productRef.id');
    if (fleet) this.#customerOfFleet.set(fleet, order.customer);
  }

  /** Licences as an answer or an event shows them; a deleted one is gone. */
  #take(update: unknown): void {
    for (const licence of licencesOf(update)) {
      const id = String(licence['id']);
      if (licence['externalState'] === 'deleted') this.#licences.delete(id);
      else this.#licences.set(id, { ...this.#licences.get(id), ...licence });
    }
  }
}

function stateIn(answer: unknown): Request['state'] | undefined {
  const state = textAt(answer, 'state');
  return state === 'acknowledged' || state === 'completed' || state === 'failed' ? state : undefined;
}
