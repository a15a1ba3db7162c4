import { setTimeout as wait } from 'node:timers/promises';
import type { NodeAPI } from 'node-red';
import { inBackground } from '../runtime/background.ts';
import type { TelephonyError } from '../runtime/errors.ts';
import { type FlowState, flowStateOf } from '../runtime/nodes/flow-state.ts';
import type { Connection } from '../runtime/operation/connection.ts';
import { NotificationDispatcher } from './notifications/dispatcher.ts';
import { DuplicateFilter } from './notifications/duplicates.ts';
import type { NotificationListener } from './notifications/listener.ts';
import { isHandedOver } from './notifications/receiver.ts';
import { problemOf } from './subscriptions/api.ts';
import { callbackFor, isHopeless } from './subscriptions/callback.ts';
import { flawError, flawWarning } from './subscriptions/callback-problems.ts';
import { type SubscriptionTiming, usualSubscriptionTiming } from './subscriptions/timing.ts';
import { Webhook } from './subscriptions/webhook.ts';
import { WebhookState, type WebhookStore } from './subscriptions/webhook-state.ts';

/** Events whose repetition is recognised. */
const remembered = 20_000;

/** What the notifications of an account need of it. */
export interface AccountNotificationsParts {
  /** Id of the account's node. */
  readonly account: string;
  readonly connection: Connection;
  readonly store: WebhookStore;
  readonly baseUrl: string;
  /** As the user typed it. */
  readonly publicUrl: string;
}

/** The notifications of one account: one address and one set of subscriptions, however many event sources there are. */
export class AccountNotifications {
  /** Why nobody can be notified. */
  readonly obstacle: TelephonyError | undefined;
  /** Why notifications may not come, for people. */
  readonly doubt: string | undefined;
  readonly #RED: NodeAPI;
  readonly #parts: AccountNotificationsParts;
  readonly #timing: SubscriptionTiming;
  readonly #base: string;
  readonly #dispatcher = new NotificationDispatcher();
  readonly #seen = new DuplicateFilter(remembered);
  #gathering: NodeJS.Timeout | undefined;
  #webhook: Promise<Webhook> | undefined;
  #ended: Promise<void> = Promise.resolve();
  readonly #flows: FlowState;
  readonly #unsubscribe: () => void;
  /** What nobody wants any more after a deployment is being ended. */
  #tidying: Promise<void> = Promise.resolve();

  constructor(RED: NodeAPI, parts: AccountNotificationsParts, timing: SubscriptionTiming = usualSubscriptionTiming) {
    this.#RED = RED;
    this.#parts = parts;
    this.#timing = timing;
    this.#flows = flowStateOf(RED);
    this.#unsubscribe = this.#flows.subscribe({ started: () => this.#deployed() });
    const { base = '', flaw } = callbackFor(RED, parts.publicUrl, parts.baseUrl);
    this.#base = base;
    this.obstacle = flaw && isHopeless(flaw) ? flawError(flaw) : undefined;
    this.doubt = flaw && !isHopeless(flaw) ? flawWarning(flaw) : undefined;
  }

  add(listener: NotificationListener): void {
    this.#dispatcher.add(listener);
    listener.onState({ kind: 'connecting' });
    this.#changed();
  }

  /**
   * Resolves, for the last listener, when the subscriptions are gone.
   * @param forGood whether it will not come back to go on where it was
   */
  async remove(listener: NotificationListener, forGood: boolean): Promise<void> {
    this.#dispatcher.remove(listener);
    const webhook = this.#webhook;
    // While flows are replaced, whoever goes may come back; what is to become of it is known when all are there.
    if (!this.#flows.deploying) {
      if (this.#dispatcher.size > 0) this.#changed();
      else await this.#end();
    }
    if (forGood) (await webhook)?.forget(listener);
  }

  /** Tries at once what is waiting after a failure: its reason may be gone. */
  retry(): void {
    this.#webhook?.then(
      (webhook) => webhook.retry(),
      () => undefined,
    );
  }

  /**
   * Ends everything, whoever still listens; leaves it to the account that is deployed in place of this one.
   * @param deleted there will be none
   */
  async close(deleted: boolean): Promise<void> {
    const leave = this.#flows.deploying && !deleted;
    this.#dispatcher.clear();
    // What the account before this one has left to it may not have been looked at yet.
    if (deleted) this.#tidy();
    await Promise.race([this.#tidying, wait(this.#timing.farewell, undefined, { ref: false })]);
    // Whether flows are being replaced is known as long as somebody asks.
    await (leave ? this.#stop((webhook) => webhook.handOver()) : this.#end()).finally(this.#unsubscribe);
  }

  /** All nodes are there: subscriptions that nobody wants any more are ended. */
  #deployed(): void {
    if (this.#dispatcher.size > 0) this.#changed();
    else this.#tidy();
  }

  #tidy(): void {
    this.#tidying = this.#tidying
      .then(() => this.#endHandedOver())
      .catch((error: unknown) => this.#dispatcher.report(problemOf(error)));
  }

  /** Ends the subscriptions of the account before this one, unless somebody has come who wants them. */
  async #endHandedOver(): Promise<void> {
    if (!this.#webhook) {
      const kept = await this.#parts.store.webhook(this.#parts.account);
      if (!kept || !isHandedOver(kept.secret) || this.#dispatcher.size > 0) return;
      const webhook = await this.#gathered();
      await webhook?.settled();
    }
    if (this.#dispatcher.size === 0) await this.#end();
  }

  /** Listeners come and go in swarms when a flow is deployed. */
  #changed(): void {
    clearTimeout(this.#gathering);
    this.#gathering = setTimeout(() => inBackground(this.#gathered()), this.#timing.gather);
  }

  async #gathered(): Promise<Webhook | undefined> {
    try {
      this.#webhook ??= this.#ended.then(() => this.#open());
      const webhook = await this.#webhook;
      webhook.settle();
      return webhook;
    } catch (error) {
      this.#webhook = undefined;
      this.#dispatcher.report(problemOf(error));
      return undefined;
    }
  }

  async #open(): Promise<Webhook> {
    const { account, connection, store } = this.#parts;
    return new Webhook({
      RED: this.#RED,
      connection,
      stored: await WebhookState.open(store, account),
      base: this.#base,
      dispatcher: this.#dispatcher,
      seen: this.#seen,
      timing: this.#timing,
    });
  }

  #end(): Promise<void> {
    return this.#stop((webhook) => webhook.end());
  }

  #stop(how: (webhook: Webhook) => Promise<void>): Promise<void> {
    clearTimeout(this.#gathering);
    const webhook = this.#webhook;
    this.#webhook = undefined;
    // What is begun meanwhile waits for this to be over.
    if (webhook) this.#ended = webhook.then(how);
    return this.#ended;
  }
}
