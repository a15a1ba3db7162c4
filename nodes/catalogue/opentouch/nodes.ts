import type { NodeDescription } from '../property.ts';
import { directoryTypes } from './directory.types.ts';

/** Packages under which OpenTouch groups its events, as far as their names are known. */
export const eventPackages = ['telephony', 'user', 'eventSummary', 'unifiedComLog', 'routingManagement'] as const;

/** Attributes of people that can be searched. */
const searched = directoryTypes.Attribute.filter((name) => !['OTNODE', 'VCARD', 'PHOTO', 'UNKNOWN'].includes(name));
const comparisons = directoryTypes.Operation.filter((name) => name !== 'AND' && name !== 'OR');

const login = { operation: 'opentouch-get-calls', field: 'loginName' } as const;
const loginName = { 'opentouch-server': login };
const loginNames = { 'opentouch-server': { ...login, many: true } } as const;
const deviceId = {
  'opentouch-server': { operation: 'opentouch-make-call', field: 'deviceId', known: { loginName: 'loginName' } },
};

/** Node types of OpenTouch that are no operations. */
export const opentouchNodes = {
  'opentouch-server': {
    set: 'opentouch',
    category: 'config',
    checks: true,
    labelFrom: 'url',
    properties: {
      name: { value: '' },
      url: { value: '', required: true, example: 'https://opentouch.example.com' },
      secondUrl: { value: '', rare: true, example: 'https://opentouch2.example.com' },
      addressMode: { value: 'typed', values: ['typed', 'public', 'private'], rare: true },
      clearChannel: { type: 'boolean', value: false, rare: true },
      authentication: { value: 'basic', values: ['basic', 'nosso'], rare: true },
      login: { value: '', required: true, credential: true, example: 'alice@example.com' },
      password: { secret: true, value: '', required: true, credential: true },
      applicationName: { value: 'Node-RED', rare: true },
      loginName: { value: '', choices: loginName, example: 'alice' },
      deviceId: { value: '', choices: deviceId, example: '1001' },
      supervisedType: {
        value: '',
        values: ['', 'LOGIN_NAME', 'PHONE_NUMBER', 'EMAIL', 'INSTANT_MESSAGING_ID'],
        rare: true,
      },
      supervisedId: { value: '', rare: true, example: 'alice' },
      timeout: { type: 'int', value: '10', min: 1, max: 600, rare: true, unit: 'seconds' },
      tls: { value: '', config: 'tls-config' },
      proxy: { value: '', config: 'http proxy' },
    },
  },
  'opentouch-events': {
    set: 'opentouch',
    category: 'OpenTouch events',
    color: '#b79fd3',
    icon: 'telephony-event.svg',
    inputs: 0,
    outputs: 1,
    labelFrom: 'packages',
    properties: {
      name: { value: '' },
      server: { value: '', config: 'opentouch-server', required: true },
      // A server has more packages than any reference tells the names of.
      packages: { many: true, value: ['telephony'], values: eventPackages, free: true },
      events: { editor: 'events', value: [] },
      loginNames: { value: '', choices: loginNames, example: 'alice, bob' },
      // Not `outputs`: there Node-RED keeps the number of ports.
      outputMode: { editor: 'output', value: 'one', values: ['one', 'per event'] },
    },
  },
  'opentouch-call': {
    set: 'opentouch',
    category: 'OpenTouch events',
    color: '#b79fd3',
    icon: 'telephony-call.svg',
    inputs: 0,
    outputs: 1,
    labelFrom: 'loginNames',
    properties: {
      name: { value: '' },
      server: { value: '', config: 'opentouch-server', required: true },
      loginNames: { value: '', choices: loginNames, example: 'alice, bob' },
    },
  },
  'opentouch-search-directory': {
    set: 'opentouch-directory',
    category: 'OpenTouch directory',
    color: '#b79fd3',
    icon: 'telephony-directory.svg',
    inputs: 1,
    outputs: 1,
    labelFrom: 'search',
    properties: {
      name: { value: '' },
      server: { value: '', config: 'opentouch-server', required: true },
      search: { editor: 'typed', value: { type: 'msg', value: 'payload' } },
      criteria: { editor: 'criteria', value: [], values: searched, comparisons },
      match: { value: 'all', values: ['all', 'any'] },
      filter: { editor: 'typed', value: { type: 'json', value: '' }, type: 'object' },
      result: { value: 'list', values: ['list', 'each'] },
      limit: { editor: 'typed', value: { type: 'num', value: '' }, type: 'int', unit: 'items', example: '20' },
      directories: { editor: 'typed', value: { type: 'str', value: '' } },
      attributes: { editor: 'typed', value: { type: 'str', value: '' } },
      loginName: { editor: 'typed', value: { type: 'str', value: '' }, choices: loginName, example: 'alice' },
      actorsFromRequest: { type: 'boolean', value: false },
      errorOutput: { editor: 'errors', type: 'boolean', value: false },
    },
  },
  'opentouch-operation': {
    set: 'opentouch-operation',
    category: 'OpenTouch advanced',
    color: '#b79fd3',
    icon: 'telephony-call.svg',
    inputs: 1,
    outputs: 1,
    labelFrom: 'operation',
    properties: {
      name: { value: '' },
      server: { value: '', config: 'opentouch-server', required: true },
      operation: { editor: 'operation', value: '', required: true },
    },
  },
} as const satisfies Readonly<Record<string, NodeDescription>>;
