import { namesIn } from '../../schema/names.ts';
import type { CallMessage } from './call-message.ts';

/** Which calls a source tells of; what is empty does not count. */
export interface CallFilter {
  readonly direction?: string;
  /** Comma-separated numbers as people write them. */
  readonly numbers?: string;
  /** Comma-separated. */
  readonly devices?: string;
}

/** Digits by which two ways of writing a national number are the same. */
const significant = 9;

/** Whether two numbers are one number: `+33 1 55 66 77 88` and `0155667788`. An extension has to be equal. */
export function isSameNumber(one: string, other: string): boolean {
  const [shorter = '', longer = ''] = [digitsOf(one), digitsOf(other)].sort((a, b) => a.length - b.length);
  if (shorter.length < significant) return shorter !== '' && shorter === longer;
  return longer.endsWith(shorter.slice(-significant));
}

/** Tells the calls that are asked for. */
export function callFilter({ direction, numbers, devices }: CallFilter): (call: CallMessage) => boolean {
  const wantedNumbers = namesIn(numbers);
  const wantedDevices = namesIn(devices);
  return ({ direction: way, number = '', deviceId = '' }) =>
    (!direction || direction === way) &&
    (wantedNumbers.length === 0 || wantedNumbers.some((wanted) => isSameNumber(wanted, number))) &&
    (wantedDevices.length === 0 || wantedDevices.includes(deviceId));
}

function digitsOf(number: string): string {
  return number.replace(/\(0\)/g, '').replace(/\D/g, '');
}
