import { randomBytes } from 'node:crypto';
import type { Kept, KeptSubscription } from './kept.ts';

/** Where an account keeps things. */
export interface WebhookStore {
  webhook(account: string): Promise<Kept | undefined>;
  keepWebhook(account: string, kept: Kept): Promise<void>;
}

/** What one account keeps, at hand. */
export class Keeper {
  readonly #store: WebhookStore;
  readonly #account: string;
  #kept: Kept;

  private constructor(store: WebhookStore, account: string, kept: Kept) {
    this.#store = store;
    this.#account = account;
    this.#kept = kept;
  }

  /** Reads it; an account that has nothing yet gets an address. */
  static async open(store: WebhookStore, account: string): Promise<Keeper> {
    const known = await store.webhook(account);
    const secret = known?.secret ?? randomBytes(32).toString('base64url');
    const keeper = new Keeper(store, account, { subscriptions: [], mailboxes: {}, ...known, secret });
    // Before it is told to anybody.
    if (!known) await keeper.#save();
    return keeper;
  }

  get secret(): string {
    return this.#kept.secret;
  }

  get subscriptions(): readonly KeptSubscription[] {
    return this.#kept.subscriptions;
  }

  /** Replaces what was kept under the same id; forgets the id without a subscription. */
  keepSubscription(id: string, subscription?: KeptSubscription): void {
    const others = this.#kept.subscriptions.filter((other) => other.id !== id);
    this.#change({ subscriptions: subscription ? [...others, subscription] : others });
  }

  mailbox(userId: string): readonly string[] | undefined {
    return Object.hasOwn(this.#kept.mailboxes, userId) ? this.#kept.mailboxes[userId] : undefined;
  }

  /** @param messageIds absent: the mailbox is followed no more */
  keepMailbox(userId: string, messageIds?: readonly string[]): void {
    const others = Object.entries(this.#kept.mailboxes).filter(([user]) => user !== userId);
    this.#change({ mailboxes: Object.fromEntries(messageIds ? [...others, [userId, messageIds]] : others) });
  }

  #change(change: Partial<Kept>): void {
    this.#kept = { ...this.#kept, ...change };
    void this.#save();
  }

  /** The store itself tells what it cannot keep. */
  #save(): Promise<void> {
    return this.#store.keepWebhook(this.#account, this.#kept);
  }
}
