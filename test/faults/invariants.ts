import type { Outcome } from './run.ts';

/** Seconds after which a channel must be known to be deaf: its keepalive, and what is added for the way. */
export const longestDeaf = 60 + 10;

/**
 * What must hold for every fault.
 * @param allowance seconds by which a busy machine may be late
 * @returns what does not hold, in words
 */
export function broken({ row, ...outcome }: Outcome, allowance: number): string[] {
  const { wellAfter, events, calls, misreported, greenWhileDeaf, leaked } = outcome;
  const rules: [boolean | undefined, string][] = [
    [row.final || wellAfter !== undefined, 'it did not come back by itself'],
    [!row.final || wellAfter === undefined, 'it tried again after a last word'],
    [row.final || events.lost === 0, `${events.lost} events were lost untold`],
    [events.doubled === 0, `${events.doubled} events came twice`],
    [calls.twice === 0, `${calls.twice} calls were placed twice`],
    [misreported === 0, `${misreported} calls ended otherwise than the flow was told`],
    [greenWhileDeaf <= longestDeaf + allowance, `green for ${greenWhileDeaf.toFixed(1)} s while deaf`],
    [leaked === 0, `${leaked} requests took a secret to a stranger`],
  ];
  return rules.filter(([holds]) => !holds).map(([, problem]) => `${row.name}: ${problem}`);
}
