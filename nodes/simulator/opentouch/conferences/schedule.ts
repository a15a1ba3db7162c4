import { Refused } from '../server/contract.ts';
import type { Conference, ConferenceRequest, Recurrence } from './model.ts';
import { day, durationOf, hour, lengthIn, momentIn, writtenMoment } from './moments.ts';
import { checkRecurrence, occurrences } from './recurrence.ts';

/** When a conference takes place; of a series, `endDate` is the end of its last date and `duration` the length of each. */
export interface Schedule {
  readonly startDate: string;
  readonly endDate: string;
  readonly duration: string;
  readonly recurrence?: Recurrence;
}

interface Limits {
  /** Milliseconds. */
  readonly usual: number;
  readonly most: number;
}

/** What an administrator has set for the two types. */
const limits: Readonly<Record<string, Limits>> = {
  SCHEDULED: { usual: hour, most: 24 * hour },
  RESERVATIONLESS: { usual: 180 * day, most: 184 * day },
};

/** A series that says neither how often nor until when. */
const usualSeries = 365 * day;
const mostDates = 1000;

type Wanted = Pick<ConferenceRequest, 'type' | 'startDate' | 'endDate' | 'duration' | 'recurrence'>;

/** Works out the dates that a request leaves open. Throws `Refused`. */
export function scheduleOf(wanted: Wanted, now: Date): Schedule {
  const { type = 'SCHEDULED', startDate, recurrence } = wanted;
  const start = startDate ? momentIn(startDate, 'startDate') : now;
  if (recurrence) return series(wanted, start, recurrence);
  const length = lengthOf(wanted, start);
  const { most } = limits[type] ?? (limits['SCHEDULED'] as Limits);
  if (length > most) throw new Refused('BAD_PARAMETER', `a ${type} conference lasts ${most / hour} hours at most`);
  return {
    startDate: writtenMoment(start),
    endDate: writtenMoment(start.getTime() + length),
    duration: durationOf(length),
  };
}

function lengthOf({ type = 'SCHEDULED', endDate, duration }: Wanted, start: Date): number {
  const usual = (limits[type] ?? (limits['SCHEDULED'] as Limits)).usual;
  if (!endDate) return duration ? positive(lengthIn(duration)) : usual;
  return positive(momentIn(endDate, 'endDate').getTime() - start.getTime());
}

function positive(length: number): number {
  if (length <= 0) throw new Refused('BAD_PARAMETER', 'the conference ends before it begins');
  return length;
}

function series(wanted: Wanted, from: Date, rule: Recurrence): Schedule {
  checkRecurrence(rule);
  const { endDate, duration } = wanted;
  const { nbOfOccurences, ...recurrence } = rule;
  const length = duration ? positive(lengthIn(duration)) : (limits['SCHEDULED'] as Limits).usual;
  const until = endDate ? momentIn(endDate, 'endDate').getTime() : from.getTime() + usualSeries;
  let first: Date | undefined;
  let last: Date | undefined;
  let count = 0;
  for (const date of occurrences(from, rule)) {
    // The number of dates goes before the end date.
    if (nbOfOccurences ? count >= nbOfOccurences : date.getTime() >= until) break;
    first ??= date;
    last = date;
    count += 1;
    if (count > mostDates) throw new Refused('BAD_PARAMETER', `a series has ${mostDates} dates at most`);
  }
  if (!first || !last) throw new Refused('BAD_PARAMETER', 'the series has no date at all');
  return {
    startDate: writtenMoment(first),
    endDate: writtenMoment(last.getTime() + length),
    duration: durationOf(length),
    recurrence,
  };
}

/** The dates after a change; undefined if they stay. A conference that is moved keeps its length, a series its end. */
export function changedSchedule(shown: Conference, given: ConferenceRequest, now: Date): Schedule | undefined {
  const { type = shown.type, startDate, endDate, duration, recurrence } = given;
  const begun = Date.parse(shown.startDate ?? '') <= now.getTime();
  const moved = startDate && Date.parse(startDate) !== Date.parse(shown.startDate ?? '');
  if (begun && moved) throw new Refused('NOT_EXPECTED', 'the conference has begun, its start cannot be changed');
  if (![startDate, endDate, duration, recurrence, given.type].some((value) => value !== undefined)) return undefined;
  const rule = recurrence ?? shown.recurrence;
  const length = duration ?? shown.duration;
  const end = endDate ?? (rule && shown.recurrence && !recurrence?.nbOfOccurences ? shown.endDate : undefined);
  return scheduleOf(
    {
      ...(type && { type }),
      ...(shown.startDate && { startDate: startDate ?? shown.startDate }),
      ...(length && { duration: length }),
      ...(end && { endDate: end }),
      ...(rule && { recurrence: rule }),
    },
    now,
  );
}
