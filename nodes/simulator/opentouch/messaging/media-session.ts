import type { CallsInProgress, Exchange } from '../exchange/index.ts';

/** Counts the seconds while it runs. */
export class ElapsedTime {
  #before = 0;
  #since: number | undefined;

  get seconds(): number {
    return this.#before + (this.#since === undefined ? 0 : (Date.now() - this.#since) / 1000);
  }

  get runs(): boolean {
    return this.#since !== undefined;
  }

  start(): void {
    this.#since ??= Date.now();
  }

  stop(): void {
    this.#before = this.seconds;
    this.#since = undefined;
  }

  /** Stops it at a number of seconds. */
  set(seconds: number): void {
    this.#before = seconds;
    this.#since = undefined;
  }
}

/** Who wants to know how a media session goes. */
export interface MediaSessionEvents {
  /** Somebody has picked up. */
  onConnected(): void;
  /** It rang in vain, or one side has hung up. */
  onClosed(): void;
}

/** The telephone call over which a mailbox plays and records: its media session. */
export class MediaSession {
  readonly #exchange: Exchange;
  readonly #loginName: string;
  readonly #events: MediaSessionEvents;
  #state: 'CLOSED' | 'RINGING' | 'CONNECTED' = 'CLOSED';
  #callRef: string | undefined;

  constructor(exchange: Exchange, loginName: string, events: MediaSessionEvents) {
    this.#exchange = exchange;
    this.#loginName = loginName;
    this.#events = events;
  }

  get isOpen(): boolean {
    return this.#state !== 'CLOSED';
  }

  get isConnected(): boolean {
    return this.#state === 'CONNECTED';
  }

  /** Rings the number, or the user's own. An open line is used as it is. Throws `Refused` when nobody can be reached. */
  open(number: string | undefined): void {
    if (this.isOpen) return;
    const subscriber = this.#exchange.subscriber(this.#loginName);
    const to = number || subscriber.user.companyPhone || '';
    this.#callRef = this.#exchange.callFromVoicemail(subscriber, to);
    // The exchange does not follow a telephone outside; it is taken to be picked up at once.
    this.#state = this.#callRef === undefined ? 'CONNECTED' : 'RINGING';
  }

  close(): void {
    if (!this.isOpen) return;
    const callRef = this.#callRef;
    this.#lost();
    if (callRef !== undefined) this.#exchange.hangUp(callRef);
  }

  follow(calls: CallsInProgress): void {
    if (!this.isOpen || this.#callRef === undefined) return;
    const call = calls.get(this.#callRef);
    const user = call?.parties.find(({ subscriber, state }) => subscriber && state !== 'RELEASING');
    const voicemail = call?.parties.some(({ identity }) => identity.type?.main === 'SERVICE');
    if (!user || !voicemail) this.#lost();
    else if (this.#state === 'RINGING' && user.engaged) {
      this.#state = 'CONNECTED';
      this.#events.onConnected();
    }
  }

  #lost(): void {
    this.#state = 'CLOSED';
    this.#callRef = undefined;
    this.#events.onClosed();
  }
}
