import type { Domain } from '../types.ts';
import { channelTypes } from './channel.types.ts';

/** Chapter "Maintenance" of the OpenTouch REST API reference. */
export const channel = {
  set: 'opentouch',
  system: 'opentouch',
  chapter: 'Maintenance',
  category: 'OpenTouch events',
  icon: 'telephony-event.svg',
  representations: channelTypes,
  operations: {},
  events: {
    OnChannelInformation: { type: 'OnChannelInformation', unsolicited: true },
  },
} as const satisfies Domain;
