import { opentouch } from '../catalogue/opentouch/index.ts';
import type { OpenTouch } from '../catalogue/static.ts';
import type { Event, System } from '../catalogue/types.ts';
import { type Json, textOf } from '../runtime/json.ts';

/** What one event source asks for. */
export interface Interest {
  readonly packages: readonly string[];
  readonly events: readonly string[];
  /** Empty: the session's own user. */
  readonly loginNames: readonly string[];
}

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
  const user = event['user'] as Json | undefined;
  return textOf(event['loginName']) ?? textOf(user?.['loginName']);
}

/** Whether an event is for a source. What nobody knows goes to every source that takes packages. */
export function isWanted(interest: Interest, event: Json): boolean {
  const name = String(event['eventName']);
  const loginName = loginNameOf(event);
  const theirs = interest.loginNames.length === 0 || !loginName || interest.loginNames.includes(loginName);
  return theirs && isAskedFor(interest, name);
}

/** Whether a source takes events of that name, by itself or in a package. */
export function isAskedFor(interest: Interest, name: string): boolean {
  return interest.events.includes(name) || isPackaged(interest, name);
}

function isPackaged({ packages }: Interest, name: string): boolean {
  const event = events.get(name);
  if (event?.package) return packages.includes(event.package);
  // The event may belong to a package whose contents no reference tells.
  return event ? packages.some((entry) => !knownPackages.has(entry)) : packages.length > 0;
}

/**
 * The filter that serves all interests. A selector holds names of one package only; events whose package nobody knows
 * get a selector each. Chapter "Subscription management".
 */
export function filterFor(interests: readonly Interest[]): Filter {
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
