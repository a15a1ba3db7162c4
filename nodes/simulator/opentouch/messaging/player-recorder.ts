import { joinedSounds, type Sound, speech } from '../../server/sound.ts';
import type { CallsInProgress, Exchange } from '../exchange/index.ts';
import { Refused } from '../server/contract.ts';
import type { Mailbox, Message } from './mailbox.ts';
import { ElapsedTime, MediaSession } from './media-session.ts';
import { positionOf } from './offset.ts';

/** A message that is being recorded, or waits to be sent. */
interface Draft {
  readonly serial: number;
  readonly length: ElapsedTime;
  /** The message that it introduces. */
  readonly forwards: Message | undefined;
  sound?: Sound;
}

type Doing =
  | { readonly what: 'nothing' }
  | { readonly what: 'playing' | 'paused'; readonly message: Message }
  | { readonly what: 'recording'; readonly draft: Draft };

const nothing: Doing = { what: 'nothing' };

/** Player and recorder of one mailbox. They share one telephone line, so only one of them works at a time. */
export class PlayerRecorder {
  readonly #mailbox: Mailbox;
  readonly #session: MediaSession;
  readonly #position = new ElapsedTime();
  #doing: Doing = nothing;
  #draft: Draft | undefined;
  #serial = 0;

  constructor(mailbox: Mailbox, exchange: Exchange) {
    this.#mailbox = mailbox;
    this.#session = new MediaSession(exchange, mailbox.loginName, {
      onConnected: () => this.#begin(),
      onClosed: () => this.#interrupt(),
    });
  }

  follow(calls: CallsInProgress): void {
    this.#session.follow(calls);
  }

  /** Starts a message, or goes on with the paused one. */
  play(message: Message | undefined, offset: string | undefined, number: string | undefined): void {
    const doing = this.#now();
    if (doing.what === 'recording') throw new Refused('NOT_EXPECTED', 'a message is being recorded');
    const resumed = doing.what === 'paused' && (!message || message === doing.message) ? doing.message : undefined;
    const played = message ?? resumed;
    if (!played) throw new Refused('NOT_EXPECTED', 'no message is paused: voicemailId is missing');
    const position = positionOf(offset, played.sound.seconds, resumed && this.#position.seconds);
    this.#session.open(number);
    this.#position.set(position);
    this.#doing = { what: 'playing', message: played };
    this.#mailbox.markRead(played);
    if (this.#session.isConnected) this.#begin();
  }

  pause(): void {
    const doing = this.#now();
    if (doing.what !== 'playing') throw new Refused('NOT_EXPECTED', 'no message is being played');
    this.#expectConnected();
    this.#position.stop();
    this.#doing = { what: 'paused', message: doing.message };
  }

  stopPlaying(): void {
    const { what } = this.#now();
    if (what !== 'playing' && what !== 'paused') throw new Refused('NOT_EXPECTED', 'no message is being played');
    this.#doing = nothing;
  }

  /** Hangs up. */
  release(): void {
    if (!this.#session.isOpen) throw new Refused('NOT_EXPECTED', 'there is no media session');
    this.#session.close();
  }

  /** Records afresh; what was recorded before is gone. With a message, what is recorded introduces it. */
  record(number: string | undefined, forwards?: Message): void {
    this.#session.open(number);
    this.#serial += 1;
    const draft: Draft = { serial: this.#serial, length: new ElapsedTime(), forwards };
    this.#draft = undefined;
    this.#doing = { what: 'recording', draft };
    if (this.#session.isConnected) this.#begin();
  }

  stopRecording(): void {
    if (this.#doing.what !== 'recording') throw new Refused('NOT_EXPECTED', 'nothing is being recorded');
    this.#expectConnected();
    this.#keep(this.#doing.draft);
  }

  resumeRecording(): void {
    const draft = this.#draft;
    if (!draft) throw new Refused('NOT_EXPECTED', 'no recording was stopped');
    if (!this.#session.isConnected) throw new Refused('NOT_EXPECTED', 'the media session is over');
    this.#draft = undefined;
    this.#doing = { what: 'recording', draft };
    this.#begin();
  }

  cancelRecording(): void {
    if (this.#doing.what !== 'recording' && !this.#draft) throw new Refused('NOT_EXPECTED', 'nothing was recorded');
    if (this.#doing.what === 'recording') this.#doing = nothing;
    this.#draft = undefined;
  }

  /** What was recorded, with the message that it introduces after it. */
  recorded(): { readonly name: string; readonly sound: Sound } {
    if (this.#doing.what === 'recording') throw new Refused('NOT_EXPECTED', 'the recording has not been stopped');
    const draft = this.#draft;
    if (!draft) throw new Refused('NOT_EXPECTED', 'nothing was recorded');
    draft.sound ??= this.#soundOf(draft);
    return { name: `record-${draft.serial}`, sound: draft.sound };
  }

  sent(): void {
    this.#draft = undefined;
  }

  #soundOf({ serial, length, forwards }: Draft): Sound {
    const own = speech(Number(this.#mailbox.id) + 1000 * serial, length.seconds);
    return forwards ? joinedSounds(own, forwards.sound) : own;
  }

  #keep(draft: Draft): void {
    draft.length.stop();
    delete draft.sound;
    this.#draft = draft;
    this.#doing = nothing;
  }

  #begin(): void {
    if (this.#doing.what === 'playing') this.#position.start();
    if (this.#doing.what === 'recording') this.#doing.draft.length.start();
  }

  /** The line is down: the player forgets where it was, what was recorded so far stays. */
  #interrupt(): void {
    if (this.#doing.what === 'recording' && this.#doing.draft.length.runs) this.#keep(this.#doing.draft);
    this.#doing = nothing;
  }

  /** A message that has been played to its end is over. */
  #now(): Doing {
    const doing = this.#doing;
    if (doing.what === 'playing' && this.#position.seconds >= doing.message.sound.seconds) this.#doing = nothing;
    return this.#doing;
  }

  #expectConnected(): void {
    if (!this.#session.isConnected) throw new Refused('NOT_EXPECTED', 'the telephone still rings');
  }
}
