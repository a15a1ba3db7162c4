import { telephony } from './category.ts';
import type { NodeDescription } from './property.ts';

/** The local server that behaves as the real systems do. */
export const simulatorNodes = {
  'telephony-simulator': {
    set: 'telephony-simulator',
    category: telephony,
    color: '#a9bfb0',
    icon: 'telephony-simulator.svg',
    inputs: 1,
    outputs: 1,
    labelFrom: 'port',
    properties: {
      name: { value: '' },
      port: { type: 'int', value: '18080', required: true, min: 1, max: 65535 },
      systems: { many: true, value: [], values: ['opentouch', 'teaming', 'business-talk', 'business-apps'] },
    },
  },
} as const satisfies Readonly<Record<string, NodeDescription>>;
