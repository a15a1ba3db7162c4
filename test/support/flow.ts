import { otherNodes, systems } from '../../nodes/catalogue/index.ts';
import { operationsOf } from '../../nodes/schema/describe.ts';
import type { FlowNode } from './node-red.ts';

/** Login and password of every account that a test makes: nothing may show the password. */
export const login = 'alice';
export const password = 'pass:wörd-of-alice';

/** A value of a typed input. */
export interface TypedValue {
  readonly type: string;
  readonly value: string;
}

/** A node that is no operation as it comes from the palette. */
export function fresh(id: string, type: string, properties: Readonly<Record<string, unknown>> = {}): FlowNode {
  const declared = Object.entries(otherNodes[type]?.properties ?? {}).filter(([, property]) => !property.credential);
  return { id, type, ...Object.fromEntries(declared.map(([name, { value }]) => [name, value])), ...properties };
}

/** The account `server` at an address. */
export function account(url: string, properties: Readonly<Record<string, unknown>> = {}): FlowNode {
  return fresh('server', 'opentouch-server', { url, credentials: { login, password }, ...properties });
}

const accountProperties = new Map<string, string>(
  Object.values(systems).flatMap((system) => operationsOf(system).map(({ type }) => [type, system.account] as const)),
);

/** Property of an operation node, the generic ones included, that refers to its account. */
function accountProperty(type: string): string {
  const own = accountProperties.get(type);
  return own ?? ('account' in (otherNodes[type]?.properties ?? {}) ? 'account' : 'server');
}

/** An operation node with the account `server`, or `account` where Orange's systems call it so, wired to the sink `out`. */
export function operation(
  type: string,
  fields: Readonly<Record<string, TypedValue>> = {},
  properties: Readonly<Record<string, unknown>> = {},
): FlowNode {
  return {
    id: 'operation',
    type,
    z: 'tab',
    [accountProperty(type)]: accountProperty(type),
    name: '',
    fields,
    fromPayload: true,
    output: { type: 'msg', value: 'payload' },
    timeout: '',
    wires: [['out']],
    ...properties,
  };
}

/**
 * A tab with the given nodes, a sink `out` for what they send, a sink `errors` behind a Catch node and a sink
 * `completed` behind a Complete node that watches the node `operation`.
 */
export function tab(...nodes: readonly FlowNode[]): FlowNode[] {
  return [
    { id: 'tab', type: 'tab', label: 'Test' },
    ...nodes,
    { id: 'out', type: 'test-sink', z: 'tab', wires: [[]] },
    { id: 'catch', type: 'catch', z: 'tab', scope: null, uncaught: false, wires: [['errors']] },
    { id: 'errors', type: 'test-sink', z: 'tab', wires: [[]] },
    { id: 'complete', type: 'complete', z: 'tab', scope: ['operation'], wires: [['completed']] },
    { id: 'completed', type: 'test-sink', z: 'tab', wires: [[]] },
  ];
}

/** What a message says of the answer that an operation had; next to nothing where there was none. */
export function responseOf(message: Readonly<Record<string, unknown>>): {
  readonly operation?: string;
  readonly statusCode?: number;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly requestId?: string;
  readonly outcome?: string;
} {
  return { headers: {}, ...(message['response'] as object | undefined) };
}
