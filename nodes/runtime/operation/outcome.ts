import { randomUUID } from 'node:crypto';
import type { OutcomeEvent, OutcomeRule, OutcomeSign } from '../../catalogue/outcome.ts';
import { type DescribedOperation, siblingOf } from '../../schema/describe.ts';
import { isObject, type Json, textOf } from '../../schema/json.ts';
import { sentAt } from '../../schema/places.ts';
import type { Values } from '../../schema/values.ts';
import { aborted, type Origin, TelephonyError } from '../errors.ts';
import { refusalText } from '../wording.ts';
import type { Account, Connection, SendOptions } from './connection.ts';
import { forSibling, originOf, perform } from './perform.ts';

/** Whether an operation is known to have been carried out, or only to have been accepted. */
export type OutcomeKnown = 'done' | 'accepted';

/** Milliseconds that a result is waited for unless a node says otherwise. */
export const usualResultTimeout = 5000;

/** Milliseconds for which an event is given time before the state is looked at. */
const patience = 1000;

/** Until when the result of an operation is waited for. */
export interface WaitOptions extends Pick<SendOptions, 'signal'> {
  /** Milliseconds after the answer, and before the request for the events to be there. */
  readonly within: number;
}

/**
 * Carries an operation out and waits until it is known how it ended: by an event, or by the state that shows it. Events are
 * listened for before the request goes out, so that none is missed.
 * @param send carries it out, with the values that it is given
 * @throws TelephonyError `NOT_DONE` when the server says that it could not do it; whatever `send` throws
 */
export async function withOutcome<T>(
  { connection, listening }: Pick<Account, 'connection' | 'listening'>,
  operation: DescribedOperation,
  values: Values,
  options: WaitOptions,
  send: (values: Values) => Promise<T>,
): Promise<{ readonly result: T; readonly outcome: OutcomeKnown }> {
  const { outcome } = operation;
  if (!outcome) return { result: await send(values), outcome: 'done' };
  const { correlation } = outcome;
  const sent = correlation && values[correlation] === undefined ? { ...values, [correlation]: randomUUID() } : values;
  const expected = new ExpectedOutcome(outcome, sent, originOf(operation));
  const names = eventsOf(outcome);
  const about = { names, loginName: textOf(values['loginName']) };
  const stop = await listening?.listen(about, (event) => expected.take(event), options);
  try {
    const result = await send(stop ? sent : values);
    if (stop) await expected.wait(outcome.state ? Math.min(patience, options.within) : options.within, options.signal);
    if (!expected.isKnown && (await isCarriedOut(connection, operation, sent, options))) expected.see();
    if (stop && outcome.state) await expected.wait(options.within - patience, options.signal);
    return { result, outcome: expected.verdict(options.signal) };
  } finally {
    stop?.();
  }
}

/** The events that tell how an operation ended, each once. */
export function eventsOf({ done, failed }: OutcomeRule): string[] {
  return [...new Set([...done, failed].flatMap((rule) => rule?.event ?? []))];
}

/** Whether the state shows what has been asked for. Where it cannot be read, nobody knows. */
async function isCarriedOut(
  connection: Connection,
  operation: DescribedOperation,
  values: Values,
  { signal }: WaitOptions,
): Promise<boolean> {
  const { state } = operation.outcome ?? {};
  if (!state || signal.aborted) return false;
  const reading = siblingOf(operation, state.operation);
  try {
    const { payload } = await perform(connection, reading, forSibling(reading, values), { signal });
    const mayBeThere = !state.gone || state.found !== undefined;
    return mayBeThere && isObject(payload) && shows(payload, state, values);
  } catch (error) {
    return state.gone === true && error instanceof TelephonyError && error.code === 'NOT_FOUND';
  }
}

/** What the events say of one request. */
class ExpectedOutcome {
  readonly #rule: OutcomeRule;
  readonly #values: Values;
  readonly #origin: Origin;
  /** By event, of inputs that have several values, those that have not been reported at their place yet. */
  readonly #untold = new Map<OutcomeEvent, Map<string, Set<string>>>();
  #ended: OutcomeKnown | TelephonyError | undefined;
  #tell: (() => void) | undefined;

  constructor(rule: OutcomeRule, values: Values, origin: Origin) {
    this.#rule = rule;
    this.#values = values;
    this.#origin = origin;
    for (const one of rule.done) {
      const several = Object.entries(one.same ?? {}).flatMap(([place, input]) => {
        const wanted = sentAt(values, input);
        return Array.isArray(wanted) ? [[place, new Set(wanted.map(String))] as const] : [];
      });
      this.#untold.set(one, new Map(several));
    }
  }

  /** Takes an event that may be about it. The first that says how it ended counts. */
  take(event: Json): void {
    if (this.#ended) return;
    const { done, failed } = this.#rule;
    if (failed && this.#isMeant(failed, event)) this.#end(this.#failure(event));
    else if (done.some((one) => this.#isMeant(one, event) && this.#isAllTold(one, event))) this.#end('done');
  }

  /** Whether it is known how it ended. */
  get isKnown(): boolean {
    return this.#ended !== undefined;
  }

  /** The state shows that it has been carried out. */
  see(): void {
    if (!this.#ended) this.#end('done');
  }

  /** Resolves as soon as it is known how it ended, and no later than after so many milliseconds. */
  async wait(milliseconds: number, signal: AbortSignal): Promise<void> {
    if (this.#ended || signal.aborted || milliseconds <= 0) return;
    await new Promise<void>((resolve) => {
      const end = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, milliseconds);
      signal.addEventListener('abort', end);
      this.#tell = end;
    });
  }

  /**
   * How it ended; `accepted` when nothing has said so.
   * @throws TelephonyError when the server could not do it
   */
  verdict(signal: AbortSignal): OutcomeKnown {
    const ended = this.#ended ?? 'accepted';
    if (ended instanceof TelephonyError) throw ended;
    if (ended === 'accepted' && signal.aborted) throw aborted(this.#origin, { sent: 'yes', canRetry: false });
    return ended;
  }

  #end(how: OutcomeKnown | TelephonyError): void {
    this.#ended = how;
    this.#tell?.();
  }

  #isMeant(rule: OutcomeEvent, event: Json): boolean {
    return event['eventName'] === rule.event && shows(event, rule, this.#values);
  }

  /** Whether, after this event, every value of the inputs that have several has been told. */
  #isAllTold(rule: OutcomeEvent, event: Json): boolean {
    const several = [...(this.#untold.get(rule) ?? [])];
    for (const [place, untold] of several) {
      for (const value of [sentAt(event, place)].flat()) untold.delete(String(value));
    }
    return several.every(([, { size }]) => size === 0);
  }

  #failure(event: Json): TelephonyError {
    const { type: types = [], reason: reasons = [], what } = this.#rule.failed ?? {};
    const first = (places: readonly string[]) =>
      places.map((place) => sentAt(event, place)).find((value) => textOf(value)) as string | undefined;
    const [type, helpMessage] = [first(types), first(reasons)];
    return new TelephonyError('NOT_DONE', refusalText('NOT_DONE', type, what ?? helpMessage), {
      ...this.#origin,
      sent: 'yes',
      canRetry: false,
      ...(type && { type }),
      ...(helpMessage && { helpMessage }),
    });
  }
}

/** Whether an event or a state has what a request with these values leads to. */
function shows(told: Json, { same = {}, becomes, found = [] }: OutcomeSign, values: Values): boolean {
  const agrees = Object.entries(same).every(([place, input]) => {
    const wanted = sentAt(values, input);
    return wanted === undefined || Array.isArray(wanted) || says(told, place, String(wanted));
  });
  const wanted = becomes?.values[String(values[becomes.input])];
  const isThere = found.every(({ at, values }) =>
    at.some((place) => (values ? values.some((value) => says(told, place, value)) : hasAny(told, place))),
  );
  return agrees && isThere && (!becomes || (wanted !== undefined && says(told, becomes.at, wanted)));
}

/** Whether an event has a value at a place. Servers leave out what is false or empty, but not the structure around it. */
function says(event: Json, place: string, wanted: string): boolean {
  const found = sentAt(event, place);
  if (found !== undefined && found !== null) return [found].flat().map(String).includes(wanted);
  const parent = place.includes('.') ? sentAt(event, place.slice(0, place.lastIndexOf('.'))) : event;
  return (wanted === '' || wanted === 'false') && isObject(parent);
}

function hasAny(event: Json, place: string): boolean {
  return [sentAt(event, place) ?? []].flat().length > 0;
}
