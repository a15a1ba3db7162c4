import { type Directory, Refused } from '../server/contract.ts';
import { type Card, cardOf, userOf } from '../users/card.ts';
import type { ConferenceParticipant } from './model.ts';

/** Whether an id, whatever kind it is of, means somebody. */
export function isCalled({ id }: Card, name: string): boolean {
  return Object.values(id).some((known) => known?.toLowerCase() === name.toLowerCase());
}

/** The participant with all that is known of him. Somebody from outside needs an e-mail address or a number. */
export function participantOf(
  directory: Directory,
  { party, leader, status }: ConferenceParticipant,
): ConferenceParticipant {
  const user = userOf(directory, party);
  const { companyEmail, phoneNumber } = party.id;
  if (!user && !companyEmail && !phoneNumber) {
    throw new Refused('BAD_PARAMETER', `nobody is called ${Object.values(party.id).join(', ') || 'nothing at all'}`);
  }
  return {
    party: user ? cardOf(user) : party,
    ...(leader && { leader }),
    ...(status && { status }),
  };
}

/** A list in which nobody is twice; of two entries the later one counts. */
export function together(
  before: readonly ConferenceParticipant[],
  added: readonly ConferenceParticipant[] = [],
): ConferenceParticipant[] {
  const all = [...before, ...added];
  return all.filter((one, index) => !all.slice(index + 1).some((later) => same(one, later)));
}

function same(one: ConferenceParticipant, other: ConferenceParticipant): boolean {
  return Object.values(one.party.id).some((name) => name && isCalled(other.party, name));
}

/** A calendar does not say who leads: whoever led before still does. */
export function leadersKept(
  before: readonly ConferenceParticipant[],
  given: readonly ConferenceParticipant[],
): ConferenceParticipant[] {
  const leaders = before.filter(({ leader }) => leader);
  return given.map((one) => (leaders.some((leader) => same(one, leader)) ? { ...one, leader: true } : one));
}

/** Participants who are users, by login name. */
export function loginsOf(participants: readonly ConferenceParticipant[] = []): string[] {
  return participants.flatMap(({ party }) => party.id.loginName ?? []);
}

/** Login name of the user whom an id of any kind means. */
export function loginNamed(directory: Directory, name: string): string {
  const found = directory.all.find(({ user }) => user && isCalled(cardOf(user), name));
  if (!found) throw new Refused('BAD_PARAMETER', `there is no user ${name}`);
  return found.loginName;
}
