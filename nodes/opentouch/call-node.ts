import type { Node, NodeAPI, NodeMessage } from 'node-red';
import { namesIn } from '../runtime/names.ts';
import { CallKeeper } from './calls/keeper.ts';
import { listenWith, type SourceConfig } from './source.ts';

/** Registers the event source that follows calls from beginning to end. */
export function registerCall(RED: NodeAPI): void {
  RED.nodes.registerType('opentouch-call', function (this: Node, config: SourceConfig) {
    RED.nodes.createNode(this, config);
    const keeper = new CallKeeper((topic, story) => {
      const event = {
        system: 'opentouch',
        package: 'telephony',
        loginName: story.loginName,
        receivedAt: new Date().toISOString(),
      };
      this.send({ topic, payload: structuredClone(story), event } as NodeMessage);
    });
    listenWith(RED, this, config, {
      interest: { packages: ['telephony'], events: [], loginNames: namesIn(config.loginNames) },
      wantsState: true,
      onEvent: (event) => keeper.receive(event),
      onRecovering: () => keeper.expectState(),
      onResync: (resync) => keeper.correct(resync),
    });
  });
}
