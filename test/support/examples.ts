import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { eventually } from './eventually.ts';
import { installed } from './installed.ts';
import { type FlowNode, type NodeRed, PATIENCE, projectRoot } from './node-red.ts';
import type { RedModule } from './red.ts';

/** An example as its file holds it. */
export interface Example {
  readonly title: string;
  readonly nodes: readonly FlowNode[];
}

/** The port that the examples are written for. */
export const EXAMPLE_PORT = '18080';
/** The example of a dashboard. */
const WALL = '5 - Reception wall';

/** What a user finds under *Import* and what runs with nothing but this package; not the reference. */
export function shownExamples(): Example[] {
  return [...examplesIn('examples/jobs'), ...examplesIn('examples')].filter(({ title }) => title !== WALL);
}

/** The one example that wants another package. */
export function wallExample(): Example {
  const found = examplesIn('examples/jobs').find(({ title }) => title === WALL);
  if (!found) throw new Error(`there is no example "${WALL}"`);
  return found;
}

/** The examples of one folder. */
export function examplesIn(folder: string): Example[] {
  const directory = join(projectRoot, folder);
  return readdirSync(directory)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => ({
      title: basename(name, '.json'),
      nodes: JSON.parse(readFileSync(join(directory, name), 'utf8')) as FlowNode[],
    }));
}

/** The same nodes for a simulator on another port. */
export function onPort(nodes: readonly FlowNode[], port: number): FlowNode[] {
  const text = JSON.stringify(nodes).replaceAll(`//127.0.0.1:${EXAMPLE_PORT}`, `//127.0.0.1:${port}`);
  return (JSON.parse(text) as FlowNode[]).map((node) =>
    node.type === 'telephony-simulator' ? { ...node, port: String(port) } : node,
  );
}

/** The nodes as they are when the editor imports a copy, all ids new, for a simulator on another port. */
export function imported({ nodes }: Example, port: number, prefix: string): FlowNode[] {
  let text = JSON.stringify(onPort(nodes, port));
  for (const [index, { id }] of nodes.entries()) {
    text = text
      .replaceAll(`"${id}"`, `"${prefix}-${index}"`)
      .replaceAll(`"subflow:${id}"`, `"subflow:${prefix}-${index}"`);
  }
  return JSON.parse(text) as FlowNode[];
}

interface DebugData {
  readonly id: string;
  readonly msg: string;
  readonly format: string;
}

interface Shown {
  readonly id: string;
  readonly value: unknown;
}

/** What the debug nodes send to the sidebar of the editor. */
export class Sidebar {
  /** Everything since {@link clear}, as it was sent. */
  readonly lines: string[] = [];
  /** What nobody has taken yet. */
  #shown: Shown[] = [];
  readonly #events = (installed('node-red') as RedModule).events;
  readonly #listen = ({ topic, data }: { topic: string; data: DebugData }) => {
    if (topic !== 'debug') return;
    this.lines.push(JSON.stringify(data));
    this.#shown.push({ id: data.id, value: shownBy(data) });
  };

  constructor() {
    // Every example that runs at the same time waits for something.
    this.#events.setMaxListeners(100);
    this.#events.on('comms', this.#listen);
  }

  /** The next value that a debug node shows and for which `expected` holds; those before it are passed over. */
  async next<T>(id: string, what: string, expected: (value: T) => boolean = () => true): Promise<T> {
    const late = AbortSignal.timeout(PATIENCE);
    for (;;) {
      const own = this.#shown.filter((shown) => shown.id === id);
      const found = own.findIndex(({ value }) => expected(value as T));
      const taken = found < 0 ? own : own.slice(0, found + 1);
      this.#shown = this.#shown.filter((shown) => !taken.includes(shown));
      if (found >= 0) return own[found]?.value as T;
      await once(this.#events, 'comms', { signal: late }).catch(() => {
        throw new Error(`"${what}" did not show what was expected; shown was\n${this.lines.join('\n')}\n`);
      });
    }
  }

  /** Values of a debug node that nobody has taken yet. */
  waiting(id: string): readonly unknown[] {
    return this.#shown.filter((shown) => shown.id === id).map(({ value }) => value);
  }

  clear(): void {
    this.lines.length = 0;
    this.#shown = [];
  }

  stop(): void {
    this.#events.off('comms', this.#listen);
  }
}

function shownBy({ msg, format }: DebugData): unknown {
  if (format.startsWith('string')) return msg;
  if (format === 'undefined' || format === 'null') return undefined;
  return JSON.parse(msg);
}

/** A row of the simulator's list of calls, as one user sees his call. */
export interface CallRow {
  readonly loginName: string;
  readonly callRef: string;
  readonly state: string;
  readonly with: string;
}

/** Node types that are green once events come to them, and the simulator, once it answers. */
const eventSources = [
  'telephony-simulator',
  'opentouch-events',
  'opentouch-call',
  'telephony-calls',
  'telephony-voice-messages',
  'mqtt in',
  'mqtt out',
  'teaming-events',
  'business-apps-order',
  'business-apps-change',
  'business-apps-licences',
];

/** A running example, its nodes called by their names. */
export class Stage {
  readonly #nodeRed: NodeRed;
  readonly #sidebar: Sidebar;
  readonly #nodes: readonly FlowNode[];
  readonly #port: number;

  constructor(nodeRed: NodeRed, sidebar: Sidebar, nodes: readonly FlowNode[], port: number) {
    this.#nodeRed = nodeRed;
    this.#sidebar = sidebar;
    this.#nodes = nodes;
    this.#port = port;
  }

  id(type: string, name: string): string {
    const found = this.#nodes.filter((node) => node.type === type && node['name'] === name);
    if (found.length !== 1) throw new Error(`There are ${found.length} nodes ${type} "${name}"`);
    return found[0]?.id ?? '';
  }

  /** Presses the button of an inject node as the editor does. */
  async press(name: string): Promise<void> {
    const answer = await fetch(`${this.#nodeRed.url}/inject/${this.id('inject', name)}`, { method: 'POST' });
    if (!answer.ok) throw new Error(`The button "${name}" answered ${answer.status}`);
  }

  /** The next value that a debug node shows, or the next for which `expected` holds. */
  next<T>(debug: string, expected?: (value: T) => boolean): Promise<T> {
    return this.#sidebar.next(this.id('debug', debug), debug, expected);
  }

  waiting(debug: string): readonly unknown[] {
    return this.#sidebar.waiting(this.id('debug', debug));
  }

  /** Resolves when the simulator answers and every event source follows its channel. */
  async connected(): Promise<void> {
    const sources = this.#nodes.filter(({ type }) => eventSources.includes(type));
    await Promise.all(sources.map(({ id }) => this.#nodeRed.untilStatus(id, ({ fill }) => fill === 'green')));
  }

  /** Resolves when a node's status has this text. */
  async status(debug: string, text: string): Promise<void> {
    await this.#nodeRed.untilStatus(this.id('debug', debug), (status) => status.text === text);
  }

  /** Resolves when something that gives no sign of its own has come about. */
  until(come: () => unknown, what: string): Promise<void> {
    return eventually(come, what);
  }

  /** A value in the context of the flow. */
  flow(...path: readonly string[]): unknown {
    const [first = ''] = this.#nodes.flatMap(({ type, id }) => (type === 'catch' ? [id] : []));
    const [name = '', ...rest] = path;
    const value = this.#nodeRed.node(first).context().flow.get(name);
    return rest.reduce<unknown>((inner, key) => (inner as Record<string, unknown> | undefined)?.[key], value);
  }

  /** A page that the flow serves. */
  async page(path: string): Promise<string> {
    const answer = await fetch(`${this.#nodeRed.url}${path}`);
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
    return answer.text();
  }

  /** What a page of the flow answers to a form. */
  async post(path: string, form: Readonly<Record<string, string>>): Promise<{ status: number; text: string }> {
    const answer = await fetch(`${this.#nodeRed.url}${path}`, { method: 'POST', body: new URLSearchParams(form) });
    return { status: answer.status, text: await answer.text() };
  }

  /** Tells the simulator what to do, at its own addresses. */
  async simulate<T>(method: string, path: string, body: object): Promise<T> {
    const answer = await fetch(`http://127.0.0.1:${this.#port}/simulator/${path}`, {
      method,
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as T;
  }

  /** What a user does by other means than the flow, with a session of his own. */
  async as(loginName: string, method: string, path: string, body?: object): Promise<void> {
    const api = `http://127.0.0.1:${this.#port}/api/rest`;
    const authorization = `Basic ${Buffer.from(`${loginName}:${loginName}-secret`).toString('base64')}`;
    const login = await fetch(`${api}/authenticate?version=1.0`, { headers: { authorization } });
    const { credential } = (await login.json()) as { credential: string };
    const headers = { cookie: `AlcUserId=${credential}`, 'content-type': 'application/json' };
    const ask = async (verb: string, resource: string, content?: object) => {
      const answer = await fetch(`${api}/1.0${resource}`, {
        method: verb,
        headers,
        ...(content && { body: JSON.stringify(content) }),
      });
      if (!answer.ok) throw new Error(`${verb} ${resource} answered ${answer.status}`);
    };
    await ask('POST', '/sessions', { applicationName: 'test' });
    await ask(method, path, body);
    await ask('DELETE', '/sessions');
  }

  /** The calls of some users, as the simulator itself knows them. */
  async calls(...loginNames: readonly string[]): Promise<CallRow[]> {
    const answer = await fetch(`http://127.0.0.1:${this.#port}/simulator`);
    const { opentouch } = (await answer.json()) as { opentouch: { calls: CallRow[] } };
    return opentouch.calls.filter(({ loginName }) => loginNames.includes(loginName));
  }
}
