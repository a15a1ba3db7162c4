import type { TelephonyError } from '../runtime/errors.ts';
import type { Json } from '../runtime/json.ts';
import type { Interest } from './interest.ts';
import type { UserState } from './resync.ts';

/** How the channel stands, for the status of the event sources. */
export type ChannelState =
  | { readonly kind: 'connecting' | 'connected' }
  | { readonly kind: 'waiting'; readonly seconds: number; readonly reason: TelephonyError }
  | { readonly kind: 'stopped'; readonly reason: TelephonyError };

/** What a flow is told after events may have been lost. */
export interface Resync {
  /** When the last channel was known to be whole; ISO 8601. Absent: nothing was lost, this is the first state. */
  readonly lostSince?: string;
  readonly users: readonly UserState[];
}

/** An event source. Its handlers must not throw. */
export interface Listener {
  readonly interest: Interest;
  onEvent(event: Json): void;
  onState(state: ChannelState): void;
  onResync(resync: Resync): void;
  /** Whether it wants the state when it begins to listen, too. */
  readonly wantsState?: boolean;
  /** The state is about to be read back; `onResync` follows. */
  onRecovering?(): void;
  /** Something went wrong that the channel survives. */
  onProblem(error: TelephonyError): void;
}
