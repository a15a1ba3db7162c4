import { setMaxListeners } from 'node:events';
import type { Node, NodeAPI, NodeDef, NodeMessage, NodeMessageInFlow } from 'node-red';
import type { System } from '../catalogue/types.ts';
import type { Account, SendOptions } from './connection.ts';
import { type DescribedOperation, operationsOf, spoken } from './describe.ts';
import { aborted, invalidInput, type Origin, TelephonyError } from './errors.ts';
import { collect, type StoredInput } from './inputs.ts';
import { finderFor, forgetFound } from './lookup.ts';
import { originOf, perform } from './perform.ts';
import { publicHeaders } from './result.ts';
import { safely } from './safely.ts';

/** What a flow stores for an operation node. */
export interface OperationConfig extends NodeDef {
  /** Node type of the operation, where the node is not of that type itself. */
  readonly operation?: string;
  readonly fields?: Readonly<Record<string, StoredInput>>;
  readonly fromPayload?: boolean;
  readonly output?: { readonly type: 'msg' | 'flow' | 'global'; readonly value: string };
  /** Of a list in pages: one answer as it is, all items at once, or a message for each. */
  readonly list?: 'page' | 'all' | 'each';
  /** Whether to fetch the file that the answer leads to. */
  readonly attachment?: boolean;
  /** Seconds; empty: the account's. */
  readonly timeout?: string | number;
  readonly [account: string]: unknown;
}

/** A message after an operation. */
type OperationMessage = NodeMessageInFlow & { statusCode?: number; headers?: unknown; operation?: string };

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
    const operation = operations.get(config.operation ?? '');
    if (operation) new OperationNode(RED, this, operation, config);
    else refuseAll(this, { system: system.name, operation: type }, config.operation);
  });
}

/** A node without an operation answers every message with the reason. */
function refuseAll(node: Node, origin: Origin, chosen = ''): void {
  const expected = chosen ? `${origin.system} has no operation ${chosen}` : 'is missing; choose one in the node';
  const problem = invalidInput(origin, 'operation', expected);
  node.status({ fill: 'red', shape: 'ring', text: problem.code });
  node.on('input', (_message, _send, done) => done(problem));
}

class OperationNode {
  readonly #RED: NodeAPI;
  readonly #node: Node;
  readonly #operation: DescribedOperation;
  readonly #config: OperationConfig;
  readonly #account: Account | null;
  readonly #origin: Origin;
  readonly #closing = new AbortController();
  #underWay = 0;

  constructor(RED: NodeAPI, node: Node, operation: DescribedOperation, config: OperationConfig) {
    this.#RED = RED;
    this.#node = node;
    this.#operation = operation;
    this.#config = config;
    this.#origin = originOf(operation);
    const account = RED.nodes.getNode(String(config[operation.system.account] ?? ''));
    this.#account = account && 'connection' in account ? (account as unknown as Account) : null;
    this.#account?.attach(node);
    // Every message under way listens.
    setMaxListeners(0, this.#closing.signal);
    node.on('input', (message, send, done) => void this.#receive(message as OperationMessage, send, done));
    node.on('close', (done: () => void) => void this.#close().then(done));
  }

  async #receive(
    message: OperationMessage,
    send: (message: NodeMessage) => void,
    done: (error?: Error) => void,
  ): Promise<void> {
    this.#begin();
    let sent: NodeMessage[];
    try {
      sent = await this.#perform(message);
      this.#end();
    } catch (error) {
      const failure = error instanceof Error ? error : new Error(String(error));
      if (failure instanceof TelephonyError && failure.cause.status) message.statusCode = failure.cause.status;
      if (failure instanceof TelephonyError && failure.code === 'NOT_FOUND' && this.#account) {
        forgetFound(this.#account.connection);
      }
      this.#end(failure);
      done(failure);
      return;
    }
    safely(this.#node, () => {
      for (const each of sent) send(each);
      done();
    })();
  }

  /** Carries the operation out; gives the messages to send. */
  async #perform(message: OperationMessage): Promise<NodeMessage[]> {
    const { type, system } = this.#operation;
    const account = this.#account;
    if (!account) {
      const text = `${type}: no ${system.account} is chosen, or it could not be started`;
      throw new TelephonyError('NO_ACCOUNT', text, { ...this.#origin, canRetry: false });
    }
    const { connection } = account;
    const operation = spoken(this.#operation, connection.dialects);
    const timeout = Number(this.#config.timeout) * 1000;
    const options: SendOptions = { signal: this.#closing.signal, ...(timeout > 0 && { timeout }) };
    const values = await collect(this.#RED, this.#node, message, operation, {
      fields: this.#config.fields ?? {},
      fromPayload: this.#config.fromPayload !== false,
      defaults: connection.defaults,
      find: finderFor(connection, operation, options),
    });
    const { list = 'page', attachment: withAttachment = false } = this.#config;
    const manner = { ...options, wholeList: list !== 'page', withAttachment };
    const { response, ...outcome } = await perform(connection, operation, values, manner);
    message.statusCode = response.status;
    message.headers = publicHeaders(response.headers);
    message.operation = operation.type;
    // A node closed meanwhile has no wires any more.
    if (this.#closing.signal.aborted) throw aborted(this.#origin);
    if (!operation.pages || list !== 'each') {
      if ('payload' in outcome) await this.#store(message, outcome.payload);
      return [message];
    }
    return this.#split(message, outcome.payload as unknown[]);
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

  #begin(): void {
    this.#underWay += 1;
    if (this.#underWay === 1) this.#node.status({ fill: 'blue', shape: 'dot', text: 'status.sending' });
  }

  #end(failure?: Error): void {
    this.#underWay -= 1;
    if (failure) {
      const text = failure instanceof TelephonyError ? failure.code : failure.message.slice(0, 20);
      this.#node.status({ fill: 'red', shape: 'ring', text });
    } else if (this.#underWay === 0) this.#node.status({});
  }

  async #close(): Promise<void> {
    this.#closing.abort();
    this.#node.status({});
    try {
      await this.#account?.detach(this.#node);
    } catch (error) {
      this.#node.error(error);
    }
  }
}
