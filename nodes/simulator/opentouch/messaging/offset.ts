import { Refused } from '../server/contract.ts';

const form = /^([+-]?)(\d+)(%?)$/;

/**
 * Where to play from, in seconds.
 * @param offset `65`, `12%`, `+10`, `-20`; chapter "Messaging", PlayVoiceMessageRequest
 * @param present position of the paused message; undefined when it is played for the first time
 */
export function positionOf(offset: string | undefined, seconds: number, present: number | undefined): number {
  if (!offset) return present ?? 0;
  const [, sign = '', digits = '', percent] = form.exec(offset) ?? [];
  if (!digits) throw new Refused('BAD_PARAMETER', `${offset} is no offset`);
  const amount = percent ? (Number(digits) / 100) * seconds : Number(digits);
  if (present === undefined && amount !== 0) {
    throw new Refused('NOT_EXPECTED', 'an offset other than 0 needs a paused message');
  }
  const from = sign ? (present ?? 0) : 0;
  const position = sign === '-' ? from - amount : from + amount;
  if (position < 0 || position > seconds) {
    throw new Refused('BAD_PARAMETER', `${offset} leads outside the message, which has ${seconds} seconds`);
  }
  return position;
}
