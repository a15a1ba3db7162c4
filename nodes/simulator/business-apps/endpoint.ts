import { setImmediate } from 'node:timers';
import { errorReply, OrangeRefusal, stamped } from '../orange/errors.ts';
import type { Gateway } from '../orange/gateway.ts';
import { type Claim, type Incoming, json, type Reply } from '../system.ts';
import type { Arrivals, Traffic } from './arrivals.ts';
import type { Book } from './book.ts';
import { type Api, eventFaults, readEvent } from './checks/event.ts';
import { at, type Json } from './checks/json.ts';
import { operationsOf } from './checks/operations.ts';
import { licencesOf } from './checks/update.ts';

interface Parts {
  readonly gateway: Gateway;
  readonly book: Book;
  readonly arrivals: Arrivals;
  readonly traffic: Traffic;
}

/** Orange is not strict about capitals in this path: its own description writes it both ways. */
const path = /^\/(mba2|mba2-beta)\/(productordering|userservice)\/v2\/event\/?$/i;

/** Milliseconds that an event waits for the answer that it may belong to. */
const longest = 2000;

/**
 * Where partners send their events. What can be read is taken with 201 and remembered with all that is wrong with it; what
 * cannot be read, or lacks something, is refused with 400 and a reason.
 */
export class EventEndpoint {
  readonly #parts: Parts;
  #taken = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  claim(incoming: Incoming): Claim | undefined {
    const [, offer, api] = path.exec(incoming.url.pathname) ?? [];
    if (!offer || !api) return undefined;
    const lower = api.toLowerCase() as Api;
    const { event } = readEvent(incoming.body.toString('utf8'));
    return {
      name: nodeTypeFor(lower, event),
      template: `/{offer}/${lower}/v2/event`,
      answer: () => {
        try {
          return stamped(this.#take(lower, offer.toLowerCase(), incoming));
        } catch (error) {
          return errorReply(error);
        }
      },
    };
  }

  #take(api: Api, offer: string, incoming: Incoming): Reply {
    const { method, headers, body } = incoming;
    if (method !== 'POST') throw new OrangeRefusal(61, undefined, { headers: { allow: 'POST' } });
    this.#parts.gateway.admit(incoming, 'v3');
    if (!/\bjson\b/i.test(headers['content-type'] ?? '')) throw new OrangeRefusal(68);
    const { event, faults: unread } = readEvent(body.toString('utf8'));
    const faults = event ? eventFaults(api, event) : unread;
    const [first] = faults;
    this.#taken += 1;
    const id = `EVENT-${this.#taken}`;
    const common = { id, api, offer, receivedAt: new Date().toISOString() };
    if (!event || first) {
      const problems = faults.map(({ words }) => words);
      this.#parts.arrivals.add({ ...common, event: event ?? {}, refused: true, repeated: false, problems });
      throw new OrangeRefusal(first?.code ?? 22, problems.join('; '));
    }
    // Not before the answer is out, and the answer to a request that the event may be about has been read.
    setImmediate(() => {
      void this.#parts.traffic.quiet(longest).then(() => {
        this.#parts.arrivals.add({ ...common, event, refused: false, ...this.#parts.book.judge(api, event) });
      });
    });
    return json(201, { ...event, id });
  }
}

/** The node type that sends such an event. */
function nodeTypeFor(api: Api, event: Json = {}): string {
  if (api === 'productordering') return 'business-apps-order-event';
  const [licence] = licencesOf(event['resource']);
  if (!licence || at(event, 'resource.state') !== undefined) return 'business-apps-licence-event';
  const { endUser, resource, right } = operationsOf(licence);
  if (endUser.length) return 'business-apps-end-user';
  if (resource.length) return 'business-apps-resource';
  return right.length ? 'business-apps-login' : 'business-apps-licence-event';
}
