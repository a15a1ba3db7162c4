import type { Representations } from '../types.ts';

/** Structures of the chapter "Introduction" of the OpenTouch REST API reference. */
export const discoveryTypes = {
  OTRestApiDescriptor: {
    serverInfo: { type: 'ServerInfo', since: '2.1' },
    versions: { type: 'Version', required: true, many: true },
  },
  ProductVersion: {
    major: { type: 'string' },
    minor: { type: 'string' },
  },
  ServerInfo: {
    productName: { type: 'string', required: true },
    productType: { type: 'string', required: true },
    productVersion: { type: 'ProductVersion' },
    haMode: { type: 'boolean' },
  },
  Version: {
    id: { type: 'string', required: true },
    status: { type: 'string', required: true },
    publicUrl: { type: 'string', required: true },
    internalUrl: { type: 'string', required: true },
  },
} as const satisfies Representations;
