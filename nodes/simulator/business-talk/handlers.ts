import type { OrangeAnswer, OrangeCall, OrangeHandler } from '../orange/gateway/api.ts';
import { OrangeRefusal } from '../orange/gateway/errors.ts';
import { page } from '../orange/gateway/list-page.ts';
import { coverageOf, coveredCountries } from './coverage.ts';
import { type NumberInventory, routersOf } from './numbers.ts';
import type { BusinessTalkSettings } from './options.ts';
import { customers, type SiteCustomer, type Voicesite } from './seed.ts';

/** An order as it was answered. */
export interface VoicesiteOrder {
  readonly orderId: string;
  readonly customerCode: string;
  readonly customerOrderReference: string;
  readonly voiceSiteId: string;
  readonly creationDate: string;
}

interface Parts {
  readonly settings: () => BusinessTalkSettings;
  readonly sites: Voicesite[];
  readonly orders: VoicesiteOrder[];
  readonly numbers: NumberInventory;
  /** Rights of the key that came with the request. */
  readonly profileOf: (call: OrangeCall) => string;
}

/** Items on one page unless the client says otherwise. */
const usualLimit = 40;
const firstSite = 20_000;

/** All operations of the catalogue. */
export function businessTalkHandlers(parts: Parts): Readonly<Record<string, OrangeHandler>> {
  const { settings, sites, numbers } = parts;
  return {
    'business-talk-check-key': (call) => ok({ rightsProfile: parts.profileOf(call) }),
    'business-talk-get-customers': () => ok(customers.map(({ vpns: _, ...customer }) => customer)),
    'business-talk-get-vpns': ({ fields }) => ok(customer(fields['customerCode']).vpns),
    'business-talk-check-coverage': ({ fields }) => {
      const country = coveredCountries.find(({ iso2 }) => iso2 === fields['iso2']);
      if (!country) throw new OrangeRefusal(60, `nothing is known of the country ${fields['iso2']}`);
      return ok(coverageOf(country, settings().misspelt));
    },
    'business-talk-create-voicesite': (call) => order(call, parts),
    'business-talk-get-voicesites': ({ fields }) => page(sites, fields, usualLimit),
    'business-talk-get-routers': ({ fields }) => {
      const { country, accessSiteId } = fields;
      const routers = routersOf(customer(fields['customerCode']).customerCode, sites)
        .filter((router) => country === undefined || router.country === country)
        .filter((router) => accessSiteId === undefined || router.accessSiteId === accessSiteId);
      return page(routers, fields, usualLimit);
    },
    'business-talk-get-numbers': ({ fields }) => {
      const { number } = fields;
      const { customerCode } = customer(fields['customerCode']);
      return page(numbers.of(customerCode, number === undefined ? undefined : String(number)), fields, usualLimit);
    },
    'business-talk-publish-numbers': ({ fields }) => {
      numbers.publish(customer(fields['customerCode']).customerCode, fields);
      return { status: 204 };
    },
    'business-talk-release-numbers': ({ fields }) => {
      numbers.release(customer(fields['customerCode']).customerCode, fields);
      return { status: 204 };
    },
  };
}

const ok = (body: unknown): OrangeAnswer => ({ status: 200, body });

function customer(code: unknown): SiteCustomer {
  const found = customers.find(({ customerCode }) => customerCode === code);
  if (!found) throw new OrangeRefusal(60, `there is no customer ${code}`);
  return found;
}

function order({ fields }: OrangeCall, { settings, sites, orders }: Parts): OrangeAnswer {
  const { customerCode, vpns } = customer(fields['customerCode']);
  const text = (name: string) => String(fields[name]);
  const parameters = {
    technicalSiteName: text('technicalSiteName'),
    customerSiteLabel: text('customerSiteLabel'),
    country: text('country'),
    vpnId: text('vpnId'),
  };
  const covered = coveredCountries.some(({ iso2, covered }) => covered && iso2 === parameters.country);
  if (!covered) throw new OrangeRefusal(24, `parameters.country: ${parameters.country} is not covered`);
  if (!vpns.some(({ vpnId }) => vpnId === parameters.vpnId)) {
    throw new OrangeRefusal(24, `parameters.vpnId: customer ${customerCode} has no VPN ${parameters.vpnId}`);
  }
  const { voiceSiteId: place, created } = settings();
  const voiceSiteId = `VS${firstSite + orders.length}`;
  const status = place === 'later' ? 'inProgress' : 'delivered';
  const taken: VoicesiteOrder = {
    orderId: `ORD-${String(orders.length + 1).padStart(6, '0')}`,
    customerCode,
    customerOrderReference: text('customerOrderReference'),
    voiceSiteId,
    creationDate: new Date().toISOString(),
  };
  orders.push(taken);
  sites.push({ voiceSiteId, ...parameters, customerCode, status });
  const body = {
    orderId: taken.orderId,
    customerOrderReference: taken.customerOrderReference,
    productReference: 'voicesite',
    status,
    creationDate: taken.creationDate,
    ...(place === 'top' && { voiceSiteId }),
    parameters: { ...parameters, ...(place === 'parameters' && { voiceSiteId }) },
  };
  return { status: created, body };
}
