import type { Sound } from '../../server/sound.ts';
import type { Claim, Incoming, Reply } from '../../server/system.ts';
import { errorInfo } from '../server/errors.ts';
import { tokenOf } from '../sessions/authentication.ts';
import type { Sessions } from '../sessions/sessions.ts';
import { type Messaging, soundNamed } from './messaging.ts';

const template = '/messaging/audio/{mailboxId}/{name}';
const form = /^\/messaging\/audio\/([^/]+)\/([^/]+)\.wav$/;

/** Where the audio of a message stands, without scheme and host. */
export function audioPath(mailboxId: string, name: string): string {
  return `/messaging/audio/${encodeURIComponent(mailboxId)}/${encodeURIComponent(name)}.wav`;
}

/** The sound behind one of the server's own audio addresses, whatever host it names. */
export function soundAt(messaging: Messaging, pathname: string) {
  const [, mailboxId, name] = form.exec(pathname) ?? [];
  const place = mailboxId && messaging.byId(decoded(mailboxId));
  const found = place && name ? soundNamed(place, decoded(name)) : undefined;
  return place && found ? { ...found, mailbox: place.mailbox } : undefined;
}

/** A request for the audio of a message: for the owner's session and for administrators, by cookie. */
export function claimAudio(incoming: Incoming, parts: Parts): Claim | undefined {
  const { url, method, headers } = incoming;
  if (!form.test(url.pathname)) return undefined;
  const token = tokenOf(incoming);
  const answer = (): Reply => {
    if (method !== 'GET') return errorInfo(405, 'NOT_SUPPORTED', `${method} is not supported here`, { allow: 'GET' });
    const session = parts.sessions.of(token ?? '');
    if (!session) return errorInfo(403, 'INVALID_SESSION', token ? 'no such session' : 'AlcUserId is missing');
    const found = soundAt(parts.messaging, url.pathname);
    if (found && !session.admin && session.loginName !== found.mailbox.loginName) {
      return errorInfo(403, 'NOT_ALLOWED', 'the message is somebody else’s');
    }
    if (!found) return errorInfo(404, 'NOT_FOUND', 'there is no such message');
    if (found.message) found.mailbox.markRead(found.message);
    return played(found.sound, headers.range);
  };
  return { name: 'voicemail-audio', template, answer };
}

interface Parts {
  readonly messaging: Messaging;
  readonly sessions: Sessions;
}

/** All of it, or the asked part, as players do that jump about. */
function played({ file }: Sound, range: string | undefined): Reply {
  const headers = { 'content-type': 'audio/wav', 'accept-ranges': 'bytes', 'cache-control': 'no-store' };
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(range ?? '') ?? [];
  if (from === undefined) return { status: 200, headers, body: file };
  const first = Number(from);
  const last = Math.min(to ? Number(to) : file.length - 1, file.length - 1);
  if (first > last) return { status: 416, headers: { 'content-range': `bytes */${file.length}` } };
  const part = { ...headers, 'content-range': `bytes ${first}-${last}/${file.length}` };
  return { status: 206, headers: part, body: file.subarray(first, last + 1) };
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
