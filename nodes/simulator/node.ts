import type { Node, NodeAPI, NodeDef } from 'node-red';
import { systems as known } from '../catalogue/index.ts';
import type { SystemName } from '../catalogue/types.ts';
import type { Simulator } from './index.ts';

/** Properties of the node as a flow stores them. A `${VARIABLE}` arrives as the variable's text. */
interface SimulatorNode extends NodeDef {
  readonly port: number | string;
  readonly systems?: readonly string[];
}

/** Milliseconds until the nodes of a flow that is just being started can receive. */
const settled = 100;

/** The node type `telephony-simulator`: a server for as long as the flow is deployed. */
export function registerSimulator(RED: NodeAPI): void {
  RED.nodes.registerType('telephony-simulator', function (this: Node, config: SimulatorNode) {
    RED.nodes.createNode(this, config);
    run(this, config);
  });
}

function run(node: Node, config: SimulatorNode): void {
  const port = Number(config.port);
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    node.status({ fill: 'red', shape: 'ring', text: 'port?' });
    node.error(`"${config.port}" is no port: a number between 1 and 65535 is expected`);
    return;
  }
  let announcement: NodeJS.Timeout | undefined;
  let closed = false;

  const started = ({ url, users }: Simulator) => {
    if (closed) return;
    node.status({ fill: 'green', shape: 'dot', text: String(port) });
    announcement = setTimeout(() => node.send({ topic: 'started', payload: { url, users } }), settled);
  };

  const failed = (error: NodeJS.ErrnoException) => {
    if (closed) return;
    node.status({ fill: 'red', shape: 'ring', text: String(port) });
    const taken = `port ${port} is taken by another program: choose another one, or stop that program`;
    node.error(error.code === 'EADDRINUSE' ? taken : `the simulator could not start on port ${port}: ${error.message}`);
  };

  // The servers are loaded with the first node that needs them.
  const shared = import('./shared.ts');
  const acquired = shared.then(({ acquire }) => acquire({ port, systems: systemsOf(config.systems) }));
  acquired.then(started, failed);

  node.on('close', (done: () => void) => {
    closed = true;
    clearTimeout(announcement);
    node.status({});
    acquired
      .then(async () => (await shared).release(port))
      .catch(() => undefined)
      .finally(done);
  });
}

function systemsOf(names: readonly string[] = []): SystemName[] {
  const all = Object.keys(known) as SystemName[];
  const chosen = all.filter((name) => names.includes(name));
  return chosen.length ? chosen : all;
}
