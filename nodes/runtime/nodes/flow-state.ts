import type { NodeAPI } from 'node-red';

/** What is called as the flows come and go. */
export interface FlowListener {
  /** All nodes of the flows are there. */
  started?(): void;
  /** Every node is about to be closed, to be replaced. What a node has sent in this turn of the event loop arrives nowhere. */
  replacing?(): void;
}

/** Whether Node-RED's flows run. One for all accounts of a process: Node.js warns of more than ten listeners. */
export class FlowState {
  /** Known from the first start after somebody has subscribed. */
  running = false;
  /** The flows are being replaced by others: whoever stops now has a successor, unless it is deleted. */
  deploying = false;
  readonly #events: NodeAPI['events'];
  readonly #listeners = new Set<FlowListener>();
  readonly #stop = (stopping: { readonly type?: string; readonly diff?: object } | undefined) => {
    this.running = false;
    // Node-RED compares flows only when it replaces them; otherwise an empty comparison stands here, without this result.
    this.deploying = 'globalConfigChanged' in (stopping?.diff ?? {});
    if (!this.deploying || stopping?.type !== 'full') return;
    for (const { replacing } of [...this.#listeners]) replacing?.();
  };
  readonly #start = () => {
    this.running = true;
    this.deploying = false;
    for (const { started } of [...this.#listeners]) started?.();
  };

  constructor(events: NodeAPI['events']) {
    this.#events = events;
  }

  /** Follows the flows until the function it returns is called. */
  subscribe(listener: FlowListener): () => void {
    if (this.#listeners.size === 0) {
      this.#events.on('flows:started', this.#start);
      this.#events.on('flows:stopping', this.#stop);
    }
    this.#listeners.add(listener);
    return () => {
      if (!this.#listeners.delete(listener) || this.#listeners.size > 0) return;
      this.#events.removeListener('flows:started', this.#start);
      this.#events.removeListener('flows:stopping', this.#stop);
      this.running = false;
      this.deploying = false;
    };
  }
}

const states = new WeakMap<NodeAPI['events'], FlowState>();

/** The state of the flows of a Node-RED. */
export function flowStateOf({ events }: NodeAPI): FlowState {
  const state = states.get(events) ?? new FlowState(events);
  states.set(events, state);
  return state;
}
