import type { EventChannel } from '../opentouch/channel/channel.ts';
import type { ChannelListener, ChannelState, Resync } from '../opentouch/channel/listener.ts';
import { inBackground } from '../runtime/background.ts';
import type { TelephonyError } from '../runtime/errors.ts';
import type { Json } from '../schema/json.ts';

/** Is called with what an event tells. */
export type EventHandler = (told: never) => void;

/** What can be listened to beside events. */
const ownNames: readonly string[] = ['resync', 'state', 'problem'];

/** Handlers by the name of what they want to hear. One subscription serves all of them, and there is none without them. */
export class Events {
  readonly #channel: EventChannel;
  readonly #loginNames: readonly string[];
  readonly #handlers = new Map<string, Set<EventHandler>>();
  readonly #ends = new Set<() => void>();
  #listener: ChannelListener | undefined;
  #state: ChannelState = { kind: 'connecting' };

  constructor(channel: EventChannel, loginNames: readonly string[]) {
    this.#channel = channel;
    this.#loginNames = loginNames;
  }

  on(name: string, handler: EventHandler): void {
    const known = this.#handlers.get(name);
    if (known) known.add(handler);
    else {
      this.#handlers.set(name, new Set([handler]));
      this.#renew();
    }
  }

  off(name: string, handler: EventHandler): void {
    const known = this.#handlers.get(name);
    known?.delete(handler);
    if (known?.size !== 0) return;
    this.#handlers.delete(name);
    this.#renew();
  }

  /** Resolves when the events that are wanted come. */
  async listening(): Promise<void> {
    if (this.#state.kind === 'connected') return;
    await new Promise<void>((resolve, reject) => {
      const look = (state: ChannelState) => {
        if (state.kind !== 'connected' && state.kind !== 'stopped') return;
        this.off('state', look);
        if (state.kind === 'stopped') reject(state.reason);
        else resolve();
      };
      this.on('state', look);
    });
  }

  /** The events of these names, one after the other, from now on until the client is closed or the loop is left. */
  iterate(names: readonly string[]): AsyncIterableIterator<Json> {
    const queue: Json[] = [];
    let open = true;
    let wake: () => void = () => undefined;
    const take = (event: Json) => {
      queue.push(event);
      wake();
    };
    const end = () => {
      open = false;
      for (const name of names) this.off(name, take);
      this.#ends.delete(end);
      wake();
    };
    for (const name of names) this.on(name, take);
    this.#ends.add(end);
    return {
      [Symbol.asyncIterator]() {
        return this;
      },
      async next() {
        while (open && queue.length === 0) {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
        const value = queue.shift();
        return value ? { value, done: false } : { value: undefined, done: true };
      },
      async return() {
        end();
        return { value: undefined, done: true };
      },
    };
  }

  close(): void {
    for (const end of this.#ends) end();
    this.#handlers.clear();
  }

  /** Asks for what is listened to now. The new listener is there before the old one goes, so the channel stays open. */
  #renew(): void {
    const before = this.#listener;
    const names = [...this.#handlers.keys()].filter((name) => !ownNames.includes(name));
    this.#listener = names.length > 0 ? this.#listenerFor(names) : undefined;
    if (this.#listener) this.#channel.add(this.#listener);
    if (before) inBackground(this.#channel.remove(before));
  }

  #listenerFor(names: readonly string[]): ChannelListener {
    return {
      interest: { packages: [], events: names, loginNames: this.#loginNames },
      onEvent: (event) => this.#tell(String(event['eventName']), event),
      onState: (state) => {
        this.#state = state;
        this.#tell('state', state);
      },
      onResync: (resync: Resync) => this.#tell('resync', resync),
      onProblem: (problem) => this.#tell('problem', problem),
    };
  }

  /** A handler that fails must not end the others, nor the channel. */
  #tell(name: string, told: Json | ChannelState | Resync | TelephonyError): void {
    for (const handler of this.#handlers.get(name) ?? []) {
      try {
        (handler as (told: unknown) => void)(structuredCloneOf(told));
      } catch (error) {
        process.emitWarning(error instanceof Error ? error : String(error), { code: 'TELEPHONY_HANDLER' });
      }
    }
  }
}

/** Handlers must not share what they may change; an error keeps its kind. */
function structuredCloneOf<T extends object>(told: T): T {
  return 'eventName' in told ? structuredClone(told) : told;
}
