import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Body = Record<string, unknown>;

/** What a partner is about to send. */
export type What = 'customer' | 'order' | 'licences' | 'update' | 'event';

export interface PartnerOptions {
  readonly mode?: 'sync' | 'async';
  /** The header `authorization` that Orange has to send. */
  readonly authorization?: string;
  /** Where Orange is, in asynchronous mode. */
  readonly orange?: string;
  /** Changes what goes out. */
  readonly twist?: (what: What, body: Body) => unknown;
  /** Takes every order for a new one. */
  readonly forgetful?: boolean;
  /** Carries out what it can of an update. */
  readonly piecemeal?: boolean;
  /** Answers these paths with HTTP 500. */
  readonly broken?: RegExp;
}

export interface ReferencePartner {
  readonly url: string;
  stop(): Promise<void>;
}

class Refused extends Error {
  readonly status: number;

  constructor(status: number, words: string) {
    super(words);
    this.status = status;
  }
}

const limit = 1_000_000;
const list = (value: unknown) => (Array.isArray(value) ? (value as Body[]) : []);
const object = (value: unknown) => (typeof value === 'object' && value !== null ? (value as Body) : {});

/** A partner of Orange as somebody would write it by hand: what the nodes are compared with. */
class Books {
  readonly #options: PartnerOptions;
  readonly #orders = new Map<string, Body>();
  readonly #fleets = new Map<string, Body[]>();
  #ids = 0;

  constructor(options: PartnerOptions) {
    this.#options = options;
  }

  order(request: Body): Body {
    const key = JSON.stringify(request);
    const known = this.#options.forgetful ? undefined : this.#orders.get(key);
    if (known) return known;
    const order = request['orderItem'] ? this.#licences(request) : this.#customer(request);
    this.#orders.set(key, order);
    return order;
  }

  licencesAt(url: URL): Body[] {
    const fleet = url.searchParams.get('productRefId');
    const [, single] = /userService\/(.+)$/.exec(url.pathname) ?? [];
    const ids = single ? [decodeURIComponent(single)] : url.searchParams.get('id')?.split(',');
    const all = ids ? [...this.#fleets.values()].flat() : (this.#fleets.get(fleet ?? '') ?? []);
    const found = all.filter(({ id }) => !ids || ids.includes(String(id)));
    if (single && !found.length) throw new Refused(404, 'there is no such licence');
    return found;
  }

  update(request: Body): Body {
    const asked = list(request['userService']);
    if (!asked.length || !asked.every(({ id }) => id)) throw new Refused(400, 'a licence is missing');
    const all = [...this.#fleets.values()].flat();
    const possible = asked.filter(
      ({ id, externalState = 'active' }) =>
        all.some((licence) => licence['id'] === id) &&
        ['active', 'inactive', 'suspended', 'deleted'].includes(String(externalState)),
    );
    if (possible.length < asked.length && !this.#options.piecemeal) {
      return { state: 'failed', userService: possible.map(({ id }) => all.find((licence) => licence['id'] === id)) };
    }
    for (const change of possible) this.#change(change);
    return {
      state: 'completed',
      userService: possible.map(({ id, ...rest }) => ({ id, ...rest, ...this.#shown(id) })),
    };
  }

  #shown(id: unknown): Body {
    return [...this.#fleets.values()].flat().find((licence) => licence['id'] === id) ?? {};
  }

  #change({ id, externalState, productOfferingOperation }: Body): void {
    for (const [fleet, licences] of this.#fleets) {
      const licence = licences.find((candidate) => candidate['id'] === id);
      if (!licence) continue;
      const operation = object(productOfferingOperation);
      if (productOfferingOperation) {
        licence['productOffering'] = operation['productOffering'] ?? {
          externalReference: operation['externalReference'],
        };
      }
      if (externalState === 'deleted')
        this.#fleets.set(
          fleet,
          licences.filter((candidate) => candidate !== licence),
        );
      else if (externalState) {
        Object.assign(licence, { externalState, state: externalState === 'active' ? 'active' : 'inactive' });
      }
    }
  }

  #id(prefix: string): string {
    this.#ids += 1;
    return `${prefix}-${this.#ids}`;
  }

  #customer({ customer, relatedContact, orderDate }: Body): Body {
    if (!customer) throw new Refused(400, 'customer is missing');
    const { externalReference, tradingName } = object(customer);
    const contacts = list(relatedContact).filter((contact) => Object.keys(contact).length);
    return {
      id: this.#id('PO'),
      state: 'completed',
      orderDate,
      customer: { id: this.#id('CUST'), externalReference, tradingName },
      relatedContact: contacts.map(({ role, externalReference: reference }) => ({
        id: this.#id('CT'),
        role,
        externalReference: reference,
      })),
    };
  }

  #licences({ category, orderItem }: Body): Body {
    const [item = {}] = list(orderItem);
    const { id: fleet = this.#id('FLEET'), userServiceQuantity } = object(item['productRef']);
    const productOffering = { externalReference: object(item['productOffering'])['externalReference'] };
    if (!(Number(userServiceQuantity) > 0)) throw new Refused(400, 'userServiceQuantity must be more than 0');
    const made = Array.from({ length: Number(userServiceQuantity) }, () => ({
      id: this.#id('US'),
      relatedProductRefId: fleet,
      state: 'active',
      externalState: 'active',
      productOffering,
    }));
    this.#fleets.set(String(fleet), [...(this.#fleets.get(String(fleet)) ?? []), ...made]);
    const done = {
      id: '1',
      state: 'completed',
      action: 'add',
      productRef: { id: fleet, userServiceQuantity },
      productOffering,
    };
    return { id: this.#id('PO'), state: 'completed', category, orderItem: [done] };
  }
}

/** The same request, acknowledged. */
function acknowledged(result: Body): Body {
  const items = list(result['orderItem']).map(({ productRef, ...item }) => {
    const { id: _, ...rest } = object(productRef);
    return { ...item, state: 'acknowledged', productRef: rest };
  });
  return { ...result, state: 'acknowledged', ...(items.length && { orderItem: items }) };
}

export async function startPartner(options: PartnerOptions = {}): Promise<ReferencePartner> {
  const { mode = 'sync', authorization, orange = '', twist = (_what, body) => body, broken } = options;
  const books = new Books(options);
  const announced = new Set<Body>();
  const pending = new Set<Promise<unknown>>();

  const report = async (api: string, type: string, resource: Body) => {
    const token = await fetch(`${orange}/oauth/v3/token`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from('switchboard-demo:demo_secret-1.x').toString('base64')}`,
        'content-type': 'application/x-www-form-urlencoded',
        accept: 'application/json',
      },
      body: 'grant_type=client_credentials',
    });
    const { access_token: access } = (await token.json()) as Record<string, string>;
    const event = twist('event', structuredClone({ type, time: new Date().toISOString(), resource }));
    await fetch(`${orange}/mba2/${api}/v2/event`, {
      method: 'POST',
      headers: { authorization: `Bearer ${access}`, 'content-type': 'application/json' },
      body: JSON.stringify(event),
    });
  };
  const tell = (api: string, type: string, resource: Body) => {
    if (announced.has(resource)) return;
    announced.add(resource);
    const told = report(api, type, resource)
      .catch(() => undefined)
      .finally(() => pending.delete(told));
    pending.add(told);
  };

  const ordered = (body: Body): readonly [What, Body] => {
    const result = books.order(body);
    if (!body['orderItem']) return ['customer', result];
    if (mode === 'sync') return ['order', result];
    tell('productordering', 'completedStateNotification', result);
    return ['order', acknowledged(result)];
  };
  const updated = (body: Body): readonly [What, Body] => {
    const result = books.update(body);
    if (mode === 'sync' || result['state'] === 'failed') return ['update', result];
    tell('userservice', 'updateNotification', result);
    return ['update', { ...body, state: 'acknowledged' }];
  };

  const answer = async (request: IncomingMessage, url: URL): Promise<readonly [number, unknown]> => {
    if (broken?.test(url.pathname)) throw new Error('out of order');
    if (/\/ping$/.test(url.pathname)) return [200, { status: 'ok' }];
    if (authorization && request.headers.authorization !== authorization) throw new Refused(401, 'who are you?');
    if (request.method === 'GET') return [200, twist('licences', structuredClone(books.licencesAt(url)) as never)];
    const body = await bodyOf(request);
    const [what, result] = url.pathname.endsWith('/update') ? updated(body) : ordered(body);
    return [what === 'update' ? 200 : 201, twist(what, structuredClone(result))];
  };

  const server = createServer((request, response) => {
    answer(request, new URL(request.url ?? '/', 'http://partner')).then(
      ([status, body]) => respond(response, status, body),
      (error: Error) => {
        const status = error instanceof Refused ? error.status : 500;
        respond(response, status, { code: status, message: 'refused', description: error.message });
      },
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      server.close();
      server.closeAllConnections();
      await Promise.all(pending);
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<Body> {
  if (!/json/.test(request.headers['content-type'] ?? '')) throw new Refused(415, 'JSON is expected');
  let text = '';
  for await (const chunk of request) {
    text += String(chunk);
    if (text.length > limit) throw new Refused(413, 'too much');
  }
  try {
    return JSON.parse(text) as Body;
  } catch {
    throw new Refused(400, 'no valid JSON');
  }
}

function respond(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json', ...(status === 413 && { connection: 'close' }) });
  response.end(text);
}
