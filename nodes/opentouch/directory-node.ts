import { setMaxListeners } from 'node:events';
import type { Node, NodeAPI, NodeDef, NodeMessage, NodeMessageInFlow } from 'node-red';
import type { Account } from '../runtime/connection.ts';
import { invalidInput, TelephonyError } from '../runtime/errors.ts';
import { collect, evaluate, isSet, type StoredInput, type Values } from '../runtime/inputs.ts';
import { safely } from '../runtime/safely.ts';
import { type Criterion, filterFor, grouped, joined } from './directory-filter.ts';
import { type Contact, type Portion, searchDirectory, searchOrigin, startSearch } from './directory-search.ts';

/** One line of the rule list. */
interface Rule {
  readonly field: string;
  readonly operation: string;
  readonly value: StoredInput;
  /** Forms a group with the rule above. */
  readonly together?: boolean;
}

/** What a flow stores for an `opentouch-search-directory` node. */
interface DirectoryConfig extends NodeDef {
  readonly server?: string;
  readonly search?: StoredInput;
  readonly criteria?: readonly Rule[];
  readonly match?: 'all' | 'any';
  readonly filter?: StoredInput;
  readonly result?: 'list' | 'each';
  readonly limit?: StoredInput;
  readonly directories?: StoredInput;
  readonly attributes?: StoredInput;
  readonly loginName?: StoredInput;
}

type SearchMessage = NodeMessageInFlow & {
  cancel?: unknown;
  statusCode?: number;
  operation?: string;
  resultCode?: string;
};
type Send = (message: NodeMessage) => void;

/** Registers the node type that searches a directory from beginning to end. */
export function registerDirectory(RED: NodeAPI): void {
  RED.nodes.registerType('opentouch-search-directory', function (this: Node, config: DirectoryConfig) {
    RED.nodes.createNode(this, config);
    new DirectoryNode(RED, this, config);
  });
}

class DirectoryNode {
  readonly #RED: NodeAPI;
  readonly #node: Node;
  readonly #config: DirectoryConfig;
  readonly #account: Account | null;
  readonly #underWay = new Set<Promise<void>>();
  #stop = controller();

  constructor(RED: NodeAPI, node: Node, config: DirectoryConfig) {
    this.#RED = RED;
    this.#node = node;
    this.#config = config;
    const account = RED.nodes.getNode(config.server ?? '');
    this.#account = account && 'connection' in account ? (account as unknown as Account) : null;
    this.#account?.attach(node);
    node.on('input', (message, send, done) => this.#receive(message as SearchMessage, send, done));
    node.on('close', (done: () => void) => void this.#close().then(done, done));
  }

  #receive(message: SearchMessage, send: Send, done: (error?: Error) => void): void {
    if (message.cancel) {
      this.#cancel();
      done();
      return;
    }
    const { signal } = this.#stop;
    const search: Promise<void> = this.#search(message, send, signal).then(
      () => this.#end(search, done),
      // Nobody wants to hear of a search that he has stopped himself.
      (error: unknown) => this.#end(search, done, signal.aborted ? undefined : asError(error, message)),
    );
    this.#underWay.add(search);
    this.#node.status({ fill: 'blue', shape: 'dot', text: 'status.searching' });
  }

  async #search(message: SearchMessage, send: Send, signal: AbortSignal): Promise<void> {
    const account = this.#account;
    if (!account) {
      const text = `${searchOrigin.operation}: no server is chosen, or it could not be started`;
      throw new TelephonyError('NO_ACCOUNT', text, { ...searchOrigin, canRetry: false });
    }
    const values = await this.#values(message, account.connection.defaults);
    const portions = searchDirectory(account.connection, values, { signal });
    message.operation = searchOrigin.operation;
    if (this.#config.result === 'each') await this.#each(message, portions, send);
    else await this.#list(message, portions, send);
  }

  async #list(message: SearchMessage, portions: AsyncIterable<Portion>, send: Send): Promise<void> {
    const all: Contact[] = [];
    for await (const { contacts, ...state } of portions) {
      all.push(...contacts);
      Object.assign(message, state);
    }
    send(Object.assign(message, { payload: all }));
  }

  /** Each contact as soon as it is there, but the last one, for only that can tell how many there were. */
  async #each(message: SearchMessage, portions: AsyncIterable<Portion>, send: Send): Promise<void> {
    const id = this.#RED.util.generateId();
    let index = 0;
    let held: (NodeMessage & { parts: object }) | undefined;
    for await (const { contacts, resultCode, statusCode } of portions) {
      for (const contact of contacts) {
        if (held) send(held);
        const parts = { id, type: 'array' as const, len: 1, index };
        held = Object.assign(this.#RED.util.cloneMessage(message), { payload: contact, statusCode, parts });
        index += 1;
      }
      if (held && resultCode) Object.assign(held, { resultCode, parts: { ...held.parts, count: index } });
    }
    if (held) send(held);
  }

  /** The request's values: what to search for from this node's own inputs, everything else as for any operation. */
  async #values(message: SearchMessage, defaults: Readonly<Record<string, string>>): Promise<Values> {
    const { limit, directories, attributes, loginName } = this.#config;
    const plain = Object.entries({ limit, directories, attributes, loginName });
    const fields: Record<string, StoredInput> = Object.fromEntries(
      plain.filter((entry): entry is [string, StoredInput] => isSet(entry[1])),
    );
    const filter = await this.#filter(message);
    if (filter) fields['filter'] = { type: 'json', value: JSON.stringify(filter) };
    else if (!hasFilter(message.payload)) {
      throw invalidInput(searchOrigin, 'search', 'is empty; give a name, a number, rules or msg.payload.filter');
    }
    const sources = { fields, fromPayload: true, defaults, find: async () => undefined };
    return collect(this.#RED, this.#node, message, startSearch, sources);
  }

  async #filter(message: SearchMessage): Promise<Criterion | undefined> {
    const { search, criteria = [], match = 'all', filter } = this.#config;
    const text = isSet(search) ? await this.#evaluate(message, search, 'search') : undefined;
    const typed = typeof text === 'string' || typeof text === 'number' ? filterFor(String(text)) : undefined;
    const rules = await Promise.all(
      criteria.map(async (rule, index) => ({
        criterion: await this.#criterion(message, rule, index),
        together: rule.together === true,
      })),
    );
    const json = isSet(filter) ? asCriterion(await this.#evaluate(message, filter, 'filter')) : undefined;
    return joined(
      'all',
      [typed, grouped(match, rules), json].filter((part) => part !== undefined),
    );
  }

  async #criterion(message: SearchMessage, { field, operation, value }: Rule, index: number): Promise<Criterion> {
    const name = `criteria[${index}]`;
    const operand = isSet(value) ? await this.#evaluate(message, value, name) : undefined;
    if ((typeof operand !== 'string' && typeof operand !== 'number') || operand === '') {
      throw invalidInput(searchOrigin, name, `a text is expected to compare ${field} with`);
    }
    return { field, operation, operand: String(operand) };
  }

  #evaluate(message: NodeMessage, input: StoredInput, name: string): Promise<unknown> {
    return evaluate(this.#RED, this.#node, message, input, searchOrigin, name);
  }

  #end(search: Promise<void>, done: (error?: Error) => void, failure?: Error): void {
    this.#underWay.delete(search);
    if (failure) {
      const text = failure instanceof TelephonyError ? failure.code : failure.message.slice(0, 20);
      this.#node.status({ fill: 'red', shape: 'ring', text });
    } else if (this.#underWay.size === 0) this.#node.status({});
    safely(this.#node, () => done(failure))();
  }

  #cancel(): void {
    this.#stop.abort();
    this.#stop = controller();
  }

  async #close(): Promise<void> {
    this.#cancel();
    await Promise.allSettled(this.#underWay);
    this.#node.status({});
    await this.#account?.detach(this.#node);
  }
}

/** Every search under way listens to it. */
function controller(): AbortController {
  const made = new AbortController();
  setMaxListeners(0, made.signal);
  return made;
}

function hasFilter(payload: unknown): boolean {
  return typeof payload === 'object' && payload !== null && 'filter' in payload && Boolean(payload.filter);
}

/** A filter as an object, or as the JSON that a template has made of it. What is wrong with it, the checks of the field tell. */
function asCriterion(value: unknown): Criterion | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  try {
    return (typeof value === 'string' ? JSON.parse(value) : value) as Criterion;
  } catch {
    throw invalidInput(searchOrigin, 'filter', 'is not JSON');
  }
}

function asError(error: unknown, message: SearchMessage): Error {
  if (error instanceof TelephonyError && error.cause.status) message.statusCode = error.cause.status;
  return error instanceof Error ? error : new Error(String(error));
}
