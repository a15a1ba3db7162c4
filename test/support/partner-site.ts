import assert from 'node:assert/strict';
import type { Json } from '../../nodes/partner/wire/json.ts';
import { fresh, tab } from './flow.ts';
import type { FlowNode, Message, NodeRed } from './node-red.ts';
import { type Recorder, startRecorder } from './recorder.ts';

export const secret = 'pässword:of "Orange"';
export const clientSecret = 'demo_secret-1.x';
export const eventToken = 'token-for-events';

/** What Orange's end of the line got. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Json;
}

export interface Ask {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON, unless it is a text. */
  readonly body?: unknown;
}

/** Orange's side: its events end here, and its requests start here. */
export interface Orange {
  readonly recorder: Recorder;
  /** Bodies of the events that were taken, in their order, with the path that they came to. */
  events(): { readonly path: string; readonly body: Json }[];
  /** What the next events are answered with instead of 201. */
  refuse(status: number | undefined, message?: string): void;
  stop(): Promise<void>;
}

export async function startOrange(): Promise<Orange> {
  const recorder = await startRecorder();
  let refusal: { readonly status: number; readonly message: string } | undefined;
  recorder.answer(({ url }) => {
    if (url === '/oauth/v3/token') {
      return { status: 200, body: { token_type: 'Bearer', access_token: eventToken, expires_in: 3600 } };
    }
    if (!refusal) return { status: 201, body: {} };
    return { status: refusal.status, body: { code: 1, message: refusal.message } };
  });
  return {
    recorder,
    events: () =>
      recorder.requests
        .filter(({ url }) => url.endsWith('/event'))
        .map(({ url, body }) => ({ path: url, body: JSON.parse(body.toString()) as Json })),
    refuse: (status, message = 'no') => {
      refusal = status === undefined ? undefined : { status, message };
    },
    stop: () => recorder.stop(),
  };
}

export const authorization = `Basic ${Buffer.from(`orange:${secret}`).toString('base64')}`;

/** Sends a request as Orange does. */
export async function ask(red: NodeRed, path: string, { method, headers, body }: Ask = {}): Promise<Answer> {
  const response = await fetch(`${red.url}/business-apps${path}`, {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    headers: { authorization, 'content-type': 'application/json', ...headers },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: text ? (JSON.parse(text) as Json) : {} };
}

export const orderPath = '/productordering/v2/productOrder';
export const updatePath = '/userservice/v2/userService/update';
export const licencesPath = '/userservice/v2/userService';

export const order = (red: NodeRed, body: unknown) => ask(red, orderPath, { body });
export const update = (red: NodeRed, body: unknown) => ask(red, updatePath, { body });
export const consult = async (red: NodeRed, fleetId: string) =>
  (await ask(red, `${licencesPath}?productRefId=${fleetId}`)).body as unknown as Json[];

/** The account `partner`. */
export function partner(orange: Orange, properties: Readonly<Record<string, unknown>> = {}): FlowNode {
  const credentials = {
    inboundUser: 'orange',
    inboundSecret: secret,
    clientId: 'switchboard-demo',
    clientSecret,
  };
  const { url } = orange.recorder;
  const addresses = { eventUrl: url, tokenUrl: `${url}/oauth/v3/token` };
  return fresh('partner', 'business-apps-partner', { ...addresses, credentials, ...properties });
}

/** An event source `id` with a sink for each output, called as the use case. */
export function source(type: string, sinks: readonly string[], id = type): FlowNode[] {
  const outputs = sinks.map((sink) => (sink ? [sink] : []));
  return [
    { ...fresh(id, type, { account: 'partner' }), z: 'tab', wires: outputs },
    ...sinks.filter(Boolean).map((sink): FlowNode => ({ id: sink, type: 'test-sink', z: 'tab', wires: [[]] })),
  ];
}

export const orders = (sinks: readonly string[] = ['customer', 'fleet', 'licences']) =>
  source('business-apps-order', sinks);
export const changes = (sinks: readonly string[] = ['state', 'delete', 'offer']) =>
  source('business-apps-change', sinks);
export const consultations = () => source('business-apps-licences', ['consulted']);

/** The node `reply`, wired to the sink `out`; it does as `msg.action` says. */
export function replies(properties: Readonly<Record<string, unknown>> = {}): FlowNode {
  const fromMessage = Object.fromEntries(
    ['note', 'customerId', 'contactIds', 'fleetId', 'licences'].map((name) => [name, { type: 'msg', value: name }]),
  );
  const node = fresh('reply', 'business-apps-reply', { action: 'message', ...fromMessage, ...properties });
  return { ...node, z: 'tab', wires: [['out']] };
}

export function site(...nodes: readonly FlowNode[]): FlowNode[] {
  return tab(...nodes, replies());
}

/** The id of the fleet that the answer to an order tells of, if it does. */
export function fleetIn(answer: Json): unknown {
  const [only] = answer['orderItem'] as [Json];
  return (only['productRef'] as Json)['id'];
}

/** Replies to a message of an event source; fails if that ends as an error. */
export async function reply(red: NodeRed, message: Message, action: string, given: object = {}): Promise<Message> {
  red.inject('reply', { ...message, action, ...given });
  const { sink, message: arrived } = await red.nextOf(['out', 'errors']);
  assert.equal(sink, 'out', `it ended as an error: ${JSON.stringify(arrived['error'])}`);
  return arrived;
}

/** Replies to a message of an event source; fails if that does not end as an error. */
export async function refusedReply(red: NodeRed, message: Message, action: string, given: object = {}) {
  red.inject('reply', { ...message, action, ...given });
  const { sink, message: arrived } = await red.nextOf(['out', 'errors']);
  assert.equal(sink, 'errors', `it did not end as an error: ${JSON.stringify(arrived)}`);
  return arrived['error'] as { code: string; message: string; cause: { field?: string } };
}
