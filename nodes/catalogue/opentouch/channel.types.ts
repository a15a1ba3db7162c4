import type { Representations } from '../types.ts';

/** Structures of the chapter "Maintenance" of the OpenTouch REST API reference. */
export const channelTypes = {
  OnChannelInformation: {
    eventName: { type: 'string', required: true },
    text: { type: 'string' },
  },
} as const satisfies Representations;
