import type { Claim, Hint, Incoming, Reply, SimulatedSystem } from '../system.ts';

export type OrangeOptions = Readonly<Record<string, never>>;

/** Orange sign-in. */
export class Orange implements SimulatedSystem {
  readonly name = 'orange';
  readonly title = 'Orange sign-in';
  readonly actions: SimulatedSystem['actions'] = {};
  readonly controls: SimulatedSystem['controls'] = {};

  constructor(_options: OrangeOptions = {}) {}

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
