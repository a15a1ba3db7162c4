import { Server as SecureServer } from 'node:https';
import type { Node, NodeAPI, NodeDef } from 'node-red';
import { systems as known } from '../catalogue/index.ts';
import type { SystemName } from '../catalogue/types.ts';

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
    run(RED, this, config);
  });
}

function run(RED: NodeAPI, node: Node, config: SimulatorNode): void {
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  const later = (speak: () => void) => {
    timer = setTimeout(speak, settled);
  };
  const stopped = (done: () => void) => {
    closed = true;
    clearTimeout(timer);
    node.status({});
    done();
  };
  const failed = (text: string, problem: string) => {
    if (closed) return;
    node.status({ fill: 'red', shape: 'ring', text });
    // With a message, for Catch nodes see no other errors.
    later(() => node.error(problem, {}));
  };

  const port = Number(config.port);
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    failed('port?', `"${config.port}" is no port: a number between 1 and 65535 is expected`);
    node.on('close', stopped);
    return;
  }
  // The servers are loaded with the first node that needs them.
  const shared = import('./shared.ts');
  const acquired = shared.then(({ acquire }) =>
    acquire({ port, systems: systemsOf(config.systems), businessApps: { home: () => homeOf(RED) } }),
  );
  acquired.then(
    ({ url, users }) => {
      if (closed) return;
      node.status({ fill: 'green', shape: 'dot', text: String(port) });
      later(() => node.send({ topic: 'started', payload: { url, users } }));
    },
    (error: NodeJS.ErrnoException) => failed(String(port), problemOf(error, port)),
  );
  node.on('close', (done: () => void) => {
    const released = acquired.then(async () => (await shared).release(port)).catch(() => undefined);
    stopped(() => released.finally(done));
  });
}

/** Where the flows of this Node-RED are reached from this machine. */
function homeOf({ server, settings }: NodeAPI): string | undefined {
  const address = server?.address();
  if (!address || typeof address === 'string') return undefined;
  const root = String(settings.httpNodeRoot || '/').replace(/\/$/, '');
  return `${server instanceof SecureServer ? 'https' : 'http'}://127.0.0.1:${address.port}${root}`;
}

function problemOf(error: NodeJS.ErrnoException, port: number): string {
  return error.code === 'EADDRINUSE'
    ? `port ${port} is taken by another program: choose another one, or stop that program`
    : `the simulator could not start on port ${port}: ${error.message}`;
}

/** No choice means all of them. */
function systemsOf(names: readonly string[] = []): SystemName[] {
  const all = Object.keys(known) as SystemName[];
  const chosen = all.filter((name) => names.includes(name));
  return chosen.length ? chosen : all;
}
