import { type IncomingHttpHeaders, type IncomingMessage, request as plain, type RequestOptions } from 'node:http';
import { request as secure } from 'node:https';
import type { OpenTouchOptions } from '../../nodes/simulator/opentouch/server/options.ts';
import { type Simulator, startSimulator } from '../../nodes/simulator/server/simulator.ts';

/** A client that knows HTTP and nothing of the API, so that the tests are written from the facts on the wire. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The parsed body; undefined when it is empty or no JSON. */
  readonly body: Record<string, unknown>;
}

export interface Sent {
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
  readonly options?: RequestOptions & { ca?: string };
}

const bound = 5000;

function open(method: string, url: string, { headers = {}, body, options = {} }: Sent = {}): Promise<IncomingMessage> {
  const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
  const type: Record<string, string> = text === undefined ? {} : { 'content-type': 'application/json' };
  const length: Record<string, string> =
    text === undefined ? {} : { 'content-length': String(Buffer.byteLength(text)) };
  return new Promise((resolve, reject) => {
    const send = url.startsWith('https:') ? secure : plain;
    const sent = send(url, { method, agent: false, headers: { ...type, ...length, ...headers }, ...options }, resolve);
    sent.on('error', reject);
    sent.end(text);
  });
}

export async function ask(method: string, url: string, sent?: Sent): Promise<Answer> {
  const response = await open(method, url, sent);
  let text = '';
  response.setEncoding('utf8');
  for await (const part of response) text += part;
  return { status: response.statusCode ?? 0, headers: response.headers, text, body: parsed(text) };
}

function parsed(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

export const basic = (login: string, password = `${login}-secret`): Record<string, string> => ({
  authorization: `Basic ${Buffer.from(`${login}:${password}`).toString('base64')}`,
});

/** The name and value of a cookie of an answer. */
export function cookieOf({ headers }: Answer, name: string): string {
  const found = headers['set-cookie']?.find((cookie) => cookie.startsWith(`${name}=`));
  if (!found) throw new Error(`no cookie ${name}`);
  return found.split(';')[0] ?? '';
}

export interface Client {
  readonly cookie: string;
  readonly info: Record<string, unknown>;
  /** Sends a request below the API's base address. */
  ask(method: string, path: string, body?: unknown): Promise<Answer>;
}

/** Discovery, login and session, as the reference tells it, with nothing but the credential of the body. */
export async function logIn(url: string, login: string, request: object = {}): Promise<Client> {
  const { body: descriptor } = await ask('GET', `${url}/api/rest`);
  const [version] = descriptor['versions'] as { publicUrl: string }[];
  const { body: token } = await ask('GET', String(version?.publicUrl), { headers: basic(login) });
  const cookie = `AlcUserId=${token['credential']}`;
  const headers = { cookie };
  const opened = await ask('POST', String(token['publicUrl']), {
    headers,
    body: { applicationName: 'test', ...request },
  });
  if (opened.status !== 200) throw new Error(`no session: ${opened.text}`);
  const base = String(opened.body['publicBaseUrl']);
  return { cookie, info: opened.body, ask: (method, path, body) => ask(method, `${base}${path}`, { headers, body }) };
}

export type Event = Record<string, unknown> & { readonly eventName: string };

/** The chunk channel, read byte by byte as it comes. */
export class ChannelReader {
  readonly lines: string[] = [];
  readonly chunks: Buffer[] = [];
  readonly status: number;
  readonly closed: Promise<'ended' | 'broken'>;
  readonly #response: IncomingMessage;
  readonly #changed = new Set<() => void>();
  #rest = Buffer.alloc(0);

  constructor(response: IncomingMessage) {
    this.#response = response;
    this.status = response.statusCode ?? 0;
    response.on('data', (chunk: Buffer) => this.#take(chunk));
    response.on('error', () => undefined);
    this.closed = new Promise((resolve) => {
      response.once('close', () => resolve(response.complete ? 'ended' : 'broken'));
    });
    void this.closed.then(() => this.#wake());
  }

  static async open(url: string, method = 'POST'): Promise<ChannelReader> {
    return new ChannelReader(await open(method, url));
  }

  get events(): Event[] {
    return this.lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as Event);
  }

  /** Waits until an event of this name has come (the n-th one). */
  async event(eventName: string, nth = 1): Promise<Event> {
    return this.until(() => this.events.filter((event) => event.eventName === eventName)[nth - 1], eventName);
  }

  async until<T>(found: () => T | undefined, what: string): Promise<T> {
    const deadline = Date.now() + bound;
    for (;;) {
      const value = found();
      if (value !== undefined) return value;
      const left = deadline - Date.now();
      if (left <= 0 || this.#response.destroyed) throw new Error(`no ${what}; there are: ${this.lines.join(' ')}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#changed.add(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }

  close(): void {
    this.#response.destroy();
  }

  #take(chunk: Buffer): void {
    this.chunks.push(chunk);
    this.#rest = Buffer.concat([this.#rest, chunk]);
    for (let end = this.#rest.indexOf('\n'); end >= 0; end = this.#rest.indexOf('\n')) {
      this.lines.push(this.#rest.subarray(0, end).toString('utf8').replace(/\r$/, ''));
      this.#rest = this.#rest.subarray(end + 1);
    }
    this.#wake();
  }

  #wake(): void {
    for (const wake of this.#changed) wake();
    this.#changed.clear();
  }
}

/** Runs a test against a simulated OpenTouch of its own. */
export async function withSimulator(
  opentouch: OpenTouchOptions,
  run: (simulator: Simulator) => Promise<void>,
): Promise<void> {
  const simulator = await startSimulator({ port: 0, systems: ['opentouch'], opentouch });
  try {
    await run(simulator);
  } finally {
    await simulator.stop();
  }
}
