import { Server as SecureServer } from 'node:https';
import type { Node, NodeAPI, NodeDef } from 'node-red';
import { systems as known } from '../../catalogue/index.ts';
import type { SystemName } from '../../catalogue/types.ts';
import { TelephonyError } from '../../runtime/errors.ts';
import { runEventSource } from '../../runtime/nodes/event-source.ts';

/** Properties of the node as a flow stores them. A `${VARIABLE}` arrives as the variable's text. */
interface SimulatorNode extends NodeDef {
  readonly port: number | string;
  readonly systems?: readonly string[];
}

/** The node type `telephony-simulator`: a server for as long as the flow is deployed. */
export function registerSimulator(RED: NodeAPI): void {
  RED.nodes.registerType('telephony-simulator', function (this: Node, config: SimulatorNode) {
    RED.nodes.createNode(this, config);
    run(RED, this, config);
  });
}

function run(RED: NodeAPI, node: Node, config: SimulatorNode): void {
  const port = Number(config.port);
  const origin = { system: 'simulator', operation: config.type };
  runEventSource(RED, node, {
    origin,
    start({ emit, show, report, whenStarted }) {
      const failed = (text: string, problem: string) => {
        show({ fill: 'red', shape: 'ring', text });
        whenStarted(() =>
          report(new TelephonyError('INVALID_INPUT', problem, { ...origin, field: 'port', canRetry: false })),
        );
      };
      if (!Number.isInteger(port) || port < 1 || port > 65535) {
        failed('port?', `"${config.port}" is no port: a number between 1 and 65535 is expected`);
        return () => Promise.resolve();
      }
      let closed = false;
      // The servers are loaded with the first node that needs them.
      const shared = import('./shared.ts');
      const acquired = shared.then(({ acquireSimulator }) =>
        acquireSimulator({ port, systems: systemsOf(config.systems), businessApps: { home: () => homeOf(RED) } }),
      );
      acquired.then(
        ({ url, users }) => {
          if (closed) return;
          show({ fill: 'green', shape: 'dot', text: String(port) });
          whenStarted(() => emit({ topic: 'started', payload: { url, users } }));
        },
        (error: NodeJS.ErrnoException) => {
          if (!closed) failed(String(port), problemOf(error, port));
        },
      );
      return async () => {
        closed = true;
        await acquired.then(async () => (await shared).releaseSimulator(port)).catch(() => undefined);
      };
    },
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
