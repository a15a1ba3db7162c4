import { randomUUID } from 'node:crypto';
import { type Sound, speech } from '../../server/sound.ts';
import type { CallParty, TeamingCompany } from './company.ts';
import { moment } from './company.ts';

/** A voice message as the server keeps it. */
export interface VoiceMessage {
  readonly messageId: string;
  readonly from: CallParty;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly sound: Sound;
  read: boolean;
}

/** The voice messages of every user. */
export class VoiceMail {
  readonly #boxes = new Map<string, VoiceMessage[]>();
  readonly #changed: (userId: string) => void;
  #serial = 0;

  constructor(company: TeamingCompany, changed: (userId: string) => void) {
    this.#changed = changed;
    for (const [userId, messages] of seeded(company)) this.#boxes.set(userId, messages);
    this.#serial = 1000;
  }

  /** The newest first. */
  list(userId: string): readonly VoiceMessage[] {
    return this.#boxes.get(userId) ?? [];
  }

  find(userId: string, messageId: string): VoiceMessage | undefined {
    return this.list(userId).find((message) => message.messageId === messageId);
  }

  leave(userId: string, from: CallParty, seconds: number): VoiceMessage {
    this.#serial += 1;
    const message = messageFrom(from, Date.now(), speech(this.#serial, seconds), false);
    this.#boxes.set(userId, [message, ...this.list(userId)]);
    this.#changed(userId);
    return message;
  }

  delete(userId: string, { messageId }: VoiceMessage): void {
    this.#boxes.set(
      userId,
      this.list(userId).filter((message) => message.messageId !== messageId),
    );
    this.#changed(userId);
  }

  /** Marks messages as read or unread; nobody is told when nothing changes. */
  mark(userId: string, messages: readonly VoiceMessage[], read: boolean): void {
    const others = messages.filter((message) => message.read !== read);
    for (const message of others) message.read = read;
    if (others.length) this.#changed(userId);
  }

  /** How many there are, as notifications tell it. */
  summary(userId: string) {
    const newMessages = this.list(userId).filter(({ read }) => !read).length;
    return { newMessages, oldMessages: this.list(userId).length - newMessages };
  }
}

/** A message as the lists have it. */
export function messageView({ messageId, from, time, sound, read }: VoiceMessage) {
  return {
    duration: String(sound.seconds * 1000),
    callingPartyInfo: { name: from.name ?? 'Unavailable', phoneNumber: from.number },
    read,
    time: moment(time),
    messageId,
  };
}

/** A voice message with its sound, as the API shows it. */
export function mediaView(message: VoiceMessage) {
  const mediaContent = { mediaType: 'WAV', content: message.sound.file.toString('base64') };
  return { ...messageView(message), mediaContent };
}

function messageFrom(from: CallParty, time: number, sound: Sound, read: boolean): VoiceMessage {
  return { messageId: randomUUID(), from, time, sound, read };
}

const hour = 3_600_000;
const callers: readonly CallParty[] = [
  { name: 'Nina Keller', number: '+33140000017' },
  { number: '+33612345678' },
  { name: 'Garage Roux', number: '+33231000042' },
];
/** How many messages each finds when he comes in: one has more than fit on a page. */
const waiting = [3, 1, 0, 60];

function seeded({ all }: TeamingCompany): (readonly [userId: string, messages: VoiceMessage[]])[] {
  const now = Date.now();
  return all.map(({ userId }, person) => {
    const messages = Array.from({ length: waiting[person] ?? 0 }, (_, index) => {
      const from = callers[index % callers.length] ?? { number: '+33140000000' };
      return messageFrom(from, now - (index + 1) * hour, speech(100 * person + index, 2 + (index % 5)), index > 1);
    });
    return [userId, messages] as const;
  });
}
