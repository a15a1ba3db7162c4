import type { Orange } from '../orange/index.ts';
import type { Claim, Hint, Incoming, Reply, SimulatedSystem } from '../system.ts';
import type { Employee } from './seed.ts';

export interface TeamingOptions {
  readonly users?: readonly Employee[];
}

/** Orange Teaming. */
export class Teaming implements SimulatedSystem {
  readonly name = 'teaming';
  readonly title = 'Orange Teaming';
  readonly actions: SimulatedSystem['actions'] = {};
  readonly controls: SimulatedSystem['controls'] = {};

  constructor(_orange: Orange, _company: readonly Employee[], _options: TeamingOptions = {}) {}

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
