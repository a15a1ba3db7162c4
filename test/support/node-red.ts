import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installed, ofNodeRed } from './installed.ts';
import type { LogEntry, NodeStatus, RedModule, RuntimeNode } from './red.ts';

export const projectRoot = fileURLToPath(new URL('../..', import.meta.url));
export const packageName = '@switchboard-flows/node-red-telephony';

/** Milliseconds within which whatever a test waits for has to happen. */
export const PATIENCE = 30_000;

/** A node as a flow file holds it; `credentials` is what the editor sends beside it on deploy. */
export interface FlowNode {
  readonly id: string;
  readonly type: string;
  readonly credentials?: Readonly<Record<string, string>>;
  readonly [property: string]: unknown;
}

export type Message = Record<string, unknown>;

export interface NodeRedOptions {
  /** A user directory that has the package already; one with the project linked in is made if absent. */
  readonly userDir?: string;
  /** Folders of further packages, by their names; linked into the user directory that is made. */
  readonly packages?: Readonly<Record<string, string>>;
  /** Added to Node-RED's settings. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** A message and the `test-sink` node that it came to. */
export interface Arrival {
  readonly sink: string;
  readonly message: Message;
}

/** A Node-RED that runs inside the test's process; there can be one per process, and a process is a test file. */
export interface NodeRed {
  readonly url: string;
  readonly userDir: string;
  /** Everything logged, all levels. */
  readonly log: readonly LogEntry[];
  /** Node types that are registered. */
  types(): string[];
  /** Replaces all flows as the editor's Deploy button does; resolves when they are running. Drops what nobody has taken. */
  deploy(flow: readonly FlowNode[], kind?: 'full' | 'nodes' | 'flows' | 'reload'): Promise<void>;
  node(id: string): RuntimeNode;
  /** Hands a message to the input of a node. */
  inject(id: string, message?: Message): void;
  /** The next message at a `test-sink` node that nobody has taken yet. */
  next(sink: string, patience?: number): Promise<Message>;
  /** The next message at any of the `test-sink` nodes. */
  nextOf(sinks: readonly string[], patience?: number): Promise<Arrival>;
  /** Messages at a `test-sink` node that nobody has taken yet. */
  waiting(sink: string): readonly Message[];
  /** Drops what nobody has taken, and the log: a long run must not keep all of it. */
  forget(): void;
  /** The last status of a node. */
  status(id: string): NodeStatus | undefined;
  /** Resolves with the first status, the present one included, for which `expected` holds. */
  untilStatus(id: string, expected: (status: NodeStatus) => boolean, patience?: number): Promise<NodeStatus>;
  stop(): Promise<void>;
}

/** Node type `test-sink` keeps what arrives for the test to take. */
const SINK = `module.exports = (RED) => {
  RED.nodes.registerType('test-sink', function (definition) {
    RED.nodes.createNode(this, definition);
    this.on('input', (message, send, done) => {
      RED.events.emit('test-sink', { sink: this.id, message });
      send(message);
      done();
    });
  });
};
`;

function makeUserDir(packages: Readonly<Record<string, string>> = {}): string {
  const userDir = mkdtempSync(join(tmpdir(), 'telephony-node-red-'));
  for (const [name, folder] of Object.entries({ [packageName]: projectRoot, ...packages })) {
    const link = join(userDir, 'node_modules', ...name.split('/'));
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(folder, link, 'junction');
  }
  return userDir;
}

function addSink(userDir: string): void {
  mkdirSync(join(userDir, 'nodes'), { recursive: true });
  writeFileSync(join(userDir, 'nodes', 'test-sink.js'), SINK);
  writeFileSync(
    join(userDir, 'nodes', 'test-sink.html'),
    `<script type="text/javascript">RED.nodes.registerType('test-sink', { category: 'function', defaults: {}, inputs: 1, outputs: 1 });</script>
<script type="text/html" data-template-name="test-sink"></script>`,
  );
}

/** Node-RED takes a node without a position for a configuration node. */
function positioned(node: FlowNode): FlowNode {
  return 'wires' in node ? { x: 0, y: 0, ...node } : node;
}

/** Rejects with `what` when the promise takes longer than `patience`. */
async function bounded<T>(promise: Promise<T>, patience: number, what: () => string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what()} within ${patience} ms`)), patience);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Both sides of Node-RED as its own command puts them together. */
function together({ httpAdmin, httpNode }: RedModule, httpNodeRoot: unknown): Express {
  const express = ofNodeRed('express') as () => Express;
  const app = express();
  app.use('/', httpAdmin);
  app.use(typeof httpNodeRoot === 'string' ? httpNodeRoot : '/', httpNode);
  return app;
}

type Express = ((request: IncomingMessage, response: ServerResponse) => void) & {
  use(path: string, handler: unknown): void;
};

export async function startNodeRed(options: NodeRedOptions = {}): Promise<NodeRed> {
  const userDir = options.userDir ?? makeUserDir(options.packages);
  addSink(userDir);
  const log: LogEntry[] = [];
  const RED = installed('node-red') as RedModule;
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  RED.init(server, {
    httpAdminRoot: '/',
    httpNodeRoot: '/',
    uiPort: port,
    userDir,
    flowFile: 'flows.json',
    credentialSecret: 'a secret of the tests',
    telemetry: { enabled: false, updateNotification: false },
    logging: {
      memory: { level: 'trace', metrics: false, audit: false, handler: () => (entry: LogEntry) => log.push(entry) },
    },
    ...options.settings,
  });
  server.on('request', together(RED, options.settings?.['httpNodeRoot']));

  const arrivals: Arrival[] = [];
  RED.events.on('test-sink', (arrival: Arrival) => arrivals.push(arrival));

  // What the old flows still sent is of no interest to the new ones.
  RED.events.on('flows:stopped', () => {
    arrivals.length = 0;
  });

  const statuses = new Map<string, NodeStatus>();
  RED.events.on('node-status', ({ id, status }: { id: string; status: NodeStatus }) => statuses.set(id, status));

  const problems = () =>
    log
      .filter(({ level }) => level <= 30)
      .map(({ msg }) => String(msg))
      .join('\n');

  const nextOf = async (sinks: readonly string[], patience = PATIENCE): Promise<Arrival> => {
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), patience);
    try {
      for (;;) {
        const index = arrivals.findIndex(({ sink }) => sinks.includes(sink));
        if (index >= 0) return arrivals.splice(index, 1)[0] as Arrival;
        await once(RED.events, 'test-sink', { signal: late.signal });
      }
    } catch {
      const log = problems();
      throw new Error(`Nothing came to ${sinks.join(' or ')} within ${patience} ms; Node-RED logged:\n${log}\n`);
    } finally {
      clearTimeout(timer);
    }
  };

  const settled = () => {
    const started = once(RED.events, 'flows:started');
    return () => bounded(started, PATIENCE, () => `The flows did not start; Node-RED logged:\n${problems()}\n`);
  };

  const node = (id: string): RuntimeNode => {
    const found = RED.nodes.getNode(id);
    assert.ok(found, `There is no node ${id}`);
    return found;
  };

  const initial = settled();
  await RED.start();
  await initial();
  const url = `http://127.0.0.1:${port}`;

  return {
    url,
    userDir,
    log,
    types: () => RED.nodes.getNodeList().flatMap(({ types }) => types),

    async deploy(flow, kind = 'full') {
      const started = settled();
      const answer = await fetch(`${url}/flows`, {
        method: 'POST',
        headers: {
          'Content-Type': 'application/json',
          'Node-RED-API-Version': 'v2',
          'Node-RED-Deployment-Type': kind,
        },
        body: JSON.stringify({ flows: flow.map(positioned) }),
      });
      assert.equal(answer.status, 200, `Node-RED refused the flows: ${await answer.text()}`);
      await started();
    },

    node,

    inject: (id, message = {}) => node(id).receive({ ...message }),

    next: async (sink, patience) => (await nextOf([sink], patience)).message,

    nextOf,

    waiting: (sink) => arrivals.filter((arrival) => arrival.sink === sink).map(({ message }) => message),

    forget() {
      arrivals.length = 0;
      log.length = 0;
    },

    status: (id) => statuses.get(id),

    untilStatus(id, expected, patience = PATIENCE) {
      const present = statuses.get(id);
      if (present && expected(present)) return Promise.resolve(present);
      let listen: (event: { id: string; status: NodeStatus }) => void = () => {};
      const seen = new Promise<NodeStatus>((resolve) => {
        listen = (event) => {
          if (event.id === id && expected(event.status)) resolve(event.status);
        };
        RED.events.on('node-status', listen);
      });
      const last = () => `The status of ${id} did not come, it is ${JSON.stringify(statuses.get(id))},`;
      return bounded(seen, patience, last).finally(() => RED.events.off('node-status', listen));
    },

    async stop() {
      await RED.stop();
      server.close();
      server.closeAllConnections();
      rmSync(userDir, { recursive: true, force: true });
    },
  };
}
