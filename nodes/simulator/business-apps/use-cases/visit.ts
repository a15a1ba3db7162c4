import type { Arrivals, Traffic } from '../arrivals.ts';
import type { Book } from '../book.ts';
import { type Answer, readAnswer } from '../checks/answer.ts';
import { isObject, type Json, textAt } from '../checks/json.ts';
import { type Consultation, livingIn } from '../checks/licences.ts';
import type { Mode, Problems } from '../checks/words.ts';
import type { Partner, PartnerRequest } from '../partner.ts';
import type { Reference, SwapForm } from './bodies.ts';
import { type Kind, licencePath, orders, updates } from './requests.ts';

/** What Orange has with one partner: the last customer, his last fleet. */
export interface Journey {
  customer?: { readonly id: string | undefined; readonly reference: Reference };
  fleet?: string;
  /** Licences that the fleet must have. */
  count: number;
}

export interface World {
  readonly partner: Partner;
  readonly book: Book;
  readonly arrivals: Arrivals;
  readonly traffic: Traffic;
  readonly journey: Journey;
  readonly mode: Mode;
  /** Milliseconds that an event may take. */
  readonly patience: number;
  readonly swapForm: SwapForm;
}

/** One request of a use case, the answer, and the event that came later. */
export interface Step {
  readonly title: string;
  readonly request: { readonly method: string; readonly path: string; readonly body?: unknown };
  answer?: { readonly status: number; readonly body: unknown };
  event?: Json;
}

/** Carries out one use case at a partner and notes what is wrong. */
export class Visit {
  readonly world: World;
  readonly steps: Step[] = [];
  readonly problems: string[] = [];
  /** What is worth knowing and not wrong. */
  readonly notes: string[] = [];

  constructor(world: World) {
    this.world = world;
  }

  /** Notes problems, each once. */
  wrong(problems: Problems): void {
    for (const words of problems) if (!this.problems.includes(words)) this.problems.push(words);
  }

  note(words: string): void {
    this.notes.push(words);
  }

  /** Sends a request; undefined when there is no answer, which is a problem. */
  async send(title: string, request: PartnerRequest): Promise<Answer | undefined> {
    try {
      return await this.attempt(title, request);
    } catch (error) {
      this.wrong([`${title}: ${error instanceof Error ? error.message : String(error)}`]);
      return undefined;
    }
  }

  /** Sends a request. @throws TelephonyError when there is no answer */
  async attempt(title: string, request: PartnerRequest): Promise<Answer> {
    const { method, path, body } = request;
    const shown = typeof body === 'string' && body.length > 1000 ? `${body.slice(0, 1000)}…` : body;
    const step: Step = { title, request: { method, path, ...(shown !== undefined && { body: shown }) } };
    this.steps.push(step);
    const answer = await this.world.partner.send(request);
    step.answer = { status: answer.status, body: parsed(answer.text) };
    return answer;
  }

  /** Sends an order that has to be completed; gives its final form. */
  async order(title: string, request: Json): Promise<Json | undefined> {
    return this.#completed('order', await this.#submit(title, orders, request));
  }

  /** Sends an update that has to be completed; gives its final form. */
  async update(title: string, request: Json): Promise<Json | undefined> {
    return this.#completed('update', await this.#submit(title, updates, request));
  }

  /** Sends what cannot be carried out: it fails, be it with a client error or with the state `failed`, at once or later. */
  async failing(title: string, kind: Kind, request: Json): Promise<void> {
    const clientErrors = (status: number) => status >= 400 && status < 500;
    const result = await this.#submit(title, kind, request, clientErrors);
    if (result && result['state'] !== 'failed') this.wrong([`${title}: it was not refused`]);
  }

  /** Sends a request and waits for its end, whatever that is; checks the form of all that comes. */
  async #submit(
    title: string,
    kind: Kind,
    request: Json,
    refuses: (status: number) => boolean = () => false,
  ): Promise<Json | undefined> {
    const { book, mode, traffic, arrivals } = this.world;
    const { mark } = arrivals;
    const answer = await traffic.during(async () => {
      const received = await this.send(title, { method: 'POST', path: kind.path, body: request });
      if (received && refuses(received.status)) return undefined;
      const read = received && readAnswer(received, [200, 201]);
      this.wrong(read?.problems ?? []);
      if (read?.body !== undefined) this.wrong(kind.problems(book, request, read.body, mode));
      kind.enter(book, request, read?.body);
      return read?.body;
    });
    if (!isObject(answer) || answer['state'] !== 'acknowledged') return isObject(answer) ? answer : undefined;
    return this.#event(kind.nameOf(request, answer), mark, (event) => kind.ends(event, request, answer));
  }

  /** Asks for licences; gives those that are not deleted. */
  async consult(title: string, asked: Consultation, query = queryFor(asked)): Promise<readonly Json[]> {
    const answer = await this.send(title, { method: 'GET', path: `${licencePath}${query}` });
    const read = answer && readAnswer(answer, [200]);
    if (!read) return [];
    this.wrong(read.problems);
    if (read.body === undefined) return [];
    this.wrong(this.world.book.shown(read.body, asked));
    return livingIn(read.body);
  }

  async #event(name: string, mark: number, match: (event: Json) => boolean): Promise<Json | undefined> {
    const { arrivals, patience } = this.world;
    const arrived = await arrivals.until(mark, ({ event, refused }) => !refused && match(event), patience);
    if (!arrived) {
      const refused = arrivals.since(mark).filter((arrived) => arrived.refused);
      const why = refused.map(({ problems }) => `: ${problems.join('; ')}`);
      this.wrong([`no event came for ${name} within ${patience / 1000} s${why[0] ?? ''}`]);
      return undefined;
    }
    const step = this.steps.at(-1);
    if (step) step.event = arrived.event;
    this.wrong(arrived.problems);
    return arrived.event['resource'] as Json;
  }

  #completed(what: string, result: Json | undefined): Json | undefined {
    if (result?.['state'] !== 'failed') return result;
    const reason = textAt([result['note']].flat()[0], 'text');
    this.wrong([`the ${what} failed${reason ? `: ${reason}` : ''}`]);
    return undefined;
  }
}

function queryFor({ fleet, ids = [] }: Consultation): string {
  return fleet === undefined
    ? `?id=${ids.map(encodeURIComponent).join(',')}`
    : `?productRefId=${encodeURIComponent(fleet)}`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text.slice(0, 1000);
  }
}
