import type { RowAction, Table } from '../state.ts';
import { make, setText, type View } from './dom.ts';
import { send } from './requests.ts';
import { form } from './telephone.ts';

type Row = Table['rows'][number];

/** A table of whatever there is. A row that has not changed keeps its element, so who chooses something in it is not disturbed. */
export class TableView implements View<Table> {
  readonly element: HTMLDetailsElement;
  readonly #summary = make('summary');
  readonly #body = make('tbody');
  readonly #head = make('tr');
  readonly #none = make('p', { class: 'none' }, 'None.');
  readonly #table: HTMLElement;
  #rows = new Map<string, HTMLElement>();
  #shown = '';

  constructor(open: boolean) {
    // Whoever has no mouse scrolls with the arrow keys.
    const properties = { class: 'scroll', tabIndex: 0, role: 'region' };
    this.#table = make('div', properties, make('table', {}, make('thead', {}, this.#head), this.#body));
    this.element = make('details', { open }, this.#summary, this.#none, this.#table);
  }

  update(table: Table): void {
    const text = JSON.stringify(table);
    if (text === this.#shown) return;
    this.#shown = text;
    const { title, rows, count, action } = table;
    const names = Object.keys(rows[0] ?? {});
    setText(this.#summary, `${title} (${count > rows.length ? `the last ${rows.length} of ${count}` : count})`);
    this.#table.setAttribute('aria-label', title);
    this.#none.hidden = rows.length > 0;
    this.#table.hidden = rows.length === 0;
    const titles = [...(action ? [''] : []), ...names];
    this.#head.replaceChildren(...titles.map((name) => make('th', { scope: 'col' }, name)));
    const before = this.#rows;
    this.#rows = new Map();
    for (const row of rows) {
      const said = JSON.stringify(row);
      // Two rows may say the same.
      let key = said;
      while (this.#rows.has(key)) key += ' ';
      this.#rows.set(key, before.get(key) ?? rowOf(row, names, action));
    }
    const elements = [...this.#rows.values()];
    const isSame = elements.every((element, index) => this.#body.children[index] === element);
    if (!isSame || elements.length !== this.#body.children.length) this.#body.replaceChildren(...elements);
  }
}

function rowOf(row: Row, names: readonly string[], action: RowAction | undefined): HTMLElement {
  const cells = names.map((name) => make('td', {}, String(row[name] ?? '')));
  return make('tr', {}, ...(action ? [make('td', {}, controlsOf(row, action))] : []), ...cells);
}

let lists = 0;

function controlsOf(row: Row, { label, method, path, field }: RowAction): HTMLElement {
  const [, column = ''] = /\{(.+?)\}/.exec(path) ?? [];
  const about = String(row[column] ?? '');
  const address = `/simulator${path.replace(/\{(.+?)\}/g, (_, name: string) => encodeURIComponent(String(row[name] ?? '')))}`;
  const button = make('button', { 'aria-label': `${label} ${about}` }, label);
  const ways = (onSubmit: () => void, ...children: readonly HTMLElement[]) => {
    const made = form(onSubmit, ...children);
    made.className = 'row-action';
    return made;
  };
  if (!field) return ways(() => send(method, address, {}), button);
  lists += 1;
  const list = make('datalist', { id: `values-${lists}` }, ...field.values.map((value) => make('option', { value })));
  const next = field.values[(field.values.indexOf(String(row[field.name])) + 1) % field.values.length] ?? '';
  const input = make('input', { type: 'text', class: 'value', value: next, 'aria-label': `${field.name} of ${about}` });
  input.setAttribute('list', list.id);
  return ways(() => send(method, address, { [field.name]: input.value }), input, list, button);
}
