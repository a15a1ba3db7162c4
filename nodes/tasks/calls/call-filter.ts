import { namesIn } from '../../schema/names.ts';
import { isSameNumber } from '../../schema/phone-number.ts';
import type { CallMessage } from './call-message.ts';

/** Which calls a source tells of; what is empty does not count. */
export interface CallFilter {
  readonly direction?: string;
  /** Comma-separated numbers as people write them. */
  readonly numbers?: string;
  /** Comma-separated. */
  readonly devices?: string;
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
