import { randomBytes } from 'node:crypto';
import type { TokenStore } from '../../oauth/store.ts';
import { inBackground } from '../../runtime/background.ts';
import { isObject, type Json } from '../../schema/json.ts';
import type { StoredSubscription, StoredWebhook } from './stored.ts';

/** Where an account keeps things. */
export interface WebhookStore {
  webhook(account: string): Promise<StoredWebhook | undefined>;
  keepWebhook(account: string, kept: StoredWebhook): Promise<void>;
}

/** The same within the store of the tokens. What lies there in another form is as good as nothing. */
export function webhookStoreIn(store: TokenStore): WebhookStore {
  return {
    async webhook(account) {
      const { secret, subscriptions, mailboxes } = (await store.accountState(account)) ?? {};
      if (typeof secret !== 'string' || secret === '') return undefined;
      const known = Array.isArray(subscriptions) ? subscriptions.filter(isStoredSubscription) : [];
      return { secret, subscriptions: known, mailboxes: isObject(mailboxes) ? idsIn(mailboxes) : {} };
    },
    keepWebhook: (account, kept) => store.keepAccountState(account, { ...kept }),
  };
}

function isStoredSubscription(value: unknown): value is StoredSubscription {
  return (
    isObject(value) && [value['id'], value['userId'], value['eventType']].every((text) => typeof text === 'string')
  );
}

function idsIn(mailboxes: Json): Record<string, readonly string[]> {
  const lists = Object.entries(mailboxes).filter((entry): entry is [string, unknown[]] => Array.isArray(entry[1]));
  return Object.fromEntries(lists.map(([user, ids]) => [user, ids.map(String)]));
}

/** What one account keeps, at hand. */
export class WebhookState {
  readonly #store: WebhookStore;
  readonly #account: string;
  #kept: StoredWebhook;

  private constructor(store: WebhookStore, account: string, kept: StoredWebhook) {
    this.#store = store;
    this.#account = account;
    this.#kept = kept;
  }

  /** Reads it; an account that has nothing yet gets an address. */
  static async open(store: WebhookStore, account: string): Promise<WebhookState> {
    const known = await store.webhook(account);
    const secret = known?.secret ?? randomBytes(32).toString('base64url');
    const stored = new WebhookState(store, account, { subscriptions: [], mailboxes: {}, ...known, secret });
    // Before it is told to anybody.
    if (!known) await stored.#save();
    return stored;
  }

  get secret(): string {
    return this.#kept.secret;
  }

  get subscriptions(): readonly StoredSubscription[] {
    return this.#kept.subscriptions;
  }

  /** Replaces what was kept under the same id; forgets the id without a subscription. */
  keepSubscription(id: string, subscription?: StoredSubscription): void {
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

  #change(change: Partial<StoredWebhook>): void {
    this.#kept = { ...this.#kept, ...change };
    inBackground(this.#save());
  }

  /** The store itself tells what it cannot keep. */
  #save(): Promise<void> {
    return this.#store.keepWebhook(this.#account, this.#kept);
  }
}
