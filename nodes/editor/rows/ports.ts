/**
 * Tells the editor, in the form that it reads on its own, which output became which, so that wires stay with their events.
 * After an output for each of the events there is one more, for the rest.
 */
export function wirePorts(form: JQuery, prefix: string, before: readonly string[], after: readonly string[]): void {
  if (before.join() === after.join()) return;
  const moved = before.map((name, index) => [index, String(after.indexOf(name))] as const);
  const fresh = after.filter((name) => !before.includes(name)).map((name) => [name, after.indexOf(name)] as const);
  const map = Object.fromEntries([...moved, [before.length, String(after.length)], ...fresh]);
  mapPorts(form, prefix, map);
}

/** Adds the output for errors behind the first one, or takes it away. */
export function mapErrorPort(form: JQuery, prefix: string, isThere: boolean): void {
  mapPorts(form, prefix, isThere ? { 0: '0', errors: '1' } : { 0: '0', 1: '-1' });
}

/** @param map by output before, or by a name where it is new: the output that it is now, `-1` for none */
function mapPorts(form: JQuery, prefix: string, map: Readonly<Record<string, string | number>>): void {
  $('<input type="hidden">').attr('id', `${prefix}-outputs`).val(JSON.stringify(map)).appendTo(form);
}
