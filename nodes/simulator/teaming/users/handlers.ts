import type { Values } from '../../../schema/values.ts';
import type { OrangeAnswer, OrangeCall, OrangeHandler } from '../../orange/gateway/api.ts';
import { OrangeRefusal } from '../../orange/gateway/errors.ts';
import { page } from '../../orange/gateway/list-page.ts';
import { sideOf, teamingCallView } from '../calls/model.ts';
import type { TeamingSwitchboard } from '../calls/switchboard.ts';
import type { TeamingSettings } from '../options.ts';
import type { TeamingCompany } from './company.ts';
import type { Employee } from './seed.ts';
import { isDialable, type ServiceName, type Services } from './services.ts';
import { mediaView, messageView, type VoiceMail, type VoiceMessage } from './voicemail.ts';

/** What the operations on users work with. */
export interface HandlerParts {
  readonly settings: () => TeamingSettings;
  readonly company: TeamingCompany;
  readonly services: Services;
  readonly voicemail: VoiceMail;
  readonly switchboard: TeamingSwitchboard;
}

const done: OrangeAnswer = { status: 204 };
const ok = (body: unknown): OrangeAnswer => ({ status: 200, body });

/** Profiles, calls, voice messages and services. */
export function teamingUserHandlers(parts: HandlerParts): Readonly<Record<string, OrangeHandler>> {
  return { ...profileHandlers(parts), ...callHandlers(parts), ...messageHandlers(parts), ...serviceHandlers(parts) };
}

/** One page of a list, as the settings want it. */
export function listReply(
  items: readonly unknown[],
  fields: Values,
  { pageSize, single }: TeamingSettings,
): OrangeAnswer {
  const answer = page(items, fields, pageSize);
  const [only] = items;
  return single === 'item' && items.length === 1 ? { ...answer, body: only } : answer;
}

function profileHandlers({ company }: HandlerParts): Readonly<Record<string, OrangeHandler>> {
  const profile = ({ userId, impId, countryCode, didNumber, shortNumber, firstName, lastName }: Employee) =>
    ok({ userId, impId, countryCode, didNumber, shortNumber, firstName, lastName });
  return {
    'teaming-get-my-profile': ({ grant }) => profile(user(company, grant.userId)),
    'teaming-get-profile': ({ fields }) => profile(user(company, fields['userId'])),
  };
}

function callHandlers({ settings, company, switchboard }: HandlerParts): Readonly<Record<string, OrangeHandler>> {
  const call = ({ fields }: OrangeCall) => {
    const { userId } = user(company, fields['userId']);
    const found = switchboard.find(userId, String(fields['callId']));
    if (!found) throw new OrangeRefusal(60, `${userId} has no call ${fields['callId']}`);
    return found;
  };
  return {
    'teaming-make-call': ({ operation, fields }) => {
      const { userId } = user(company, fields['userId']);
      const number = String(fields['address']).replace(/^(tel|sip):/, '');
      if (!isDialable(number) && !company.byNumber(number)) {
        const inBody = operation.fields.some(({ name, in: place }) => name === 'address' && place === 'body');
        throw new OrangeRefusal(inBody ? 24 : 28, `${number} is no number`);
      }
      const { half, conversation } = switchboard.clickToDial(userId, number);
      const body = { callId: half.callId, externalTrackingId: conversation.trackingId };
      return { status: settings().created, body };
    },
    'teaming-get-calls': ({ fields }) => {
      const { userId } = user(company, fields['userId']);
      const views = switchboard.halvesOf(userId).map(({ half, conversation }) => teamingCallView(half, conversation));
      return listReply(views, fields, settings());
    },
    'teaming-get-call': (asked) => {
      const { half, conversation } = call(asked);
      return ok(teamingCallView(half, conversation));
    },
    'teaming-control-call': (asked) => {
      const { half, conversation } = call(asked);
      const { action } = asked.fields;
      if (action === 'ANSWER') switchboard.answer(half, conversation);
      else if (action === 'HOLD') switchboard.hold(half, conversation);
      else switchboard.unhold(half, conversation);
      return done;
    },
    'teaming-release-call': (asked) => {
      const { half, conversation } = call(asked);
      switchboard.release(conversation, sideOf(conversation, half));
      return done;
    },
  };
}

function messageHandlers({ settings, company, voicemail }: HandlerParts): Readonly<Record<string, OrangeHandler>> {
  const message = ({ fields }: OrangeCall): { readonly userId: string; readonly message: VoiceMessage } => {
    const { userId } = user(company, fields['userId']);
    const found = voicemail.find(userId, String(fields['messageId']));
    if (!found) throw new OrangeRefusal(60, `${userId} has no message ${fields['messageId']}`);
    return { userId, message: found };
  };
  return {
    'teaming-get-voice-messages': ({ fields }) => {
      const { userId } = user(company, fields['userId']);
      return listReply(voicemail.list(userId).map(messageView), fields, settings());
    },
    'teaming-get-voice-message': (call) => ok(mediaView(message(call).message)),
    'teaming-delete-voice-message': (call) => {
      const { userId, message: found } = message(call);
      voicemail.delete(userId, found);
      return done;
    },
    'teaming-mark-voice-message': (call) => {
      const { userId, message: found } = message(call);
      voicemail.mark(userId, [found], call.fields['action'] === 'READ');
      return done;
    },
    'teaming-mark-all-voice-messages': ({ fields }) => {
      const { userId } = user(company, fields['userId']);
      voicemail.mark(userId, voicemail.list(userId), fields['action'] === 'READ');
      return done;
    },
  };
}

function serviceHandlers({ company, services }: HandlerParts): Readonly<Record<string, OrangeHandler>> {
  // The catalogue has checked that the service exists.
  const service = (fields: Values) => fields['service'] as ServiceName;
  return {
    'teaming-get-service': ({ fields }) => ok(services.get(user(company, fields['userId']).userId, service(fields))),
    'teaming-set-service': ({ fields }) => {
      const { userId: _user, service: _service, ...given } = fields;
      services.set(user(company, fields['userId']).userId, service(fields), given);
      return done;
    },
  };
}

function user(company: TeamingCompany, userId: unknown): Employee {
  const found = company.byId(String(userId));
  if (!found) throw new OrangeRefusal(60, `there is no user ${userId}`);
  return found;
}
