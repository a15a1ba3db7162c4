import type { IncomingHttpHeaders } from 'node:http';
import { systems } from '../../catalogue/index.ts';
import { operationsOf } from '../../schema/describe.ts';
import { OrangeApi, type OrangeCall } from '../orange/gateway/api.ts';
import { OrangeRefusal, refusalReply } from '../orange/gateway/errors.ts';
import type { Orange } from '../orange/index.ts';
import type { RowAction } from '../page/state.ts';
import { requiredTextIn } from '../server/control/body.ts';
import { type Adjustable, settingsControls } from '../server/control/settings.ts';
import type { Claim, Hint, Incoming, Reply, SimulatedSystem } from '../server/system.ts';
import { coveredCountries } from './coverage.ts';
import { businessTalkHandlers, type VoicesiteOrder } from './handlers.ts';
import { NumberInventory, routersOf } from './numbers.ts';
import {
  type ApiKey,
  type BusinessTalkOptions,
  type BusinessTalkSettings,
  businessTalkSettings,
  demoKeys,
} from './options.ts';
import { customers, seededSites, type Voicesite } from './seed.ts';

export type { BusinessTalkOptions } from './options.ts';

const base = '/btalk/beta/v1';
/** Where the same API is in production, with the numbers. */
const production = '/btalk/v1';
const keyHeader = 'x-bt-api-key';

/** The states of the real service are not known; these are examples. */
const moveOn: RowAction = {
  label: 'Move on',
  method: 'PUT',
  path: '/business-talk/orders/{orderId}',
  field: { name: 'status', values: ['inProgress', 'delivered', 'failed', 'cancelled'] },
};

function vpnRows() {
  return customers.flatMap(({ customerCode, name, vpns }) =>
    vpns.map((vpn) => ({ customerCode, customer: name, vpnId: vpn.vpnId, vpn: vpn.name })),
  );
}

/** Orders of voicesites, and what one must know for them. */
export class BusinessTalk implements SimulatedSystem {
  readonly name = 'business-talk';
  readonly title = 'Orange Business Talk';
  readonly actions: SimulatedSystem['actions'] = {};
  readonly controls: SimulatedSystem['controls'];
  readonly rowActions = { orders: moveOn };
  readonly settings: Adjustable<BusinessTalkSettings>;
  readonly sites: Voicesite[] = seededSites();
  readonly orders: VoicesiteOrder[] = [];
  readonly numbers = new NumberInventory(this.sites);
  readonly #keys: readonly ApiKey[];
  readonly #rights = new WeakMap<OrangeCall, ApiKey>();
  readonly #api: OrangeApi;

  constructor({ gateway }: Orange, options: BusinessTalkOptions = {}) {
    this.settings = businessTalkSettings(options);
    this.#keys = options.keys ?? demoKeys;
    const settings = () => this.settings.current;
    this.#api = new OrangeApi({
      gateway,
      realm: 'v3',
      bases: [base, production],
      operations: operationsOf(systems['business-talk']),
      handlers: businessTalkHandlers({
        settings,
        sites: this.sites,
        orders: this.orders,
        numbers: this.numbers,
        profileOf: (call) => this.#rights.get(call)?.rightsProfile ?? 'readonly',
      }),
      understood: () => 'any',
      permit: (call, { headers }) => this.#permit(call, headers),
      errorForm: () => settings().errorForm,
    });
    this.controls = {
      ...settingsControls('business-talk', this.settings),
      'PUT /business-talk/orders/{orderId}': ({ orderId = '' }, body) =>
        this.#move(orderId, requiredTextIn(body, 'status')),
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
      addresses: [
        { what: 'base URL', address: `${origin}${base}` },
        { what: 'base URL of production', address: `${origin}${production}` },
      ],
      'API keys': this.#keys.map(({ key, rightsProfile, revoked }) => ({
        key,
        rights: revoked ? 'revoked' : rightsProfile,
      })),
      VPNs: vpnRows(),
    };
  }

  hints(): readonly Hint[] {
    return [];
  }

  async snapshot() {
    const statusOf = ({ voiceSiteId }: VoicesiteOrder) =>
      this.sites.find((site) => site.voiceSiteId === voiceSiteId)?.status ?? '';
    const codes = customers.map(({ customerCode }) => customerCode);
    return {
      orders: this.orders.map((order) => ({ ...order, status: statusOf(order) })),
      voicesites: this.sites.map((site) => ({ ...site })),
      numbers: this.numbers.rows(),
      routers: codes.flatMap((customerCode) =>
        routersOf(customerCode, this.sites).map((router) => ({ customerCode, ...router })),
      ),
      VPNs: vpnRows(),
      coverage: coveredCountries.map(({ iso2, name, countryCode, covered, zone, comment }) => ({
        iso2,
        name,
        'calling code': countryCode,
        covered,
        'zone of numbers': zone,
        comment,
      })),
    };
  }

  stop(): void {}

  /** Puts the voicesite of an order into another state. The states of the real service are not known, so any text is taken. */
  #move(orderId: string, status: string): Voicesite {
    const order = this.orders.find((one) => one.orderId === orderId);
    const index = this.sites.findIndex(({ voiceSiteId }) => voiceSiteId === order?.voiceSiteId);
    const site = this.sites[index];
    if (!site) throw new Error(`there is no order ${orderId}`);
    const moved = { ...site, status };
    this.sites[index] = moved;
    return moved;
  }

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
