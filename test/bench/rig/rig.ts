import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { eventually } from '../../support/eventually.ts';
import { fresh } from '../../support/flow.ts';
import { type FlowNode, projectRoot } from '../../support/node-red.ts';
import { startRedCommand } from '../../support/red-command.ts';

/** A flood of events, over the channel of an account, or over the port that speaks lines. */
export interface Flood {
  /** Login of the account, or `lines`. */
  readonly to: string;
  readonly count: number;
  readonly users?: number;
  readonly calls?: number;
  readonly kind?: 'created' | 'modified';
  readonly perSecond?: number;
}

/** What a sink has seen; rate in messages per second, delay in milliseconds. */
export interface Seen {
  readonly count: number;
  readonly rate: number;
  readonly p99?: number;
}

/** A server and a Node-RED, each in a process of its own; Node-RED without any loader. */
export interface Rig {
  /** Of the server. */
  readonly url: string;
  /** Of Node-RED. */
  readonly admin: string;
  /** Of the server's port that speaks lines. */
  readonly linePort: number;
  /** Resolves when the flows run. */
  deploy(nodes: readonly FlowNode[]): Promise<void>;
  /** Resolves when so many channels (and sockets) are open. */
  open(channels: number): Promise<void>;
  /** Lets events come, and resolves when the sink has seen so many, by default all. */
  flood(sink: string, flood: Flood, expected?: number): Promise<Seen>;
  /** Sends messages through the node `driver`, or by undici alone when given a URL; messages per second. */
  drive(what: {
    readonly count: number;
    readonly parallel: number;
    readonly id?: string;
    readonly url?: string;
    readonly headers?: object;
  }): Promise<number>;
  /** Bytes in use after a collection. */
  heap(): Promise<number>;
  /** CPU profile of Node-RED while something runs. */
  profile(action: () => Promise<unknown>): Promise<object>;
  stop(): Promise<void>;
}

const place = { z: 'tab', x: 0, y: 0 };

/** A node of the bench, or any other, on the one tab. */
export function onTab(id: string, type: string, properties: object = {}): FlowNode {
  return { ...fresh(id, type), ...place, wires: [], ...properties } as FlowNode;
}

/** An account at the rig's server that logs in as `name`: `account-name`, or `server` where no name is given. */
export function benchAccount(url: string, name?: string): FlowNode {
  const credentials = { login: name ?? 'alice', password: 'secret' };
  return fresh(name ? `account-${name}` : 'server', 'opentouch-server', { url, credentials });
}

/** Starts both. */
export async function startRig(): Promise<Rig> {
  const server = await startServer();
  const nodesDir = JSON.stringify(join(import.meta.dirname, 'nodes'));
  process.env['BENCH_ROOT'] = projectRoot;
  const red = await startRedCommand(`nodesDir: ${nodesDir},`).catch(async (error: unknown) => {
    await server.stop();
    throw error;
  });
  const ask = async (base: string, action: string, input: object = {}): Promise<Record<string, unknown>> => {
    const answer = await fetch(`${base}/bench/${action}?with=${encodeURIComponent(JSON.stringify(input))}`);
    const body = (await answer.json()) as Record<string, unknown>;
    assert.equal(answer.status, 200, String(body['error']));
    return body;
  };
  const starts = async () => Number((await ask(red.url, 'starts'))['starts']);
  return {
    url: server.url,
    admin: red.url,
    linePort: server.linePort,
    async deploy(nodes) {
      const flows = [{ id: 'tab', type: 'tab', label: 'Bench' }, ...nodes];
      const headers = { 'Content-Type': 'application/json', 'Node-RED-API-Version': 'v2' };
      const before = await starts();
      const answer = await fetch(`${red.url}/flows`, { method: 'POST', headers, body: JSON.stringify({ flows }) });
      assert.equal(answer.status, 200, await answer.text());
      await eventually(async () => (await starts()) > before, 'the flows to start', 30_000);
    },
    open: (wanted) =>
      eventually(
        async () => {
          const { channels, lines } = await ask(server.url, 'channels');
          return Number(channels) + Number(lines) === wanted;
        },
        `${wanted} open channels\n${red.output()}`,
        30_000,
      ),
    async flood(sink, flood, expected = flood.count) {
      await ask(red.url, 'expect', { sink, count: expected });
      const seen = ask(red.url, 'wait', { sink });
      const usual = { users: 1, calls: 1, kind: 'modified' };
      await Promise.all([ask(server.url, 'flood', { ...usual, ...flood }), seen]);
      return (await seen) as unknown as Seen;
    },
    drive: async (what) => Number((await ask(red.url, 'drive', { id: 'driver', ...what }))['rate']),
    heap: async () => Number((await ask(red.url, 'heap'))['bytes']),
    async profile(action) {
      await ask(red.url, 'profile');
      await action();
      return ask(red.url, 'profiled');
    },
    async stop() {
      await red.stop();
      await server.stop();
    },
  };
}

async function startServer(): Promise<{ url: string; linePort: number; stop(): Promise<void> }> {
  const file = join(import.meta.dirname, 'server.mts');
  const child = spawn(process.execPath, ['--import', 'tsx', file], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [said] = (await once(child.stdout, 'data')) as [Buffer];
  const { url, linePort } = JSON.parse(String(said)) as { url: string; linePort: number };
  return {
    url,
    linePort,
    async stop() {
      const gone = once(child, 'exit');
      child.kill();
      await gone;
    },
  };
}
