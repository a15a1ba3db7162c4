import type { Node, NodeAPI, NodeDef } from 'node-red';
import { callEvents } from '../../catalogue/tasks/calls.ts';
import { CallTracking } from '../../opentouch/calls/call-tracking.ts';
import { listenWith } from '../../opentouch/channel/source.ts';
import type { SourceHandle } from '../../runtime/nodes/event-source.ts';
import { namesIn } from '../../schema/names.ts';
import { listenAt } from '../../teaming/source.ts';
import { type CallFilter, callFilter } from './call-filter.ts';
import type { CallMessage } from './call-message.ts';
import { opentouchCallMessages } from './opentouch-calls.ts';
import { TeamingCalls } from './teaming-calls.ts';

/** What a flow stores for a source of calls. */
interface CallsConfig extends NodeDef, CallFilter {
  readonly system?: string;
  readonly server?: string;
  readonly account?: string;
  /** Comma-separated login names or user ids; empty: the account's own user. */
  readonly userNames?: string;
}

/** Registers the event source of calls, of either system. */
export function registerCalls(RED: NodeAPI): void {
  RED.nodes.registerType('telephony-calls', function (this: Node, config: CallsConfig) {
    RED.nodes.createNode(this, config);
    if (config.system === 'teaming') followTeaming(RED, this, config);
    else followOpenTouch(RED, this, config);
  });
}

function followOpenTouch(RED: NodeAPI, node: Node, config: CallsConfig): void {
  const isWanted = callFilter(config);
  listenWith(RED, node, config, {
    outputs: callEvents,
    listener(source) {
      const tracking = new CallTracking((moment, summary) => {
        tell(source, opentouchCallMessages(moment, summary).filter(isWanted), 'telephony');
      });
      source.followsCalls(() => tracking.live());
      return {
        interest: { packages: ['telephony'], events: [], loginNames: namesIn(config.userNames) },
        wantsState: true,
        onEvent: (event) => tracking.receive(event),
        onRecovering: () => tracking.expectState(),
        onResync: (resync) => tracking.correct(resync),
      };
    },
  });
}

function followTeaming(RED: NodeAPI, node: Node, config: CallsConfig): void {
  const isWanted = callFilter(config);
  const eventType = 'Basic Call';
  listenAt(RED, node, config, {
    outputs: callEvents,
    listener(source) {
      const calls = new TeamingCalls();
      source.followsCalls(() => calls.live());
      return {
        interest: { users: namesIn(config.userNames), eventTypes: [eventType], audio: false },
        onNews: (news) => tell(source, calls.receive(news).filter(isWanted), eventType),
      };
    },
  });
}

function tell({ emit }: SourceHandle, calls: readonly CallMessage[], from: string): void {
  for (const call of calls) {
    const inShort = [call.number ?? call.name, call.event].filter(Boolean).join(' ');
    emit({ topic: call.event, payload: call, about: { package: from, user: call.user }, inShort });
  }
}
