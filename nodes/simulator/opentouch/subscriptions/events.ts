import { systems } from '../../../catalogue/index.ts';
import type { Domain, Event } from '../../../catalogue/types.ts';
import { isObject } from '../../../schema/json.ts';
import { sampleOf } from '../../../schema/sample.ts';

interface KnownEvent extends Event {
  readonly domain: Domain;
}

const events: ReadonlyMap<string, KnownEvent> = new Map(
  systems.opentouch.domains.flatMap((domain: Domain) =>
    Object.entries(domain.events).map(([name, event]) => [name, { ...event, domain }] as const),
  ),
);
const packages: ReadonlySet<string> = new Set([...events.values()].flatMap((event) => event.package ?? []));

/** An event of the catalogue with a valid value in every field. Throws an error when there is none of that name. */
export function sampleEvent(eventName: string): { readonly eventName: string } {
  const event = events.get(eventName);
  if (!event) throw new Error(`there is no event "${eventName}"`);
  const sample = sampleOf(event.domain, { type: event.type }, eventName);
  return { ...(isObject(sample) && sample), eventName };
}

/** Events that concern the list of users itself: only administrators get them, and for all users whatever their selector says. */
const administrative: ReadonlySet<string> = new Set(['OnUserCreated', 'OnUserDeleted']);

/** A selector of a subscription's filter. Without ids it means the session's own user. */
export interface Selector {
  readonly ids?: readonly string[] | null;
  readonly names: readonly string[];
}

/** Package of a name that a selector carries; undefined for events whose package nobody knows. */
export function eventPackageOf(name: string): string | undefined {
  return packages.has(name) ? name : events.get(name)?.package;
}

/** Whether a selector of somebody's subscription asks for an event about a user. */
export function asksFor(
  selector: Selector,
  subscriber: { readonly loginName: string; readonly admin: boolean },
  about: string,
  eventName: string,
): boolean {
  const wanted = events.get(eventName)?.package;
  if (!selector.names.includes(eventName) && !(wanted && selector.names.includes(wanted))) return false;
  if (administrative.has(eventName)) return subscriber.admin;
  return selectedIdsOf(selector, subscriber.loginName).includes(about);
}

/** The ids of the users that an event is about. */
export function selectedIdsOf({ ids }: Selector, ownLogin: string): readonly string[] {
  return ids?.length ? ids : [ownLogin];
}

/** Whether the ids of a selector do not matter, for it asks for nothing that is about single users. */
export function idsDoNotMatter({ names }: Selector): boolean {
  return names.every((name) => administrative.has(name));
}

/** One event as a line of the channel: its name first, false booleans and absent values left out, empty lists kept. */
export function lineOf({ eventName, ...rest }: { readonly eventName: string }): string {
  return JSON.stringify({ eventName, ...rest }, (_key, value) =>
    value === false || value === null ? undefined : value,
  );
}
