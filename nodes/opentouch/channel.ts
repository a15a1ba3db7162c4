import { setMaxListeners } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { abortable } from '../runtime/abortable.ts';
import { refused, TelephonyError, unreachable } from '../runtime/errors.ts';
import type { Json } from '../runtime/json.ts';
import type { OpenTouchConnection } from './connection.ts';
import { type Filter, filterFor, type Interest, isWanted } from './interest.ts';
import type { ChannelState, Listener } from './listener.ts';
import type { Session } from './login.ts';
import { readEvents } from './reader.ts';
import { Recovery } from './recovery.ts';
import type { ServerSettings, Timing } from './settings.ts';
import { channelOrigin, refilter, type Subscription, subscribe, unsubscribe } from './subscription.ts';

/**
 * The one channel of an account: one subscription whose filter is the union of all listeners' interests, followed for as
 * long as there are listeners, through time-outs, cuts, restarts of the server and lost sessions.
 */
export class EventChannel {
  readonly #connection: OpenTouchConnection;
  readonly #settings: ServerSettings;
  readonly #timing: Timing;
  readonly #listeners = new Set<Listener>();
  #state: ChannelState = { kind: 'connecting' };
  #stop: AbortController | undefined;
  #running: Promise<void> = Promise.resolve();
  #gathering: NodeJS.Timeout | undefined;
  #subscription: Subscription | undefined;
  /** The filter that the server has, as JSON. */
  #filter = '';
  #lostSince: Date | undefined;
  readonly #recovery: Recovery;
  #freeAttempts = 0;

  constructor(connection: OpenTouchConnection, settings: ServerSettings, timing: Timing) {
    this.#connection = connection;
    this.#settings = settings;
    this.#timing = timing;
    this.#recovery = new Recovery(connection, this.#listeners);
  }

  add(listener: Listener): void {
    this.#listeners.add(listener);
    listener.onState(this.#state);
    this.#changed();
  }

  /** Resolves, for the last listener, when the subscription is gone. */
  async remove(listener: Listener): Promise<void> {
    this.#listeners.delete(listener);
    if (this.#listeners.size > 0) this.#changed();
    else await this.#end();
  }

  /** Ends the channel, whoever still listens. */
  async close(): Promise<void> {
    this.#listeners.clear();
    await this.#end();
  }

  /** Listeners come and go in swarms when a flow is deployed: one request for all of them. */
  #changed(): void {
    clearTimeout(this.#gathering);
    this.#gathering = setTimeout(() => void this.#gathered(), this.#timing.gather);
  }

  async #gathered(): Promise<void> {
    if (this.#stop) {
      const subscription = this.#subscription;
      if (subscription) await this.#refilter(subscription, this.#stop.signal);
      if (subscription && this.#state.kind === 'connected') void this.#resync(subscription.session);
      return;
    }
    const stop = new AbortController();
    setMaxListeners(0, stop.signal);
    this.#stop = stop;
    this.#state = { kind: 'connecting' };
    this.#running = this.#running.then(() => this.#run(stop.signal));
  }

  /** Tells the server what the listeners want by now; those served so far are none the worse if it refuses. */
  async #refilter(subscription: Subscription, signal: AbortSignal): Promise<void> {
    const filter = this.#wanted(subscription.session);
    if (JSON.stringify(filter) === this.#filter) return;
    try {
      await refilter(this.#connection, subscription, filter, signal);
      this.#filter = JSON.stringify(filter);
    } catch (error) {
      if (!signal.aborted) this.#report(error);
    }
  }

  #end(): Promise<void> {
    clearTimeout(this.#gathering);
    this.#stop?.abort();
    this.#stop = undefined;
    this.#recovery.stop();
    // What is started meanwhile waits for this to be over.
    this.#running = this.#running.then(() => this.#unsubscribe());
    return this.#running;
  }

  async #unsubscribe(): Promise<void> {
    const subscription = this.#subscription;
    this.#subscription = undefined;
    this.#lostSince = undefined;
    if (!subscription) return;
    try {
      await unsubscribe(this.#connection, subscription, AbortSignal.timeout(this.#timing.farewell));
    } catch {
      // It ends with the session.
    }
  }

  async #run(signal: AbortSignal): Promise<void> {
    let failures = 0;
    while (!signal.aborted) {
      let reason: TelephonyError | undefined;
      const started = Date.now();
      try {
        const whole = await this.#follow(signal);
        const lasted = Date.now() - started >= this.#timing.shortLife;
        if (lasted) failures = 0;
        if (!whole || !lasted) reason = unreachable(channelOrigin, new Error('the channel ended'));
      } catch (error) {
        reason = error instanceof TelephonyError ? error : unreachable(channelOrigin, error);
      }
      if (signal.aborted || !reason) continue;
      if (this.#connection.isFinal(reason)) {
        this.#enter({ kind: 'stopped', reason });
        this.#report(reason);
        return;
      }
      if (this.#mayRetryAtOnce(reason)) continue;
      failures += 1;
      // One report for an outage, and none for what the first attempt mends.
      if (failures === 2) this.#report(reason);
      await this.#pause(failures, reason, signal);
    }
  }

  /**
   * A channel that has worked and is no longer known needs a new subscription, and maybe a new login: two attempts that
   * need not wait.
   */
  #mayRetryAtOnce({ cause: { status = 0 } }: TelephonyError): boolean {
    const gone = status >= 400 && status < 500;
    if (!gone || this.#freeAttempts === 0) return false;
    this.#freeAttempts -= 1;
    return true;
  }

  /** Waits 1, 2, 4 … 30 s, a little less by chance so that a thousand clients do not come back as one. */
  async #pause(failures: number, reason: TelephonyError, signal: AbortSignal): Promise<void> {
    const { firstRetry, longestRetry } = this.#timing;
    const longest = Math.min(firstRetry * 2 ** (failures - 1), longestRetry);
    const pause = longest * (0.75 + Math.random() / 4);
    this.#enter({ kind: 'waiting', seconds: Math.max(1, Math.round(pause / 1000)), reason });
    await wait(pause, undefined, { signal }).catch(() => undefined);
  }

  /** Logs in, subscribes and reads the channel until it ends; false when it was cut. */
  async #follow(signal: AbortSignal): Promise<boolean> {
    if (this.#state.kind !== 'connected') this.#enter({ kind: 'connecting' });
    const session = await abortable(this.#connection.session(), signal, channelOrigin);
    const subscription = await this.#subscribed(session, signal);
    const { status, headers, stream } = await this.#open(subscription, signal);
    if (status >= 300) {
      stream.destroy();
      if (status < 500) this.#lose();
      throw refused(channelOrigin, { status, headers, body: Buffer.alloc(0) }, {});
    }
    this.#enter({ kind: 'connected' });
    this.#freeAttempts = 2;
    void this.#resync(session, this.#lostSince);
    this.#lostSince = undefined;
    const whole = await readEvents(stream, {
      onEvent: (event) => this.#receive(event),
      onGarbage: (line) => this.#skip(line),
    });
    if (!whole) this.#lostSince = new Date();
    return whole;
  }

  async #subscribed(session: Session, signal: AbortSignal): Promise<Subscription> {
    if (this.#subscription && this.#subscription.session !== session) this.#lose();
    if (this.#subscription) {
      await this.#refilter(this.#subscription, signal);
      return this.#subscription;
    }
    const filter = this.#wanted(session);
    const subscription = await subscribe(this.#connection, session, filter, this.#settings.addressMode, signal);
    this.#filter = JSON.stringify(filter);
    this.#subscription = subscription;
    return subscription;
  }

  async #open(subscription: Subscription, signal: AbortSignal) {
    const { session, pollingUrl } = subscription;
    const either = AbortSignal.any([signal, this.#connection.lifetime]);
    try {
      return await this.#connection.stream(session, channelOrigin, 'POST', pollingUrl, either);
    } catch (error) {
      this.#lostSince ??= new Date();
      // With a second address the server may live on there, and does not know this session.
      if (this.#settings.addresses.length > 1) this.#connection.forget(session);
      throw error;
    }
  }

  /** The subscription is gone, and with it whatever the server had queued. */
  #lose(): void {
    this.#subscription = undefined;
    this.#lostSince ??= new Date();
  }

  #receive(event: Json): void {
    for (const listener of this.#listeners) {
      if (isWanted(listener.interest, event)) listener.onEvent(event);
    }
  }

  #skip(line: string): void {
    const message = `channel: a line of ${line.length} characters is no event and was skipped`;
    this.#report(new TelephonyError('BAD_ANSWER', message, { ...channelOrigin, canRetry: false }));
  }

  /** Reads the state back for those who may have lost something, or who begin. */
  async #resync({ admin }: Session, lostSince?: Date): Promise<void> {
    const effective = [...this.#listeners].map((listener) => ({
      listener,
      interest: this.#effective(listener, admin),
    }));
    await this.#recovery.run(effective, admin, lostSince);
  }

  /** An administrator's source that names nobody is about the account's own default user. */
  #effective({ interest }: Listener, admin: boolean): Interest {
    const { loginName } = this.#settings.defaults;
    const nobody = interest.loginNames.length === 0;
    return admin && loginName && nobody ? { ...interest, loginNames: [loginName] } : interest;
  }

  #wanted({ admin }: Session): Filter {
    const interests = [...this.#listeners].map((listener) => this.#effective(listener, admin));
    if (admin && interests.some(({ loginNames }) => loginNames.length === 0)) {
      const message = 'loginNames: an administrator has to say whose events are wanted';
      const cause = { ...channelOrigin, field: 'loginNames', canRetry: false };
      this.#report(new TelephonyError('INVALID_INPUT', message, cause));
    }
    return filterFor(interests);
  }

  #enter(state: ChannelState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener.onState(state);
  }

  #report(error: unknown): void {
    const problem = error instanceof TelephonyError ? error : unreachable(channelOrigin, error);
    for (const listener of this.#listeners) listener.onProblem(problem);
  }
}
