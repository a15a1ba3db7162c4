import type { LiveCall } from '../state.ts';
import { KeyedList, make, setText, type View } from './dom.ts';
import { progressWords } from './telephone.ts';

/** A step of a call: what it was like, and since when, in milliseconds since 1970. */
interface Step {
  readonly time: number;
  readonly text: string;
}

/** A call with what has become of it so far. */
interface FollowedCall {
  readonly id: string;
  readonly steps: Step[];
  over: boolean;
}

/** Calls that are over and still shown. */
const remembered = 8;

/** The calls of a system, those that go on first, each with its timeline. */
export class CallsView {
  readonly element = make('section', { class: 'live', 'aria-label': 'Calls' });
  readonly #list = make('ol', {});
  readonly #none = make(
    'p',
    { class: 'none' },
    'No calls. Call somebody from a telephone below, or let somebody ring from outside.',
  );
  readonly #items = new KeyedList<FollowedCall>(this.#list, ({ id }) => id, shownCall);
  #calls: readonly FollowedCall[] = [];

  constructor() {
    this.element.append(make('h2', {}, 'Calls'), this.#none, this.#list);
  }

  update(calls: readonly LiveCall[]): void {
    const now = Date.now();
    const known = new Map(this.#calls.map((call) => [call.id, call]));
    const going = calls.map((call) => {
      const followed = known.get(call.id) ?? { id: call.id, steps: [], over: false };
      known.delete(call.id);
      note(followed, now, call.ends.map(({ name, progress }) => `${name} ${progressWords[progress]}`).join(' · '));
      return followed;
    });
    for (const ended of known.values()) {
      if (!ended.over) note(ended, now, 'over');
      ended.over = true;
    }
    const over = [...known.values()].slice(0, remembered);
    this.#calls = [...going, ...over];
    this.#none.hidden = this.#calls.length > 0;
    this.#items.update(this.#calls);
  }
}

function note(call: FollowedCall, time: number, text: string): void {
  if (call.steps.at(-1)?.text !== text) call.steps.push({ time, text });
}

function shownCall(): View<FollowedCall> {
  const now = make('span', { class: 'what' });
  const steps = make('ol', { class: 'steps' });
  const details = make('details', {}, make('summary', {}, now), steps);
  const element = make('li', {}, details);
  return {
    element,
    update: (call) => {
      element.classList.toggle('over', call.over);
      const last = call.over ? call.steps.at(-2) : call.steps.at(-1);
      setText(now, call.over ? `Over: ${last?.text ?? ''}` : (last?.text ?? ''));
      if (steps.children.length === call.steps.length) return;
      steps.replaceChildren(...call.steps.map(({ time, text }) => make('li', {}, `${clock(time)} ${text}`)));
    },
  };
}

/** The time of day to the second. */
export function clock(time: number): string {
  return new Date(time).toLocaleTimeString('en-GB');
}
