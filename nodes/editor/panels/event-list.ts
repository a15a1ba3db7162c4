import type { EventChoice } from '../forms.ts';
import { checkBox } from '../rows/rows.ts';
import { chrome, eventText, optionText } from '../texts.ts';

/** Check boxes for single events, grouped by package. Returns what is chosen, in the order of the catalogue. */
export function eventList(
  place: JQuery,
  node: EditorNode,
  known: readonly EventChoice[],
  chosen: readonly string[],
): () => string[] {
  const list = $('<div class="st-list">').appendTo(place);
  const boxes = new Map<string, JQuery>();
  for (const packageName of new Set(known.map((event) => event[1]))) {
    const title = packageName ? optionText(node, 'packages', packageName) : chrome('otherEvents');
    $('<div class="st-group">').text(title).appendTo(list);
    for (const [name] of known.filter((event) => event[1] === packageName)) {
      const id = `telephony-event-${name}`;
      boxes.set(name, checkBox(list, id, name, chosen.includes(name), eventText(node, name)));
    }
  }
  // An event that is unknown here may be one that a newer server sends.
  const unknown = chosen.filter((name) => !boxes.has(name));
  return () => [...[...boxes].filter(([, box]) => box.prop('checked') === true).map(([name]) => name), ...unknown];
}
