import type { FaultState } from '../../server/faults/state.ts';
import { KeyedList, make, setText, type View } from './dom.ts';
import { send } from './requests.ts';
import { form } from './telephone.ts';

/** How long a fault can last, in seconds, in words. */
const durations = [
  [15, '15 seconds'],
  [60, '1 minute'],
  [300, '5 minutes'],
  [0, 'until I end it'],
] as const;

/** The faults that can be switched on, each with what it does, what a flow sees, and an end. */
export class FaultsView {
  readonly #count = make('span', { class: 'badge' });
  readonly #list: KeyedList<FaultState>;

  constructor(element: HTMLElement) {
    const cards = make('ul', { class: 'faults' });
    this.#list = new KeyedList(cards, ({ name }) => name, shownFault);
    element.append(make('summary', {}, 'Faults', this.#count), cards);
  }

  update(faults: readonly FaultState[]): void {
    const on = faults.filter((fault) => fault.on).map(({ title }) => title);
    setText(this.#count, on.join(', '));
    this.#list.update(faults);
  }
}

function shownFault({ name, title, does, seen, systems }: FaultState): View<FaultState> {
  const path = `/simulator/faults/${encodeURIComponent(name)}`;
  const seconds = make('select', { 'aria-label': `How long: ${title}` });
  seconds.append(
    ...durations.map(([value, words]) => make('option', { value: String(value), selected: value === 60 }, words)),
  );
  const system = make(
    'select',
    { 'aria-label': `What it befalls: ${title}` },
    make('option', { value: '' }, 'everything'),
  );
  system.append(...systems.map((value) => make('option', { value }, value)));
  system.hidden = systems.length < 2;
  const start = make('button', {}, 'Start');
  const state = make('span', { class: 'state', role: 'status' });
  const end = make('button', { type: 'button', onclick: () => send('DELETE', path, {}) }, 'End');
  const begin = () =>
    send('PUT', path, { seconds: Number(seconds.value), ...(system.value && { system: system.value }) });
  const controls = form(begin, seconds, system, start, end, state);
  const element = make(
    'li',
    { class: 'fault', 'data-name': name },
    make('h3', {}, title),
    make('p', {}, does),
    make('p', { class: 'seen' }, make('strong', {}, 'In the flow: '), seen),
    controls,
  );
  return {
    element,
    update: (fault) => {
      element.classList.toggle('on', fault.on);
      for (const control of [seconds, start]) control.hidden = fault.on;
      system.hidden = fault.on || systems.length < 2;
      end.hidden = !fault.on;
      setText(state, fault.on ? lasting(fault) : '');
    },
  };
}

function lasting({ secondsLeft, system }: FaultState): string {
  const end = secondsLeft === undefined ? 'until you end it' : `${secondsLeft} s left`;
  return system === undefined ? end : `${system}, ${end}`;
}
