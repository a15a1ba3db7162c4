import type { Node, NodeAPI, NodeDef, NodeMessage, NodeMessageInFlow, NodeStatus } from 'node-red';
import { inBackground } from '../../runtime/background.ts';
import { invalidInput, type Origin } from '../../runtime/errors.ts';
import { abortable } from '../../runtime/http/abortable.ts';
import { failAtStart } from '../../runtime/nodes/failure.ts';
import { runInputNode } from '../../runtime/nodes/input-node.ts';
import { safely } from '../../runtime/nodes/safely.ts';
import { noAccount } from '../../runtime/nodes/used-account.ts';
import { evaluate, isSet, type StoredInput } from '../../runtime/operation/inputs.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { type Partner, partnerOf, system } from './partner.ts';
import { showStore, storeStatus } from './store-status.ts';

/** Entries at most in one list. */
export const longestList = 1000;

/** What a flow stores for a node that lists what an account keeps, and does something with entries. */
export interface KeptConfig extends NodeDef {
  readonly account?: string;
  readonly action?: string;
}

/** What a message that comes in is carried out with. */
export interface KeptAction<A extends string> {
  readonly action: A;
  readonly partner: Partner;
  readonly ledger: Ledger;
  /** The ids that a typed input of the node gives, at least one. @throws INVALID_INPUT */
  ids(name: string, input: StoredInput, hint: string): Promise<readonly string[]>;
}

/** What such a node is made of. */
export interface KeptNode<C extends KeptConfig, A extends string> {
  readonly type: string;
  /** The first is that of a node that says nothing; `message` leaves it to the message. */
  readonly actions: readonly [A, ...A[]];
  /** The status while the store is sound. */
  standing(ledger: Ledger, partner: Partner): Promise<NodeStatus>;
  /** Follows what happens, and calls back when the status may be another; returns the end of that. */
  follow(node: Node, config: C, parts: { ledger: Ledger; partner: Partner; show: () => void }): () => void;
  /** Gives the payload of the answer. */
  perform(config: C, action: KeptAction<A>): Promise<unknown>;
}

/** Registers a node type that shows something that an account keeps, and acts on it. */
export function registerKept<C extends KeptConfig, A extends string>(RED: NodeAPI, kept: KeptNode<C, A>): void {
  const origin: Origin = { system, operation: kept.type };
  RED.nodes.registerType(kept.type, function (this: Node, config: C) {
    RED.nodes.createNode(this, config);
    const partner = partnerOf(RED, config.account);
    if (partner) run(RED, this, config, { kept, partner, origin });
    else {
      const problem = noAccount(origin);
      runInputNode(this, { origin, problem, perform: () => Promise.reject(problem) });
      failAtStart(RED, this, problem);
    }
  });
}

interface Parts<C extends KeptConfig, A extends string> {
  readonly kept: KeptNode<C, A>;
  readonly partner: Partner;
  readonly origin: Origin;
}

function run<C extends KeptConfig, A extends string>(RED: NodeAPI, node: Node, config: C, parts: Parts<C, A>): void {
  const { kept, partner, origin } = parts;
  let stop = () => {};
  let closed = false;
  const show = safely(node, async () => {
    const ledger = await partner.ledger;
    const status = storeStatus(ledger.health, partner.label) ?? (await kept.standing(ledger, partner));
    if (!closed) node.status(status);
  });
  inBackground(
    partner.ledger.then((ledger) => {
      if (closed) return;
      const stopFollowing = kept.follow(node, config, { ledger, partner, show });
      const stopShowing = showStore(ledger, partner.label, () => show(), show);
      stop = () => {
        stopFollowing();
        stopShowing();
      };
    }),
  );
  runInputNode(node, {
    origin,
    account: partner,
    idle: show,
    async perform(message, { signal, send }) {
      const ledger = await abortable(partner.ledger, signal, origin);
      const payload = await kept.perform(config, {
        action: actionOf(kept.actions, config, message, origin),
        partner,
        ledger,
        ids: (name, input, hint) => idsIn(RED, node, message, { origin, name, input, hint }),
      });
      send([Object.assign(message, { payload, response: { operation: kept.type } })]);
    },
    async close() {
      closed = true;
      stop();
    },
  });
}

function actionOf<A extends string>(
  actions: readonly [A, ...A[]],
  { action = actions[0] }: KeptConfig,
  message: NodeMessage,
  origin: Origin,
): A {
  const wanted: unknown = action === 'message' ? (message as { action?: unknown }).action : action;
  const known = actions.find((name) => name === wanted);
  if (known) return known;
  throw invalidInput(origin, 'action', `expected one of ${actions.join(', ')}`);
}

interface AskedIds {
  readonly origin: Origin;
  readonly name: string;
  readonly input: StoredInput;
  readonly hint: string;
}

async function idsIn(
  RED: NodeAPI,
  node: Node,
  message: NodeMessageInFlow,
  { origin, name, input, hint }: AskedIds,
): Promise<readonly string[]> {
  const given = isSet(input) ? await evaluate(RED, node, message, input, origin, name) : undefined;
  const ids = [given].flat().filter((id) => id !== undefined && id !== '');
  if (ids.length === 0) throw invalidInput(origin, name, hint);
  return ids.map(idOf);
}

/** An entry may be given whole, as a list has shown it. */
function idOf(entry: unknown): string {
  return String(typeof entry === 'object' && entry !== null && 'id' in entry ? entry.id : entry);
}
