import type { PartnerReport, PartnerStep, PartnerUseCases } from '../state.ts';
import { make } from './dom.ts';
import { ask } from './requests.ts';

/** Ways of authentication: what each is called, and what it needs. */
const kinds = [
  { kind: 'none', label: 'none', needs: [] },
  {
    kind: 'basic',
    label: 'user and password',
    needs: [
      { name: 'user', label: 'User', type: 'text', value: '' },
      { name: 'password', label: 'Password', type: 'password', value: '' },
    ],
  },
  { kind: 'bearer', label: 'bearer token', needs: [{ name: 'token', label: 'Token', type: 'password', value: '' }] },
  {
    kind: 'key',
    label: 'key in a header',
    needs: [
      { name: 'header', label: 'Header', type: 'text', value: 'x-api-key' },
      { name: 'value', label: 'Key', type: 'password', value: '' },
    ],
  },
] as const;

const modes = [
  ['auto', 'as the partner likes'],
  ['sync', 'at once'],
  ['async', 'with events'],
] as const;

/**
 * Plays Orange's use cases at a partner: the partner's address, how to authenticate, a button for each use case; below, verdicts,
 * requests and answers. What is typed in stays in the page.
 */
export class PartnerView {
  readonly element: HTMLElement;
  readonly #url: HTMLInputElement;
  readonly #kind = make('select', {}, ...kinds.map(({ kind, label }) => make('option', { value: kind }, label)));
  readonly #mode = make('select', {}, ...modes.map(([value, label]) => make('option', { value }, label)));
  readonly #wait = make('input', { type: 'number', min: '1', max: '3600', value: '30' });
  readonly #insecure = make('input', { type: 'checkbox', class: 'start' });
  readonly #inputs = new Map<string, Map<string, HTMLInputElement>>();
  readonly #form: HTMLFormElement;
  readonly #reports = make('div', { class: 'reports', role: 'log', 'aria-label': 'Verdicts' });
  readonly #buttons: readonly HTMLButtonElement[];

  constructor({ url, useCases }: PartnerUseCases) {
    this.#url = make('input', { type: 'url', value: url, required: true });
    const rows = kinds.flatMap(({ kind, needs }) =>
      needs.map(({ name, label, type, value }) => {
        const input = make('input', { type, value, autocomplete: 'off' });
        const known = this.#inputs.get(kind) ?? new Map<string, HTMLInputElement>();
        this.#inputs.set(kind, known.set(name, input));
        const row = labelled(label, input);
        row.dataset['for'] = kind;
        return row;
      }),
    );
    this.#form = make(
      'form',
      { class: 'partner' },
      labelled('Address of the partner', this.#url),
      labelled('Authentication', this.#kind),
      ...rows,
      labelled('Answers', this.#mode),
      labelled('Wait for events, seconds', this.#wait),
      labelled('Any certificate', this.#insecure),
    );
    const names = useCases.map(({ name }) => name);
    const button = (label: string, wanted: readonly string[], properties = {}) =>
      make('button', { type: 'button', onclick: () => this.#press(wanted), ...properties }, label);
    this.#buttons = [
      button('All use cases', names, { class: 'all' }),
      ...useCases.map(({ name, title }) => button(title, [name])),
    ];
    this.#kind.addEventListener('change', () => this.#showKind());
    this.#form.addEventListener('submit', (event) => event.preventDefault());
    this.#showKind();
    this.element = make(
      'section',
      { class: 'live', 'aria-label': 'Use cases' },
      make('h2', {}, 'Use cases at your partner, with verdicts'),
      this.#form,
      make('p', { class: 'actions' }, ...this.#buttons),
      this.#reports,
    );
  }

  #showKind(): void {
    for (const row of this.#form.querySelectorAll<HTMLElement>('[data-for]')) {
      row.hidden = row.dataset['for'] !== this.#kind.value;
    }
  }

  #settings(): object {
    const inputs = this.#inputs.get(this.#kind.value) ?? new Map<string, HTMLInputElement>();
    const given = Object.fromEntries([...inputs].map(([name, { value }]) => [name, value]));
    return {
      url: this.#url.value,
      authentication: { kind: this.#kind.value, ...given },
      mode: this.#mode.value,
      wait: Number(this.#wait.value),
      insecure: this.#insecure.checked,
    };
  }

  #press(wanted: readonly string[]): void {
    if (!this.#form.reportValidity()) return;
    this.#reports.replaceChildren();
    for (const button of this.#buttons) button.disabled = true;
    const free = () => {
      for (const button of this.#buttons) button.disabled = false;
    };
    // What goes wrong is told as a verdict.
    this.#runAll(wanted).then(free, free);
  }

  /** A use case may carry out others before it, which then need not be carried out again. */
  async #runAll(wanted: readonly string[]): Promise<void> {
    const done = new Set<string>();
    for (const name of wanted) {
      if (done.has(name)) continue;
      const busy = make('p', { class: 'none' }, `${name} …`);
      this.#reports.append(busy);
      const reports = await this.#run(name);
      busy.replaceWith(...reports.map(shownReport));
      for (const report of reports) done.add(report.name);
    }
  }

  async #run(name: string): Promise<readonly PartnerReport[]> {
    try {
      const answer = await ask('POST', `/simulator/partner/use-cases/${encodeURIComponent(name)}`, this.#settings());
      return (answer as { reports: PartnerReport[] }).reports;
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      return [{ name, title: name, ok: false, problems: [problem], notes: [], steps: [] }];
    }
  }
}

function labelled(text: string, control: HTMLElement): HTMLElement {
  control.setAttribute('aria-label', text);
  return make('label', { class: 'partner-row' }, make('span', {}, text), control);
}

function shownReport({ name, title, ok, problems, notes, steps }: PartnerReport): HTMLElement {
  const verdict = ok ? 'ok' : `${problems.length} wrong`;
  const traffic = make('details', {}, make('summary', {}, 'Requests and answers'), ...steps.flatMap(shownStep));
  return make(
    'details',
    { class: ok ? 'report' : 'report bad', open: !ok, 'data-name': name },
    make('summary', {}, `${title}: ${verdict}`),
    ...listOf('', problems),
    ...listOf('Worth knowing:', notes),
    ...(steps.length > 0 ? [traffic] : []),
  );
}

function listOf(title: string, lines: readonly string[]): HTMLElement[] {
  if (lines.length === 0) return [];
  const list = make('ul', {}, ...lines.map((line) => make('li', {}, line)));
  return title ? [make('p', {}, title), list] : [list];
}

function shownStep({ title, request, answer, event }: PartnerStep): HTMLElement[] {
  return [
    make('h4', {}, `${title}: ${request.method} ${request.path}`),
    ...(request.body === undefined ? [] : [code(request.body)]),
    make('h4', {}, answer ? `Answer: HTTP ${answer.status}` : 'No answer'),
    ...(answer ? [code(answer.body)] : []),
    ...(event === undefined ? [] : [make('h4', {}, 'Event'), code(event)]),
  ];
}

function code(value: unknown): HTMLElement {
  return make('pre', {}, typeof value === 'string' ? value : JSON.stringify(value, undefined, 2));
}
