import { opentouch } from '../../catalogue/opentouch/index.ts';
import type { OpenTouch } from '../../catalogue/static.ts';
import type { Event, System } from '../../catalogue/types.ts';
import { isObject, type Json, textOf } from '../../schema/json.ts';

/** What one event source asks for. */
export interface EventInterest {
  readonly packages: readonly string[];
  readonly events: readonly string[];
  /** Empty: the session's own user. */
  readonly loginNames: readonly string[];
}

/** The filter of a subscription, as the reference has it. */
export type Filter = OpenTouch<'opentouch-subscriptions', 'Filter'>;

const system: System = opentouch;
const events = new Map<string, Event>(system.domains.flatMap(({ events }) => Object.entries(events)));
const knownPackages = new Set([...events.values()].map((event) => event.package));

/** Package of an event, if its name is known. */
export function packageOf(eventName: string): string | undefined {
  return events.get(eventName)?.package;
}

/** Whom an event is about. */
export function loginNameOf(event: Json): string | undefined {
  const user = event['user'];
  return textOf(event['loginName']) ?? (isObject(user) ? textOf(user['loginName']) : undefined);
}

/**
 * The judge of which events are for a source, by name and user. What nobody knows goes to every source that takes
 * packages; what is about nobody goes to whoever takes its name.
 */
export function wantedBy(interest: EventInterest): (name: string, loginName: string | undefined) => boolean {
  const loginNames = new Set(interest.loginNames);
  return (name, loginName) =>
    (loginNames.size === 0 || !loginName || loginNames.has(loginName)) && isAskedFor(interest, name);
}

/** Whether a source takes events of that name, by itself or in a package. */
export function isAskedFor(interest: EventInterest, name: string): boolean {
  return interest.events.includes(name) || isPackaged(interest, name);
}

function isPackaged({ packages }: EventInterest, name: string): boolean {
  const event = events.get(name);
  if (event?.package) return packages.includes(event.package);
  // The event may belong to a package whose contents no reference tells.
  return event ? packages.some((entry) => !knownPackages.has(entry)) : packages.length > 0;
}

/**
 * The filter that serves all interests. A selector holds names of one package only; events whose package nobody knows
 * get a selector each. Chapter "Subscription management".
 */
export function subscriptionFilterFor(interests: readonly EventInterest[]): Filter {
  const selectors = new Map<string, { names: Set<string>; ids: Set<string> }>();
  const ask = (group: string, name: string, ids: readonly string[]) => {
    const key = JSON.stringify([group, [...ids].sort()]);
    const selector = selectors.get(key) ?? { names: new Set(), ids: new Set(ids) };
    selector.names.add(name);
    selectors.set(key, selector);
  };
  const whole = new Set<string>();
  for (const { packages, loginNames } of interests) {
    for (const name of packages) {
      whole.add(JSON.stringify([name, [...loginNames].sort()]));
      ask(name, name, loginNames);
    }
  }
  for (const { events: names, loginNames } of interests) {
    for (const name of names) {
      const group = packageOf(name) ?? name;
      const covered = whole.has(JSON.stringify([group, [...loginNames].sort()]));
      if (!covered && !events.get(name)?.unsolicited) ask(group, name, loginNames);
    }
  }
  return {
    selectors: [...selectors.values()].map(({ names, ids }) => ({
      ...(ids.size > 0 && { ids: [...ids] }),
      names: [...names],
    })),
  };
}
