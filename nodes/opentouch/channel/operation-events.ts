import { inBackground } from '../../runtime/background.ts';
import { monotonic } from '../../runtime/backoff.ts';
import { abortable } from '../../runtime/http/abortable.ts';
import type { EventListening, EventsWanted } from '../../runtime/operation/connection.ts';
import type { Json } from '../../schema/json.ts';
import type { OpenTouchConnection } from '../session/connection.ts';
import type { EventChannel } from './channel.ts';
import { loginNameOf } from './filter.ts';
import type { ChannelListener, ChannelState } from './listener.ts';
import { channelOrigin } from './subscription.ts';

/** Milliseconds for which a server that refuses the events of operations is not asked for them again. */
const refusalLasts = 600_000;

/** Who waits for an event. */
interface Waiter extends EventsWanted {
  readonly onEvent: (event: Json) => void;
}

/**
 * The events of an account that its operations wait for: one listener for all of them on the account's one channel. It
 * asks for what operations have wanted so far, from the first of them until the account's last node has gone.
 */
export class OperationEvents implements EventListening {
  readonly #connection: OpenTouchConnection;
  readonly #channel: EventChannel;
  readonly #names = new Set<string>();
  readonly #loginNames = new Set<string>();
  readonly #waiters = new Set<Waiter>();
  /** Told when the state of the listener has changed. */
  readonly #onState = new Set<() => void>();
  #listener: ChannelListener | undefined;
  #state: ChannelState['kind'] = 'connecting';
  #refusedUntil = 0;

  constructor(connection: OpenTouchConnection, channel: EventChannel) {
    this.#connection = connection;
    this.#channel = channel;
  }

  async listen(
    { names, loginName }: EventsWanted,
    onEvent: (event: Json) => void,
    { signal, within }: { readonly signal: AbortSignal; readonly within: number },
  ): Promise<(() => void) | undefined> {
    if (monotonic() < this.#refusedUntil) return undefined;
    // Why there is no session is told by the operation itself.
    const session = await abortable(this.#connection.session(), signal, channelOrigin).catch(() => undefined);
    const whose = session?.admin ? (loginName ?? this.#connection.defaults['loginName']) : undefined;
    if (!session || (session.admin && !whose)) return undefined;
    const waiter = { names, loginName: whose, onEvent };
    this.#waiters.add(waiter);
    this.#ask(names, whose);
    if (await this.#isServed(signal, within)) return () => this.#waiters.delete(waiter);
    this.#waiters.delete(waiter);
    return undefined;
  }

  /** Nobody waits any more. Resolves when nothing is left at the server. */
  async end(): Promise<void> {
    const listener = this.#listener;
    this.#forget();
    if (listener) await this.#channel.remove(listener);
  }

  /** Asks for more than before, unless that is asked for already. */
  #ask(names: readonly string[], loginName: string | undefined): void {
    if (this.#state === 'stopped') this.#forget();
    const before = this.#listener;
    const isNew = names.some((name) => !this.#names.has(name)) || (loginName && !this.#loginNames.has(loginName));
    if (before && !isNew) return;
    for (const name of names) this.#names.add(name);
    if (loginName) this.#loginNames.add(loginName);
    const listener: ChannelListener = {
      isOptional: true,
      interest: { packages: [], events: [...this.#names], loginNames: [...this.#loginNames] },
      onEvent: (event) => this.#tell(event),
      onState: ({ kind }) => this.#enter(listener, kind),
      onResync: () => undefined,
      // Whoever needs the channel reports what is wrong with it.
      onProblem: () => undefined,
    };
    this.#listener = listener;
    this.#channel.add(listener);
    if (before) inBackground(this.#channel.remove(before), () => undefined);
  }

  #tell(event: Json): void {
    const whose = loginNameOf(event);
    for (const { names, loginName, onEvent } of this.#waiters) {
      const isTheirs = !loginName || !whose || whose === loginName;
      if (isTheirs && names.includes(String(event['eventName']))) onEvent(event);
    }
  }

  #enter(listener: ChannelListener, kind: ChannelState['kind']): void {
    if (listener !== this.#listener) return;
    this.#state = kind;
    if (kind === 'stopped') this.#refusedUntil = monotonic() + refusalLasts;
    for (const tell of this.#onState) tell();
  }

  #forget(): void {
    this.#listener = undefined;
    this.#state = 'connecting';
    this.#names.clear();
    this.#loginNames.clear();
  }

  /** Whether the server knows what is wanted, as soon as that is known; false when it takes too long. */
  #isServed(signal: AbortSignal, within: number): Promise<boolean> {
    return new Promise((resolve) => {
      const end = (served: boolean) => {
        clearTimeout(timer);
        this.#onState.delete(look);
        signal.removeEventListener('abort', giveUp);
        resolve(served);
      };
      const giveUp = () => end(false);
      const look = () => {
        if (this.#state !== 'connecting') end(this.#state === 'connected');
      };
      const timer = setTimeout(giveUp, within);
      signal.addEventListener('abort', giveUp);
      this.#onState.add(look);
      look();
    });
  }
}
