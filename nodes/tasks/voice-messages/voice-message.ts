import { taskTypes } from '../../catalogue/tasks/results.types.ts';
import type { EmittedEvent } from '../../runtime/nodes/event-source.ts';
import { isBytes, isObject } from '../../schema/json.ts';
import { readField } from '../../schema/read.ts';

/** A voice message in plain fields, the same for both systems; times are ISO 8601. */
interface VoiceMessage {
  readonly number?: string;
  readonly name?: string;
  readonly date?: string;
  /** Seconds. */
  readonly duration?: number;
  /** Names that the system itself has for the message, for the nodes that want them. */
  readonly [id: string]: unknown;
}

/** Endings of files by media type. */
const endings: Readonly<Record<string, string>> = { 'audio/mpeg': 'mp3', 'audio/mp3': 'mp3', 'video/quicktime': 'mov' };
const mediaTypes: Readonly<Record<string, string>> = { MP3: 'audio/mpeg', MOV: 'video/quicktime', TIF: 'image/tiff' };

/**
 * The message of a flow for a voice message: the subject in `topic`, a sentence in `payload`, the file in `attachments`, as the
 * e-mail node wants them, and all that is known in `voiceMessage`.
 * @param sent as the system described it, with `content` or `mediaContent` where the sound could be fetched
 * @param user whose message it is
 * @param unit seconds in which the system counts
 */
export function voiceMessageEvent(sent: unknown, user: string | undefined, unit: number): EmittedEvent {
  const message = messageIn(sent, unit);
  const { number, name, date, duration } = message;
  const caller = name && number ? `${name} (${number})` : (name ?? number ?? 'somebody who withheld their number');
  const subject = `Voice message from ${caller}`;
  const told = [duration === undefined ? '' : `${Math.round(duration)} seconds`, date ?? ''].filter(Boolean).join(', ');
  return {
    topic: subject,
    payload: told ? `${subject}: ${told}.` : `${subject}.`,
    more: { attachments: attachmentsOf(sent, date), voiceMessage: { ...message, ...(user && { user }) } },
    about: { user },
    inShort: `message ${number ?? name ?? ''}`.trim(),
  };
}

function messageIn(sent: unknown, unit: number): VoiceMessage {
  const field = { type: 'VoiceMessage', at: '' } as const;
  const message = (readField({ representations: taskTypes }, field, sent) ?? {}) as VoiceMessage;
  const { duration } = message;
  return duration === undefined ? message : { ...message, duration: Math.round(duration * unit * 10) / 10 };
}

function attachmentsOf(sent: unknown, date = ''): readonly object[] {
  const { content, contentType, mediaContent } = isObject(sent) ? sent : {};
  const media = isObject(mediaContent) ? mediaContent : { content };
  if (!isBytes(media['content'])) return [];
  const named = mediaTypes[String(media['mediaType'])];
  const type = named ?? (typeof contentType === 'string' && contentType ? contentType : 'audio/wav');
  const ending = endings[type.replace(/;.*/s, '')] ?? 'wav';
  const filename = `voice-message-${date.replace(/\D+/g, '-').replace(/-$/, '') || 'new'}.${ending}`;
  return [{ filename, content: Buffer.from(media['content']), contentType: type }];
}
