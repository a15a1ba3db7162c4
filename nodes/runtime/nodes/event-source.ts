import type { Node, NodeAPI, NodeMessage, NodeStatus } from 'node-red';
import type { ErrorSubject, Origin, TelephonyError } from '../errors.ts';
import type { Shared } from '../operation/connection.ts';
import { type KnownCalls, liveAccount } from '../overview/live-accounts.ts';
import { closeWith } from './close.ts';
import { failAtStart, whenStarted } from './failure.ts';
import { report } from './report.ts';
import { safely } from './safely.ts';
import { SourceDisplay } from './source-display.ts';
import { type SourceState, sourceStatus } from './status.ts';

/** An event on its way into a flow. */
export interface EmittedEvent {
  readonly topic: string;
  /** Of this event alone, for flows change what they get. */
  readonly payload: unknown;
  /** What `msg.event` says beside the system and the time: package, user. */
  readonly about?: Readonly<Record<string, unknown>>;
  /** ISO 8601; now if absent. */
  readonly receivedAt?: string;
  /** Further properties of the message. */
  readonly more?: Readonly<Record<string, unknown>>;
  /** The output that it is meant for, where there are several; the topic if absent. */
  readonly output?: string;
  /** What a status says of it: `1002 ringing`; the topic if absent. */
  readonly inShort?: string;
}

/** What an event source can do. Nothing of it throws. */
export interface SourceHandle {
  emit(event: EmittedEvent): void;
  /** How the source stands. */
  show(state: SourceState | NodeStatus): void;
  /** Something that a flow should hear of; it reaches the Catch nodes. */
  report(error: Error): void;
  /** Does something as soon as the flow has been started, when the nodes behind can receive; at once if it has. */
  whenStarted(act: () => void): void;
  /** Something that a person should know. */
  warn(text: string): void;
  /** The source follows calls: those that it knows are shown in the editor's sidebar. */
  followsCalls(known: KnownCalls): void;
  /** A handler for others to call: what it throws is an error of this node, and nobody else's. */
  guarded<A extends unknown[]>(handler: (...args: A) => unknown): (...args: A) => void;
}

/** What an event source is made of. */
export interface EventSource {
  readonly origin: Origin;
  /** Attached for as long as the node is deployed; absent where none is needed. */
  readonly account?: Shared | undefined;
  /** What keeps the node from working. */
  readonly problem?: TelephonyError | undefined;
  /** Names of the outputs, where there is more than one. What is meant for none of them goes to one more, the last. */
  readonly outputs?: readonly string[] | undefined;
  /**
   * Begins to listen.
   * @returns ends that; told whether the node is deleted, and resolves when nothing is left of it
   */
  start(source: SourceHandle): (deleted: boolean) => Promise<void>;
}

let lately = { at: 0, text: '' };

/** The time in ISO 8601. Within a millisecond, hundreds of events come: its text is made once. */
function now(): string {
  const at = Date.now();
  if (at !== lately.at) lately = { at, text: new Date(at).toISOString() };
  return lately.text;
}

/** Lets a node without input emit events from when it is deployed until it is closed. */
export function runEventSource(RED: NodeAPI, node: Node, parts: EventSource): void {
  const { origin, account, problem, outputs } = parts;
  const subject: ErrorSubject = { account: account?.label };
  if (problem) {
    failAtStart(RED, node, problem, subject);
    return;
  }
  const guarded: SourceHandle['guarded'] = (handler) => safely(node, handler, subject);
  let started = false;
  const waiting = new Set<() => void>();
  whenStarted(RED, node, () => {
    started = true;
    for (const act of waiting) act();
  });
  account?.attach(node);
  const live = liveAccount(account);
  const known = new Set<KnownCalls>();
  const shown = new SourceDisplay((status) => node.status(status));
  const stand = (status: NodeStatus) => {
    shown.stand(status);
    live?.stands(node, status);
  };
  const end = parts.start({
    guarded,
    emit: guarded(({ topic, payload, about, receivedAt = now(), more, output = topic, inShort }: EmittedEvent) => {
      const event = { system: origin.system, ...about, receivedAt };
      const message = { topic, payload, ...more, event } as NodeMessage;
      node.send(outputs ? atOutput(message, outputs, output) : message);
      shown.happened(inShort ?? topic);
      live?.happened(topic, inShort ?? topic);
    }),
    show: guarded((state: SourceState | NodeStatus) =>
      stand('kind' in state ? sourceStatus(state, account?.label) : state),
    ),
    followsCalls(calls) {
      known.add(calls);
      live?.calls.add(calls);
    },
    report: (error) => report(node, error, subject),
    warn: (text) => node.warn(text),
    whenStarted: (act) => (started ? act() : void waiting.add(act)),
  });
  closeWith(node, async (deleted) => {
    shown.stop();
    live?.left(node);
    for (const calls of known) live?.calls.delete(calls);
    node.status({});
    await end(deleted);
    await account?.detach(node);
  });
}

function atOutput(message: NodeMessage, outputs: readonly string[], name: string): (NodeMessage | null)[] {
  const index = outputs.indexOf(name);
  const place = index < 0 ? outputs.length : index;
  return Array.from({ length: place + 1 }, (_, output) => (output === place ? message : null));
}
