import { refusalReply } from '../orange/errors.ts';
import type { Gateway } from '../orange/gateway.ts';
import type { Claim, Hint, Incoming, Reply, Row, SimulatedSystem } from '../system.ts';
import { Arrivals, Traffic } from './arrivals.ts';
import { Book } from './book.ts';
import { at, textAt } from './checks/json.ts';
import { idsOf } from './checks/update.ts';
import { EventEndpoint } from './endpoint.ts';
import { panelFor } from './panel.ts';
import { Partner } from './partner.ts';
import { settingsFrom, type VisitSettings } from './settings.ts';
import { carryOut, carryOutAll, type Report, useCases } from './use-cases/index.ts';
import type { Journey, World } from './use-cases/visit.ts';

export interface BusinessAppsOptions {
  /** Address of the server that this simulator is a part of: what partners are meant by a path alone. */
  readonly home?: () => string | undefined;
}

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
  readonly book = new Book();
  readonly arrivals = new Arrivals();
  readonly #traffic = new Traffic();
  readonly #endpoint: EventEndpoint;
  readonly #journeys = new Map<string, Journey>();
  readonly #visiting = new Set<Partner>();
  readonly #home: () => string | undefined;

  constructor({ gateway }: { readonly gateway: Gateway }, { home = () => undefined }: BusinessAppsOptions = {}) {
    this.#home = home;
    this.#endpoint = new EventEndpoint({
      gateway,
      book: this.book,
      arrivals: this.arrivals,
      traffic: this.#traffic,
    });
    this.controls = {
      'GET /partner/use-cases': () => Object.entries(useCases).map(([name, { title }]) => ({ name, title })),
      'POST /partner/use-cases/{name}': async ({ name = '' }, body) =>
        summary(await this.visit(this.#settings(body), (world) => carryOut(name, world))),
      'POST /partner/check': async (_ids, body) => summary(await this.check(this.#settings(body))),
      'GET /partner/events': () => this.arrivals.list,
    };
  }

  get panel(): string {
    return panelFor(this.#home() ?? 'http://127.0.0.1:1880');
  }

  /** Carries out all use cases at a partner. */
  check(settings: VisitSettings, tell: (report: Report) => void = () => {}): Promise<readonly Report[]> {
    return this.visit(settings, async (world) => {
      const reports: Report[] = [];
      for await (const report of carryOutAll(world)) {
        reports.push(report);
        tell(report);
      }
      return reports;
    });
  }

  /** Does something at a partner, with what there is with him already. */
  async visit<T>(settings: VisitSettings, task: (world: World) => Promise<T>): Promise<T> {
    const { url, mode, patience, swapForm } = settings;
    const journey = this.#journeys.get(url) ?? { count: 0 };
    this.#journeys.set(url, journey);
    const partner = new Partner(settings);
    this.#visiting.add(partner);
    const { book, arrivals } = this;
    try {
      return await task({ partner, book, arrivals, traffic: this.#traffic, journey, mode, patience, swapForm });
    } finally {
      this.#visiting.delete(partner);
      partner.close();
    }
  }

  #settings(body: Readonly<Record<string, unknown>>): VisitSettings {
    return settingsFrom(body, this.#home());
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

  async snapshot(): Promise<Readonly<Record<string, readonly Row[]>>> {
    return {
      orders: this.book.orders.map(({ id, kind, customer, state }) => ({ id: id ?? '', kind, customer, state })),
      licences: [...this.book.licencesById.values()].map((licence) => ({
        id: textAt(licence, 'id') ?? '',
        fleet: textAt(licence, 'relatedProductRefId') ?? '',
        state: String(licence['state'] ?? ''),
        externalState: String(licence['externalState'] ?? ''),
        offering: textAt(licence, 'productOffering.externalReference.id') ?? '',
        'end user': textAt(licence, 'endUser.id') ?? '',
      })),
      events: this.arrivals.list.slice(-50).map(({ id, receivedAt, event, refused, repeated, problems }) => ({
        id,
        received: receivedAt,
        type: textAt(event, 'type') ?? '',
        about: textAt(event, 'resource.id') ?? idsOf(event['resource']).join(', '),
        state: String(at(event, 'resource.state') ?? ''),
        verdict: problems.join('; ') || (repeated ? 'a repetition' : 'ok'),
        refused,
      })),
    };
  }

  stop(): void {
    this.arrivals.stop();
    for (const partner of this.#visiting) partner.close();
  }
}

function summary(reports: readonly Report[]) {
  return { ok: reports.every(({ ok }) => ok), reports };
}
