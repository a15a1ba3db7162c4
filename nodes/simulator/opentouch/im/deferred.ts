import type { OpenTouch, OpenTouchEvents } from '../../../catalogue/static.ts';
import { type Notify, Refused, type SimulatedUser } from '../server/contract.ts';
import type { Company } from '../users/company.ts';
import { userParty } from '../users/party.ts';
import { leftMessages } from './seed.ts';

type Message = OpenTouch<'opentouch-im', 'DeferredMessage'>;
type Counters = OpenTouch<'opentouch-im', 'DeferredMsgCounters'>;

/** What the server keeps for users whom it could not reach. */
export class DeferredMessages {
  readonly #notify: Notify;
  readonly #boxes = new Map<string, readonly Message[]>();
  #count = 0;

  constructor(company: Company, notify: Notify) {
    this.#notify = notify;
    for (const { from, to, date, unread, message } of leftMessages) {
      const sender = company.byLogin(from);
      if (sender && company.byLogin(to)) this.#keep(to, sender, { date, unread, message });
    }
  }

  of(loginName: string): readonly Message[] {
    return this.#boxes.get(loginName) ?? [];
  }

  countersOf(loginName: string): Counters {
    const messages = this.of(loginName);
    const unread = messages.filter((message) => message.unread).length;
    return { waiting: messages.length > 0, read: messages.length - unread, unread };
  }

  leave(loginName: string, from: SimulatedUser, message: string): void {
    this.#keep(loginName, from, { date: new Date().toISOString(), unread: true, message });
    this.#tell(loginName);
  }

  /** Without ids: all of them. */
  mark(loginName: string, ids: readonly string[], unread: boolean): void {
    const chosen = this.#chosen(loginName, ids);
    const marked = this.of(loginName).map((message) => (chosen.includes(message) ? { ...message, unread } : message));
    this.#replace(loginName, marked);
  }

  /** Without ids: all of them. */
  delete(loginName: string, ids: readonly string[]): void {
    const chosen = this.#chosen(loginName, ids);
    this.#replace(
      loginName,
      this.of(loginName).filter((message) => !chosen.includes(message)),
    );
  }

  forget(loginName: string): void {
    this.#boxes.delete(loginName);
  }

  #keep(loginName: string, from: SimulatedUser, content: Pick<Message, 'date' | 'unread' | 'message'>): void {
    this.#count += 1;
    const message: Message = {
      messageId: `DM${String(this.#count).padStart(6, '0')}`,
      from: userParty(from),
      ...content,
    };
    this.#boxes.set(loginName, [...this.of(loginName), message]);
  }

  #chosen(loginName: string, ids: readonly string[]): readonly Message[] {
    const messages = this.of(loginName);
    const unknown = ids.find((id) => !messages.some(({ messageId }) => messageId === id));
    if (unknown !== undefined) throw new Refused('NOT_FOUND', `no deferred message ${unknown} of ${loginName}`);
    return ids.length > 0 ? messages.filter(({ messageId }) => ids.includes(messageId)) : messages;
  }

  #replace(loginName: string, messages: readonly Message[]): void {
    const before = JSON.stringify(this.countersOf(loginName));
    this.#boxes.set(loginName, messages);
    if (JSON.stringify(this.countersOf(loginName)) !== before) this.#tell(loginName);
  }

  #tell(loginName: string): void {
    const event: OpenTouchEvents['OnDeferredMessageCountersChanged'] = {
      eventName: 'OnDeferredMessageCountersChanged',
      loginName,
      ...this.countersOf(loginName),
    };
    this.#notify(loginName, event);
  }
}
