/** Name of an event and of the package under which it is subscribed to; empty if that is not known. */
export type EventChoice = readonly [name: string, packageName: string];

/**
 * The events that an event source has chosen, in the order of the catalogue: those of its packages and the single ones.
 * With one output per event, each has the output at its place in this list, and one more output at the end carries
 * `resync` and whatever else arrives.
 */
export function chosenEvents(
  known: readonly EventChoice[],
  packages: readonly string[],
  events: readonly string[],
): string[] {
  const names = known.filter(([name, packageName]) => packages.includes(packageName) || events.includes(name));
  const extra = events.filter((event) => !known.some(([name]) => name === event));
  return [...names.map(([name]) => name), ...extra];
}
