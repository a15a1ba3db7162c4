import type { OpenTouch } from '../../../catalogue/static.ts';
import { type Sound, speech } from '../../server/sound.ts';
import type { Control, TableRow } from '../../server/system.ts';
import type { Exchange } from '../exchange/index.ts';
import { type Directory, type Notify, Refused, type SimulatedUser } from '../server/contract.ts';
import { Deposits, partyInfoOf } from './deposits.ts';
import { Mailbox, type Message, type MessagePartyInfo } from './mailbox.ts';
import { PlayerRecorder } from './player-recorder.ts';
import { seedMessages } from './seed.ts';

type Identifier = OpenTouch<'opentouch-messaging', 'Identifier'>;

interface Place {
  readonly mailbox: Mailbox;
  readonly recorder: PlayerRecorder;
}

const minute = 60_000;

/** The voicemail of the whole company. */
export class Messaging {
  readonly #directory: Directory;
  readonly #exchange: Exchange;
  readonly #notify: Notify;
  readonly #started = Date.now();
  readonly #places = new Map<string, Place>();
  readonly #observers = new Set<(loginName: string) => void>();
  #left = 0;

  constructor(directory: Directory, exchange: Exchange, notify: Notify) {
    this.#directory = directory;
    this.#exchange = exchange;
    this.#notify = (loginName, event) => {
      notify(loginName, event);
      for (const observer of this.#observers) observer(loginName);
    };
    const deposits = new Deposits((loginName) => this.#place(loginName)?.mailbox);
    exchange.observe((calls) => {
      deposits.follow(calls);
      for (const { recorder } of this.#places.values()) recorder.follow(calls);
    });
  }

  /** Who else wants to know is told whose messages have changed. */
  observe(observer: (loginName: string) => void): void {
    this.#observers.add(observer);
  }

  /** Mailboxes of a user: one, or none. */
  mailboxesOf(loginName: string): readonly Mailbox[] {
    const place = this.#place(loginName);
    return place ? [place.mailbox] : [];
  }

  /** Number of unread messages; undefined for somebody without a mailbox. */
  unread(loginName: string): number | undefined {
    return this.#place(loginName)?.mailbox.unread;
  }

  /** The user's mailbox of that id. */
  own(loginName: string, mailboxId: string): Place {
    const place = this.#place(loginName);
    if (place?.mailbox.id === mailboxId) return place;
    const owner = this.byId(mailboxId);
    throw owner
      ? new Refused('NOT_ALLOWED', `mailbox ${mailboxId} is not ${loginName}'s`)
      : new Refused('NOT_FOUND', `there is no mailbox ${mailboxId}`);
  }

  byId(mailboxId: string): Place | undefined {
    const owner = this.#directory.all.find((user) => idOf(user) === mailboxId);
    return owner && this.#place(owner.loginName);
  }

  /** Whom an identifier means: its fields are tried in the order of the reference, and the first that is of use decides. */
  recipient({ phoneNumber, loginName, instantMessagingId, companyEmail }: Identifier): Mailbox | undefined {
    const { all } = this.#directory;
    const user =
      (phoneNumber && this.#directory.byNumber(phoneNumber)) ||
      (loginName && this.#directory.byLogin(loginName)) ||
      (instantMessagingId && all.find((one) => one.user?.instantMessagingId === instantMessagingId)) ||
      (companyEmail && all.find((one) => one.user?.companyEmail === companyEmail));
    return user ? this.#place(user.loginName)?.mailbox : undefined;
  }

  /** As senders of messages are named. */
  party(loginName: string): MessagePartyInfo {
    const { user } = this.#directory.byLogin(loginName) ?? {};
    const { companyPhone, firstName, lastName } = user ?? {};
    const id = { loginName, ...(companyPhone && { phoneNumber: companyPhone }) };
    return partyInfoOf({ id, ...(firstName && { firstName }), ...(lastName && { lastName }) });
  }

  rows(): TableRow[] {
    return this.#directory.all.flatMap(({ loginName }) =>
      this.mailboxesOf(loginName).map(({ id, messages, unread }) => ({
        loginName,
        mailbox: id,
        messages: messages.length,
        unread,
      })),
    );
  }

  /** What a script can do from outside, below `/simulator`. */
  readonly controls: Readonly<Record<string, Control>> = {
    /** `{to, from?, seconds?, highPriority?}`: somebody outside, or a colleague, leaves a user (login name) a message. */
    'POST /voicemails': (_ids, { to, from, seconds = 4, highPriority = false }) => {
      if (typeof seconds !== 'number' || !(seconds > 0 && seconds <= 300)) {
        throw new Error('"seconds" must be a number up to 300');
      }
      return this.leave(to, from, seconds, highPriority === true);
    },
  };

  /**
   * Somebody leaves a user a message.
   * @param from a number, or a colleague's login name
   * @throws Error when the user has no mailbox, or it is full
   */
  leave(to: unknown, from: unknown, seconds = 4, highPriority = false) {
    const mailbox = typeof to === 'string' ? this.#place(to)?.mailbox : undefined;
    if (!mailbox) throw new Error('"to" must be the login name of a user with a mailbox');
    this.#left += 1;
    const sound = speech(500 + this.#left, seconds);
    const message = mailbox.add({ from: this.#caller(from), sound, highPriority });
    if (!message) throw new Error(`the mailbox of "${to}" is full`);
    return { loginName: mailbox.loginName, mailboxId: mailbox.id, voicemailId: message.id };
  }

  #place(loginName: string): Place | undefined {
    const user = this.#directory.byLogin(loginName);
    const id = user && idOf(user);
    if (!user || !id) return undefined;
    const known = this.#places.get(loginName);
    if (known?.mailbox.id === id) return known;
    const mailbox = new Mailbox(id, user, this.#notify);
    const place = { mailbox, recorder: new PlayerRecorder(mailbox, this.#exchange) };
    this.#places.set(loginName, place);
    this.#furnish(mailbox);
    return place;
  }

  #furnish(mailbox: Mailbox): void {
    const seeds = seedMessages[mailbox.loginName] ?? [];
    for (const [index, { from, minutesAgo, seconds, unread = false, highPriority }] of [...seeds.entries()].reverse()) {
      const date = new Date(this.#started - minutesAgo * minute);
      const sound = speech(Number(mailbox.id) + 7 * index, seconds);
      mailbox.put({ from: this.#caller(from), sound, date, unread, highPriority });
    }
  }

  #caller(from: unknown): MessagePartyInfo | undefined {
    if (typeof from !== 'string' || !from) return undefined;
    return this.#directory.byLogin(from)?.user ? this.party(from) : { id: { phoneNumber: from } };
  }
}

/** The number that the mailbox answers for is its id; only users with voicemail have one. */
function idOf({ user }: SimulatedUser): string | undefined {
  return user?.voicemail?.number ? user.companyPhone : undefined;
}

/** The message of an audio address below a mailbox: one that lies in it, or what was just recorded. */
export function soundNamed(
  { mailbox, recorder }: Place,
  name: string,
): { sound: Sound; message?: Message } | undefined {
  const message = mailbox.message(name);
  if (message) return { sound: message.sound, message };
  try {
    const recorded = recorder.recorded();
    return recorded.name === name ? { sound: recorded.sound } : undefined;
  } catch {
    return undefined;
  }
}
