import type { NodeDescription } from '../types.ts';
import { directoryTypes } from './directory.types.ts';

/** Packages under which OpenTouch groups its events, as far as their names are known. */
export const eventPackages = ['telephony', 'user', 'eventSummary', 'unifiedComLog', 'routingManagement'] as const;

/** Attributes of people that can be searched. */
const searched = directoryTypes.Attribute.filter((name) => !['OTNODE', 'VCARD', 'PHOTO', 'UNKNOWN'].includes(name));
const comparisons = directoryTypes.Operation.filter((name) => name !== 'AND' && name !== 'OR');

/** Node types of OpenTouch that are no operations. */
export const opentouchNodes = {
  'opentouch-server': {
    set: 'opentouch',
    category: 'config',
    labelFrom: 'url',
    properties: {
      name: { kind: 'text', value: '' },
      url: { kind: 'text', value: '', required: true },
      secondUrl: { kind: 'text', value: '' },
      addressMode: { kind: 'choice', value: 'typed', options: ['typed', 'public', 'private'] },
      authentication: { kind: 'choice', value: 'basic', options: ['basic', 'nosso'] },
      login: { kind: 'text', value: '', required: true, credential: true },
      password: { kind: 'secret', value: '', required: true, credential: true },
      applicationName: { kind: 'text', value: 'Node-RED' },
      loginName: { kind: 'text', value: '' },
      deviceId: { kind: 'text', value: '' },
      supervisedType: {
        kind: 'choice',
        value: '',
        options: ['', 'LOGIN_NAME', 'PHONE_NUMBER', 'EMAIL', 'INSTANT_MESSAGING_ID'],
      },
      supervisedId: { kind: 'text', value: '' },
      timeout: { kind: 'number', value: '10', min: 1, max: 600 },
      tls: { kind: 'config', value: '', config: 'tls-config' },
      proxy: { kind: 'config', value: '', config: 'http proxy' },
    },
  },
  'opentouch-events': {
    set: 'opentouch',
    category: 'OpenTouch-events',
    color: '#b79fd3',
    icon: 'telephony-event.svg',
    inputs: 0,
    outputs: 1,
    labelFrom: 'packages',
    properties: {
      name: { kind: 'text', value: '' },
      server: { kind: 'config', value: '', config: 'opentouch-server', required: true },
      // A server has more packages than any reference tells the names of.
      packages: { kind: 'choices', value: ['telephony'], options: eventPackages, free: true },
      events: { kind: 'events', value: [] },
      loginNames: { kind: 'text', value: '' },
      // Not `outputs`: there Node-RED keeps the number of ports.
      outputMode: { kind: 'output', value: 'one', options: ['one', 'per event'] },
    },
  },
  'opentouch-call': {
    set: 'opentouch',
    category: 'OpenTouch-events',
    color: '#b79fd3',
    icon: 'telephony-call.svg',
    inputs: 0,
    outputs: 1,
    labelFrom: 'loginNames',
    properties: {
      name: { kind: 'text', value: '' },
      server: { kind: 'config', value: '', config: 'opentouch-server', required: true },
      loginNames: { kind: 'text', value: '' },
    },
  },
  'opentouch-search-directory': {
    set: 'opentouch-directory',
    category: 'OpenTouch-directory',
    color: '#b79fd3',
    icon: 'telephony-directory.svg',
    inputs: 1,
    outputs: 1,
    labelFrom: 'search',
    properties: {
      name: { kind: 'text', value: '' },
      server: { kind: 'config', value: '', config: 'opentouch-server', required: true },
      search: { kind: 'typed', value: { type: 'msg', value: 'payload' } },
      criteria: { kind: 'criteria', value: [], options: searched, comparisons },
      match: { kind: 'choice', value: 'all', options: ['all', 'any'] },
      filter: { kind: 'typed', value: { type: 'json', value: '' }, typed: 'object' },
      result: { kind: 'choice', value: 'list', options: ['list', 'each'] },
      limit: { kind: 'typed', value: { type: 'num', value: '' }, typed: 'number' },
      directories: { kind: 'typed', value: { type: 'str', value: '' } },
      attributes: { kind: 'typed', value: { type: 'str', value: '' } },
      loginName: { kind: 'typed', value: { type: 'str', value: '' } },
    },
  },
  'opentouch-operation': {
    set: 'opentouch',
    category: 'OpenTouch-operations',
    color: '#b79fd3',
    icon: 'telephony-call.svg',
    inputs: 1,
    outputs: 1,
    labelFrom: 'operation',
    properties: {
      name: { kind: 'text', value: '' },
      server: { kind: 'config', value: '', config: 'opentouch-server', required: true },
      operation: { kind: 'operation', value: '', required: true },
    },
  },
} as const satisfies Readonly<Record<string, NodeDescription>>;
