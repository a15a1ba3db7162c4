import { type PartnerAnswer, readAnswer } from '../checks/answer.ts';
import { isObject, type Json, textAt } from '../checks/json.ts';
import { type ConsultationQuery, livingIn } from '../checks/licences.ts';
import type { CheckMode, Problems } from '../checks/problems.ts';
import type { OrangeRecords } from '../orange-records.ts';
import type { CheckedPartner, PartnerRequest } from '../partner.ts';
import type { ReceivedEvents, RequestsInFlight } from '../received-events.ts';
import type { SwapForm } from './bodies.ts';
import { licencePath, orders, type RequestKind, updates } from './requests.ts';

/** What Orange has with one partner: the last customer, his last fleet. */
export interface PartnerState {
  customer?: { readonly id: string | undefined; readonly reference: string };
  fleet?: string;
  /** Licences that the fleet must have. */
  licences: number;
}

/** What a use case works with: the partner, what Orange knows, and the events that came. */
export interface CheckContext {
  readonly partner: CheckedPartner;
  readonly records: OrangeRecords;
  readonly received: ReceivedEvents;
  readonly inFlight: RequestsInFlight;
  readonly state: PartnerState;
  readonly mode: CheckMode;
  /** Milliseconds that an event may take. */
  readonly eventTimeout: number;
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
export class UseCaseRun {
  readonly context: CheckContext;
  readonly steps: Step[] = [];
  readonly problems: string[] = [];
  /** What is worth knowing and not wrong. */
  readonly notes: string[] = [];

  constructor(context: CheckContext) {
    this.context = context;
  }

  /** Notes problems, each once. */
  addProblems(problems: Problems): void {
    for (const words of problems) if (!this.problems.includes(words)) this.problems.push(words);
  }

  addNote(words: string): void {
    this.notes.push(words);
  }

  /** Sends a request; undefined when there is no answer, which is a problem. */
  async send(title: string, request: PartnerRequest): Promise<PartnerAnswer | undefined> {
    try {
      return await this.attempt(title, request);
    } catch (error) {
      this.addProblems([`${title}: ${error instanceof Error ? error.message : String(error)}`]);
      return undefined;
    }
  }

  /** Sends a request. @throws TelephonyError when there is no answer */
  async attempt(title: string, request: PartnerRequest): Promise<PartnerAnswer> {
    const { method, path, body } = request;
    const shown = typeof body === 'string' && body.length > 1000 ? `${body.slice(0, 1000)}…` : body;
    const step: Step = { title, request: { method, path, ...(shown !== undefined && { body: shown }) } };
    this.steps.push(step);
    const answer = await this.context.partner.send(request);
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
  async failing(title: string, kind: RequestKind, request: Json): Promise<void> {
    const clientErrors = (status: number) => status >= 400 && status < 500;
    const result = await this.#submit(title, kind, request, clientErrors);
    if (result && result['state'] !== 'failed') this.addProblems([`${title}: it was not refused`]);
  }

  /** Sends a request and waits for its end, whatever that is; checks the form of all that comes. */
  async #submit(
    title: string,
    kind: RequestKind,
    request: Json,
    refuses: (status: number) => boolean = () => false,
  ): Promise<Json | undefined> {
    const { records, mode, inFlight, received } = this.context;
    const { position } = received;
    const answer = await inFlight.during(async () => {
      const received = await this.send(title, { method: 'POST', path: kind.path, body: request });
      if (received && refuses(received.status)) return undefined;
      const read = received && readAnswer(received, [200, 201]);
      this.addProblems(read?.problems ?? []);
      if (read?.body !== undefined) this.addProblems(kind.problems(records, request, read.body, mode));
      kind.record(records, request, read?.body);
      return read?.body;
    });
    if (!isObject(answer) || answer['state'] !== 'acknowledged') return isObject(answer) ? answer : undefined;
    return this.#event(kind.nameOf(request, answer), position, (event) => kind.ends(event, request, answer));
  }

  /** Asks for licences; gives those that are not deleted. */
  async consult(title: string, asked: ConsultationQuery, query = queryFor(asked)): Promise<readonly Json[]> {
    const answer = await this.send(title, { method: 'GET', path: `${licencePath}${query}` });
    const read = answer && readAnswer(answer, [200]);
    if (!read) return [];
    this.addProblems(read.problems);
    if (read.body === undefined) return [];
    this.addProblems(this.context.records.recordLicences(read.body, asked));
    return livingIn(read.body);
  }

  async #event(name: string, position: number, match: (event: Json) => boolean): Promise<Json | undefined> {
    const { received, eventTimeout } = this.context;
    const found = await received.next(position, ({ event, refused }) => !refused && match(event), eventTimeout);
    if (!found) {
      const refused = received.since(position).filter(({ refused }) => refused);
      const why = refused.map(({ problems }) => `: ${problems.join('; ')}`);
      this.addProblems([`no event came for ${name} within ${eventTimeout / 1000} s${why[0] ?? ''}`]);
      return undefined;
    }
    const step = this.steps.at(-1);
    if (step) step.event = found.event;
    this.addProblems(found.problems);
    return found.event['resource'] as Json;
  }

  #completed(what: string, result: Json | undefined): Json | undefined {
    if (result?.['state'] !== 'failed') return result;
    const reason = textAt([result['note']].flat()[0], 'text');
    this.addProblems([`the ${what} failed${reason ? `: ${reason}` : ''}`]);
    return undefined;
  }
}

function queryFor({ fleet, ids = [] }: ConsultationQuery): string {
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
