import type { TelephonyError } from '../../runtime/errors.ts';
import type { SourceState } from '../../runtime/nodes/status.ts';
import type { Json } from '../../schema/json.ts';
import type { EventInterest } from './filter.ts';
import type { UserState } from './resync.ts';

/** How the channel stands, for the status of the event sources. */
export type ChannelState = SourceState;

/** What a flow is told after events may have been lost. */
export interface Resync {
  /** When the last channel was known to be whole; ISO 8601. Absent: nothing was lost, this is the first state. */
  readonly lostSince?: string;
  readonly users: readonly UserState[];
}

/** An event source. Its handlers must not throw. */
export interface ChannelListener {
  readonly interest: EventInterest;
  onEvent(event: Json): void;
  onState(state: ChannelState): void;
  onResync(resync: Resync): void;
  /** Nobody is worse off without it: it is dismissed where the server refuses what it asks for, and has no part in a resync. */
  readonly isOptional?: true;
  /** Whether it wants the state when it begins to listen, too. */
  readonly wantsState?: boolean;
  /** The state is about to be read back; `onResync` follows. */
  onRecovering?(): void;
  /** Something went wrong that the channel survives. */
  onProblem(error: TelephonyError): void;
}
