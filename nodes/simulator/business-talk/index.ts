import type { Orange } from '../orange/index.ts';
import type { Claim, Hint, Incoming, Reply, SimulatedSystem } from '../system.ts';

export type BusinessTalkOptions = Readonly<Record<string, never>>;

/** Orange Business Talk. */
export class BusinessTalk implements SimulatedSystem {
  readonly name = 'business-talk';
  readonly title = 'Orange Business Talk';
  readonly actions: SimulatedSystem['actions'] = {};
  readonly controls: SimulatedSystem['controls'] = {};

  constructor(_orange: Orange, _options: BusinessTalkOptions = {}) {}

  claim(_incoming: Incoming): Claim | undefined {
    return undefined;
  }

  refusal(status: number): Reply {
    return { status };
  }

  access(_origin: string) {
    return {};
  }

  hints(_origin: string): readonly Hint[] {
    return [];
  }

  async snapshot() {
    return {};
  }

  stop(): void {}
}
