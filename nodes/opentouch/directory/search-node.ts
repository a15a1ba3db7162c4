import { setMaxListeners } from 'node:events';
import type { Node, NodeAPI, NodeDef, NodeMessage, NodeMessageInFlow } from 'node-red';
import { invalidInput } from '../../runtime/errors.ts';
import { type InputContext, runInputNode } from '../../runtime/nodes/input-node.ts';
import { accountOf, noAccount } from '../../runtime/nodes/used-account.ts';
import type { Account } from '../../runtime/operation/connection.ts';
import { collect, evaluate, isSet, type StoredInput } from '../../runtime/operation/inputs.ts';
import type { Values } from '../../schema/values.ts';
import { type Criterion, grouped, joinedRules, searchFilterFor } from './filter.ts';
import { type DirectoryContact, type Portion, searchDirectory, searchOrigin, startSearch } from './search.ts';

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
  /** Whether a web request may say for whom it searches. */
  readonly actorsFromRequest?: boolean;
  /** Whether messages that failed leave by a second output. */
  readonly errorOutput?: boolean;
}

type SearchMessage = NodeMessageInFlow & {
  cancel?: unknown;
  response?: { readonly operation: string; readonly statusCode: number };
  resultCode?: string;
};
type Send = InputContext['send'];

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
  #cancelling = controller();

  constructor(RED: NodeAPI, node: Node, config: DirectoryConfig) {
    this.#RED = RED;
    this.#node = node;
    this.#config = config;
    const account = accountOf<Account>(RED, config.server, 'connection');
    runInputNode<SearchMessage>(node, {
      origin: searchOrigin,
      account,
      problem: account ? undefined : noAccount(searchOrigin, 'server'),
      busy: 'status.searching',
      errorOutput: config.errorOutput === true,
      perform: async (message, context) => {
        if (message.cancel) this.#cancel();
        else if (account) await this.#search(account, message, context);
      },
    });
  }

  async #search({ connection }: Account, message: SearchMessage, context: InputContext): Promise<void> {
    const signal = AbortSignal.any([this.#cancelling.signal, context.signal]);
    try {
      const values = await this.#values(message, connection.defaults);
      const portions = searchDirectory(connection, values, { signal });
      if (this.#config.result === 'each') await this.#each(message, portions, context.send);
      else await this.#list(message, portions, context.send);
    } catch (error) {
      // Nobody wants to hear of a search that was stopped on purpose.
      if (!signal.aborted) throw error;
    }
  }

  async #list(message: SearchMessage, portions: AsyncIterable<Portion>, send: Send): Promise<void> {
    const all: DirectoryContact[] = [];
    for await (const { contacts, ...state } of portions) {
      all.push(...contacts);
      Object.assign(message, stateOf(state));
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
        held = Object.assign(this.#RED.util.cloneMessage(message), {
          payload: contact,
          ...stateOf({ statusCode }),
          parts,
        });
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
    const actorsFromRequest = this.#config.actorsFromRequest === true;
    const sources = { fields, fromPayload: true, actorsFromRequest, defaults, find: async () => undefined };
    return collect(this.#RED, this.#node, message, startSearch, sources);
  }

  async #filter(message: SearchMessage): Promise<Criterion | undefined> {
    const { search, criteria = [], match = 'all', filter } = this.#config;
    const text = isSet(search) ? await this.#evaluate(message, search, 'search') : undefined;
    const typed = typeof text === 'string' || typeof text === 'number' ? searchFilterFor(String(text)) : undefined;
    const rules = await Promise.all(
      criteria.map(async (rule, index) => ({
        criterion: await this.#criterion(message, rule, index),
        together: rule.together === true,
      })),
    );
    const json = isSet(filter) ? asCriterion(await this.#evaluate(message, filter, 'filter')) : undefined;
    return joinedRules(
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

  #cancel(): void {
    this.#cancelling.abort();
    this.#cancelling = controller();
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

/** What a message says of the search's last answer. */
function stateOf({ statusCode, ...state }: Omit<Portion, 'contacts'>) {
  return { response: { operation: searchOrigin.operation, statusCode }, ...state };
}
