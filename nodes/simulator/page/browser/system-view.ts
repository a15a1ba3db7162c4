import type { SystemState, Table, Telephone } from '../state.ts';
import { CallsView } from './calls.ts';
import { KeyedList, make, type View } from './dom.ts';
import { send } from './requests.ts';
import { form, TelephoneCard } from './telephone.ts';

/** One of the systems: its calls, its telephones, and tables of all the rest. */
export class SystemView implements View<SystemState> {
  readonly element: HTMLElement;
  readonly #calls = new CallsView();
  readonly #cards = make('div', { class: 'telephones' });
  readonly #telephones: KeyedList<Telephone>;
  readonly #to = make('select', { 'aria-label': 'Whom to ring' });
  readonly #rest = make('div', { class: 'tables' });
  readonly #hasTelephones: boolean;
  #people: readonly Telephone[] = [];
  #listed = '';
  #tables = '';

  constructor({ name, title, telephones, panel }: SystemState) {
    this.#people = telephones;
    this.#hasTelephones = telephones.length > 0;
    this.#telephones = new KeyedList(
      this.#cards,
      ({ id }) => id,
      (telephone) => new TelephoneCard(name, telephone, () => this.#people),
    );
    const calls = this.#hasTelephones ? [this.#calls.element, this.#outside(name), this.#cards] : [];
    const link = panel ? [make('p', {}, make('a', { href: '/simulator/tables#panel' }, panel))] : [];
    this.element = make(
      'section',
      { class: 'system', id: `system-${name}`, role: 'tabpanel', 'aria-label': title },
      ...calls,
      ...link,
      this.#rest,
    );
  }

  update({ telephones, calls, tables }: SystemState): void {
    this.#people = telephones;
    const listed = telephones.map(({ id }) => id).join();
    if (listed !== this.#listed) {
      this.#listed = listed;
      this.#to.replaceChildren(
        ...telephones.map(({ id, name, number }) => make('option', { value: id }, `${name} ${number}`)),
      );
    }
    this.#calls.update(calls);
    this.#telephones.update(telephones);
    // Tables are long, and change seldom; those of a system with telephones are only for the curious.
    const text = JSON.stringify(tables);
    if (text === this.#tables) return;
    this.#tables = text;
    const open = new Set(
      [...this.#rest.querySelectorAll('details[open]')].map((one) => one.getAttribute('data-title')),
    );
    this.#rest.replaceChildren(...tables.map((table) => tableOf(table, !this.#hasTelephones || open.has(table.title))));
  }

  #outside(system: string): HTMLElement {
    const from = make('input', { type: 'text', value: '+33140000000', 'aria-label': 'Number that calls from outside' });
    const name = make('input', {
      type: 'text',
      placeholder: 'Name, if shown',
      'aria-label': 'Name that calls from outside',
    });
    const ring = () => {
      const path = `/simulator/telephones/${system}/${encodeURIComponent(this.#to.value)}/ring`;
      send('POST', path, { from: from.value, ...(name.value && { name: name.value }) });
    };
    const words = make('span', {}, 'From outside:');
    const made = form(ring, words, from, name, this.#to, make('button', {}, 'Ring'));
    made.className = 'outside';
    return made;
  }
}

function tableOf({ title, rows }: Table, open: boolean): HTMLElement {
  const [first] = rows;
  const details = make('details', { open, 'data-title': title }, make('summary', {}, `${title} (${rows.length})`));
  if (!first) return details;
  const names = Object.keys(first);
  const head = make('tr', {}, ...names.map((name) => make('th', {}, name)));
  const body = rows.map((row) => make('tr', {}, ...names.map((name) => make('td', {}, String(row[name] ?? '')))));
  details.append(
    make('div', { class: 'scroll' }, make('table', {}, make('thead', {}, head), make('tbody', {}, ...body))),
  );
  return details;
}
