import type { OpenTouch } from '../../../catalogue/static.ts';
import type { Exchange } from '../exchange/index.ts';
import { Refused } from '../server/contract.ts';
import type { OperationHandler, SessionAnswer, SessionCall } from '../server/operation.ts';
import type { Settings } from '../server/options.ts';
import { publicOrigin } from '../sessions/authentication.ts';
import type { SimulatedSession } from '../sessions/sessions.ts';
import { audioPath } from './audio.ts';
import { fetchSound } from './foreign.ts';
import { type Capability, type Mailbox, type Message, viewOf } from './mailbox.ts';
import type { Messaging } from './messaging.ts';
import type { PlayerRecorder } from './player-recorder.ts';

type Play = OpenTouch<'opentouch-messaging', 'PlayVoiceMessageRequest'>;
type Send = OpenTouch<'opentouch-messaging', 'SendMessageRequest'>;
type Telephone = OpenTouch<'opentouch-messaging', 'CallbackRequest'>;

/** What the operations on voice messages work with. */
export interface MessagingParts {
  readonly messaging: Messaging;
  readonly exchange: Exchange;
  readonly settings: Settings;
}

/** One request about a mailbox. */
interface MailboxRequest {
  readonly call: SessionCall;
  readonly mailbox: Mailbox;
  readonly recorder: PlayerRecorder;
}

const done: SessionAnswer = { status: 204 };
const ok = (body: unknown): SessionAnswer => ({ status: 200, body });

/** The nineteen operations of the chapter "Messaging". */
export function messagingHandlers({ messaging, exchange, settings }: MessagingParts): Record<string, OperationHandler> {
  /** Mailboxes that each session has listed; only then may it delete all messages at once. */
  const listed = new WeakMap<SimulatedSession, Set<string>>();

  const at =
    (
      capability: Capability | undefined,
      handle: (request: MailboxRequest) => SessionAnswer | Promise<SessionAnswer>,
    ): OperationHandler =>
    (call) => {
      const { mailbox, recorder } = messaging.own(call.loginName, call.ids['mailboxId'] ?? '');
      if (capability && !mailbox.can(capability)) {
        throw new Refused('NOT_SUPPORTED', `mailbox ${mailbox.id} has not the capability ${capability}`);
      }
      return handle({ call, mailbox, recorder });
    };
  const act = (capability: Capability | undefined, handle: (request: MailboxRequest) => void): OperationHandler =>
    at(capability, (request) => {
      handle(request);
      return done;
    });
  const audioUrl = ({ call, mailbox }: MailboxRequest, name: string) =>
    `${publicOrigin(settings, call.url)}${audioPath(mailbox.id, name)}`;

  const list = ({ call, mailbox }: MailboxRequest): SessionAnswer => {
    const { session, query } = call;
    if (session) listed.set(session, (listed.get(session) ?? new Set()).add(mailbox.id));
    const offset = Number(query.get('offset') ?? 0);
    const limit = Number(query.get('limit') ?? -1);
    const wanted = mailbox.messages.filter(({ unread }) => unread || query.get('newOnly') !== 'true');
    return ok({ voicemails: wanted.slice(offset, limit < 0 ? undefined : offset + limit).map(viewOf) });
  };

  const remove = ({ call, mailbox }: MailboxRequest): void => {
    const ids = (call.query.get('msgIds') ?? '').split(/[,;]/).filter(Boolean);
    if (ids.length === 0 && !(call.session && listed.get(call.session)?.has(mailbox.id))) {
      throw new Refused('NOT_EXPECTED', 'to delete all messages they must have been listed before');
    }
    const meant = ids.length > 0 ? ids.map((id) => mailbox.message(id)) : [...mailbox.messages];
    for (const message of meant) mailbox.remove(message);
  };

  /** The user's own telephone rings first, then that of the sender. */
  const callBack = ({ call, mailbox }: MailboxRequest): void => {
    const { from } = known(mailbox, call.ids['voicemailId']);
    const number = from?.id.phoneNumber;
    if (!number) throw new Refused('NOT_EXPECTED', 'the sender has withheld his number');
    const subscriber = exchange.subscriber(mailbox.loginName);
    const { phoneNumber } = call.body as Telephone;
    const device = subscriber.user.devices?.find(
      ({ id, associatedNumber }) => phoneNumber && (id === phoneNumber || associatedNumber === phoneNumber),
    );
    if (phoneNumber && !device) throw new Refused('BAD_PARAMETER', `${phoneNumber} is none of the user's telephones`);
    exchange.connect(subscriber, device?.id, number);
  };

  const send = async (request: MailboxRequest): Promise<SessionAnswer> => {
    const { mailbox, recorder, call } = request;
    const { destinations, highPriority, url } = call.body as Send;
    if (!destinations?.length) throw new Refused('BAD_PARAMETER', 'destinations is missing');
    const recipients = destinations.map((destination) => {
      const recipient = messaging.recipient(destination);
      if (!recipient) throw new Refused('BAD_PARAMETER', `no mailbox for ${JSON.stringify(destination)}`);
      return recipient;
    });
    const sound = url ? await fetchSound(messaging, mailbox, url) : recorder.recorded().sound;
    for (const recipient of new Set(recipients)) {
      recipient.add({ from: messaging.party(mailbox.loginName), sound, highPriority: highPriority ?? false });
    }
    if (!url) recorder.sent();
    return done;
  };

  return {
    'opentouch-get-mailboxes': ({ loginName }) => {
      const mailboxes = messaging.mailboxesOf(loginName).map(({ id, capabilities }) => {
        const { displayName } = messaging.party(loginName);
        return { id, name: displayName ?? loginName, capabilities };
      });
      return ok({ mailboxes });
    },
    'opentouch-get-mailbox': at(undefined, ({ mailbox }) =>
      ok({
        totalVoiceMsg: mailbox.messages.length,
        newVoiceMsg: mailbox.unread,
        storageUsage: mailbox.usage,
      }),
    ),
    'opentouch-play-voicemail': act('play', ({ call, mailbox, recorder }) => {
      const { voicemailId, offset, phoneNumber } = call.body as Play;
      recorder.play(voicemailId ? known(mailbox, voicemailId) : undefined, offset, phoneNumber);
    }),
    'opentouch-release-player': act('hangup', ({ recorder }) => recorder.release()),
    'opentouch-pause-player': act('pause', ({ recorder }) => recorder.pause()),
    'opentouch-stop-player': act('play', ({ recorder }) => recorder.stopPlaying()),
    'opentouch-record-message': act('record', ({ call, recorder }) =>
      recorder.record((call.body as Telephone).phoneNumber),
    ),
    'opentouch-get-recorded-message': at('getRecord', (request) =>
      ok({ url: audioUrl(request, request.recorder.recorded().name) }),
    ),
    'opentouch-release-recorder': act('hangup', ({ recorder }) => recorder.release()),
    'opentouch-cancel-recorder': act('cancel', ({ recorder }) => recorder.cancelRecording()),
    'opentouch-resume-recorder': act('resume', ({ recorder }) => recorder.resumeRecording()),
    'opentouch-send-recorded-message': at('send', send),
    'opentouch-stop-recorder': act('record', ({ recorder }) => recorder.stopRecording()),
    'opentouch-get-voicemails': at('listMessages', list),
    'opentouch-delete-voicemails': act(undefined, remove),
    'opentouch-delete-voicemail': act(undefined, ({ call, mailbox }) =>
      mailbox.remove(mailbox.message(call.ids['voicemailId'] ?? '')),
    ),
    'opentouch-get-voicemail': at('getMessages', (request) => {
      const message = known(request.mailbox, request.call.ids['voicemailId']);
      request.mailbox.markRead(message);
      return ok({ ...viewOf(message), url: audioUrl(request, message.id) });
    }),
    'opentouch-call-back-voicemail': act('callback', callBack),
    'opentouch-forward-voicemail': act('forward', ({ call, mailbox, recorder }) =>
      recorder.record((call.body as Telephone).phoneNumber, known(mailbox, call.ids['voicemailId'])),
    ),
  };
}

function known(mailbox: Mailbox, id: string | undefined): Message {
  const message = mailbox.message(id ?? '');
  if (!message) throw new Refused('NOT_FOUND', `there is no message ${id} in mailbox ${mailbox.id}`);
  return message;
}
