import { TelephonyError } from '../../runtime/errors.ts';
import { copyOfJson, type Json, objectIn } from '../../schema/json.ts';
import { loginNameOf, wantedBy } from './filter.ts';
import type { ChannelListener } from './listener.ts';
import { channelOrigin } from './subscription.ts';

/** Combinations of event and user whose takers are remembered at most. */
const mostRoutes = 10_000;

/** The listeners of a channel. They are called one by one, each guarded: none can take the events from the others. */
export class EventDispatcher {
  readonly #listeners = new Map<ChannelListener, (name: string, loginName: string | undefined) => boolean>();
  /** Who takes an event, by its name and then by its user. */
  readonly #routes = new Map<string, Map<string | undefined, readonly ChannelListener[]>>();
  #routeCount = 0;

  /** In the order in which they came. */
  get listeners(): readonly ChannelListener[] {
    return [...this.#listeners.keys()];
  }

  get size(): number {
    return this.#listeners.size;
  }

  /** Those without whom nobody is worse off. */
  get optional(): readonly ChannelListener[] {
    return this.listeners.filter(({ isOptional }) => isOptional);
  }

  /** Whether it still listens. */
  has(listener: ChannelListener): boolean {
    return this.#listeners.has(listener);
  }

  add(listener: ChannelListener): void {
    this.#listeners.set(listener, wantedBy(listener.interest));
    this.#forgetRoutes();
  }

  remove(listener: ChannelListener): void {
    this.#listeners.delete(listener);
    this.#forgetRoutes();
  }

  clear(): void {
    this.#listeners.clear();
    this.#forgetRoutes();
  }

  /**
   * Gives an event to all who want it, and to each an object of its own, for flows change what they get.
   * @param line the event as it came
   */
  deliver(event: Json, line: string): void {
    const takers = this.#takersOf(String(event['eventName']), loginNameOf(event));
    takers.forEach((listener, index) => {
      const own = index === takers.length - 1 ? event : copyOf(event, line);
      this.call(listener, () => listener.onEvent(own));
    });
  }

  /** Calls a listener; what it throws is its own problem and nobody else's. */
  call(listener: ChannelListener, tell: () => void): void {
    try {
      tell();
    } catch (error) {
      try {
        listener.onProblem(failureOf(error));
      } catch (second) {
        process.emitWarning(second instanceof Error ? second : String(second), { code: 'TELEPHONY_LISTENER' });
      }
    }
  }

  /** Tells every listener of something that the channel survives. */
  report(problem: TelephonyError): void {
    for (const listener of this.listeners) this.call(listener, () => listener.onProblem(problem));
  }

  #takersOf(name: string, loginName: string | undefined): readonly ChannelListener[] {
    const known = this.#routes.get(name)?.get(loginName);
    if (known) return known;
    const takers = [...this.#listeners].flatMap(([listener, wants]) => (wants(name, loginName) ? [listener] : []));
    if (this.#routeCount >= mostRoutes) this.#forgetRoutes();
    const routes = this.#routes.get(name) ?? new Map<string | undefined, readonly ChannelListener[]>();
    this.#routes.set(name, routes.set(loginName, takers));
    this.#routeCount += 1;
    return takers;
  }

  #forgetRoutes(): void {
    this.#routes.clear();
    this.#routeCount = 0;
  }
}

function copyOf(event: Json, line: string): Json {
  try {
    return copyOfJson(event);
  } catch {
    // Thousands of lists within each other exhaust the stack of all but the parser.
    return objectIn(line);
  }
}

function failureOf(error: unknown): TelephonyError {
  if (error instanceof TelephonyError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  const message = `what came could not be handled here: ${reason}`;
  return new TelephonyError('LISTENER_FAILED', message, { ...channelOrigin, canRetry: false });
}
