import type { Domain, Field } from '../types.ts';
import { countries } from './countries.ts';
import { country, customerCode } from './ids.ts';

const vpnId = {
  type: 'string',
  required: true,
  at: 'parameters.vpnId',
  lookup: { operation: 'business-talk-get-vpns', id: 'vpnId', shows: ['name'] },
} as const satisfies Field;

/** All of the API: who one is, whom one may order for, what can be ordered and what was. */
export const voicesites = {
  set: 'business-talk',
  system: 'business-talk',
  chapter: 'Business Talk',
  category: 'Business Talk',
  icon: 'telephony-site.svg',
  ids: { customerCode, iso2: country },
  representations: {
    Me: {
      rightsProfile: { type: 'string' },
    },
    Customer: {
      name: { type: 'string' },
      customerCode: { type: 'string' },
      contractNumber: { type: 'string' },
      apiContractId: { type: 'string' },
      pricingApprovalNumber: { type: 'string' },
      type: { type: 'string' },
    },
    Vpn: {
      vpnId: { type: 'string' },
      name: { type: 'string' },
      vpnCode: { type: 'string' },
    },
    Country: countries,
    CountryCoverage: {
      name: { type: 'string' },
      coverage: { type: 'Coverage' },
      iso2: { type: 'string' },
      countryCode: { type: 'string' },
    },
    // Yes or No, but for the last two.
    Coverage: {
      businessTalkOnline: { type: 'string' },
      domesticEmergency: { type: 'string' },
      enquiryDB: { type: 'string' },
      nonGeographicDest: { type: 'string' },
      modemISDNCall: { type: 'string' },
      faxISDNCall: { type: 'string' },
      voiceISDNCall: { type: 'string' },
      modemAnalogCall: { type: 'string' },
      faxAnalogCall: { type: 'string' },
      voiceAnalogCall: { type: 'string' },
      onnet: { type: 'string' },
      // The server's own spelling.
      offnetIntenationalDest: { type: 'string' },
      offnetDomesticDest: { type: 'string' },
      didNumber: { type: 'string' },
      comment: { type: 'string' },
      didNumberZone: { type: 'string' },
    },
    VoicesiteOrder: {
      customerOrderReference: { type: 'string', required: true },
      technicalSiteName: { type: 'string', required: true, at: 'parameters.technicalSiteName' },
      customerSiteLabel: { type: 'string', required: true, at: 'parameters.customerSiteLabel' },
      country: { ...country, at: 'parameters.country' },
      vpnId,
    },
    // No page shows one; servers send more.
    Order: {
      orderId: { type: 'string' },
      customerOrderReference: { type: 'string' },
      productReference: { type: 'string' },
      status: { type: 'string' },
      creationDate: { type: 'string' },
      parameters: { type: 'OrderParameters' },
    },
    OrderParameters: {
      technicalSiteName: { type: 'string' },
      customerSiteLabel: { type: 'string' },
      country: { type: 'string' },
      vpnId: { type: 'string' },
      voiceSiteId: { type: 'string' },
    },
    Voicesite: {
      voiceSiteId: { type: 'string' },
      technicalSiteName: { type: 'string' },
      customerSiteLabel: { type: 'string' },
      country: { type: 'string' },
      vpnId: { type: 'string' },
      customerCode: { type: 'string' },
      status: { type: 'string' },
    },
  },
  operations: {
    'business-talk-check-key': {
      method: 'GET',
      path: '/me',
      result: 'Me',
    },
    'business-talk-get-customers': {
      method: 'GET',
      path: '/customers',
      result: 'Customer',
      many: true,
    },
    'business-talk-get-vpns': {
      method: 'GET',
      path: '/customers/{customerCode}/vpns',
      result: 'Vpn',
      many: true,
    },
    'business-talk-check-coverage': {
      method: 'GET',
      path: '/countries/{iso2}',
      result: 'CountryCoverage',
      highlights: {
        covered: { at: ['coverage.businessTalkOnline', '**.businessTalkOnline'], yesNo: true },
        // Somebody will correct the spelling one day.
        offnetInternationalDest: {
          at: ['coverage.offnetInternationalDest', 'coverage.offnetIntenationalDest'],
          yesNo: true,
        },
      },
    },
    'business-talk-create-voicesite': {
      method: 'POST',
      path: '/customers/{customerCode}/orders/voicesite',
      body: 'VoicesiteOrder',
      result: 'Order',
      highlights: { voiceSiteId: { at: ['**.voiceSiteId'] } },
    },
    'business-talk-get-voicesites': {
      method: 'GET',
      path: '/voicesites',
      query: { offset: { type: 'int', min: 0, unit: 'items' }, limit: { type: 'int', min: 1, unit: 'items' } },
      result: 'Voicesite',
      many: true,
      pages: { totalHeader: 'X-Total-Count' },
    },
  },
  events: {},
} as const satisfies Domain;
