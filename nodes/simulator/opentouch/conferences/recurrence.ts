import { Refused } from '../server/contract.ts';
import type { Recurrence } from './model.ts';
import { day } from './moments.ts';

/** In the order of `Date.getUTCDay`. */
export const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;

const needs: Readonly<Record<string, readonly (keyof Recurrence)[]>> = {
  DAILY: [],
  WEEKLY: ['daysOfTheWeek'],
  MONTHLY: ['dayOfTheMonth'],
  MONTHLY_BY_WEEK: ['weekOfTheMonth', 'daysOfTheWeek'],
};

/** Refuses a rule that is not whole: everything that goes with its type has to be there. */
export function checkRecurrence(rule: Recurrence): void {
  const missing = needs[rule.type]?.find((name) => rule[name] === undefined || rule[name] === null);
  if (missing) throw new Refused('BAD_PARAMETER', `recurrence.${missing} is missing, ${rule.type} needs it`);
}

function daysIn({ daysOfTheWeek = [] }: Recurrence): number[] {
  return daysOfTheWeek.map((name) => weekdays.indexOf(name.toLowerCase() as (typeof weekdays)[number]));
}

/** The n-th of a weekday in a month; the fifth means the last. Undefined: there is none. */
function nthWeekday(first: Date, weekday: number, nth: number): Date | undefined {
  const offset = (weekday - first.getUTCDay() + 7) % 7;
  const found = new Date(first.getTime() + (offset + (nth - 1) * 7) * day);
  if (found.getUTCMonth() === first.getUTCMonth()) return found;
  return nth === 5 ? new Date(found.getTime() - 7 * day) : undefined;
}

function inMonth(first: Date, rule: Recurrence): Date[] {
  const { dayOfTheMonth = 1, weekOfTheMonth = 1 } = rule;
  if (rule.type === 'MONTHLY') {
    const found = new Date(first.getTime() + (dayOfTheMonth - 1) * day);
    return found.getUTCMonth() === first.getUTCMonth() ? [found] : [];
  }
  return daysIn(rule).flatMap((weekday) => nthWeekday(first, weekday, weekOfTheMonth) ?? []);
}

/** Days of one period of the rule after another, not sorted and not cut at the start. */
function* periods(start: Date, rule: Recurrence): Generator<Date[]> {
  const { interval } = rule;
  for (let turn = 0; ; turn += 1) {
    if (rule.type === 'DAILY') yield [new Date(start.getTime() + turn * interval * day)];
    else if (rule.type === 'WEEKLY') {
      // Weeks begin on Monday.
      const monday = start.getTime() - ((start.getUTCDay() + 6) % 7) * day + turn * interval * 7 * day;
      yield daysIn(rule).map((weekday) => new Date(monday + ((weekday + 6) % 7) * day));
    } else {
      const first = new Date(start);
      first.setUTCDate(1);
      first.setUTCMonth(first.getUTCMonth() + turn * interval);
      yield inMonth(first, rule);
    }
  }
}

/** The dates of a series, the first one not before its start. The fifth week of a month means the last. */
export function* occurrences(start: Date, rule: Recurrence): Generator<Date> {
  let empty = 0;
  for (const days of periods(start, rule)) {
    const dates = days.filter((date) => date >= start).sort((a, b) => a.getTime() - b.getTime());
    yield* dates;
    // The 31st of every February never comes.
    empty = dates.length > 0 ? 0 : empty + 1;
    if (empty > 60) return;
  }
}
