import { isObject } from '../../schema/json.ts';
import { requiredTextIn, textIn } from '../server/control/body.ts';
import { type Adjustable, settingsControls } from '../server/control/settings.ts';
import type { Control, TableRow } from '../server/system.ts';
import { type Conversation, type Side, sidesOf } from './calls/model.ts';
import type { TeamingSwitchboard } from './calls/switchboard.ts';
import type { NotificationDelivery } from './notifications/delivery-queue.ts';
import { declaredEvent } from './notifications/event.ts';
import type { Notifier } from './notifications/notifier.ts';
import { secondsLeft, type TeamingSubscription } from './notifications/subscriptions.ts';
import type { TeamingSettings } from './options.ts';
import type { TeamingCompany } from './users/company.ts';
import type { Services } from './users/services.ts';
import { messageView, type VoiceMail } from './users/voicemail.ts';

/** What scripts can reach of the simulated Teaming. */
export interface ControlParts {
  readonly settings: Adjustable<TeamingSettings>;
  readonly company: TeamingCompany;
  readonly services: Services;
  readonly voicemail: VoiceMail;
  readonly switchboard: TeamingSwitchboard;
  readonly notifier: Notifier;
}

const switches: Readonly<Record<string, boolean>> = { on: true, off: false };

/** What a script can do from outside, below `/simulator/teaming`. */
export function teamingControls(parts: ControlParts): Readonly<Record<string, Control>> {
  const { settings, company, voicemail, switchboard, notifier } = parts;
  return {
    ...settingsControls('teaming', settings),
    /** `{from, to, name?}`: a telephone outside calls one inside. */
    'POST /teaming/calls': (_ids, body) => {
      const name = textIn(body, 'name');
      const from = { number: requiredTextIn(body, 'from'), ...(name && { name }) };
      const { trackingId, callee } = switchboard.incoming(from, requiredTextIn(body, 'to'));
      return { externalTrackingId: trackingId, ...(callee?.half && { callId: callee.half.callId }) };
    },
    /**
     * `{do: answer|hold|unhold|release, as?: own|other}`: the owner of a half of a call uses his own telephone, or the other end
     * does (default). A call outside is named by its tracking id, too.
     */
    'PUT /teaming/calls/{id}': ({ id = '' }, body) => {
      const { conversation, own, other } = ends(switchboard, id);
      const side = textIn(body, 'as') === 'own' ? own : other;
      if (!side) throw new Error('there is nobody at that end yet');
      act(switchboard, conversation, side, requiredTextIn(body, 'do'));
      return undefined;
    },
    /** `{to, from, name?, seconds?}`: a caller has left a message. */
    'POST /teaming/messages': (_ids, body) => {
      const to = company.byNumber(requiredTextIn(body, 'to'));
      if (!to) throw new Error(`nobody here has the number "${body['to']}"`);
      const name = textIn(body, 'name');
      const { seconds = 3 } = body;
      if (typeof seconds !== 'number') throw new Error('"seconds" must be a number');
      const from = { number: requiredTextIn(body, 'from'), ...(name && { name }) };
      return messageView(voicemail.leave(to.userId, from, seconds));
    },
    /** `{event, userId, fields?}`: whoever asked for such events of the user is told of one with these fields; gives its contents. */
    'POST /teaming/events': (_ids, body) => {
      const { fields = {} } = body;
      if (!isObject(fields)) throw new Error('"fields" must be an object');
      const userId = requiredTextIn(body, 'userId');
      if (!company.byId(userId)) throw new Error(`there is no user "${userId}"`);
      const data = declaredEvent(requiredTextIn(body, 'event'), fields);
      notifier.notify(userId, data);
      return data;
    },
    /** `{reachable}`, or `{telephone: on|off}`: whether the telephone of a user is switched on. */
    'PUT /teaming/users/{userId}': ({ userId = '' }, { telephone, reachable = switches[String(telephone)] }) => {
      if (typeof reachable !== 'boolean') throw new Error('"reachable" must be true or false');
      company.setReachable(userId, reachable);
      return undefined;
    },
    /** The service ends a subscription, and says so. */
    'DELETE /teaming/subscriptions/{subscriptionId}': ({ subscriptionId = '' }) => {
      const subscription = notifier.subscriptions.find(subscriptionId);
      if (!subscription) throw new Error(`there is no subscription "${subscriptionId}"`);
      notifier.subscriptions.expire(subscription);
      return undefined;
    },
    'GET /teaming/deliveries': () => notifier.deliveries,
  };
}

interface Ends {
  readonly conversation: Conversation;
  readonly own: Side | undefined;
  readonly other: Side | undefined;
}

function ends(switchboard: TeamingSwitchboard, id: string): Ends {
  for (const conversation of switchboard.conversations) {
    const sides = sidesOf(conversation);
    const own =
      sides.find(({ half }) => half?.callId === id) ?? (conversation.trackingId === id ? sides[0] : undefined);
    if (own) return { conversation, own, other: sides.find((side) => side !== own) };
  }
  throw new Error(`there is no call "${id}"`);
}

function act(switchboard: TeamingSwitchboard, conversation: Conversation, side: Side, what: string): void {
  const { half } = side;
  if (what === 'release') switchboard.release(conversation, side);
  else if (what === 'answer' && half) switchboard.answer(half, conversation);
  else if (what === 'answer') switchboard.answerOutside(conversation);
  else if (what === 'hold' && half) switchboard.hold(half, conversation);
  else if (what === 'unhold' && half) switchboard.unhold(half, conversation);
  else throw new Error(`that end cannot do "${what}"`);
}

/** What there is at this moment. Of the addresses for notifications only the host is shown. */
export function teamingTables(parts: ControlParts): Readonly<Record<string, readonly TableRow[]>> {
  const { company, services, voicemail, switchboard, notifier } = parts;
  return {
    'users and services': company.all.map(({ userId }) => ({
      userId,
      services: services.summary(userId),
      telephone: company.isReachable(userId) ? 'on' : 'off',
    })),
    calls: switchboard.conversations.flatMap((conversation) =>
      sidesOf(conversation).flatMap(({ half }) =>
        half
          ? [
              {
                userId: half.userId,
                callId: half.callId,
                state: half.state,
                personality: half.personality,
                with: half.remote.name ?? half.remote.number,
              },
            ]
          : [],
      ),
    ),
    'voice messages': company.all.flatMap(({ userId }) => messageRows(userId, voicemail)),
    subscriptions: notifier.subscriptions.all.map(subscriptionRow),
    deliveries: notifier.deliveries.slice(-latest).toReversed().map(deliveryRow),
  };
}

const outcomes: Readonly<Record<NotificationDelivery['state'], string>> = {
  waiting: 'on its way',
  delivered: 'delivered',
  failed: 'given up',
  dropped: 'lost',
};

function deliveryRow({ state, attempts, last, type, subscriptionId, sequenceNumber }: NotificationDelivery): TableRow {
  const retried = attempts > 1 ? `, attempt ${attempts}` : '';
  return { outcome: `${outcomes[state]}${retried}`, 'last answer': last, type, subscriptionId, number: sequenceNumber };
}

/** Rows of the longer tables. */
const shown = 20;
/** Deliveries that are shown, the last one first. */
const latest = 50;

function messageRows(userId: string, voicemail: VoiceMail): TableRow[] {
  return voicemail
    .list(userId)
    .slice(0, shown)
    .map((message) => {
      const { messageId, time, read, duration, callingPartyInfo } = messageView(message);
      return {
        userId,
        time,
        from: callingPartyInfo.phoneNumber,
        name: callingPartyInfo.name,
        read,
        duration,
        messageId,
      };
    });
}

function subscriptionRow(subscription: TeamingSubscription): TableRow {
  const { subscriptionId, eventType, targetId, targetType, callBackUrl, sequence } = subscription;
  const { origin } = new URL(callBackUrl);
  const expires = secondsLeft(subscription);
  return { subscriptionId, eventType, targetType, targetId, to: `${origin}/…`, expires, notifications: sequence };
}
