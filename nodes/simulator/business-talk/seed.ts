import { coveredCountries } from './coverage.ts';

/** A customer of Business Talk. */
export interface SiteCustomer {
  readonly customerCode: string;
  readonly name: string;
  readonly contractNumber: string;
  readonly apiContractId: string;
  readonly pricingApprovalNumber: string;
  readonly type: string;
  readonly vpns: readonly Vpn[];
}

/** A customer's network. */
export interface Vpn {
  readonly vpnId: string;
  readonly name: string;
  readonly vpnCode: string;
}

/** A site with telephony. */
export interface Voicesite {
  readonly voiceSiteId: string;
  readonly technicalSiteName: string;
  readonly customerSiteLabel: string;
  readonly country: string;
  readonly vpnId: string;
  readonly customerCode: string;
  readonly status: string;
}

/** The customers that there are. */
export const customers: readonly SiteCustomer[] = [
  {
    customerCode: '9999',
    name: 'Example Industries',
    contractNumber: 'C-0009999',
    apiContractId: 'API-9999',
    pricingApprovalNumber: 'PA-1001',
    type: 'Customer',
    vpns: [
      { vpnId: 'aa76e66dfc63', name: 'Example Europe', vpnCode: 'EXEU' },
      { vpnId: '3a45b33edf33', name: 'Example World', vpnCode: 'EXWW' },
    ],
  },
  {
    customerCode: '8888',
    name: 'Sample Retail',
    contractNumber: 'C-0008888',
    apiContractId: 'API-8888',
    pricingApprovalNumber: 'PA-1002',
    type: 'Prospect',
    vpns: [{ vpnId: '5c91d07ab2e4', name: 'Sample Stores', vpnCode: 'SMST' }],
  },
];

const howMany = 60;

/** More sites than one page of a list holds. */
export function seededSites(): Voicesite[] {
  const covered = coveredCountries.filter((country) => country.covered);
  const places = customers.flatMap(({ customerCode, vpns }) => vpns.map(({ vpnId }) => ({ customerCode, vpnId })));
  return Array.from({ length: howMany }, (_, index) => {
    const { iso2 = 'FR', name = 'France' } = covered[index % covered.length] ?? {};
    const { customerCode = '', vpnId = '' } = places[index % places.length] ?? {};
    const number = String(index + 1).padStart(3, '0');
    return {
      voiceSiteId: `VS${10_000 + index}`,
      technicalSiteName: `${iso2}-SITE-${number}`,
      customerSiteLabel: `${name} ${number}`,
      country: iso2,
      vpnId,
      customerCode,
      status: 'delivered',
    };
  });
}
