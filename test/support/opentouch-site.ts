import type { OpenTouchOptions } from '../../nodes/simulator/opentouch/server/options.ts';
import { type Simulator, startSimulator } from '../../nodes/simulator/server/simulator.ts';
import { account, fresh } from './flow.ts';
import type { FlowNode } from './node-red.ts';

/** Alice's own account of the simulator's company. */
export const alice = { login: 'alice', password: 'alice-secret' };

/** The account `server`, alice's unless said otherwise. */
export function aliceAt(url: string, properties: Readonly<Record<string, unknown>> = {}): FlowNode {
  return account(url, { credentials: alice, ...properties });
}

/** An account as the editor sends it when nobody touched its credentials; with them, Node-RED starts it anew. */
export function untouched({ credentials: _, ...account }: FlowNode): FlowNode {
  return account;
}

/** An event source of the account `server`, wired to the sink `heard`. */
export function events(id: string, properties: Readonly<Record<string, unknown>> = {}): FlowNode {
  return fresh(id, 'opentouch-events', { z: 'tab', server: 'server', wires: [['heard']], ...properties });
}

export const sink = (id: string): FlowNode => ({ id, type: 'test-sink', z: 'tab', wires: [[]] });

/** Simulators of a test file, stopped after each test. */
export class Simulators {
  readonly #running: Simulator[] = [];

  async start(opentouch: OpenTouchOptions = {}, port = 0, tls?: { cert: string; key: string }): Promise<Simulator> {
    const simulator = await startSimulator({ port, opentouch, ...(tls && { tls }) });
    this.#running.push(simulator);
    return simulator;
  }

  async stop(): Promise<void> {
    for (const simulator of this.#running.splice(0)) await simulator.stop();
  }
}

/** How many requests of a kind a simulator has seen: node type of the operation, `authenticate`, `discovery`, `channel`. */
export function seen(simulator: Simulator, name: string): number {
  return simulator.requests().filter((request) => request.name === name).length;
}

export const connected = ({ fill, shape }: { fill?: string; shape?: string }) => fill === 'green' && shape === 'dot';

/** The core configuration node `tls`, its certificates given as contents. */
export function tlsConfig(verifyservercert: boolean, credentials: Readonly<Record<string, string>> = {}): FlowNode {
  const files = { cert: '', key: '', ca: '', certname: '', keyname: '', caname: '' };
  const names = { name: '', servername: '', alpnprotocol: '' };
  return { id: 'tls', type: 'tls-config', ...names, ...files, verifyservercert, credentials };
}
