import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises';
import type { NodeAPI } from 'node-red';
import { isTransient } from '../../orange/finality.ts';
import { Limiter } from '../../runtime/http/limiter.ts';
import { type FlowState, flowStateOf } from '../../runtime/nodes/flow-state.ts';
import type { Connection } from '../../runtime/operation/connection.ts';
import { Mailboxes, voicemailType } from '../mailboxes/mailboxes.ts';
import { isAboutCalls, type NotificationDispatcher } from '../notifications/dispatcher.ts';
import type { DuplicateFilter } from '../notifications/duplicates.ts';
import type { TeamingEvent } from '../notifications/event.ts';
import { Inbox } from '../notifications/inbox.ts';
import type { NotificationListener, NotificationState } from '../notifications/listener.ts';
import { type ReceiverHandle, receive } from '../notifications/receiver.ts';
import { CallReader } from '../notifications/resync.ts';
import { problemOf, TeamingApi, unreadable } from './api.ts';
import { orphanedSubscriptions } from './orphaned.ts';
import type { Subject, SubscriptionTerms } from './subscription.ts';
import { keyOf, WebhookSubscriptions } from './subscriptions.ts';
import { retryAfter, type SubscriptionTiming } from './timing.ts';
import type { WebhookState } from './webhook-state.ts';

/** Under this name we subscribe. */
const applicationId = 'node-red-telephony';
/** Requests of one account at once: the gateway bears 25 a second. */
const atOnce = 4;

/** What keeping an account's subscriptions takes. */
export interface WebhookParts {
  readonly RED: NodeAPI;
  readonly connection: Connection;
  readonly stored: WebhookState;
  /** The address of the account up to its secret. */
  readonly base: string;
  readonly dispatcher: NotificationDispatcher;
  readonly seen: DuplicateFilter;
  readonly timing: SubscriptionTiming;
}

/** What goes on while anybody listens: an open address, the subscriptions that lead there, and what comes of it. */
export class Webhook {
  readonly #dispatcher: NotificationDispatcher;
  readonly #stored: WebhookState;
  readonly #terms: SubscriptionTerms;
  readonly #subscriptions: WebhookSubscriptions;
  readonly #inbox: Inbox;
  readonly #mailboxes: Mailboxes;
  readonly #calls: CallReader;
  readonly #receiver: ReceiverHandle;
  readonly #flows: FlowState;
  /** Events that came to their turn while the flows were being replaced. */
  #held: TeamingEvent[] = [];
  /** Events that Node-RED has not handed to the next node yet. */
  readonly #sending = new Set<TeamingEvent>();
  readonly #unsubscribe: () => void;
  readonly #closing = new AbortController();
  #settling: Promise<void> | undefined;
  /** Somebody came or went since the subscriptions were looked at last. */
  #changed = false;
  #surveyed = false;
  #trouble: NotificationState | undefined;
  #pause = new AbortController();

  constructor({ RED, connection, stored, base, dispatcher, seen, timing }: WebhookParts) {
    const api = new TeamingApi(connection, stored.secret);
    this.#dispatcher = dispatcher;
    this.#stored = stored;
    dispatcher.ownUser = connection.defaults['userId'];
    const callBackUrl = `${base}/${stored.secret}`;
    this.#terms = { api, turns: new Limiter(atOnce), timing, applicationId, callBackUrl };
    this.#subscriptions = new WebhookSubscriptions(this.#terms, stored, {
      onState: () => this.#show(),
      onBegun: () => this.#inbox.begun(),
      onEnded: (id) => this.#inbox.ended(id),
      onRestored: (subject, lostSince) => this.#recover(subject, lostSince),
      onProblem: (subject, problem) => dispatcher.report(problem, subject),
    });
    this.#inbox = new Inbox({
      subscriptions: this.#subscriptions,
      seen,
      patience: timing.patience,
      isUnsettled: () => !this.#surveyed || this.#subscriptions.areBeginning,
      isWanted: (event) => dispatcher.of(event).length > 0,
      deliver: (event) => this.#deliver(event),
      missed: (subject, count, since) => this.#missed(subject, count, since),
    });
    this.#mailboxes = new Mailboxes(api, stored, dispatcher);
    this.#calls = new CallReader(api, (userId, payload) => {
      for (const listener of dispatcher.ofCalls(userId)) listener.onNews({ topic: 'resync', payload, userId });
    });
    this.#flows = flowStateOf(RED);
    this.#receiver = receive(RED, { secret: stored.secret, accept: (event) => this.#inbox.accept(event) });
    this.#held.push(...this.#receiver.inherited());
    this.#unsubscribe = this.#flows.subscribe({ replacing: () => this.#held.unshift(...this.#sending) });
  }

  /** Makes the subscriptions what the dispatcher wants by now. */
  settle(): void {
    this.#changed = true;
    if (this.#surveyed) this.#release();
    this.#settling ??= this.#settleAll().finally(() => {
      this.#settling = undefined;
    });
  }

  /** Resolves when the subscriptions have been looked at. */
  async settled(): Promise<void> {
    await this.#settling;
  }

  /** Tries at once what is waiting after a failure. */
  retry(): void {
    this.#pause.abort();
    this.#subscriptions.retry();
  }

  /** Forgets what was known of a source's mailboxes, unless somebody else follows them. */
  forget(left: NotificationListener): void {
    const others = new Set(this.#dispatcher.subjects().map(keyOf));
    for (const subject of this.#dispatcher.subjectsOf(left)) {
      if (subject.eventType === voicemailType && !others.has(keyOf(subject))) this.#stored.keepMailbox(subject.userId);
    }
  }

  /** Ends everything; what cannot be ended in time is left for the next start. */
  async end(): Promise<void> {
    this.#stop();
    await this.#settling;
    await this.#subscriptions.end();
    this.#inbox.close();
    this.#receiver.close();
  }

  /** Stops, and leaves address and subscriptions to the account that is deployed in place of this one. */
  async handOver(): Promise<void> {
    this.#stop();
    await this.#settling;
    await this.#subscriptions.leave();
    // What has just been accepted is taken in the next turn of the event loop.
    await nextTurn();
    this.#inbox.close();
    this.#receiver.handOver(this.#held);
  }

  #stop(): void {
    this.#unsubscribe();
    this.#closing.abort();
    this.#mailboxes.close();
    this.#calls.close();
  }

  async #settleAll(): Promise<void> {
    const { signal } = this.#closing;
    for (let failures = 0; this.#changed && !signal.aborted; ) {
      this.#changed = false;
      try {
        await this.#apply(signal);
        this.#trouble = undefined;
        failures = 0;
      } catch (error) {
        if (signal.aborted) return;
        this.#changed = true;
        failures += 1;
        await this.#suffer(error, failures, signal);
      }
      this.#show();
    }
  }

  async #apply(signal: AbortSignal): Promise<void> {
    const { api } = this.#terms;
    const dispatcher = this.#dispatcher;
    if (dispatcher.needsOwnUser && !dispatcher.ownUser) {
      const { userId } = await api.ask('teaming-get-my-profile', {}, { signal });
      if (typeof userId !== 'string' || userId === '') throw unreadable('a user');
      dispatcher.ownUser = userId;
    }
    const { secret, subscriptions } = this.#stored;
    const left = this.#surveyed
      ? []
      : await orphanedSubscriptions(api, subscriptions, { ...this.#terms, secret }, signal);
    if (signal.aborted) return;
    const subjects = dispatcher.subjects();
    this.#mailboxes.follow(subjects.filter((one) => one.eventType === voicemailType).map(({ userId }) => userId));
    this.#subscriptions.want(subjects, left);
    this.#surveyed = true;
    this.#release();
  }

  async #suffer(error: unknown, failures: number, signal: AbortSignal): Promise<void> {
    const { timing } = this.#terms;
    const reason = problemOf(error);
    const canRetry = isTransient(reason);
    if (failures === (canRetry ? 2 : 1)) this.#dispatcher.report(reason);
    const pause = retryAfter(timing, failures, canRetry);
    this.#trouble = { kind: 'waiting', seconds: Math.max(1, Math.round(pause / 1000)), reason };
    this.#show();
    this.#pause = new AbortController();
    const either = AbortSignal.any([signal, this.#pause.signal]);
    await wait(pause, undefined, { signal: either }).catch(() => undefined);
  }

  #deliver(event: TeamingEvent): void {
    if (this.#flows.deploying || this.#held.length > 0) {
      this.#held.push(event);
      return;
    }
    this.#tell(event);
  }

  /** Delivers what was held, now that all are there who want it. */
  #release(): void {
    if (this.#flows.deploying) return;
    for (const event of this.#held.splice(0)) this.#tell(event);
  }

  #tell(event: TeamingEvent): void {
    this.#sending.add(event);
    const { event: topic, userId, eventType, subscriptionId } = event;
    this.#dispatcher.tell({ topic, payload: event, ...(userId && { userId }), ...(eventType && { eventType }) });
    setImmediate(() => this.#sending.delete(event));
    if (topic === 'voicemail' && userId) this.#mailboxes.look(userId);
    if (topic === 'subscription-terminated' && subscriptionId) this.#subscriptions.withId(subscriptionId)?.terminated();
  }

  #missed(subject: Subject, count: number, since: Date): void {
    const { userId, eventType } = subject;
    const events = count === 1 ? 'An event' : `${count} events`;
    this.#dispatcher.warn(`${events} of ${userId} (${eventType}) did not arrive; the state is read back`, subject);
    this.#recover(subject, since);
  }

  #recover({ userId, eventType }: Subject, lostSince: Date): void {
    if (isAboutCalls(eventType)) this.#calls.read(userId, lostSince);
    if (eventType === voicemailType) this.#mailboxes.look(userId);
  }

  #show(): void {
    this.#dispatcher.show((listener) => this.#stateOf(listener));
  }

  /** The worst of what a source wants decides. */
  #stateOf(listener: NotificationListener): NotificationState {
    if (this.#trouble) return this.#trouble;
    if (!this.#surveyed) return { kind: 'connecting' };
    const subjects = new Map(this.#dispatcher.subjectsOf(listener).map((subject) => [keyOf(subject), subject]));
    const states = [...subjects.values()].map((subject) => this.#subscriptions.state(subject));
    const waiting = states.find((state) => state.kind === 'waiting');
    if (waiting) return waiting;
    const live = states.filter((state) => state.kind === 'live');
    if (live.length === 0 || live.length < states.length) return { kind: 'connecting' };
    const renewal = new Date(Math.min(...live.map((state) => state.renewal.getTime())));
    return { kind: 'connected', count: live.length, renewal };
  }
}
