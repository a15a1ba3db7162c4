import { setImmediate } from 'node:timers';
import { eventFaults, type PartnerApi, readPartnerEvent } from '../../partner-check/checks/event.ts';
import { type Json, valueAt } from '../../partner-check/checks/json.ts';
import { licenceOperationsOf } from '../../partner-check/checks/operations.ts';
import { licencesOf } from '../../partner-check/checks/update.ts';
import type { PartnerCheck } from '../../partner-check/partner-check.ts';
import { inBackground } from '../../runtime/background.ts';
import { gatewayErrorReply, OrangeRefusal, stamped } from '../orange/gateway/errors.ts';
import type { Gateway } from '../orange/gateway/gateway.ts';
import { type Claim, type Incoming, json, type Reply } from '../server/system.ts';

/** Orange is not strict about capitals in this path: its own description writes it both ways. */
const path = /^\/(mba2|mba2-beta)\/(productordering|userservice)\/v2\/event\/?$/i;

/** Milliseconds that an event waits for the answer that it may belong to. */
const longest = 2000;

/**
 * Where partners send their events. What can be read is taken with 201 and remembered with all that is wrong with it; what
 * cannot be read, or lacks something, is refused with 400 and a reason.
 */
export class EventEndpoint {
  readonly #gateway: Gateway;
  readonly #partnerCheck: PartnerCheck;
  #taken = 0;

  constructor(gateway: Gateway, partnerCheck: PartnerCheck) {
    this.#gateway = gateway;
    this.#partnerCheck = partnerCheck;
  }

  claim(incoming: Incoming): Claim | undefined {
    const [, offer, api] = path.exec(incoming.url.pathname) ?? [];
    if (!offer || !api) return undefined;
    const lower = api.toLowerCase() as PartnerApi;
    const { event } = readPartnerEvent(incoming.body.toString('utf8'));
    return {
      name: nodeTypeFor(lower, event),
      template: `/{offer}/${lower}/v2/event`,
      answer: () => {
        try {
          return stamped(this.#take(lower, offer.toLowerCase(), incoming));
        } catch (error) {
          return gatewayErrorReply(error);
        }
      },
    };
  }

  #take(api: PartnerApi, offer: string, incoming: Incoming): Reply {
    const { method, headers, body } = incoming;
    if (method !== 'POST') throw new OrangeRefusal(61, undefined, { headers: { allow: 'POST' } });
    this.#gateway.admit(incoming, 'v3');
    if (!/\bjson\b/i.test(headers['content-type'] ?? '')) throw new OrangeRefusal(68);
    const { event, faults: unread } = readPartnerEvent(body.toString('utf8'));
    const faults = event ? eventFaults(api, event) : unread;
    const [first] = faults;
    this.#taken += 1;
    const id = `EVENT-${this.#taken}`;
    const common = { id, api, offer, receivedAt: new Date().toISOString() };
    if (!event || first) {
      const problems = faults.map(({ words }) => words);
      this.#partnerCheck.received.add({ ...common, event: event ?? {}, refused: true, repeated: false, problems });
      throw new OrangeRefusal(first?.code ?? 22, problems.join('; '));
    }
    // Not before the answer is out, and the answer to a request that the event may be about has been read.
    setImmediate(() => {
      const judged = this.#partnerCheck.inFlight.idle(longest).then(() => {
        this.#partnerCheck.received.add({
          ...common,
          event,
          refused: false,
          ...this.#partnerCheck.records.checkEvent(api, event),
        });
      });
      inBackground(judged);
    });
    return json(201, { ...event, id });
  }
}

/** The node type that sends such an event. */
function nodeTypeFor(api: PartnerApi, event: Json = {}): string {
  if (api === 'productordering') return 'business-apps-order-event';
  const [licence] = licencesOf(event['resource']);
  if (!licence || valueAt(event, 'resource.state') !== undefined) return 'business-apps-licence-event';
  const { endUser, resource, right } = licenceOperationsOf(licence);
  if (endUser.length) return 'business-apps-end-user';
  if (resource.length) return 'business-apps-resource';
  return right.length ? 'business-apps-login' : 'business-apps-licence-event';
}
