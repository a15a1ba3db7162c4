import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Simulator, SimulatorOptions } from '../../nodes/simulator/server/simulator.ts';
import { eventually } from '../support/eventually.ts';
import { type Answer, accessOf, ask, withSimulator } from '../support/orange-simulator.ts';

export const [alice, bob, carol, dave, admin] = ['alice', 'bob', 'carol', 'dave', 'admin'].map(
  (name) => `${name}@example.com`,
) as [string, string, string, string, string];

/** Asks as one user, below the API's base address. */
export type Asking = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<Answer>;

export async function asking(url: string, name: string, base = '/teaming'): Promise<Asking> {
  const authorization = `Bearer ${await accessOf(url, name)}`;
  return (method, path, body, more = {}) => {
    const type: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const headers = { authorization, ...type, ...more };
    return ask(method, `${url}${base}${path}`, { headers, ...(body !== undefined && { body: text }) });
  };
}

export const userPath = (userId: string, rest: string) => `/users/${encodeURIComponent(userId)}${rest}`;
export const refused = ({ status, body }: Answer) => [status, body['code']];
export const listIn = ({ body }: Answer) => body as unknown as Record<string, unknown>[];

/** A simulator whose people do nothing by themselves, unless the test wants them to. */
export const withTeaming = (
  options: NonNullable<SimulatorOptions['teaming']>,
  run: (simulator: Simulator) => Promise<void>,
) => withSimulator({ teaming: { pickUp: 0, outsideAnswers: 0, ring: 60_000, ...options } }, run);

export interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

export interface Note {
  readonly eventId: string;
  readonly sequenceNumber: number;
  readonly subscriptionId: string;
  readonly eventType: string;
  readonly targetId: string;
  readonly eventData: Record<string, unknown> & { readonly type: string };
}

/** The server that a subscription names; it answers what the test wants, 200 if it wants nothing. */
export class Hook {
  readonly received: Received[] = [];
  /** Statuses of the next answers. 0: none at all. */
  readonly answers: number[] = [];
  readonly #server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (part) => {
      text += part;
    });
    request.on('end', () => {
      this.received.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, text });
      const status = this.answers.shift() ?? 200;
      if (status) response.writeHead(status).end();
    });
  });

  static async open(): Promise<Hook> {
    const hook = new Hook();
    await new Promise<void>((resolve) => hook.#server.listen(0, '127.0.0.1', resolve));
    return hook;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/hook/secret`;
  }

  get notes(): Note[] {
    return this.received.map(({ text }) => JSON.parse(text));
  }

  get types(): string[] {
    return this.notes.map(({ eventData }) => eventData.type);
  }

  /** Waits until there are so many notifications; all of them. */
  async until(count: number): Promise<Note[]> {
    await eventually(() => this.received.length >= count, `notification ${count}; there are ${this.received.length}`);
    return this.notes;
  }

  close(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }
}

export async function withHook(run: (hook: Hook) => Promise<void>): Promise<void> {
  const hook = await Hook.open();
  try {
    await run(hook);
  } finally {
    await hook.close();
  }
}

/** A subscription to somebody's calls, or to something else. */
export const wanted = (callBackUrl: string, targetId: string, changes: object = {}) => ({
  applicationId: 'test',
  callBackUrl,
  eventType: 'Basic Call',
  expires: 3600,
  targetId,
  targetType: 'User',
  ...changes,
});
