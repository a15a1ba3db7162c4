import { setMaxListeners } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { inBackground } from '../../runtime/background.ts';
import { backoffDelay, monotonic } from '../../runtime/backoff.ts';
import type { TelephonyError } from '../../runtime/errors.ts';
import { abortable } from '../../runtime/http/abortable.ts';
import type { OpenTouchConnection } from '../session/connection.ts';
import type { Session } from '../session/login.ts';
import type { ConnectionTiming, ServerSettings } from '../session/settings.ts';
import { conditionOf, waitingFor } from './conditions.ts';
import { EventDispatcher } from './dispatcher.ts';
import { Gap } from './gap.ts';
import { GarbageCount } from './garbage.ts';
import { Interests } from './interests.ts';
import type { ChannelListener, ChannelState } from './listener.ts';
import { LiveSubscription } from './live-subscription.ts';
import { ChannelOpening } from './opening.ts';
import {
  channelEnded,
  channelHeldBack,
  channelProblem,
  channelSilent,
  isChannelGone,
  isRefusal,
  needsPerson,
} from './problems.ts';
import { type ChannelEnding, readEvents } from './reader.ts';
import { Recovery } from './recovery.ts';
import { channelOrigin, keepaliveMinutes, type Subscription, timeoutMinutes } from './subscription.ts';

/** A regular end after this part of the life that was asked for is the server's time-out. */
const wholeLife = 0.8;
/** Failures in a row after which a new session is tried. */
const enough = 5;

/**
 * The one channel of an account: one subscription whose filter is the union of all listeners' interests, followed for as
 * long as there are listeners, through time-outs, cuts, silence, restarts of the server and lost sessions.
 */
export class EventChannel {
  readonly #connection: OpenTouchConnection;
  readonly #timing: ConnectionTiming;
  readonly #dispatcher = new EventDispatcher();
  readonly #recovery: Recovery;
  readonly #garbage: GarbageCount;
  readonly #gap: Gap;
  readonly #interests: Interests;
  readonly #subscription: LiveSubscription;
  readonly #opening: ChannelOpening;
  #state: ChannelState = { kind: 'connecting' };
  #stop: AbortController | undefined;
  #running: Promise<void> = Promise.resolve();
  #gathering: NodeJS.Timeout | undefined;
  /** When the server is told again what it did not take, by the monotonic clock. */
  #filterDue = 0;
  /** A new state of the channel is just being made known. */
  #entering = false;
  #freeAttempts = 0;
  /** The last channel said nothing, so that an answer alone is no sign that this one will. */
  #doubtful = false;

  constructor(connection: OpenTouchConnection, settings: ServerSettings, timing: ConnectionTiming) {
    this.#connection = connection;
    this.#timing = timing;
    this.#recovery = new Recovery(connection, this.#dispatcher, timing);
    this.#garbage = new GarbageCount(timing.count, (problem) => this.#report(problem));
    this.#gap = new Gap(this.#promised);
    this.#interests = new Interests(settings, (problem) => this.#report(problem));
    this.#opening = new ChannelOpening(connection, () => this.#lose());
    this.#subscription = new LiveSubscription({
      connection,
      addressMode: settings.addressMode,
      farewell: timing.farewell,
      listeners: () => this.#dispatcher.listeners,
      filterFor: (session) => this.#interests.filterFor(this.#dispatcher.listeners, session),
      onServed: (listener) => this.#tell(listener),
      onRefused: (error, failures) => this.#filterRefused(error, failures),
      onProblem: (error) => this.#report(error),
    });
    connection.health.subscribe(() => this.#tellAll());
  }

  add(listener: ChannelListener): void {
    this.#dispatcher.add(listener);
    this.#tell(listener);
    this.#changed(this.#timing.gather);
  }

  /** Resolves, for the last listener, when the subscription is gone. */
  async remove(listener: ChannelListener): Promise<void> {
    this.#dispatcher.remove(listener);
    this.#subscription.leave(listener);
    if (this.#dispatcher.size > 0) this.#changed(this.#timing.gather);
    else await this.#end();
  }

  /** Ends the channel, whoever still listens. */
  async close(): Promise<void> {
    this.#dispatcher.clear();
    await this.#end();
  }

  /** Listeners come and go in swarms when a flow is deployed: one request for all of them. */
  #changed(pause: number): void {
    clearTimeout(this.#gathering);
    this.#gathering = setTimeout(() => this.#gathered(), pause);
  }

  #gathered(): void {
    if (this.#stop) {
      const { current } = this.#subscription;
      // A subscription that is just being made looks at the listeners when it is there.
      if (current) this.#inBackground(this.#renewed(current, this.#stop.signal));
      return;
    }
    const stop = new AbortController();
    setMaxListeners(0, stop.signal);
    this.#stop = stop;
    this.#state = { kind: 'connecting' };
    this.#running = this.#running.then(() => this.#run(stop.signal)).catch((error: unknown) => this.#report(error));
  }

  async #renewed(subscription: Subscription, signal: AbortSignal): Promise<void> {
    await this.#subscription.reconcile(subscription, signal);
    if (this.#state.kind === 'connected') this.#resync(subscription.session);
  }

  /** Where the server refuses what is asked for, those go first who can do without. */
  #dismissOptional(reason: TelephonyError): boolean {
    const dismissed = isRefusal(reason) ? this.#dispatcher.optional : [];
    for (const listener of dismissed) {
      this.#dispatcher.call(listener, () => listener.onState({ kind: 'stopped', reason }));
      this.#inBackground(this.remove(listener));
    }
    return dismissed.length > 0;
  }

  #filterRefused(error: unknown, failures: number): void {
    if (this.#dismissOptional(channelProblem(error))) return;
    if (failures === 1) this.#report(error);
    const pause = backoffDelay(failures, this.#pauses);
    this.#filterDue = monotonic() + pause;
    this.#changed(pause);
    for (const listener of this.#dispatcher.listeners) if (!this.#subscription.serves(listener)) this.#tell(listener);
  }

  get #pauses() {
    return { first: this.#timing.firstRetry, longest: this.#timing.longestRetry };
  }

  #end(): Promise<void> {
    clearTimeout(this.#gathering);
    this.#stop?.abort();
    this.#stop = undefined;
    this.#recovery.stop();
    this.#garbage.stop();
    this.#connection.health.set('channel', { kind: 'idle' });
    // What is started meanwhile waits for this to be over.
    this.#running = this.#running.then(() => this.#unsubscribe());
    return this.#running;
  }

  #unsubscribe(): Promise<void> {
    this.#gap.forget();
    return this.#subscription.end();
  }

  async #run(signal: AbortSignal): Promise<void> {
    let failures = 0;
    let told = false;
    while (!signal.aborted) {
      const { reason, lasted } = await this.#follow(signal).catch((error: unknown) => ({
        reason: channelProblem(error),
        lasted: false,
      }));
      if (lasted) {
        failures = 0;
        told = false;
      }
      // What was given up with its session is no failure: the next log-in has its own pace.
      if (signal.aborted || !reason || reason.code === 'ABORTED') continue;
      if (this.#dismissOptional(reason)) continue;
      if (this.#connection.isFinal(reason)) {
        this.#enter({ kind: 'stopped', reason });
        this.#report(reason);
        return;
      }
      if (this.#mayRetryAtOnce(reason)) continue;
      failures += 1;
      // Whatever the session is good for, it is not good for a channel. One that cannot be reached may still be.
      if (failures % enough === 0 && reason.cause.status !== undefined) this.#connection.renew();
      // One report for an outage, and none for what the first attempt mends, unless somebody has to do something.
      if (!told && (failures === 2 || needsPerson(reason))) {
        told = true;
        this.#report(reason);
      }
      await this.#pause(failures, reason, signal);
    }
  }

  /**
   * A channel that has worked and is no longer known needs a new subscription, and maybe a new login: two attempts that
   * need not wait.
   */
  #mayRetryAtOnce(reason: TelephonyError): boolean {
    if (!isChannelGone(reason) || this.#freeAttempts === 0) return false;
    this.#freeAttempts -= 1;
    return true;
  }

  async #pause(failures: number, reason: TelephonyError, signal: AbortSignal): Promise<void> {
    const pause = Math.max(backoffDelay(failures, this.#pauses), this.#connection.untilLogin);
    this.#enter(waitingFor(reason, pause));
    await wait(pause, undefined, { signal }).catch(() => undefined);
  }

  /**
   * Logs in, subscribes and reads the channel until it ends.
   * @returns without a reason, it may be opened again at once
   */
  async #follow(signal: AbortSignal): Promise<{ reason?: TelephonyError; lasted: boolean }> {
    if (this.#state.kind !== 'connected') this.#enter({ kind: 'connecting' });
    const session = await abortable(this.#connection.session(), signal, channelOrigin);
    if (this.#subscription.current && this.#subscription.current.session !== session) this.#lose();
    const subscription = await this.#subscription.within(session, signal);
    const giveUp = new AbortController();
    const either = AbortSignal.any([signal, this.#connection.lifetime, giveUp.signal]);
    const asked = monotonic();
    const { stream } = await this.#opening.open(subscription, either).catch((error: unknown) => {
      this.#gap.begin();
      throw error;
    });
    const started = monotonic();
    if (!this.#doubtful) this.#opened(session, asked);
    const { minute, grace, shortLife } = this.#timing;
    const life = timeoutMinutes * minute;
    const ending = await readEvents(
      stream,
      {
        onHeard: () => {
          this.#gap.heard();
          this.#connection.heard();
          if (this.#doubtful) this.#opened(session, asked);
        },
        onEvent: (event, line) => this.#dispatcher.deliver(event, line),
        onGarbage: () => this.#garbage.add(),
      },
      { silence: this.#promised, life: life + grace },
    );
    giveUp.abort();
    const lived = monotonic() - started;
    const whole = ending.how === 'ended' && (ending.announced || lived >= life * wholeLife);
    // Behind a proxy, a cut may look like a regular end that comes too soon.
    if (!whole) this.#gap.begin();
    if (ending.how === 'silent') this.#doubtful = true;
    const lasted = ending.heard && lived >= shortLife;
    return ending.how === 'ended' && lasted ? { lasted } : { lasted, reason: this.#reasonOf(ending) };
  }

  /** The channel works: whoever may have lost something, or begins, gets the state. */
  #opened(session: Session, asked: number): void {
    this.#doubtful = false;
    this.#freeAttempts = 2;
    this.#enter({ kind: 'connected' });
    this.#resync(session, this.#gap.end(asked));
  }

  #reasonOf({ how, heard }: ChannelEnding): TelephonyError {
    if (how !== 'silent') return channelEnded();
    this.#connection.noteSilence();
    return heard ? channelSilent(this.#promised) : channelHeldBack();
  }

  /** The subscription is gone, and with it whatever the server had queued. */
  #lose(): void {
    this.#subscription.lose();
    this.#gap.begin();
    if (this.#state.kind === 'connected') this.#enter({ kind: 'connecting' });
  }

  /** Reads the state back for those who may have lost something, or who begin. */
  #resync(session: Session, lostSince?: Date): void {
    const listeners = this.#dispatcher.listeners.filter(({ isOptional }) => !isOptional);
    const concerned = this.#interests.of(listeners, session);
    this.#inBackground(this.#recovery.run(concerned, session.admin, lostSince));
  }

  #enter(state: ChannelState): void {
    this.#state = state;
    this.#entering = true;
    // What nobody needs is no matter of health.
    const matters = state.kind === 'connected' || !this.#isOptional;
    this.#connection.health.set('channel', matters ? conditionOf(state, this.#promised) : { kind: 'idle' });
    this.#entering = false;
    this.#tellAll();
  }

  #tellAll(): void {
    if (!this.#entering) for (const listener of this.#dispatcher.listeners) this.#tell(listener);
  }

  #tell(listener: ChannelListener): void {
    this.#dispatcher.call(listener, () => listener.onState(this.#stateFor(listener)));
  }

  /** The account's one state; connected is only who is served: the server knows what they want. */
  #stateFor(listener: ChannelListener): ChannelState {
    const { kind, problem, nextTry } = this.#connection.health.state;
    if (problem) {
      if (kind === 'stopped') return { kind, reason: problem };
      return waitingFor(problem, (nextTry?.getTime() ?? 0) - Date.now());
    }
    if (this.#state.kind === 'waiting' && this.#isOptional) return this.#state;
    if (kind !== 'connected' || this.#state.kind !== 'connected') return { kind: 'connecting' };
    if (this.#subscription.serves(listener)) return { kind };
    const refused = this.#subscription.problem;
    return refused === undefined
      ? { kind: 'connecting' }
      : waitingFor(channelProblem(refused), this.#filterDue - monotonic());
  }

  /** Milliseconds within which something has to come over the channel. */
  get #promised(): number {
    return keepaliveMinutes * this.#timing.minute + this.#timing.grace;
  }

  /** Whether all who listen can do without. */
  get #isOptional(): boolean {
    return this.#dispatcher.listeners.every(({ isOptional }) => isOptional);
  }

  #report(error: unknown): void {
    this.#dispatcher.report(channelProblem(error));
  }

  #inBackground(task: Promise<void>): void {
    inBackground(task, (error) => this.#report(error));
  }
}
