import type { SystemState, Table, Telephone } from '../state.ts';
import { CallsView } from './calls.ts';
import { KeyedList, make, setText, type View } from './dom.ts';
import { dialled, isMeant } from './find.ts';
import { GroupsView } from './groups-view.ts';
import { PartnerView } from './partner-view.ts';
import { send } from './requests.ts';
import { TableView } from './table-view.ts';
import { form, TelephoneCard } from './telephone.ts';

/** One of the systems: its calls, its telephones, and tables of all the rest. */
export class SystemView implements View<SystemState> {
  readonly element: HTMLElement;
  readonly #calls = new CallsView();
  readonly #cards = make('div', { class: 'telephones' });
  readonly #telephones: KeyedList<Telephone>;
  readonly #to = make('select', { 'aria-label': 'Whom to ring' });
  readonly #groups: GroupsView;
  readonly #find = make('input', {
    type: 'search',
    placeholder: 'Name or number',
    'aria-label': 'Find somebody by name or number',
  });
  readonly #found = make('span', { class: 'none', role: 'status' });
  readonly #tables: KeyedList<Table>;
  #people: readonly Telephone[] = [];
  #listed = '';

  constructor({ name, telephones, partner }: SystemState) {
    this.#people = telephones;
    const hasTelephones = telephones.length > 0;
    this.#telephones = new KeyedList(
      this.#cards,
      ({ id }) => id,
      (telephone) => new TelephoneCard(name, telephone, () => this.#people),
    );
    this.#groups = new GroupsView(name);
    // Tables are long; those of a system with telephones are only for the curious.
    const rest = make('div', { class: 'tables' });
    this.#tables = new KeyedList(
      rest,
      (table) => table.title,
      () => new TableView(!hasTelephones),
    );
    this.#find.addEventListener('input', () => this.#showFound());
    const find = make('p', { class: 'find' }, make('span', {}, 'Find:'), this.#find, this.#found);
    const calls = hasTelephones
      ? [this.#calls.element, this.#outside(name), this.#groups.element, find, this.#cards]
      : [];
    this.element = make(
      'section',
      {
        class: 'system',
        id: `system-${name}`,
        role: 'tabpanel',
        'aria-labelledby': `tab-${name}`,
        tabIndex: 0,
      },
      ...calls,
      ...(partner ? [new PartnerView(partner).element] : []),
      rest,
    );
  }

  update({ telephones, calls, groups }: SystemState): void {
    this.#people = telephones;
    const targets = [...telephones, ...groups];
    const listed = targets.map(({ id }) => id).join();
    if (listed !== this.#listed) {
      this.#listed = listed;
      this.#to.replaceChildren(
        ...targets.map(({ id, name, number }) => make('option', { value: id }, `${name} ${number}`)),
      );
    }
    this.#calls.update(calls);
    this.#groups.update(groups);
    this.#telephones.update(telephones);
    this.#showFound();
  }

  showTables(tables: readonly Table[]): void {
    this.#tables.update(tables);
  }

  #showFound(): void {
    const wanted = this.#find.value;
    let found = 0;
    for (const telephone of this.#people) {
      const view = this.#telephones.viewOf(telephone.id);
      const isFound = isMeant(telephone, wanted);
      if (view) view.element.hidden = !isFound;
      if (isFound) found += 1;
    }
    setText(this.#found, wanted.trim() ? `${found} of ${this.#people.length}` : '');
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
      send('POST', path, { from: dialled(from.value), ...(name.value && { name: name.value }) });
    };
    const words = make('span', {}, 'From outside:');
    const made = form(ring, words, from, name, this.#to, make('button', {}, 'Ring'));
    made.className = 'outside';
    return made;
  }
}
