import { speech } from '../../server/sound.ts';
import type { CallsInProgress, Party } from '../exchange/index.ts';
import type { Mailbox, MessagePartyInfo } from './mailbox.ts';

interface Speaking {
  readonly from: MessagePartyInfo;
  readonly since: number;
  /** The exchange does not follow somebody outside any more once he is with the voicemail. */
  readonly outside: boolean;
}

/** How long somebody outside speaks, in seconds. */
const outsideSpeaks = 4;

/** Callers who are with somebody's voicemail: when they have gone, there is a message of what they said. */
export class Deposits {
  readonly #mailboxOf: (loginName: string) => Mailbox | undefined;
  readonly #speaking = new Map<Party, Speaking>();
  #count = 0;

  constructor(mailboxOf: (loginName: string) => Mailbox | undefined) {
    this.#mailboxOf = mailboxOf;
  }

  follow(calls: CallsInProgress): void {
    const now = new Set<Party>();
    for (const { parties } of calls.values()) {
      for (const voicemail of parties.filter(({ mailboxOf }) => mailboxOf)) {
        now.add(voicemail);
        const caller = parties.find((party) => party !== voicemail && party.state !== 'RELEASING');
        const isSomebody = caller && caller.identity.type?.main !== 'SERVICE';
        if (isSomebody && !this.#speaking.has(voicemail)) {
          const from = partyInfoOf(caller.identity);
          this.#speaking.set(voicemail, { from, since: Date.now(), outside: !caller.subscriber });
        }
      }
    }
    for (const [voicemail, speaking] of this.#speaking) {
      if (now.has(voicemail)) continue;
      this.#speaking.delete(voicemail);
      this.#leave(voicemail.mailboxOf?.loginName ?? '', speaking);
    }
  }

  #leave(loginName: string, { from, since, outside }: Speaking): void {
    this.#count += 1;
    const seconds = outside ? outsideSpeaks : (Date.now() - since) / 1000;
    this.#mailboxOf(loginName)?.add({ from, sound: speech(this.#count, seconds) });
  }
}

/** Who somebody is, as this chapter says it. */
export function partyInfoOf({ id, firstName, lastName }: MessagePartyInfo): MessagePartyInfo {
  const displayName = [firstName, lastName].filter(Boolean).join(' ');
  return { id, ...(firstName && { firstName }), ...(lastName && { lastName }), ...(displayName && { displayName }) };
}
