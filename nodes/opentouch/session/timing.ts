import { type ConnectionTiming, usualConnectionTiming } from './settings.ts';

/**
 * The intervals that Node-RED's `settings.js` sets as `opentouchServerTiming`, in milliseconds; the usual ones for what it
 * leaves out, or gives as anything but a positive number.
 */
export function timingFrom(given: unknown): ConnectionTiming {
  if (typeof given !== 'object' || given === null) return usualConnectionTiming;
  const known = Object.entries(given).filter(
    ([name, value]) => name in usualConnectionTiming && typeof value === 'number' && value > 0,
  );
  return { ...usualConnectionTiming, ...Object.fromEntries(known) };
}
