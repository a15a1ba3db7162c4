import type { ConferenceRequest } from './model.ts';
import { day, hour, writtenMoment } from './moments.ts';

/** Number that people dial to get into a conference; it also shows as the caller when a conference calls. */
export const bridgeNumber = '1800';

/** A conference that is there from the start, as its owner has asked for it. */
export interface SeedConference {
  readonly owner: string;
  readonly request: ConferenceRequest;
  readonly documents?: readonly string[];
}

const guest = (companyEmail: string, displayName: string) => ({ party: { id: { companyEmail }, displayName } });
const member = (loginName: string, leader = false) => ({ party: { id: { loginName } }, ...(leader && { leader }) });

/** Carol is in exactly one of them, Alice in several, and one is over. */
export function seedConferences(now: Date): SeedConference[] {
  const at = (days: number, hours: number) =>
    writtenMoment(Math.floor((now.getTime() + days * day) / day) * day + hours * hour);
  return [
    {
      owner: 'alice',
      request: {
        type: 'SCHEDULED',
        profile: 'MEETING',
        subject: 'Sales weekly',
        startDate: at(-14, 8),
        duration: 'PT00H45M',
        recurrence: { type: 'WEEKLY', interval: 1, daysOfTheWeek: ['monday'], nbOfOccurences: 52 },
        participants: [member('bob'), member('carol', true), member('dave')],
      },
      documents: ['Agenda.pdf'],
    },
    {
      owner: 'alice',
      request: {
        type: 'SCHEDULED',
        profile: 'WEBINAR',
        subject: 'What is new in spring',
        startDate: at(7, 13),
        duration: 'PT01H30M',
        participants: [member('erin', true), guest('purchasing@usine.example', 'Usine purchasing')],
        webPassword: 'spring',
      },
    },
    {
      owner: 'alice',
      request: {
        type: 'RESERVATIONLESS',
        profile: 'CONFCALL',
        subject: "Alice's room",
        startDate: at(-30, 0),
        participants: [member('frank')],
      },
    },
    {
      owner: 'alice',
      request: {
        type: 'SCHEDULED',
        profile: 'MEETING',
        subject: 'Offer for Usine',
        startDate: at(-3, 9),
        duration: 'PT01H00M',
        participants: [member('bob')],
      },
    },
  ];
}

/** Who may manage whose conferences from the start. */
export const seedDelegates: Readonly<Record<string, readonly string[]>> = { alice: ['carol'] };
