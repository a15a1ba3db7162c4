import type { CallAction, CallProgress, Telephone, TelephoneAction, TelephoneCall } from '../state.ts';
import { KeyedList, make, setText, type View } from './dom.ts';
import { dialled } from './find.ts';
import { send } from './requests.ts';

/** How a call stands, in words. */
export const progressWords: Readonly<Record<CallProgress, string>> = {
  ringing: 'rings',
  calling: 'calls',
  active: 'talks',
  held: 'on hold',
  ending: 'hangs up',
};

const labels: Readonly<Record<CallAction, string>> = {
  answer: 'Answer',
  hold: 'Hold',
  retrieve: 'Retrieve',
  transfer: 'Transfer to …',
  divert: 'Divert to …',
  'hang-up': 'Hang up',
};

const takesNumber: readonly CallAction[] = ['transfer', 'divert'];

/** Everybody of a system, for lists of whom to call or to write to. */
export type Colleagues = readonly Pick<Telephone, 'id' | 'name' | 'number'>[];

/** A card that is somebody's telephone. */
export class TelephoneCard implements View<Telephone> {
  readonly element: HTMLElement;
  readonly #system: string;
  readonly #id: string;
  readonly #name = make('h3');
  readonly #number = make('p', { class: 'number' });
  readonly #state = make('p', { class: 'state', role: 'status' });
  readonly #callList = make('ul', { class: 'calls' });
  readonly #calls: KeyedList<TelephoneCall>;
  readonly #to: HTMLInputElement;
  readonly #more: HTMLDetailsElement;
  readonly #presence = make('select');
  readonly #forward: HTMLInputElement;
  readonly #doNotDisturb = make('input', { type: 'checkbox' });
  #values = '';

  constructor(system: string, telephone: Telephone, colleagues: () => Colleagues) {
    this.#system = system;
    this.#id = telephone.id;
    this.#to = make('input', {
      type: 'text',
      placeholder: 'Number',
      inputMode: 'tel',
      'aria-label': `Number to call from ${telephone.name}`,
    });
    this.#forward = make('input', {
      type: 'text',
      placeholder: 'Number, or empty',
      'aria-label': `Divert all calls of ${telephone.name} to`,
    });
    this.#calls = new KeyedList(
      this.#callList,
      ({ id }) => id,
      (call) => this.#call(call),
    );
    this.#more = make('details', {}, make('summary', {}, 'More'), ...this.#settings(telephone, colleagues));
    const call = form(() => this.#do('call', { to: dialled(this.#to.value) }), this.#to, make('button', {}, 'Call'));
    this.element = make(
      'article',
      { class: 'telephone', 'data-id': telephone.id },
      make('header', {}, this.#name, this.#number, this.#state),
      this.#callList,
      call,
      this.#more,
    );
  }

  update(telephone: Telephone): void {
    const { name, number, kind, calls } = telephone;
    setText(this.#name, name);
    setText(this.#number, `${number} · ${kind}`);
    setText(this.#state, stateOf(telephone));
    this.element.classList.toggle(
      'rings',
      calls.some(({ progress }) => progress === 'ringing'),
    );
    this.element.classList.toggle('busy', calls.length > 0);
    this.#calls.update(calls);
    // Only what has changed at the server is written into inputs: somebody may be typing.
    const values = JSON.stringify([telephone.forward, telephone.doNotDisturb, telephone.presence]);
    if (values === this.#values) return;
    this.#values = values;
    this.#forward.value = telephone.forward ?? '';
    this.#doNotDisturb.checked = telephone.doNotDisturb === true;
    this.#presence.value = telephone.presence ?? '';
  }

  #settings(telephone: Telephone, colleagues: () => Colleagues): HTMLElement[] {
    const { name, can, presences = [] } = telephone;
    const from = make('input', {
      type: 'text',
      value: '+33140000000',
      'aria-label': `Number that leaves ${name} a voice message`,
    });
    const text = make('input', { type: 'text', placeholder: 'Message', 'aria-label': `Message from ${name}` });
    const whom = make('select', { 'aria-label': `Whom ${name} writes to` });
    whom.append(
      ...colleagues()
        .filter(({ id }) => id !== telephone.id)
        .map(({ id, name: label }) => make('option', { value: id }, label)),
    );
    this.#presence.setAttribute('aria-label', `Presence of ${name}`);
    this.#presence.append(...presences.map((value) => make('option', { value }, value || 'available')));
    this.#presence.addEventListener('change', () => this.#do('presence', { value: this.#presence.value }));
    this.#doNotDisturb.addEventListener('change', () => this.#do('do-not-disturb', { on: this.#doNotDisturb.checked }));
    const parts: Partial<Record<TelephoneAction, HTMLElement>> = {
      forward: form(
        () => this.#do('forward', { to: dialled(this.#forward.value) }),
        this.#forward,
        make('button', {}, 'Divert all calls'),
      ),
      'do-not-disturb': make('label', {}, this.#doNotDisturb, ' Do not disturb'),
      presence: make('label', {}, 'Presence ', this.#presence),
      message: form(
        () => this.#do('message', { to: whom.value, text: text.value }),
        whom,
        text,
        make('button', {}, 'Send'),
      ),
      'leave-message': form(
        () => this.#do('leave-message', { from: dialled(from.value) }),
        from,
        make('button', {}, 'Leave a voice message'),
      ),
    };
    return can.flatMap((action) => parts[action] ?? []);
  }

  #call(call: TelephoneCall): View<TelephoneCall> {
    const what = make('span', { class: 'what' });
    const actions = make('span', { class: 'actions' });
    const element = make('li', {}, what, actions);
    let shown = '';
    return {
      element,
      update: ({ progress, others, can }) => {
        element.className = progress;
        setText(what, `${progressWords[progress]}${others.length ? `: ${others.join(', ')}` : ''}`);
        if (shown === can.join()) return;
        shown = can.join();
        actions.replaceChildren(...can.map((action) => this.#button(call.id, action)));
      },
    };
  }

  #button(call: string, action: CallAction): HTMLButtonElement {
    const press = () => {
      const to = dialled(this.#to.value);
      if (takesNumber.includes(action) && !to) return this.#to.focus();
      return this.#do(action, { call, ...(takesNumber.includes(action) && { to }) });
    };
    return make('button', { type: 'button', class: action, title: hint(action), onclick: press }, labels[action]);
  }

  #do(action: TelephoneAction, values: object): void {
    const path = ['', 'simulator', 'telephones', this.#system, this.#id, action].map(encodeURIComponent).join('/');
    send('POST', path, values);
  }
}

function hint(action: CallAction): string {
  return takesNumber.includes(action) ? 'To the number in the field below' : '';
}

function stateOf({ voiceMessages, doNotDisturb, forward, presence }: Telephone): string {
  const words = [
    doNotDisturb && 'do not disturb',
    forward && `diverts to ${forward}`,
    presence,
    voiceMessages && `${voiceMessages} new voice ${voiceMessages === 1 ? 'message' : 'messages'}`,
  ];
  return words.filter(Boolean).join(' · ');
}

/** A row of inputs with a button; Enter presses it. */
export function form(onSubmit: () => void, ...children: readonly HTMLElement[]): HTMLFormElement {
  const element = make('form', {}, ...children);
  element.addEventListener('submit', (event) => {
    event.preventDefault();
    onSubmit();
  });
  return element;
}
