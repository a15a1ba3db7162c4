import type { Domain } from '../types.ts';
import { directoryChoices } from './choices.ts';
import { directoryTypes } from './directory.types.ts';

const LICENCES = ['TELEPHONY_ADVANCED'] as const;

/** Chapter "Directory search" of the OpenTouch REST API reference. */
export const directory = {
  set: 'opentouch-directory',
  system: 'opentouch',
  chapter: 'Directory search',
  category: 'OpenTouch directory',
  icon: 'telephony-directory.svg',
  representations: directoryTypes,
  choices: directoryChoices,
  operations: {
    'opentouch-get-directory-attributes': {
      method: 'GET',
      path: '/directory/attributes',
      query: { loginName: { type: 'string' } },
      result: 'Attributes',
      licences: LICENCES,
      since: '2.6',
    },
    'opentouch-get-directory-attribute': {
      method: 'GET',
      path: '/directory/attributes/{attribute}',
      ids: { attribute: { type: 'Attribute', required: true } },
      query: { loginName: { type: 'string' } },
      result: 'AttributeProperties',
      licences: LICENCES,
      since: '2.6',
    },
    'opentouch-get-directories': {
      method: 'GET',
      path: '/directory/directories',
      query: { loginName: { type: 'string' } },
      result: 'Directories',
      licences: LICENCES,
    },
    'opentouch-start-search': {
      method: 'POST',
      path: '/directory/search',
      query: { loginName: { type: 'string' } },
      body: 'SearchRequest',
      result: 'string',
      // Nothing takes it: the other requests mean the search that was started last.
      reference: 'searchId',
      licences: LICENCES,
    },
    'opentouch-get-search-results': {
      method: 'GET',
      path: '/directory/search',
      query: { loginName: { type: 'string' } },
      result: 'SearchResult',
      licences: LICENCES,
    },
    'opentouch-delete-search': {
      method: 'DELETE',
      path: '/directory/search',
      query: { loginName: { type: 'string' } },
      licences: LICENCES,
    },
  },
  events: {},
} as const satisfies Domain;
