import type { Card } from '../users/card.ts';
import type { Conference, Recurrence } from './model.ts';
import { lengthIn } from './moments.ts';
import { weekdays } from './recurrence.ts';

/** Conferences as an iCalendar text, RFC 5545, with the properties that the chapter "Conference" lists. */
export function calendarOf(conferences: readonly Conference[], bridge: string, now: Date): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'PRODID:-//OpenTouch//Conference simulator//EN',
    'VERSION:2.0',
    ...conferences.flatMap((conference) => eventOf(conference, bridge, now)),
    'END:VCALENDAR',
  ];
  return lines.map((line) => `${folded(line)}\r\n`).join('');
}

function eventOf(conference: Conference, bridge: string, now: Date): string[] {
  const { conferenceId = '', subject = '', joinOnlineUrl = '', participantAccessCode = '' } = conference;
  const { startDate = '', endDate = '', duration, recurrence, participants = [], documents = [] } = conference;
  const start = new Date(startDate);
  // Of a series the event is its first date.
  const end = recurrence && duration ? new Date(start.getTime() + lengthIn(duration)) : new Date(endDate);
  const text = `${subject}\nJoin online: ${joinOnlineUrl}\nOr dial ${bridge}, access code ${participantAccessCode}`;
  return [
    'BEGIN:VEVENT',
    `UID:${conferenceId}`,
    `DTSTAMP:${compact(now)}`,
    `SUMMARY:${escaped(subject)}`,
    `DESCRIPTION:${escaped(text)}`,
    `URL:${joinOnlineUrl}`,
    ...(conference.owner ? [`ORGANIZER${addressOf(conference.owner)}`] : []),
    `DTSTART:${compact(start)}`,
    `DTEND:${compact(end)}`,
    ...(recurrence ? [`RRULE:${ruleOf(recurrence, new Date(endDate))}`] : []),
    `CATEGORIES:${conference.profile ?? 'MEETING'}`,
    `TRANSP:${conference.type === 'RESERVATIONLESS' ? 'TRANSPARENT' : 'OPAQUE'}`,
    `LOCATION:${escaped(`${bridge}, ${conferenceId}`)}`,
    ...participants.map(({ party }) => `ATTENDEE${addressOf(party)}`),
    ...documents.map(
      ({ name = '', type = '', url = '' }) => `ATTACH;X-ALE-FILENAME=${quoted(name)};X-ALE-DOCTYPE=${type}:${url}`,
    ),
    ...(conference.audioPassword ? [`X-ALE-AUDIOPWD:${escaped(conference.audioPassword)}`] : []),
    ...(conference.webPassword ? [`X-ALE-WEBPWD:${escaped(conference.webPassword)}`] : []),
    'BEGIN:VALARM',
    'ACTION:DISPLAY',
    `DESCRIPTION:${escaped(subject)}`,
    'TRIGGER:-PT15M',
    'END:VALARM',
    'END:VEVENT',
  ];
}

function addressOf({ id, displayName }: Card): string {
  const name = displayName ? `;CN=${quoted(displayName)}` : '';
  return `${name}:MAILTO:${id.companyEmail ?? `${id.loginName ?? id.phoneNumber}@unknown.invalid`}`;
}

function ruleOf(rule: Recurrence, until: Date): string {
  const { type, interval, daysOfTheWeek = [], dayOfTheMonth, weekOfTheMonth } = rule;
  const days = daysOfTheWeek.map((name) => name.slice(0, 2).toUpperCase()).join(',');
  return [
    `FREQ=${type === 'MONTHLY_BY_WEEK' ? 'MONTHLY' : type}`,
    `INTERVAL=${interval}`,
    ...(days && type !== 'DAILY' && type !== 'MONTHLY' ? [`BYDAY=${days}`] : []),
    ...(type === 'MONTHLY' ? [`BYMONTHDAY=${dayOfTheMonth}`] : []),
    ...(type === 'MONTHLY_BY_WEEK' ? [`BYSETPOS=${weekOfTheMonth === 5 ? -1 : weekOfTheMonth}`] : []),
    ...(type === 'WEEKLY' ? ['WKST=MO'] : []),
    `UNTIL=${compact(until)}`,
  ].join(';');
}

/** `20260131T080000Z` */
function compact(moment: Date): string {
  return moment.toISOString().replace(/[-:]|\.\d+/g, '');
}

function escaped(text: string): string {
  return text.replace(/[\\;,]/g, '\\$&').replaceAll('\n', '\\n');
}

function quoted(text: string): string {
  return /[;:,]/.test(text) ? `"${text.replaceAll('"', "'")}"` : text.replaceAll('"', "'");
}

/** No line is longer than 75 bytes; none is cut inside a character. */
function folded(line: string): string {
  const parts = [''];
  let length = 0;
  for (const sign of line) {
    const bytes = Buffer.byteLength(sign);
    if (length + bytes > 75) {
      parts.push(' ');
      length = 1;
    }
    parts[parts.length - 1] += sign;
    length += bytes;
  }
  return parts.join('\r\n');
}

/** Weekday of the two letters of a calendar: `MO`. */
export function weekdayIn(letters: string): string | undefined {
  return weekdays.find((name) => name.slice(0, 2).toUpperCase() === letters.toUpperCase());
}
