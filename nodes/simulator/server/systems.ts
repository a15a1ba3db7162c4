import type { SystemName } from '../../catalogue/types.ts';
import { BusinessApps, type BusinessAppsOptions } from '../business-apps/index.ts';
import { BusinessTalk, type BusinessTalkOptions } from '../business-talk/index.ts';
import { SimulatedOpenTouch } from '../opentouch/server/opentouch.ts';
import type { OpenTouchOptions } from '../opentouch/server/options.ts';
import { Orange, type OrangeOptions } from '../orange/index.ts';
import { Teaming, type TeamingOptions } from '../teaming/index.ts';
import { teamingCompany } from '../teaming/users/seed.ts';
import type { SimulatedSystem } from './system.ts';

/** How each system is to behave; each has defaults for everything. */
export interface SystemOptions {
  readonly opentouch?: OpenTouchOptions;
  readonly orange?: OrangeOptions;
  readonly teaming?: TeamingOptions;
  readonly businessTalk?: BusinessTalkOptions;
  readonly businessApps?: BusinessAppsOptions;
}

/** Everything that can be played, and which parts stand behind the name of a system. */
export function createSystems(options: SystemOptions) {
  const opentouch = new SimulatedOpenTouch(options.opentouch);
  // Those who work with Teaming are those who can sign in.
  const company = options.teaming?.users ?? teamingCompany;
  const orange = new Orange(company, options.orange);
  const teaming = new Teaming(orange, company, options.teaming);
  const businessTalk = new BusinessTalk(orange, options.businessTalk);
  const businessApps = new BusinessApps(orange, options.businessApps);
  const behind: Readonly<Record<SystemName, readonly SimulatedSystem[]>> = {
    opentouch: [opentouch],
    teaming: [orange, teaming],
    'business-talk': [orange, businessTalk],
    'business-apps': [orange, businessApps],
  };
  return { opentouch, orange, teaming, businessTalk, businessApps, behind };
}
