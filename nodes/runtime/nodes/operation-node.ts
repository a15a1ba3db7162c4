import type { Node, NodeAPI, NodeDef, NodeMessage, NodeMessageInFlow, NodeStatus } from 'node-red';
import type { System } from '../../catalogue/types.ts';
import { type DescribedOperation, inDialect, operationsOf } from '../../schema/describe.ts';
import { invalidInput } from '../errors.ts';
import { carryOut } from '../operation/carry-out.ts';
import type { Account, SendOptions, WireResponse } from '../operation/connection.ts';
import { collect, type StoredInput } from '../operation/inputs.ts';
import { finderFor } from '../operation/lookup.ts';
import type { OutcomeKnown } from '../operation/outcome.ts';
import { originOf } from '../operation/perform.ts';
import { publicHeaders } from '../operation/result.ts';
import { type InputContext, runInputNode } from './input-node.ts';
import { successStatus } from './success.ts';
import { accountOf, noAccount } from './used-account.ts';

/** What a flow stores for an operation node. */
export interface OperationConfig extends NodeDef {
  /** Node type of the operation, where the node is not of that type itself. */
  readonly operation?: string;
  readonly fields?: Readonly<Record<string, StoredInput>>;
  readonly fromPayload?: boolean;
  readonly output?: { readonly type: 'msg' | 'flow' | 'global'; readonly value: string };
  /** Of a list in pages: one answer as it is, all items at once, or a message for each. */
  readonly list?: 'page' | 'all' | 'each';
  /** Whether messages that failed leave by a second output. */
  readonly errorOutput?: boolean;
  /** Whether a web request may say who acts. */
  readonly actorsFromRequest?: boolean;
  /** Whether to fetch the file that the answer leads to. */
  readonly attachment?: boolean;
  /** Whether to wait for the event that tells how the operation ended; yes if absent. */
  readonly waitForResult?: boolean;
  /** Seconds to wait for it; empty: the usual ones. */
  readonly resultTimeout?: string | number;
  /** Seconds; empty: the account's. */
  readonly timeout?: string | number;
  readonly [account: string]: unknown;
}

/** A message after an operation. */
type OperationMessage = NodeMessageInFlow & { response?: ResponseFacts };

/** What a message says of the answer; `msg.headers` and `msg.statusCode` belong to *http in* and *http response*. */
export interface ResponseFacts {
  /** Node type of the operation. */
  readonly operation: string;
  readonly statusCode: number;
  /** Lower-case names, without cookies. */
  readonly headers: WireResponse['headers'];
  /** The server's number of the request, for the vendor's support. */
  readonly requestId?: string;
  /** Of an operation that an event concludes: whether that event has come. */
  readonly outcome?: OutcomeKnown;
}

/** Registers the node type of an operation. All types run this same code; only the description differs. */
export function registerOperation(RED: NodeAPI, operation: DescribedOperation): void {
  RED.nodes.registerType(operation.type, function (this: Node, config: OperationConfig) {
    RED.nodes.createNode(this, config);
    new OperationNode(RED, this, operation, config);
  });
}

/** Registers a node type whose operation is chosen in its dialog: the same code with the operation as a setting. */
export function registerGeneric(RED: NodeAPI, type: string, system: System): void {
  const operations = new Map(operationsOf(system).map((operation) => [operation.type, operation]));
  RED.nodes.registerType(type, function (this: Node, config: OperationConfig) {
    RED.nodes.createNode(this, config);
    const { operation: chosen = '' } = config;
    const operation = operations.get(chosen);
    if (operation) new OperationNode(RED, this, operation, config);
    else {
      const origin = { system: system.name, operation: type };
      const expected = chosen ? `${system.name} has no operation ${chosen}` : 'is missing; choose one in the node';
      const problem = invalidInput(origin, 'operation', expected);
      const { errorOutput = false } = config;
      runInputNode(this, { origin, problem, errorOutput, perform: () => Promise.reject(problem) });
    }
  });
}

class OperationNode {
  readonly #RED: NodeAPI;
  readonly #node: Node;
  readonly #operation: DescribedOperation;
  readonly #config: OperationConfig;
  /** Status after what succeeded last. */
  #success: NodeStatus = {};

  constructor(RED: NodeAPI, node: Node, operation: DescribedOperation, config: OperationConfig) {
    this.#RED = RED;
    this.#node = node;
    this.#operation = operation;
    this.#config = config;
    const { account: property } = operation.system;
    const origin = originOf(operation);
    const account = accountOf<Account>(RED, config[property], 'connection');
    runInputNode<OperationMessage>(node, {
      origin,
      account,
      licences: operation.licences,
      errorOutput: config.errorOutput === true,
      idle: () => node.status(this.#success),
      problem: account ? undefined : noAccount(origin, property),
      busy: 'status.sending',
      perform: async (message, context) => {
        if (!account) throw noAccount(origin, property);
        for (const each of await this.#perform(account, message, context)) context.send(each);
      },
    });
  }

  /** Carries the operation out; gives the messages to send. */
  async #perform(account: Account, message: OperationMessage, context: InputContext): Promise<NodeMessage[]> {
    const { connection } = account;
    const operation = inDialect(this.#operation, connection.dialects);
    const timeout = Number(this.#config.timeout) * 1000;
    const options: SendOptions = { signal: context.signal, ...(timeout > 0 && { timeout }) };
    const values = await collect(this.#RED, this.#node, message, operation, {
      fields: this.#config.fields ?? {},
      fromPayload: this.#config.fromPayload !== false,
      actorsFromRequest: this.#config.actorsFromRequest === true,
      defaults: connection.defaults,
      find: finderFor(connection, operation, options),
    });
    const { list = 'page', attachment: withAttachment = false, waitForResult = true, resultTimeout } = this.#config;
    const seconds = Number(resultTimeout) || undefined;
    const { response, outcome, ...result } = await carryOut(account, operation, values, {
      ...options,
      wholeList: list !== 'page',
      withAttachment,
      ...(waitForResult ? seconds && { resultWithin: seconds * 1000 } : { resultWithin: 0 }),
    });
    message.response = responseFacts(operation, response, connection.requestIdHeader, outcome);
    this.#success = successStatus(operation, values, result.payload);
    if (!operation.pages || list !== 'each') {
      if ('payload' in result) await this.#store(message, result.payload);
      return [message];
    }
    return this.#split(message, result.payload as unknown[]);
  }

  /** One message for each item, numbered as the core split node does it. */
  async #split(message: OperationMessage, items: readonly unknown[]): Promise<NodeMessage[]> {
    const id = this.#RED.util.generateId();
    const messages: NodeMessage[] = [];
    for (const [index, item] of items.entries()) {
      const copy = this.#RED.util.cloneMessage(message);
      await this.#store(copy, item);
      messages.push(Object.assign(copy, { parts: { id, type: 'array', count: items.length, len: 1, index } }));
    }
    return messages;
  }

  async #store(message: NodeMessage, payload: unknown): Promise<void> {
    const { type = 'msg', value = 'payload' } = this.#config.output ?? {};
    const property = value || 'payload';
    if (type === 'msg') {
      this.#RED.util.setMessageProperty(message, property, payload, true);
      return;
    }
    const { key, store } = this.#RED.util.parseContextStore(property);
    await new Promise<void>((resolve, reject) => {
      this.#node.context()[type].set(key, payload, store, (error?: Error) => (error ? reject(error) : resolve()));
    });
  }
}

/** What a message says of the answer to an operation. @param idHeader the header with the server's number of the request */
export function responseFacts(
  { type }: DescribedOperation,
  { status, headers }: WireResponse,
  idHeader = '',
  outcome?: OutcomeKnown,
): ResponseFacts {
  const requestId = headers[idHeader];
  return {
    operation: type,
    statusCode: status,
    headers: publicHeaders(headers),
    ...(typeof requestId === 'string' && { requestId }),
    ...(outcome && { outcome }),
  };
}
