import { type Sound, soundIn } from '../../server/sound.ts';
import { Refused } from '../server/contract.ts';
import { soundAt } from './audio.ts';
import type { Mailbox } from './mailbox.ts';
import type { Messaging } from './messaging.ts';

/** Milliseconds. */
const patience = 5000;
const largest = 10_000_000;

/** The WAV file behind a URL, which the server fetches by itself; a message of the user's own is at hand. */
export async function fetchSound(messaging: Messaging, { loginName }: Mailbox, url: string): Promise<Sound> {
  const problem = (what: string) => new Refused('BAD_PARAMETER', `url ${what}`);
  if (!URL.canParse(url) || !/^https?:/i.test(url)) throw problem('is no address of http or https');
  const own = soundAt(messaging, new URL(url).pathname);
  if (own) {
    if (own.mailbox.loginName !== loginName) throw new Refused('NOT_ALLOWED', 'the message is somebody else’s');
    return own.sound;
  }
  const file = await fetch(url, { signal: AbortSignal.timeout(patience) })
    .then(async (answer) => {
      if (!answer.ok) throw problem(`answers ${answer.status}`);
      return Buffer.from(await answer.arrayBuffer());
    })
    .catch((error: unknown) => {
      throw error instanceof Refused ? error : problem('cannot be fetched');
    });
  const sound = file.length <= largest ? soundIn(file) : undefined;
  if (!sound) throw problem('leads to no WAV file');
  return sound;
}
