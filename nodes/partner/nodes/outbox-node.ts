import type { Node, NodeAPI, NodeMessage } from 'node-red';
import { safely } from '../../runtime/nodes/safely.ts';
import type { StoredInput } from '../../runtime/operation/inputs.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { EventState } from '../outbox/outbox.ts';
import { shownEvent } from '../outbox/shown-event.ts';
import { type KeptConfig, longestList, registerKept } from './kept-node.ts';

const actions = ['list', 'retry', 'discard'] as const;

/** What a flow stores for a `business-apps-outbox` node. */
interface OutboxConfig extends KeptConfig {
  readonly event?: StoredInput;
  /** Which events a list shows. */
  readonly states?: readonly EventState[];
  /** Of which events there are messages without being asked. */
  readonly news?: readonly EventState[];
}

/** Registers the node that shows what waits for Orange, lets flows retry or discard it, and tells what became of it. */
export function registerOutbox(RED: NodeAPI): void {
  registerKept<OutboxConfig, (typeof actions)[number]>(RED, {
    type: 'business-apps-outbox',
    actions,
    async standing({ outbox }) {
      const { parked } = await outbox.counts();
      return parked > 0 ? { fill: 'red', shape: 'ring', text: 'status.parked' } : {};
    },
    follow: (node, { news = [] }, { ledger, show }) => follow(node, ledger, news, show),
    async perform({ states = [], event = { type: 'msg', value: 'eventId' } }, { action, ledger: { outbox }, ids }) {
      if (action === 'list') {
        const entries = await outbox.list({ ...(states.length > 0 && { states }), limit: longestList });
        return entries.map(shownEvent);
      }
      const wanted = await ids('event', event, 'is missing; give the id of an event, or a list of ids');
      return Promise.all(wanted.map(async (id) => shownEvent(await outbox[action](id))));
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
