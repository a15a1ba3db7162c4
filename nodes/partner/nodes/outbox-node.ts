import type { Node, NodeAPI, NodeDef, NodeMessage, NodeMessageInFlow } from 'node-red';
import { inBackground } from '../../runtime/background.ts';
import { invalidInput, type Origin } from '../../runtime/errors.ts';
import { abortable } from '../../runtime/http/abortable.ts';
import { failAtStart } from '../../runtime/nodes/failure.ts';
import { runInputNode } from '../../runtime/nodes/input-node.ts';
import { safely } from '../../runtime/nodes/safely.ts';
import { noAccount } from '../../runtime/nodes/used-account.ts';
import { evaluate, isSet, type StoredInput } from '../../runtime/operation/inputs.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { EventState, Outbox } from '../outbox/outbox.ts';
import { type ShownEvent, shownEvent } from '../outbox/shown-event.ts';
import { type Partner, partnerOf, system } from './partner.ts';
import { showStore, storeStatus } from './store-status.ts';

const type = 'business-apps-outbox';
const origin: Origin = { system, operation: type };

/** Events at most in one list. */
const longest = 1000;

const actions = ['list', 'retry', 'discard'] as const;
type Action = (typeof actions)[number];

/** What a flow stores for a `business-apps-outbox` node. */
interface OutboxConfig extends NodeDef {
  readonly account?: string;
  readonly action?: Action | 'message';
  readonly event?: StoredInput;
  /** Which events a list shows. */
  readonly states?: readonly EventState[];
  /** Of which events there are messages without being asked. */
  readonly news?: readonly EventState[];
}

/** Registers the node that shows what waits for Orange, lets flows retry or discard it, and tells what became of it. */
export function registerOutbox(RED: NodeAPI): void {
  RED.nodes.registerType(type, function (this: Node, config: OutboxConfig) {
    RED.nodes.createNode(this, config);
    const partner = partnerOf(RED, config.account);
    if (partner) run(RED, this, config, partner);
    else {
      const problem = noAccount(origin);
      runInputNode(this, { origin, problem, perform: () => Promise.reject(problem) });
      failAtStart(RED, this, problem);
    }
  });
}

function run(RED: NodeAPI, node: Node, config: OutboxConfig, partner: Partner): void {
  let stop = () => {};
  let closed = false;
  const show = safely(node, async () => {
    const ledger = await partner.ledger;
    const problem = storeStatus(ledger.health, partner.label);
    const { parked } = problem ? { parked: 0 } : await ledger.outbox.counts();
    if (!closed) node.status(problem ?? (parked > 0 ? { fill: 'red', shape: 'ring', text: 'status.parked' } : {}));
  });
  inBackground(
    partner.ledger.then((ledger) => {
      if (closed) return;
      const stopFollowing = follow(node, ledger, config.news ?? [], show);
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
      const payload = await perform(RED, node, config, ledger, message);
      send([Object.assign(message, { payload, response: { operation: type } }), null]);
    },
    async close() {
      closed = true;
      stop();
    },
  });
}

/** Sends a message when an event comes into one of the states, and shows that something is parked. */
function follow(node: Node, ledger: Ledger, news: readonly EventState[], show: () => void): () => void {
  const tell = safely(node, async (id: string, state: EventState) => {
    const entry = await ledger.outbox.get(id);
    if (!entry) return;
    const message: NodeMessage = { topic: state, payload: shownEvent(entry) };
    node.send([null, Object.assign(message, { eventId: id })]);
  });
  return ledger.subscribe((change) => {
    if (change.kind !== 'event') return;
    show();
    if (news.includes(change.state)) tell(change.id, change.state);
  });
}

async function perform(
  RED: NodeAPI,
  node: Node,
  config: OutboxConfig,
  { outbox }: Ledger,
  message: NodeMessageInFlow,
): Promise<ShownEvent | readonly ShownEvent[]> {
  const action = actionOf(config, message);
  if (action === 'list') {
    const { states = [] } = config;
    const entries = await outbox.list({ ...(states.length > 0 && { states }), limit: longest });
    return entries.map(shownEvent);
  }
  const { event = { type: 'msg', value: 'eventId' } } = config;
  const given = isSet(event) ? await evaluate(RED, node, message, event, origin, 'event') : undefined;
  const ids = [given].flat().filter((id) => id !== undefined && id !== '');
  if (ids.length === 0) throw invalidInput(origin, 'event', 'is missing; give the id of an event, or a list of ids');
  return Promise.all(ids.map((id) => settle(outbox, action, String(id))));
}

async function settle(outbox: Outbox, action: 'retry' | 'discard', id: string): Promise<ShownEvent> {
  return shownEvent(await (action === 'retry' ? outbox.retry(id) : outbox.discard(id)));
}

function actionOf({ action = 'list' }: OutboxConfig, message: NodeMessage): Action {
  const wanted: unknown = action === 'message' ? (message as { action?: unknown }).action : action;
  const known = actions.find((name) => name === wanted);
  if (known) return known;
  throw invalidInput(origin, 'action', `expected one of ${actions.join(', ')}`);
}
