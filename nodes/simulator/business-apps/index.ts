import { textAt, valueAt } from '../../partner-check/checks/json.ts';
import { licenceIdsOf } from '../../partner-check/checks/update.ts';
import { PartnerCheck } from '../../partner-check/partner-check.ts';
import { type CheckSettings, checkSettingsFrom } from '../../partner-check/settings.ts';
import { type Report, runUseCase, useCases } from '../../partner-check/use-cases/index.ts';
import { refusalReply } from '../orange/gateway/errors.ts';
import type { Gateway } from '../orange/gateway/gateway.ts';
import type { PartnerUseCases } from '../page/state.ts';
import type { Claim, Hint, Incoming, Reply, SimulatedSystem, TableRow } from '../server/system.ts';
import { EventEndpoint } from './endpoint.ts';

/** What the simulated Orange knows of a partner. */
export interface BusinessAppsOptions {
  /** Address of the server that this simulator is a part of: what partners are meant by a path alone. */
  readonly home?: () => string | undefined;
}

const titles = Object.entries(useCases).map(([name, { title }]) => ({ name, title }));

/**
 * Orange as partners of Business Applications know it: it sends them orders and changes of licences, holds what they answer
 * against what it asked for, and takes their events.
 *
 * Below `/simulator`:
 * - `GET /partner/use-cases`: names and titles
 * - `POST /partner/use-cases/{name}`: `{ url, authentication?, mode?, wait?, swap?, insecure? }` carries one out; gives reports
 * - `POST /partner/check`: carries all of them out
 * - `GET /partner/events`: the events that came, and what is wrong with each
 */
export class BusinessApps implements SimulatedSystem {
  readonly name = 'business-apps';
  readonly title = 'Orange Business Applications';
  readonly actions: SimulatedSystem['actions'] = {};
  readonly controls: SimulatedSystem['controls'];
  /** Orange's side: what it knows, what came, what can be tried. */
  readonly partnerCheck = new PartnerCheck();
  readonly #endpoint: EventEndpoint;
  readonly #home: () => string | undefined;

  constructor({ gateway }: { readonly gateway: Gateway }, { home = () => undefined }: BusinessAppsOptions = {}) {
    this.#home = home;
    this.#endpoint = new EventEndpoint(gateway, this.partnerCheck);
    this.controls = {
      'GET /partner/use-cases': () => titles,
      'POST /partner/use-cases/{name}': async ({ name = '' }, body) =>
        summary(await this.partnerCheck.withPartner(this.#settings(body), (context) => runUseCase(name, context))),
      'POST /partner/check': async (_ids, body) => summary(await this.partnerCheck.runAll(this.#settings(body))),
      'GET /partner/events': () => this.partnerCheck.received.list,
    };
  }

  get partner(): PartnerUseCases {
    return { url: this.#home() ?? 'http://127.0.0.1:1880', useCases: titles };
  }

  #settings(body: Readonly<Record<string, unknown>>): CheckSettings {
    return checkSettingsFrom(body, this.#home());
  }

  claim(incoming: Incoming): Claim | undefined {
    return this.#endpoint.claim(incoming);
  }

  refusal(status: number, type?: string): Reply {
    return refusalReply(status, type);
  }

  access(origin: string) {
    return {
      addresses: [
        { what: 'token', address: `${origin}/oauth/v3/token` },
        ...['mba2', 'mba2-beta'].flatMap((offer) =>
          ['productordering', 'userservice'].map((api) => ({
            what: `events of ${api}`,
            address: `${origin}/${offer}/${api}/v2/event`,
          })),
        ),
      ],
    };
  }

  hints(origin: string): readonly Hint[] {
    const body = JSON.stringify({ url: 'http://127.0.0.1:1880' });
    const command = `curl -d '${body}' ${origin}/simulator/partner/check`;
    return [{ what: 'To carry out all use cases at a partner', command }];
  }

  async snapshot(): Promise<Readonly<Record<string, readonly TableRow[]>>> {
    return {
      orders: this.partnerCheck.records.orders.map(({ id, kind, customer, state }) => ({
        id: id ?? '',
        kind,
        customer,
        state,
      })),
      licences: [...this.partnerCheck.records.licencesById.values()].map((licence) => ({
        id: textAt(licence, 'id') ?? '',
        fleet: textAt(licence, 'relatedProductRefId') ?? '',
        state: String(licence['state'] ?? ''),
        externalState: String(licence['externalState'] ?? ''),
        offering: textAt(licence, 'productOffering.externalReference.id') ?? '',
        'end user': textAt(licence, 'endUser.id') ?? '',
      })),
      events: this.partnerCheck.received.list
        .slice(-50)
        .map(({ id, receivedAt, event, refused, repeated, problems }) => ({
          id,
          received: receivedAt,
          type: textAt(event, 'type') ?? '',
          about: textAt(event, 'resource.id') ?? licenceIdsOf(event['resource']).join(', '),
          state: String(valueAt(event, 'resource.state') ?? ''),
          verdict: problems.join('; ') || (repeated ? 'a repetition' : 'ok'),
          refused,
        })),
    };
  }

  stop(): void {
    this.partnerCheck.stop();
  }
}

function summary(reports: readonly Report[]) {
  return { ok: reports.every(({ ok }) => ok), reports };
}
