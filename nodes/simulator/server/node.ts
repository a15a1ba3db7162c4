import { Server as SecureServer } from 'node:https';
import type { Node, NodeAPI, NodeDef } from 'node-red';
import { systems as known } from '../../catalogue/index.ts';
import type { SystemName } from '../../catalogue/types.ts';
import { invalidInput, type Origin, TelephonyError } from '../../runtime/errors.ts';
import { runEventSource } from '../../runtime/nodes/event-source.ts';
import { runInputNode } from '../../runtime/nodes/input-node.ts';
import type { MessagePlays } from '../scenario/message.ts';
import type { Simulator } from './simulator.ts';

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
  let stand = () => {};
  let server: Promise<Simulator> | undefined;
  playMessages(node, origin, { idle: () => stand(), simulator: () => server });
  runEventSource(RED, node, {
    origin,
    start({ emit, show, report, whenStarted }) {
      const failed = (text: string, problem: string) => {
        stand = () => show({ fill: 'red', shape: 'ring', text });
        stand();
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
      server = acquired;
      acquired.then(
        ({ url, users }) => {
          if (closed) return;
          stand = () => show({ fill: 'green', shape: 'dot', text: String(port) });
          stand();
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

interface Played {
  /** Shows how the node stands when nothing is played. */
  idle(): void;
  /** Undefined, or rejecting: it could not be started, which has been reported. */
  simulator(): Promise<Simulator> | undefined;
}

/** Lets the node play the scenarios and the single steps that messages bring. */
function playMessages(node: Node, origin: Origin, { idle, simulator }: Played): void {
  // Loaded with the first message.
  let plays: Promise<MessagePlays> | undefined;
  runInputNode(node, {
    origin,
    busy: 'status.playing',
    idle,
    perform: async (message, { signal, send }) => {
      const server = await simulator()?.catch(() => undefined);
      if (!server)
        throw new TelephonyError('CONNECTION', 'the simulator is not running', { ...origin, canRetry: false });
      plays ??= import('../scenario/message.ts').then(({ MessagePlays: Plays }) => new Plays());
      const report = await (await plays).play(server, message.payload, signal).catch((error: Error) => {
        throw invalidInput(origin, 'payload', `cannot be played: ${error.message}`);
      });
      if (report.failed.length > 0) {
        const text = `could not do everything: ${report.failed.join('; ')}`;
        throw new TelephonyError('NOT_DONE', text, { ...origin, sent: 'yes', canRetry: false });
      }
      message.payload = report;
      send(message);
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
