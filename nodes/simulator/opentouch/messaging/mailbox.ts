import type { OpenTouch, OpenTouchEvents } from '../../../catalogue/static.ts';
import type { Sound } from '../../server/sound.ts';
import type { Notify, SimulatedUser } from '../server/contract.ts';

/** Who left a message, as the reference has it. */
export type MessagePartyInfo = OpenTouch<'opentouch-messaging', 'PartyInfo'>;

/** A mailbox, as the reference has it. */
export type Voicemail = OpenTouch<'opentouch-messaging', 'Voicemail'>;

/** What can be done with a mailbox. */
export type Capability = keyof OpenTouch<'opentouch-messaging', 'MailBoxCapabilities'>;

/** A message as somebody leaves it. */
export interface Deposit {
  /** Absent: the caller withheld who he is. */
  readonly from?: MessagePartyInfo | undefined;
  readonly sound: Sound;
  readonly highPriority?: boolean | undefined;
  /** Default: now. */
  readonly date?: Date;
  /** Default: true. */
  readonly unread?: boolean;
}

/** A voice message, as the reference has it. */
export interface Message {
  /** Holds a `+`, as the ids of some voicemail systems do. */
  readonly id: string;
  readonly from: MessagePartyInfo | undefined;
  readonly sound: Sound;
  readonly date: Date;
  readonly highPriority: boolean;
  unread: boolean;
}

/** Seconds of all messages together that a mailbox takes. */
const capacity = 1200;

/** What the voicemail of the exchange, which standard users have, cannot do. */
const notOfExchange: readonly Capability[] = ['getRecord', 'forward'];
const capabilities: readonly Capability[] = [
  'listMessages',
  'getMessages',
  'getRecord',
  'play',
  'pause',
  'hangup',
  'record',
  'resume',
  'cancel',
  'forward',
  'callback',
  'send',
  'events',
];

/** One user's voice messages. Whatever changes in it is notified to him. */
export class Mailbox {
  readonly id: string;
  readonly loginName: string;
  readonly #notify: Notify;
  readonly #onExchange: boolean;
  #messages: Message[] = [];
  #count = 0;

  constructor(id: string, { loginName, user }: SimulatedUser, notify: Notify) {
    this.id = id;
    this.loginName = loginName;
    this.#onExchange = user?.voicemail?.type !== 'VM_LOCAL_STORAGE';
    this.#notify = notify;
  }

  /** The newest first. */
  get messages(): readonly Message[] {
    return this.#messages;
  }

  get unread(): number {
    return this.#messages.filter(({ unread }) => unread).length;
  }

  /** Percent; at 100 nobody can leave a message. */
  get usage(): number {
    const seconds = this.#messages.reduce((sum, { sound }) => sum + sound.seconds, 0);
    return Math.min(100, Math.round((100 * seconds) / capacity));
  }

  can(capability: Capability): boolean {
    return !(this.#onExchange && notOfExchange.includes(capability));
  }

  get capabilities(): Readonly<Record<string, boolean>> {
    return Object.fromEntries(capabilities.map((capability) => [capability, this.can(capability)]));
  }

  message(id: string): Message | undefined {
    return this.#messages.find((message) => message.id === id);
  }

  /** Without telling anybody, for what is there from the beginning. Undefined when the mailbox is full. */
  put({ from, sound, highPriority = false, date = new Date(), unread = true }: Deposit): Message | undefined {
    if (this.usage >= 100) return undefined;
    this.#count += 1;
    const message: Message = { id: `${this.id}+${this.#count}`, from, sound, highPriority, date, unread };
    this.#messages.unshift(message);
    return message;
  }

  add(deposit: Deposit): Message | undefined {
    const message = this.put(deposit);
    if (!message) return undefined;
    const event: OpenTouchEvents['OnMessageAdded'] = {
      eventName: 'OnMessageAdded',
      loginName: this.loginName,
      mailboxId: this.id,
      message: viewOf(message),
      newVoiceMessagesNb: this.unread,
    };
    this.#notify(this.loginName, event);
    return message;
  }

  /** Nothing happens if it is not there. */
  remove(message: Message | undefined): void {
    if (!message || !this.#messages.includes(message)) return;
    this.#messages = this.#messages.filter((other) => other !== message);
    const event: OpenTouchEvents['OnMessageDeleted'] = {
      eventName: 'OnMessageDeleted',
      loginName: this.loginName,
      mailboxId: this.id,
      messageId: message.id,
    };
    this.#notify(this.loginName, event);
  }

  markRead(message: Message): void {
    if (!message.unread) return;
    message.unread = false;
    const event: OpenTouchEvents['OnMessageUpdated'] = {
      eventName: 'OnMessageUpdated',
      loginName: this.loginName,
      mailboxId: this.id,
      message: viewOf(message),
    };
    this.#notify(this.loginName, event);
  }
}

/** As lists and events show it. Only who asks for the one message is given the URL of its audio, and has read it by that. */
export function viewOf({ id, from, sound, date, unread, highPriority }: Message): Voicemail {
  return {
    voicemailId: id,
    ...(from && { from }),
    duration: sound.seconds,
    date: date.toISOString(),
    unread,
    highPriority,
  };
}
