import { Refused } from '../server/contract.ts';
import { weekdayIn } from './calendar.ts';
import type { ConferenceParticipant, ConferenceRequest, Recurrence } from './model.ts';
import { writtenMoment } from './moments.ts';

/** A conference as somebody's calendar describes it; the UID may be that of a conference that there is. */
export interface CalendarEntry {
  readonly uid?: string;
  readonly request: ConferenceRequest;
}

interface Property {
  readonly name: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly value: string;
}

/** Reads the first `VEVENT`; properties that the chapter "Conference" does not list are passed over. Throws `Refused`. */
export function entryIn(text: string): CalendarEntry {
  const properties = firstEvent(text);
  const one = (name: string) => properties.find((property) => property.name === name);
  const start = one('DTSTART');
  const end = one('DTEND');
  const rule = one('RRULE');
  const [startDate, endDate] = [start, end].map((property) => property && writtenMoment(momentOf(property)));
  const category = one('CATEGORIES')?.value.toUpperCase();
  const profiles = ['MEETING', 'WEBINAR', 'TRAINING', 'CONFCALL'];
  const [audioPassword, webPassword] = ['X-ALE-AUDIOPWD', 'X-ALE-WEBPWD'].map((name) => plain(one(name)?.value));
  const uid = one('UID')?.value;
  return {
    ...(uid && { uid }),
    request: {
      subject: plain(one('SUMMARY')?.value) || 'Conference',
      type: one('TRANSP')?.value.toUpperCase() === 'TRANSPARENT' ? 'RESERVATIONLESS' : 'SCHEDULED',
      profile: category && profiles.includes(category) ? category : 'MEETING',
      participants: properties.filter(({ name }) => name === 'ATTENDEE').flatMap(attendee),
      ...(startDate && { startDate }),
      ...(rule ? seriesOf(rule.value, startDate, endDate) : endDate && { endDate }),
      ...(audioPassword && { audioPassword }),
      ...(webPassword && { webPassword }),
    },
  };
}

function firstEvent(text: string): Property[] {
  const lines = text.replace(/\r?\n[ \t]/g, '').split(/\r?\n/);
  const begin = lines.findIndex((line) => /^BEGIN:VEVENT\s*$/i.test(line));
  const end = lines.findIndex((line, index) => index > begin && /^END:VEVENT\s*$/i.test(line));
  if (begin < 0 || end < 0) throw new Refused('BAD_PARAMETER', 'the calendar has no VEVENT');
  const properties: Property[] = [];
  let nested = 0;
  for (const line of lines.slice(begin + 1, end)) {
    if (/^BEGIN:/i.test(line)) nested += 1;
    else if (/^END:/i.test(line)) nested -= 1;
    else if (nested === 0) properties.push(...propertyIn(line));
  }
  return properties;
}

/** `NAME;PARAMETER="a:b":value`; some writers put a `;` before a mail address. */
function propertyIn(line: string): Property[] {
  const [, name, head = '', value = ''] = /^([\w-]+)((?:;[\w-]+=(?:"[^"]*"|[^";:]*))*)[:;](.*)$/.exec(line) ?? [];
  if (!name) return [];
  const parameters = [...head.matchAll(/;([\w-]+)=(?:"([^"]*)"|([^";:]*))/g)].map(
    ([, key = '', quoted, bare = '']) => [key.toUpperCase(), quoted ?? bare] as const,
  );
  return [{ name: name.toUpperCase(), parameters: Object.fromEntries(parameters), value }];
}

function momentOf({ name, parameters, value }: Property): Date {
  const [, year, month, date, , hours = '00', minutes = '00', seconds = '00', zone] =
    /^(\d{4})(\d\d)(\d\d)(T(\d\d)(\d\d)(\d\d)?(Z)?)?$/.exec(value) ?? [];
  if (!year) throw new Refused('BAD_PARAMETER', `${name} is no date`);
  const asUtc = new Date(`${year}-${month}-${date}T${hours}:${minutes}:${seconds}Z`);
  if (Number.isNaN(asUtc.getTime())) throw new Refused('BAD_PARAMETER', `${name} is no date`);
  return zone ? asUtc : new Date(asUtc.getTime() - offsetOf(parameters['TZID'], asUtc));
}

/** Milliseconds by which a time zone is ahead of UTC; one that nobody knows is taken for UTC. */
function offsetOf(timeZone: string | undefined, moment: Date): number {
  if (!timeZone) return 0;
  try {
    const there = moment.toLocaleString('sv-SE', { timeZone }).replace(' ', 'T');
    return Date.parse(`${there}Z`) - moment.getTime();
  } catch {
    return 0;
  }
}

function attendee({ parameters, value }: Property): ConferenceParticipant[] {
  const companyEmail = value.replace(/^mailto:/i, '').trim();
  const displayName = parameters['CN'];
  return companyEmail ? [{ party: { id: { companyEmail }, ...(displayName && { displayName }) } }] : [];
}

/** Of an event that repeats, its own end gives the length of each date. */
function seriesOf(rule: string, startDate?: string, endDate?: string): ConferenceRequest {
  const parts = Object.fromEntries(
    rule.split(';').map((part) => [part.replace(/=.*/, '').toUpperCase(), part.replace(/^[^=]*=/, '')]),
  );
  const days = (parts['BYDAY'] ?? '').split(',').filter(Boolean);
  const daysOfTheWeek = days.flatMap((letters) => weekdayIn(letters.slice(-2)) ?? []);
  const nth = Number(parts['BYSETPOS'] ?? (days[0] ?? '').slice(0, -2));
  const weekOfTheMonth = nth === -1 ? 5 : nth;
  const byWeek = parts['FREQ'] === 'MONTHLY' && daysOfTheWeek.length > 0;
  const started = startDate ? new Date(startDate) : new Date();
  const recurrence: Recurrence = {
    type: byWeek ? 'MONTHLY_BY_WEEK' : (parts['FREQ'] ?? ''),
    interval: Number(parts['INTERVAL'] ?? 1),
    ...(daysOfTheWeek.length > 0 && { daysOfTheWeek }),
    ...(parts['FREQ'] === 'WEEKLY' && daysOfTheWeek.length === 0 && { daysOfTheWeek: [weekdayOf(started)] }),
    ...(parts['FREQ'] === 'MONTHLY' &&
      !byWeek && { dayOfTheMonth: Number(parts['BYMONTHDAY'] ?? started.getUTCDate()) }),
    ...(byWeek && { weekOfTheMonth: weekOfTheMonth || 1 }),
    ...(parts['COUNT'] && { nbOfOccurences: Number(parts['COUNT']) }),
  };
  if (!['DAILY', 'WEEKLY', 'MONTHLY', 'MONTHLY_BY_WEEK'].includes(recurrence.type) || !(recurrence.interval >= 1)) {
    throw new Refused('BAD_PARAMETER', `RRULE:${rule} is not supported`);
  }
  const until = parts['UNTIL'];
  const length = startDate && endDate ? Math.round((Date.parse(endDate) - Date.parse(startDate)) / 60_000) : undefined;
  return {
    recurrence,
    ...(until && { endDate: writtenMoment(momentOf({ name: 'UNTIL', parameters: {}, value: until })) }),
    ...(length !== undefined && length > 0 && { duration: `PT${length}M` }),
  };
}

function weekdayOf(moment: Date): string {
  return moment.toLocaleDateString('en', { weekday: 'long', timeZone: 'UTC' }).toLowerCase();
}

/** A text without its escapes. */
function plain(text: string | undefined): string | undefined {
  return text?.replace(/\\(.)/g, (_, sign: string) => (sign.toLowerCase() === 'n' ? '\n' : sign));
}
