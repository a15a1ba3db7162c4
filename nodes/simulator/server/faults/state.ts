// What is told of a fault, as JSON. The simulator's page reads it, too, so nothing of Node.js is in here.

/** A fault that can be started by name, and what has become of it. */
export interface FaultState {
  /** By which it is started. */
  readonly name: string;
  /** As people call it. */
  readonly title: string;
  /** What the server does, in one sentence. */
  readonly does: string;
  /** What a flow sees of it, in one sentence. */
  readonly seen: string;
  /** What it can befall here and now. */
  readonly systems: readonly string[];
  readonly on: boolean;
  /** Whom it befalls, if it was started for one only. */
  readonly system?: string;
  /** Seconds until it ends by itself. Absent: it is off, or lasts until somebody ends it. */
  readonly secondsLeft?: number;
}
