import { opentouch } from './opentouch/index.ts';
import { opentouchNodes } from './opentouch/nodes.ts';
import { simulatorNodes } from './simulator.ts';
import type { NodeDescription, System, SystemName } from './types.ts';

/** Everything that the package knows of the APIs, as data. */
export const systems: Readonly<Record<SystemName, System>> = { opentouch };

/** All node types that are no operations. */
export const otherNodes: Readonly<Record<string, NodeDescription>> = { ...opentouchNodes, ...simulatorNodes };
