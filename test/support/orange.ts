import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Caught } from './bench.ts';
import { fresh, tab } from './flow.ts';
import { type FlowNode, type Message, type NodeRed, startNodeRed } from './node-red.ts';
import { type Answerer, type RecordedRequest, startScriptedServer } from './scripted.ts';

export type OrangeSystem = 'teaming' | 'business-talk';

/** One request that a node has to make of a payload, with an account set up like this. */
export interface RequestFacts {
  readonly payload: Readonly<Record<string, unknown>>;
  readonly account?: Readonly<Record<string, string>>;
  readonly method: string;
  /** Path and query below the base address, as they go over the wire. */
  readonly url: string;
  readonly body?: unknown;
}

/** One documented answer, and what a flow gets of it where that is not the same. */
export interface AnswerFacts {
  readonly status: number;
  readonly body?: unknown;
  /** What stands beside the answer. */
  readonly beside?: Readonly<Record<string, unknown>>;
  /** Dotted places of Buffers, and their contents in hexadecimal. */
  readonly bytes?: Readonly<Record<string, string>>;
  /** All pages as one list. */
  readonly list?: readonly unknown[];
}

export interface FieldFacts {
  readonly in: string;
  readonly at?: string;
  readonly type: string;
  readonly required?: true;
  readonly values?: readonly string[];
  /** Values that are known; others are taken as well. */
  readonly suggests?: readonly string[];
}

export interface OperationFacts {
  readonly id: string;
  readonly type: string;
  readonly method: string;
  readonly path: string;
  readonly fields: Readonly<Record<string, FieldFacts>>;
  readonly requests: readonly RequestFacts[];
  readonly answers: readonly AnswerFacts[];
}

interface OrangeFacts extends Readonly<Record<OrangeSystem, readonly OperationFacts[]>> {
  /** HTTP status, number in the body, and the code of the error that it becomes. */
  readonly errors: readonly { readonly status: number; readonly code: number; readonly becomes: string }[];
}

/** What is known of the two APIs from outside this package, written down independently of the catalogue. */
export const orangeFacts = JSON.parse(
  readFileSync(new URL('../facts/orange.json', import.meta.url), 'utf8'),
) as OrangeFacts;

/** What every account of a test knows, and nothing may show. */
export const orangeSecrets = {
  clientSecret: 's3cret-of_the.tests',
  accessToken: 'access-of-the-tests',
  refreshToken: 'refresh-of-the-tests',
  apiKey: 'k'.repeat(40),
} as const;

/** An account as an imported flow brings it along: no click is needed. */
export function orangeAccount(
  system: OrangeSystem,
  url: string,
  properties: Readonly<Record<string, unknown>> = {},
): FlowNode {
  const { clientSecret, refreshToken, apiKey } = orangeSecrets;
  const own = system === 'teaming' ? { tokens: JSON.stringify({ refreshToken }) } : { apiKey };
  return fresh('account', `${system}-account`, {
    baseUrl: `${url}/${system}`,
    tokenUrl: `${url}/token`,
    ...(system === 'teaming' && { authorizeUrl: `${url}/authorize` }),
    credentials: { clientId: 'tests', clientSecret, ...own },
    ...properties,
  });
}

/** A real Node-RED before a server that hands out tokens and records everything else. */
export interface OrangeBench {
  readonly red: NodeRed;
  readonly url: string;
  /** Requests for anything but tokens, since the last deploy. */
  readonly requests: RecordedRequest[];
  /** What is asked of the API is answered like this, with 204 if undefined. */
  answer(answerer: Answerer): void;
  /** Deploys an account with these nodes, freshly. */
  deploy(
    system: OrangeSystem,
    nodes: readonly FlowNode[],
    properties?: Readonly<Record<string, unknown>>,
  ): Promise<void>;
  /** Sends a message into a node; fails if it ends as an error. */
  through(message?: Message, id?: string): Promise<Message>;
  /** Sends a message into a node; fails if it does not end as an error. */
  refused(message?: Message, id?: string): Promise<{ readonly error: Caught; readonly message: Message }>;
  stop(): Promise<void>;
}

export async function startOrangeBench(settings: Readonly<Record<string, unknown>> = {}): Promise<OrangeBench> {
  let answerer: Answerer = () => undefined;
  const requests: RecordedRequest[] = [];
  const { accessToken, refreshToken } = orangeSecrets;
  const server = await startScriptedServer((request) => {
    if (request.url === '/token') {
      const body = { token_type: 'Bearer', access_token: accessToken, expires_in: 3600, refresh_token: refreshToken };
      return { status: 200, body };
    }
    requests.push(request);
    return answerer(request) ?? { status: 204 };
  });
  const red = await startNodeRed({ settings });

  const send = (message: Message, id: string) => {
    red.inject(id, message);
    return red.nextOf(['out', 'errors']);
  };

  return {
    red,
    url: server.url,
    requests,
    answer(next) {
      answerer = next;
    },
    async deploy(system, nodes, properties) {
      await red.deploy(tab(orangeAccount(system, server.url, properties), ...nodes));
      requests.length = 0;
      answerer = () => undefined;
    },
    async through(message = {}, id = 'operation') {
      const { sink, message: arrived } = await send(message, id);
      assert.equal(sink, 'out', `it ended as an error: ${JSON.stringify(arrived['error'])}`);
      return arrived;
    },
    async refused(message = {}, id = 'operation') {
      const { sink, message: arrived } = await send(message, id);
      assert.equal(sink, 'errors', `it did not end as an error: ${JSON.stringify(arrived)}`);
      assert.deepEqual(red.waiting('out'), [], 'a message left all the same');
      return { error: arrived['error'] as Caught, message: arrived };
    },
    async stop() {
      await red.stop();
      await server.stop();
    },
  };
}
