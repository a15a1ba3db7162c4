import type { GroupAgent, HuntingGroupState } from '../state.ts';
import { KeyedList, make, setText, type View } from './dom.ts';
import { dialled } from './find.ts';
import { send } from './requests.ts';
import { form } from './telephone.ts';

/** How a group finds somebody, in words. */
const orders: Readonly<Record<string, string>> = {
  cyclic: 'Calls go round: the next call begins with the next member.',
  sequential: 'Every call begins with the first member.',
};

/** The hunting groups of a system: who takes their calls, and a way to call them. */
export class GroupsView implements View<readonly HuntingGroupState[]> {
  readonly element = make('section', { class: 'groups', 'aria-label': 'Hunting groups' });
  readonly #list: KeyedList<HuntingGroupState>;

  constructor(system: string) {
    const cards = make('div', { class: 'telephones' });
    this.#list = new KeyedList(
      cards,
      ({ id }) => id,
      (group) => shownGroup(system, group),
    );
    this.element.append(make('h2', {}, 'Hunting groups'), cards);
  }

  update(groups: readonly HuntingGroupState[]): void {
    this.element.hidden = groups.length === 0;
    this.#list.update(groups);
  }
}

function shownGroup(system: string, { id, name, number }: HuntingGroupState): View<HuntingGroupState> {
  const rule = make('p', { class: 'none' });
  const agents = make('ul', { class: 'agents' });
  const shown = new KeyedList<GroupAgent>(
    agents,
    (agent) => agent.id,
    (agent) => shownAgent(system, id, agent),
  );
  const from = make('input', { type: 'text', value: '+33140000000', 'aria-label': `Number that calls ${name}` });
  const ring = () => send('POST', pathOf(system, id, 'ring'), { from: dialled(from.value) });
  const element = make(
    'article',
    { class: 'telephone group', 'data-id': id },
    make('header', {}, make('h3', {}, name), make('p', { class: 'number' }, `${number} · hunting group`)),
    rule,
    agents,
    form(ring, from, make('button', {}, 'Call from outside')),
  );
  return {
    element,
    update: (group) => {
      const overflow = group.overflow ? `What nobody takes goes to ${group.overflow}.` : 'Otherwise it is busy.';
      setText(rule, `${orders[group.order] ?? group.order} ${overflow}`);
      shown.update(group.agents);
    },
  };
}

function shownAgent(system: string, group: string, { id, name }: GroupAgent): View<GroupAgent> {
  const box = make('input', { type: 'checkbox' });
  box.addEventListener('change', () => {
    const action = box.checked ? 'log-in' : 'log-out';
    // The server says what became of it.
    box.checked = !box.checked;
    send('POST', pathOf(system, id, action), { group });
  });
  return {
    element: make('li', {}, make('label', {}, box, ` ${name}`)),
    update: ({ loggedIn }) => {
      box.checked = loggedIn;
    },
  };
}

function pathOf(system: string, id: string, action: string): string {
  return ['', 'simulator', 'telephones', system, id, action].map(encodeURIComponent).join('/');
}
