import type { Node, NodeAPI, NodeDef } from 'node-red';
import { businessTalkNodes } from '../catalogue/business-talk/nodes.ts';
import { teamingNodes } from '../catalogue/teaming/nodes.ts';
import type { NodeDescription } from '../catalogue/types.ts';
import { credentialsOf } from '../runtime/credentials.ts';

/** Registers the account node of Teaming. */
export function registerTeaming(RED: NodeAPI): void {
  register(RED, 'teaming-account', teamingNodes['teaming-account']);
}

/** Registers the account node of Business Talk. */
export function registerBusinessTalk(RED: NodeAPI): void {
  register(RED, 'business-talk-account', businessTalkNodes['business-talk-account']);
}

function register(RED: NodeAPI, type: string, description: NodeDescription): void {
  const construct = function (this: Node, config: NodeDef): void {
    RED.nodes.createNode(this, config);
  };
  RED.nodes.registerType(type, construct, { credentials: credentialsOf(description) });
}
