import { businessApps } from './business-apps/index.ts';
import { businessAppsNodes } from './business-apps/nodes.ts';
import { businessTalk } from './business-talk/index.ts';
import { businessTalkNodes } from './business-talk/nodes.ts';
import { opentouch } from './opentouch/index.ts';
import { opentouchNodes } from './opentouch/nodes.ts';
import type { NodeDescription } from './property.ts';
import { simulatorNodes } from './simulator.ts';
import { taskNodes } from './tasks/index.ts';
import { teaming } from './teaming/index.ts';
import { teamingNodes } from './teaming/nodes.ts';
import type { System, SystemName } from './types.ts';

/** Everything that the package knows of the APIs, as data. */
export const systems: Readonly<Record<SystemName, System>> = {
  opentouch,
  teaming,
  'business-talk': businessTalk,
  'business-apps': businessApps,
};

/** All node types that are no operations. */
export const otherNodes: Readonly<Record<string, NodeDescription>> = {
  ...taskNodes,
  ...opentouchNodes,
  ...teamingNodes,
  ...businessTalkNodes,
  ...businessAppsNodes,
  ...simulatorNodes,
};
