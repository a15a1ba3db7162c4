import type { Domain, Field } from '../types.ts';
import { countries } from './countries.ts';
import { country, customerCode } from './ids.ts';

const voiceSiteId = {
  type: 'string',
  required: true,
  lookup: { operation: 'business-talk-get-voicesites', id: 'voiceSiteId', shows: ['technicalSiteName'] },
} as const satisfies Field;

const { required: _, ...anyCountry } = country;

/**
 * Routers and numbers of Business Talk in production. The published pages of the beta do not have them: they are known from
 * public clients, so that paths and fields are as those send them.
 */
export const numbers = {
  set: 'business-talk-numbers',
  system: 'business-talk',
  chapter: 'Business Talk numbers',
  category: 'Business Talk',
  icon: 'telephony-site.svg',
  ids: { customerCode },
  representations: {
    Country: countries,
    Router: {
      name: { type: 'string' },
      country: { type: 'string' },
      customerDefinedCode: { type: 'string' },
      siteReference: { type: 'string' },
      city: { type: 'string' },
      zipcode: { type: 'string' },
      accessSiteId: { type: 'string' },
    },
    CloudVoiceNumber: {
      number: { type: 'string', required: true },
      status: { type: 'string' },
      usage: { type: 'string' },
      history: { type: 'NumberChange', many: true },
      voiceSite: { type: 'NumberSite' },
    },
    NumberChange: {
      date: { type: 'string' },
      status: { type: 'string' },
    },
    NumberSite: {
      voiceSiteId: { type: 'string' },
      technicalSiteName: { type: 'string' },
    },
    NumberOrder: {
      voiceOffer: { type: 'string', required: true, values: ['btlvs'], free: true },
      voiceSiteId,
      numbers: { type: 'NumberRange', many: true, required: true },
    },
    // Both ends belong to it.
    NumberRange: {
      usage: { type: 'string', required: true, values: ['CallingUserAssignment'], free: true },
      rangeStart: { type: 'string', required: true, codec: ['digits'], example: '33155560100' },
      rangeStop: { type: 'string', required: true, codec: ['digits'], example: '33155560109' },
    },
  },
  choices: {
    accessSiteId: { operation: 'business-talk-get-routers', id: 'accessSiteId', shows: ['name', 'city'] },
    number: { operation: 'business-talk-get-numbers', id: 'number', shows: ['voiceSite.technicalSiteName', 'status'] },
  },
  operations: {
    'business-talk-get-routers': {
      method: 'GET',
      path: '/customers/{customerCode}/routers',
      query: {
        country: anyCountry,
        accessSiteId: { type: 'string' },
        offset: { type: 'int', min: 0, unit: 'items' },
        limit: { type: 'int', min: 1, unit: 'items' },
      },
      result: 'Router',
      many: true,
      pages: { totalHeader: 'X-Total-Count' },
    },
    'business-talk-get-numbers': {
      method: 'GET',
      path: '/customers/{customerCode}/opc/cloudvoicenumbers',
      query: {
        number: { type: 'string', codec: ['digits'] },
        offset: { type: 'int', min: 0, unit: 'items' },
        limit: { type: 'int', min: 1, max: 1000, unit: 'items' },
      },
      result: 'CloudVoiceNumber',
      many: true,
      pages: {},
    },
    'business-talk-publish-numbers': {
      method: 'POST',
      path: '/customers/{customerCode}/opc/cloudvoicenumbers',
      body: 'NumberOrder',
      fallbacks: { voiceOffer: 'btlvs' },
    },
    'business-talk-release-numbers': {
      method: 'POST',
      path: '/customers/{customerCode}/opc/cloudvoicenumbers/release',
      body: 'NumberOrder',
      fallbacks: { voiceOffer: 'btlvs' },
    },
  },
  events: {},
} as const satisfies Domain;
