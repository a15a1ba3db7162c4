import { setTimeout as wait } from 'node:timers/promises';
import type { NodeAPI } from 'node-red';
import type { Connection } from '../../runtime/connection.ts';
import type { Endpoint } from '../../runtime/inbound.ts';
import { Turns } from '../../runtime/turns.ts';
import { problemOf, TeamingApi, unreadable } from './api.ts';
import { type Audience, isAboutCalls } from './audience.ts';
import { CallReader } from './calls.ts';
import type { TeamingEvent } from './event.ts';
import { Inbox } from './inbox.ts';
import type { Keeper } from './keeper.ts';
import type { LeaseTerms, Subject } from './lease.ts';
import { keyOf, Leases } from './leases.ts';
import type { HubState, Listener } from './listener.ts';
import { Mailboxes, voicemailType } from './mailboxes.ts';
import { receive } from './receiver.ts';
import type { Recent } from './recent.ts';
import { leftovers } from './survey.ts';
import { retryAfter, type Timing } from './timing.ts';

/** Under this name we subscribe. */
const applicationId = 'node-red-telephony';
/** Requests of one account at once: the gateway bears 25 a second. */
const atOnce = 4;

export interface WatchParts {
  readonly RED: NodeAPI;
  readonly connection: Connection;
  readonly keeper: Keeper;
  /** The address of the account up to its secret. */
  readonly base: string;
  readonly audience: Audience;
  readonly seen: Recent;
  readonly timing: Timing;
}

/** What goes on while anybody listens: an open address, the subscriptions that lead there, and what comes of it. */
export class Watch {
  readonly #audience: Audience;
  readonly #keeper: Keeper;
  readonly #terms: LeaseTerms;
  readonly #leases: Leases;
  readonly #inbox: Inbox;
  readonly #mailboxes: Mailboxes;
  readonly #calls: CallReader;
  readonly #endpoint: Endpoint;
  readonly #closing = new AbortController();
  #settling: Promise<void> | undefined;
  /** Somebody came or went since the subscriptions were looked at last. */
  #changed = false;
  #surveyed = false;
  #trouble: HubState | undefined;
  #pause = new AbortController();

  constructor({ RED, connection, keeper, base, audience, seen, timing }: WatchParts) {
    const api = new TeamingApi(connection, keeper.secret);
    this.#audience = audience;
    this.#keeper = keeper;
    audience.ownUser = connection.defaults['userId'];
    const callBackUrl = `${base}/${keeper.secret}`;
    this.#terms = { api, turns: new Turns(atOnce), timing, applicationId, callBackUrl };
    this.#leases = new Leases(this.#terms, keeper, {
      onState: () => this.#show(),
      onBegun: () => this.#inbox.begun(),
      onEnded: (id) => this.#inbox.ended(id),
      onRestored: (subject, lostSince) => this.#recover(subject, lostSince),
      onProblem: (subject, problem) => audience.report(problem, subject),
    });
    this.#inbox = new Inbox({
      leases: this.#leases,
      seen,
      patience: timing.patience,
      isUnsettled: () => !this.#surveyed || this.#leases.areBeginning,
      isWanted: (event) => audience.of(event).length > 0,
      deliver: (event) => this.#deliver(event),
      missed: (subject, count, since) => this.#missed(subject, count, since),
    });
    this.#mailboxes = new Mailboxes(api, keeper, audience);
    this.#calls = new CallReader(api, (userId, payload) => {
      for (const listener of audience.ofCalls(userId)) listener.onNews({ topic: 'resync', payload, userId });
    });
    this.#endpoint = receive(RED, { secret: keeper.secret, accept: (event) => this.#inbox.accept(event) });
  }

  /** Makes the subscriptions what the audience wants by now. */
  settle(): void {
    this.#changed = true;
    this.#settling ??= this.#settleAll().finally(() => {
      this.#settling = undefined;
    });
  }

  /** Tries at once what is waiting after a failure. */
  retry(): void {
    this.#pause.abort();
    this.#leases.retry();
  }

  /** Forgets what was known of a source's mailboxes, unless somebody else follows them. */
  forget(left: Listener): void {
    const others = new Set(this.#audience.subjects().map(keyOf));
    for (const subject of this.#audience.subjectsOf(left)) {
      if (subject.eventType === voicemailType && !others.has(keyOf(subject))) this.#keeper.keepMailbox(subject.userId);
    }
  }

  /** Ends everything; what cannot be ended in time is left for the next start. */
  async end(): Promise<void> {
    this.#closing.abort();
    this.#mailboxes.close();
    this.#calls.close();
    await this.#settling;
    await this.#leases.end();
    this.#inbox.close();
    this.#endpoint.close();
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
    const audience = this.#audience;
    if (audience.needsOwnUser && !audience.ownUser) {
      const { userId } = await api.ask('teaming-get-my-profile', {}, { signal });
      if (typeof userId !== 'string' || userId === '') throw unreadable('a user');
      audience.ownUser = userId;
    }
    const { secret, subscriptions } = this.#keeper;
    const left = this.#surveyed ? [] : await leftovers(api, subscriptions, { ...this.#terms, secret }, signal);
    if (signal.aborted) return;
    const subjects = audience.subjects();
    this.#mailboxes.follow(subjects.filter((one) => one.eventType === voicemailType).map(({ userId }) => userId));
    this.#leases.want(subjects, left);
    this.#surveyed = true;
  }

  async #suffer(error: unknown, failures: number, signal: AbortSignal): Promise<void> {
    const { timing } = this.#terms;
    const reason = problemOf(error);
    const { canRetry } = reason.cause;
    if (failures === (canRetry ? 2 : 1)) this.#audience.report(reason);
    const pause = retryAfter(timing, failures, canRetry);
    this.#trouble = { kind: 'waiting', seconds: Math.max(1, Math.round(pause / 1000)), reason };
    this.#show();
    this.#pause = new AbortController();
    const either = AbortSignal.any([signal, this.#pause.signal]);
    await wait(pause, undefined, { signal: either }).catch(() => undefined);
  }

  #deliver(event: TeamingEvent): void {
    const { event: topic, userId, eventType, subscriptionId } = event;
    this.#audience.tell({ topic, payload: event, ...(userId && { userId }), ...(eventType && { eventType }) });
    if (topic === 'voicemail' && userId) this.#mailboxes.look(userId);
    if (topic === 'subscription-terminated' && subscriptionId) this.#leases.withId(subscriptionId)?.terminated();
  }

  #missed(subject: Subject, count: number, since: Date): void {
    const { userId, eventType } = subject;
    const events = count === 1 ? 'An event' : `${count} events`;
    this.#audience.warn(`${events} of ${userId} (${eventType}) did not arrive; the state is read back`, subject);
    this.#recover(subject, since);
  }

  #recover({ userId, eventType }: Subject, lostSince: Date): void {
    if (isAboutCalls(eventType)) this.#calls.read(userId, lostSince);
    if (eventType === voicemailType) this.#mailboxes.look(userId);
  }

  #show(): void {
    this.#audience.show((listener) => this.#stateOf(listener));
  }

  /** The worst of what a source wants decides. */
  #stateOf(listener: Listener): HubState {
    if (this.#trouble) return this.#trouble;
    if (!this.#surveyed) return { kind: 'connecting' };
    const subjects = new Map(this.#audience.subjectsOf(listener).map((subject) => [keyOf(subject), subject]));
    const states = [...subjects.values()].map((subject) => this.#leases.state(subject));
    const waiting = states.find((state) => state.kind === 'waiting');
    if (waiting) return waiting;
    const live = states.filter((state) => state.kind === 'live');
    if (live.length === 0 || live.length < states.length) return { kind: 'connecting' };
    const renewal = new Date(Math.min(...live.map((state) => state.renewal.getTime())));
    return { kind: 'connected', count: live.length, renewal };
  }
}
