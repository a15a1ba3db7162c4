type Child = Node | string;

/** What an element is made with: properties by their names, `class`, and attributes with a dash in their names. */
type Properties = Readonly<Record<string, unknown>>;

/** Makes an element. Texts become text nodes, so nothing that came from elsewhere becomes HTML. */
export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: Properties = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name === 'class') element.className = String(value);
    else if (name.includes('-') || name === 'role') element.setAttribute(name, String(value));
    else Object.assign(element, { [name]: value });
  }
  element.append(...children);
  return element;
}

/** The element of the page with an id. */
export function byId(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (!element) throw new Error(`the page has no #${id}`);
  return element;
}

/** Sets a text only where it is another, so that what somebody has selected stays selected. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** An element that shows an item, and is told when the item has changed. */
export interface View<Item> {
  readonly element: HTMLElement;
  update(item: Item): void;
}

/** Keeps one element for each item of a list, in the order of the list: who types into one is not disturbed. */
export class KeyedList<Item> {
  readonly #parent: HTMLElement;
  readonly #keyOf: (item: Item) => string;
  readonly #create: (item: Item) => View<Item>;
  readonly #shown = new Map<string, View<Item>>();

  constructor(parent: HTMLElement, keyOf: (item: Item) => string, create: (item: Item) => View<Item>) {
    this.#parent = parent;
    this.#keyOf = keyOf;
    this.#create = create;
  }

  /** What shows the item with a key, if it is shown. */
  viewOf(key: string): View<Item> | undefined {
    return this.#shown.get(key);
  }

  update(items: readonly Item[]): void {
    const keys = new Set(items.map(this.#keyOf));
    for (const [key, { element }] of this.#shown) {
      if (keys.has(key)) continue;
      element.remove();
      this.#shown.delete(key);
    }
    items.forEach((item, index) => {
      const key = this.#keyOf(item);
      const shown = this.#shown.get(key) ?? this.#create(item);
      this.#shown.set(key, shown);
      shown.update(item);
      if (this.#parent.children[index] !== shown.element) {
        this.#parent.insertBefore(shown.element, this.#parent.children[index] ?? null);
      }
    });
  }
}
