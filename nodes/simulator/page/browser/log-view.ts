import type { LogBatch, LogEntry } from '../state.ts';
import { clock } from './calls.ts';
import { make, setText } from './dom.ts';
import { notice } from './requests.ts';

/** Rows that are kept on the page. */
const kept = 200;

/** What the filter looks at in each row. It may be long, so it does not stand in the document. */
const texts = new WeakMap<Element, string>();

/** The log of requests and events, the latest first. Rows are drawn once per frame, however many come. */
export class LogView {
  readonly #rows = make('ol', { class: 'rows' });
  readonly #filter = make('input', {
    type: 'search',
    placeholder: 'Filter: name, user, address',
    'aria-label': 'Filter of the log',
  });
  readonly #paused = make('input', { type: 'checkbox' });
  readonly #skipped = make('span', { class: 'none' });
  #waiting: LogEntry[] = [];
  #left = 0;
  #isDrawing = false;

  constructor(parent: HTMLElement) {
    const clear = make('button', { type: 'button', onclick: () => this.#rows.replaceChildren() }, 'Clear');
    const pause = make('label', {}, this.#paused, ' Pause');
    parent.append(
      make('h2', {}, 'Requests and events'),
      make('p', { class: 'tools' }, this.#filter, pause, clear, this.#skipped),
      this.#rows,
    );
    this.#filter.addEventListener('input', () => this.#show());
  }

  add({ entries, skipped }: LogBatch): void {
    if (this.#paused.checked) return;
    this.#waiting.push(...entries);
    this.#left += skipped;
    if (this.#isDrawing) return;
    this.#isDrawing = true;
    requestAnimationFrame(() => this.#draw());
  }

  #draw(): void {
    this.#isDrawing = false;
    const rows = this.#waiting.splice(0).slice(-kept).reverse().map(row);
    for (const element of rows) element.hidden = !this.#fits(element);
    this.#rows.prepend(...rows);
    while (this.#rows.children.length > kept) this.#rows.lastChild?.remove();
    setText(this.#skipped, this.#left > 0 ? `${this.#left} more came too fast to be shown` : '');
  }

  #show(): void {
    for (const element of this.#rows.children)
      if (element instanceof HTMLElement) element.hidden = !this.#fits(element);
  }

  #fits(element: HTMLElement): boolean {
    return (texts.get(element) ?? '').includes(this.#filter.value.trim().toLowerCase());
  }
}

function row(entry: LogEntry): HTMLElement {
  const { time, kind, name, about, status, sent, answer } = entry;
  const summary = make(
    'summary',
    {},
    make('time', {}, clock(time)),
    make('span', { class: 'kind' }, kind === 'event' ? 'event' : String(status ?? '')),
    make('strong', {}, name),
    make('span', { class: 'about' }, about),
  );
  const details = make('details', {}, summary);
  // Most rows are never opened.
  details.addEventListener('toggle', () => details.append(...bodies(entry)), { once: true });
  const isBad = status !== undefined && status >= 400;
  const text = `${name} ${about} ${sent} ${answer ?? ''}`.toLowerCase();
  const element = make('li', { class: isBad ? `${kind} bad` : kind }, details);
  texts.set(element, text);
  return element;
}

function bodies(entry: LogEntry): HTMLElement[] {
  const { kind, sent, answer } = entry;
  const copy = make('button', { type: 'button', onclick: () => void copied(curlOf(entry)) }, 'Copy as curl');
  return [
    ...(sent ? [make('pre', {}, pretty(sent))] : []),
    ...(answer ? [make('pre', { class: 'answer' }, pretty(answer))] : []),
    ...(kind === 'request' ? [copy] : []),
  ];
}

async function copied(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    notice('Copied.');
  } catch {
    notice(text);
  }
}

/** The request as a command; the log-in, which the log does not keep, has to be added. */
function curlOf({ about, sent }: LogEntry): string {
  const [method = 'GET', path = '/'] = about.split(' ');
  const quoted = (text: string) => `'${text.replaceAll("'", "'\\\\''")}'`;
  const body = sent ? ` -H 'Content-Type: application/json' -d ${quoted(sent)}` : '';
  return `curl -X ${method}${body} ${quoted(`${location.origin}${path}`)}`;
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    return text;
  }
}
