import type { Node, NodeAPI } from 'node-red';
import { namesIn } from '../../schema/names.ts';
import { listenWith, type SourceConfig } from '../channel/source.ts';
import { CallTracking } from './call-tracking.ts';

/** Registers the event source that follows calls from beginning to end. */
export function registerCall(RED: NodeAPI): void {
  RED.nodes.registerType('opentouch-call', function (this: Node, config: SourceConfig) {
    RED.nodes.createNode(this, config);
    listenWith(RED, this, config, {
      listener({ emit, followsCalls }) {
        const tracking = new CallTracking((topic, summary) => {
          const about = { package: 'telephony', loginName: summary.loginName };
          const [party] = summary.parties;
          const inShort = [party?.number ?? party?.name ?? party?.loginName, topic].filter(Boolean).join(' ');
          emit({ topic, payload: structuredClone(summary), about, inShort });
        });
        followsCalls(() => tracking.live());
        return {
          interest: { packages: ['telephony'], events: [], loginNames: namesIn(config.loginNames) },
          wantsState: true,
          onEvent: (event) => tracking.receive(event),
          onRecovering: () => tracking.expectState(),
          onResync: (resync) => tracking.correct(resync),
        };
      },
    });
  });
}
