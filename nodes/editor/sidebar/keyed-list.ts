/** An element of a list, and how it is brought up to date. */
export interface Item<T> {
  readonly element: HTMLElement;
  update(value: T): void;
}

/**
 * Keeps a list on the page as it should be, and touches only what has changed: whoever reads, selects text or has the focus
 * in it is not disturbed.
 * @param keyOf tells the entries apart
 * @param make a new element
 */
export function keyedList<T>(
  list: HTMLElement,
  keyOf: (value: T) => string,
  make: () => Item<T>,
): (values: readonly T[]) => void {
  const items = new Map<string, Item<T>>();
  return (values) => {
    const keys = new Set(values.map(keyOf));
    for (const [key, { element }] of items) {
      if (keys.has(key)) continue;
      element.remove();
      items.delete(key);
    }
    let next = list.firstElementChild;
    for (const value of values) {
      const key = keyOf(value);
      const item = items.get(key) ?? make();
      items.set(key, item);
      item.update(value);
      if (item.element === next) next = next.nextElementSibling;
      else list.insertBefore(item.element, next);
    }
  };
}

/** Writes a text where another stands. */
export function showText(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
  element.hidden = text === '';
}

/** A new element with a class. */
export function newElement(
  parent: Element,
  tag: 'div' | 'span' | 'ul' | 'li' | 'h3' | 'p' | 'section',
  name = '',
): HTMLElement {
  const element = document.createElement(tag);
  if (name) element.className = name;
  parent.append(element);
  return element;
}
