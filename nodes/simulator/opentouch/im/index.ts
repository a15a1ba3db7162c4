import type { Handlers, Notify } from '../server/contract.ts';
import type { Company } from '../users/company.ts';
import { Conversations } from './conversations.ts';
import { DeferredMessages } from './deferred.ts';
import { imHandlers } from './handlers.ts';

/** Instant messages between the users: conversations, and what waits for those who are not there. */
export class InstantMessaging {
  readonly handlers: Handlers;
  readonly #conversations: Conversations;
  readonly #deferred: DeferredMessages;

  /** @param isOnline whether somebody would read a message to that user at once */
  constructor(company: Company, notify: Notify, isOnline: (loginName: string) => boolean) {
    this.#deferred = new DeferredMessages(company, notify);
    this.#conversations = new Conversations({ company, notify, deferred: this.#deferred, isOnline });
    this.handlers = imHandlers(this.#conversations, this.#deferred);
  }

  /** Users come and go. */
  readonly observe: Notify = (loginName, { eventName }) => {
    if (eventName !== 'OnUserDeleted') return;
    this.#conversations.forget(loginName);
    this.#deferred.forget(loginName);
  };
}
