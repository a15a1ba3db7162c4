import { setMaxListeners } from 'node:events';
import type { Node, NodeMessage, NodeMessageInFlow } from 'node-red';
import { asError } from '../error-code.ts';
import { aborted, type ErrorSubject, mayPass, type Origin, type TelephonyError } from '../errors.ts';
import type { AccountState } from '../health.ts';
import type { Shared } from '../operation/connection.ts';
import { closeWith } from './close.ts';
import { noted } from './report.ts';
import { safely } from './safely.ts';
import { accountStatus, failureStatus } from './status.ts';

/** What goes with a message that a node carries out. */
export interface InputContext {
  /** Aborted when the node is closed. */
  readonly signal: AbortSignal;
  /**
   * Sends a message on, or one for each output.
   * @throws TelephonyError ABORTED when the node has been closed meanwhile, for its wires are gone
   */
  send(message: NodeMessage | readonly (NodeMessage | null)[]): void;
}

/** What a node with an input is made of. */
export interface InputNode<M extends NodeMessageInFlow = NodeMessageInFlow> {
  /** In whose name errors are made. */
  readonly origin: Origin;
  /** Attached for as long as the node is deployed. */
  readonly account?: Shared | undefined;
  /** Licences that what the node does needs one of. */
  readonly licences?: readonly string[] | undefined;
  /** A setting that keeps the node from working: every message is answered with it. */
  readonly problem?: TelephonyError | undefined;
  /** Whether a message that failed leaves by the second output, with `msg.error`, instead of going to the Catch nodes. */
  readonly errorOutput?: boolean;
  /** Status while messages are under way; none if absent. */
  readonly busy?: string;
  /**
   * Carries a message out and sends what comes of it. Whatever it throws goes to the Catch nodes, with the message.
   * @throws TelephonyError
   */
  perform(message: M, context: InputContext): Promise<void>;
  /** Shows how the node stands when nothing is under way and nothing has failed; an empty status if absent. */
  idle?(): void;
  /** Ends what the node itself has begun; nothing is under way any more. */
  close?(): Promise<void>;
}

type Send = (message: NodeMessage | (NodeMessage | null)[]) => void;
type Done = (error?: Error) => void;

/** The message with the error as a Catch node would add it. */
function withError(message: NodeMessage, error: Error, { id, type, name }: Node): NodeMessage {
  const { error: before } = message as { error?: unknown };
  const told = { ...error, message: String(error), source: { id, type, name } };
  return Object.assign(message, before !== undefined && { _error: before }, { error: told });
}

/**
 * Lets a node take messages: each is carried out, sent on and reported as done, or as failed; closing the node stops what is
 * under way.
 */
export function runInputNode<M extends NodeMessageInFlow>(node: Node, parts: InputNode<M>): void {
  const { origin, account, licences, problem, busy } = parts;
  const subject: ErrorSubject = { account: account?.label, licences };
  const closing = new AbortController();
  const { signal } = closing;
  // Every message under way listens.
  setMaxListeners(0, signal);
  /** Reports a message as done, or as failed to whoever is to hear of it. */
  const finish = safely(node, (message: NodeMessage, send: Send, done: Done, failure?: Error) => {
    const error = failure && noted(node, failure, subject);
    if (error && parts.errorOutput && !signal.aborted) {
      send([null, withError(message, error, node)]);
      done();
    } else done(error);
  });
  if (problem) {
    node.status(failureStatus(problem, account?.label));
    node.on('input', (message, send, done) => finish(message, send, done, problem));
    return;
  }
  const underWay = new Set<Promise<void>>();

  /** What the last message came to, unless it was well. */
  let failed: Error | undefined;
  const quiet = () => {
    const state = account?.health?.state;
    if (state?.problem) node.status(accountStatus(state, account?.label));
    else if (failed) node.status(failureStatus(failed, account?.label));
    else parts.idle ? parts.idle() : node.status({});
  };
  const began = () => {
    if (busy && underWay.size === 0) node.status({ fill: 'blue', shape: 'dot', text: busy });
  };
  const ended = (failure?: Error) => {
    failed = failure;
    if (failure) node.status(failureStatus(failure, account?.label));
    else if (underWay.size === 0 && !signal.aborted) quiet();
  };

  const perform = async (message: M, send: Send): Promise<Error | undefined> => {
    const context: InputContext = {
      signal,
      send(sent) {
        if (signal.aborted) throw aborted(origin);
        send(sent as (NodeMessage | null)[]);
      },
    };
    try {
      await parts.perform(message, context);
      return undefined;
    } catch (error) {
      return asError(error);
    }
  };

  node.on('input', (message, send, done) => {
    began();
    const turn = perform(message as M, send).then((failure) => {
      underWay.delete(turn);
      ended(failure);
      finish(message, send, done, failure);
    });
    underWay.add(turn);
  });

  /** An account that cannot be used is shown by all who would use it; once it can, what failed for want of it is over. */
  const onHealth = ({ kind, problem }: AccountState) => {
    if (kind === 'connected' && failed && mayPass(failed)) failed = undefined;
    if (underWay.size === 0 && (problem || kind === 'connected')) quiet();
  };
  const unsubscribe = account?.health?.subscribe(safely(node, onHealth, subject));
  if (account?.health?.state.problem) quiet();
  account?.attach(node);
  closeWith(node, async () => {
    unsubscribe?.();
    closing.abort();
    await Promise.all(underWay);
    node.status({});
    await parts.close?.();
    await account?.detach(node);
  });
}
