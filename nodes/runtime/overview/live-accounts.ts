import type { NodeStatus } from 'node-red';
import type { AccountState } from '../health.ts';
import type { Secrets } from '../redact.ts';
import type { AccountLabel } from '../wording.ts';
import type { OngoingCall } from './shapes.ts';

/** How an account stands, and what lies with it. */
export interface AccountStanding {
  readonly state: AccountState;
  /** By name, as the editor words them: `open`, `overdue`, `waiting`, `parked`. */
  readonly counts?: Readonly<Record<string, number>>;
}

/** What an account is asked when somebody looks. */
export interface AccountFacts {
  readonly id: string;
  readonly type: string;
  readonly label: AccountLabel;
  /** What must not be shown. */
  readonly secrets: Secrets;
  /** How many nodes use it. */
  nodes(): number;
  standing(): AccountStanding | Promise<AccountStanding>;
}

/** The calls that a node follows, as far as it knows them. */
export type KnownCalls = () => Iterable<OngoingCall>;

/** An account that is deployed, with what its event sources tell of it. */
export class LiveAccount {
  readonly facts: AccountFacts;
  readonly calls = new Set<KnownCalls>();
  /** The event sources, by node, and whether they are well. */
  readonly sources = new Map<object, boolean>();
  /** What a flow was told last. */
  lastEvent: { readonly at: number; readonly topic: string; readonly text: string } | undefined;

  constructor(facts: AccountFacts) {
    this.facts = facts;
  }

  /** A flow has been told of an event. */
  happened(topic: string, text: string): void {
    this.lastEvent = { at: Date.now(), topic, text };
  }

  /** How an event source stands. */
  stands(source: object, { fill }: NodeStatus): void {
    this.sources.set(source, fill === 'green');
  }

  /** An event source is gone. */
  left(source: object): void {
    this.sources.delete(source);
  }
}

/** By node. One for all of Node-RED, of which there is one in a process. */
const accounts = new Map<object, LiveAccount>();

/**
 * Lets an account be seen in the editor's sidebar.
 * @param node by which nodes know the account
 * @returns ends that
 */
export function showAccount(node: object, facts: AccountFacts): () => void {
  accounts.set(node, new LiveAccount(facts));
  return () => void accounts.delete(node);
}

/** An account that is deployed, as the nodes that use it know it. */
export function liveAccount(node: object | undefined): LiveAccount | undefined {
  return node && accounts.get(node);
}

/** All accounts that are deployed. */
export function liveAccounts(): readonly LiveAccount[] {
  return [...accounts.values()];
}
