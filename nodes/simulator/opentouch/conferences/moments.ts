import { Refused } from '../server/contract.ts';

/** Milliseconds. */
export const minute = 60_000;

/** Milliseconds. */
export const hour = 60 * minute;

/** Milliseconds. */
export const day = 24 * hour;

/** `2026-01-31T08:00:00Z`: the only form in which the server writes dates. */
export function writtenMoment(moment: Date | number): string {
  return new Date(moment).toISOString().replace(/\.\d+/, '');
}

/** The time that a text says. @throws Refused BAD_PARAMETER when it says none */
export function momentIn(text: string, what: string): Date {
  const moment = new Date(text);
  if (Number.isNaN(moment.getTime())) throw new Refused('BAD_PARAMETER', `${what} is no date`);
  return moment;
}

/** Milliseconds of an ISO duration such as `PT01H30M`. */
export function lengthIn(duration: string): number {
  const [whole, ...parts] = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(duration) ?? [];
  if (!whole || !parts.some(Boolean)) throw new Refused('BAD_PARAMETER', 'duration must look like PT01H30M');
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = parts.map((part) => Number(part ?? 0));
  return days * day + hours * hour + minutes * minute + seconds * 1000;
}

/** A length in milliseconds as an ISO 8601 duration: `PT01H30M`. */
export function durationOf(length: number): string {
  const two = (number: number) => String(Math.floor(number)).padStart(2, '0');
  return `PT${two(length / hour)}H${two((length % hour) / minute)}M`;
}
