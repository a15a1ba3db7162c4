import type { IncomingHttpHeaders } from 'node:http';
import { systems } from '../../catalogue/index.ts';
import { operationsOf } from '../../runtime/describe.ts';
import { OrangeApi, type OrangeCall } from '../orange/api.ts';
import { OrangeRefusal, refusalReply } from '../orange/errors.ts';
import type { Orange } from '../orange/index.ts';
import type { Adjustable } from '../settings.ts';
import type { Claim, Hint, Incoming, Reply, SimulatedSystem } from '../system.ts';
import { businessTalkHandlers, type Order } from './handlers.ts';
import { type ApiKey, type BusinessTalkOptions, type BusinessTalkSettings, demoKeys, settingsFrom } from './options.ts';
import { customers, seededSites, type Voicesite } from './seed.ts';

export type { BusinessTalkOptions } from './options.ts';

const base = '/btalk/beta/v1';
const keyHeader = 'x-bt-api-key';

/** Orders of voicesites, and what one must know for them. */
export class BusinessTalk implements SimulatedSystem {
  readonly name = 'business-talk';
  readonly title = 'Orange Business Talk';
  /** Operations of the catalogue that nothing here answers. */
  readonly missing: readonly string[];
  readonly actions: SimulatedSystem['actions'] = {};
  readonly controls: SimulatedSystem['controls'];
  readonly settings: Adjustable<BusinessTalkSettings>;
  readonly sites: Voicesite[] = seededSites();
  readonly orders: Order[] = [];
  readonly #keys: readonly ApiKey[];
  readonly #rights = new WeakMap<OrangeCall, ApiKey>();
  readonly #api: OrangeApi;

  constructor({ gateway }: Orange, options: BusinessTalkOptions = {}) {
    this.settings = settingsFrom(options);
    this.#keys = options.keys ?? demoKeys;
    const settings = () => this.settings.current;
    this.#api = new OrangeApi({
      gateway,
      realm: 'v3',
      bases: [base],
      operations: operationsOf(systems['business-talk']),
      handlers: businessTalkHandlers({
        settings,
        sites: this.sites,
        orders: this.orders,
        profileOf: (call) => this.#rights.get(call)?.rightsProfile ?? 'readonly',
      }),
      understood: () => 'any',
      permit: (call, { headers }) => this.#permit(call, headers),
      errorForm: () => settings().errorForm,
    });
    this.missing = this.#api.missing;
    this.controls = {
      'GET /business-talk/settings': settings,
      /** `{errorForm?, voiceSiteId?, …}`: see the options. */
      'PUT /business-talk/settings': (_ids, body) => this.settings.change(body),
    };
  }

  claim(incoming: Incoming): Claim | undefined {
    return this.#api.claim(incoming);
  }

  refusal(status: number, type?: string): Reply {
    return refusalReply(status, type, this.settings.current.errorForm);
  }

  access(origin: string) {
    return {
      addresses: [{ what: 'base URL', address: `${origin}${base}` }],
      'API keys': this.#keys.map(({ key, rightsProfile, revoked }) => ({
        key,
        rights: revoked ? 'revoked' : rightsProfile,
      })),
      VPNs: customers.flatMap(({ customerCode, name, vpns }) =>
        vpns.map((vpn) => ({ customerCode, customer: name, vpnId: vpn.vpnId, vpn: vpn.name })),
      ),
    };
  }

  hints(): readonly Hint[] {
    return [];
  }

  async snapshot() {
    return { orders: this.orders.map((order) => ({ ...order })), voicesites: this.sites.map((site) => ({ ...site })) };
  }

  stop(): void {}

  /** The key says who may ask at all, and who may order. */
  #permit(call: OrangeCall, headers: IncomingHttpHeaders): void {
    const given = headers[keyHeader];
    if (!given) throw new OrangeRefusal(25, 'X-BT-API-KEY is missing');
    const known = this.#keys.find(({ key }) => key === given);
    if (!known || known.revoked) throw new OrangeRefusal(known ? this.settings.current.revokedKey : 41);
    if (call.operation.method !== 'GET' && known.rightsProfile === 'readonly') {
      throw new OrangeRefusal(50, 'The key may only read.');
    }
    this.#rights.set(call, known);
  }
}
