import type { Node, NodeAPI } from 'node-red';
import type { TelephonyError } from './errors.ts';

/** Reports why a node cannot work, as soon as the flow's Catch nodes can hear it. */
export function failAtStart(RED: NodeAPI, node: Node, error: TelephonyError): void {
  node.status({ fill: 'red', shape: 'ring', text: error.code });
  const report = () => node.error(error, {});
  RED.events.once('flows:started', report);
  node.on('close', () => RED.events.removeListener('flows:started', report));
}
