import { inBackground } from '../../runtime/background.ts';
import { retry } from '../../runtime/http/retry.ts';
import type { Json } from '../../schema/json.ts';
import type { NotificationDispatcher } from '../notifications/dispatcher.ts';
import { problemOf, type TeamingApi } from '../subscriptions/api.ts';
import type { Subject } from '../subscriptions/subscription.ts';
import type { WebhookState } from '../subscriptions/webhook-state.ts';

/** The kind of events that tells of voice messages. */
export const voicemailType = 'Voice Mail Message Summary';

/** What a user's voice messages are subscribed to with. */
export function mailOf(userId: string): Subject {
  return { userId, eventType: voicemailType };
}

type Messages = ReadonlyMap<string, Json>;

/**
 * The voice messages of users. A notification only says how many there are, so the list is read again each time and
 * compared with the last one. What flows have been told of is kept over restarts.
 */
export class Mailboxes {
  readonly #api: TeamingApi;
  readonly #stored: WebhookState;
  readonly #dispatcher: NotificationDispatcher;
  readonly #known = new Map<string, Messages>();
  readonly #followed = new Set<string>();
  /** By user: whether what is being read has to be read again. */
  readonly #reading = new Map<string, boolean>();
  readonly #closing = new AbortController();

  constructor(api: TeamingApi, stored: WebhookState, dispatcher: NotificationDispatcher) {
    this.#api = api;
    this.#stored = stored;
    this.#dispatcher = dispatcher;
  }

  /** Follows these users' messages from now on, each from where it was left off, and nobody else's. */
  follow(users: readonly string[]): void {
    for (const userId of this.#followed) {
      if (users.includes(userId)) continue;
      this.#followed.delete(userId);
      this.#known.delete(userId);
    }
    for (const userId of users) {
      if (this.#followed.has(userId)) continue;
      this.#followed.add(userId);
      const kept = this.#stored.mailbox(userId);
      if (kept) this.#known.set(userId, new Map(kept.map((messageId) => [messageId, { messageId }])));
      this.look(userId);
    }
  }

  /** Something may have happened to a user's messages. */
  look(userId: string): void {
    if (!this.#followed.has(userId)) return;
    const idle = !this.#reading.has(userId);
    this.#reading.set(userId, true);
    if (idle) inBackground(this.#read(userId));
  }

  close(): void {
    this.#closing.abort();
  }

  async #read(userId: string): Promise<void> {
    const { signal } = this.#closing;
    try {
      while (this.#reading.get(userId) && !signal.aborted) {
        this.#reading.set(userId, false);
        const ask = () => this.#api.list('teaming-get-voice-messages', { userId }, signal);
        await this.#compare(userId, await retry(ask, signal));
      }
    } catch (error) {
      if (!signal.aborted) this.#dispatcher.report(problemOf(error), mailOf(userId));
    } finally {
      this.#reading.delete(userId);
    }
  }

  async #compare(userId: string, list: readonly Json[]): Promise<void> {
    const now = new Map(list.map((message) => [String(message['messageId']), message]));
    const before = this.#known.get(userId);
    if (this.#closing.signal.aborted || !this.#followed.has(userId)) return;
    this.#known.set(userId, now);
    for (const [id, payload] of before ?? []) {
      if (!now.has(id)) this.#dispatcher.tell({ topic: 'message-deleted', payload, ...mailOf(userId) });
    }
    // The first list is where it begins, and no news.
    for (const [id, message] of before ? now : []) if (!before?.has(id)) await this.#announce(userId, message);
    const ids = [...now.keys()];
    const changed = !before || ids.length !== before.size || ids.some((id) => !before.has(id));
    if (changed && !this.#closing.signal.aborted) this.#stored.keepMailbox(userId, ids);
  }

  async #announce(userId: string, message: Json): Promise<void> {
    const about = mailOf(userId);
    const listeners = this.#dispatcher.of(about);
    const withSound = listeners.some(({ interest }) => interest.audio) && (await this.#fetch(userId, message));
    for (const listener of listeners) {
      const payload = listener.interest.audio && withSound ? withSound : message;
      listener.onNews({ topic: 'new-message', payload, ...about });
    }
  }

  /** A message with what was recorded; if it cannot be had, the message has to do. */
  async #fetch(userId: string, { messageId }: Json): Promise<Json | undefined> {
    const { signal } = this.#closing;
    const values = { userId, messageId };
    try {
      return await retry(() => this.#api.ask('teaming-get-voice-message', values, { signal }), signal);
    } catch (error) {
      if (!signal.aborted) this.#dispatcher.report(problemOf(error), mailOf(userId));
      return undefined;
    }
  }
}
