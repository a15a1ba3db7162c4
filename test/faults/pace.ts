import { type ConnectionTiming, usualConnectionTiming } from '../../nodes/opentouch/session/settings.ts';

/** How fast everything goes: as in the field, or so much faster that a test can wait for it. */
export interface Pace {
  /** Milliseconds of what is called a second in the table of faults. */
  readonly second: number;
  /** Of the accounts. */
  readonly timing: ConnectionTiming;
  /** Milliseconds that a request may take. */
  readonly timeout: number;
}

/** @param second milliseconds that stand for a second */
export function paceOf(second: number): Pace {
  const faster = second / 1000;
  const scaled = Object.entries(usualConnectionTiming).map(([name, value]) => [name, value * faster]);
  return { second, timing: Object.fromEntries(scaled) as unknown as ConnectionTiming, timeout: 10 * second };
}
