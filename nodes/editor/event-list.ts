import type { EventChoice } from '../runtime/event-outputs.ts';
import { checkBox } from './rows.ts';
import { chrome, eventText, optionText } from './texts.ts';

export interface EventList {
  /** The events that are chosen singly, those unknown here included. */
  read(): string[];
  /** Shows which events come with a package anyway. */
  include(packages: readonly string[]): void;
}

/** Check boxes for single events, grouped by their packages. */
export function eventList(
  place: JQuery,
  node: EditorNode,
  known: readonly EventChoice[],
  order: readonly string[],
  chosen: readonly string[],
  changed: () => void,
): EventList {
  const list = $('<div class="st-list">').appendTo(place);
  const boxes = new Map<string, JQuery>();
  const picked = new Set(chosen);
  for (const packageName of packagesOf(known, order)) {
    const title = packageName ? optionText(node, 'packages', packageName) : chrome(node, 'otherEvents');
    $('<div class="st-group">').text(title).appendTo(list);
    for (const [name] of known.filter((event) => event[1] === packageName)) {
      const box = checkBox(list, `telephony-event-${name}`, name, picked.has(name));
      $('<small>')
        .text(`\u2002${eventText(node, name)}`)
        .appendTo(box.parent());
      box.on('change', () => {
        if (box.prop('checked') === true) picked.add(name);
        else picked.delete(name);
        changed();
      });
      boxes.set(name, box);
    }
  }
  return {
    read() {
      return [...picked];
    },
    include(packages) {
      for (const [name, packageName] of known) {
        const included = packageName !== '' && packages.includes(packageName);
        boxes.get(name)?.prop({ checked: included || picked.has(name), disabled: included });
      }
    },
  };
}

/** The packages in the order in which they are offered, the events without one last. */
function packagesOf(known: readonly EventChoice[], order: readonly string[]): string[] {
  const names = new Set(known.map(([, packageName]) => packageName));
  const ordered = new Set([...order, ...names].filter((name) => names.has(name) && name !== ''));
  return names.has('') ? [...ordered, ''] : [...ordered];
}
