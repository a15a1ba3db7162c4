import type { OrangeAnswer, OrangeCall, OrangeHandler } from '../../orange/gateway/api.ts';
import { OrangeRefusal } from '../../orange/gateway/errors.ts';
import type { IssuedGrant } from '../../orange/sign-in/tokens.ts';
import type { TeamingSettings } from '../options.ts';
import type { TeamingCompany } from '../users/company.ts';
import { listReply } from '../users/handlers.ts';
import { isAdministrator } from '../users/permissions.ts';
import type { EventData } from './event.ts';
import type { Notifier } from './notifier.ts';
import { secondsLeft, subscriptionView, type TeamingSubscription } from './subscriptions.ts';

interface Parts {
  readonly settings: () => TeamingSettings;
  readonly company: TeamingCompany;
  readonly notifier: Notifier;
  /** How things are with what a subscription is about. */
  readonly stateOf: (subscription: TeamingSubscription) => EventData;
}

/** Seconds of a subscription whose client does not say how long it wants it. */
const usualExpires = 3600;
const done: OrangeAnswer = { status: 204 };

/** The raw subscriptions of an application. */
export function teamingSubscriptionHandlers(parts: Parts): Readonly<Record<string, OrangeHandler>> {
  const { settings, notifier, stateOf } = parts;
  const { subscriptions } = notifier;
  return {
    'teaming-create-subscription': ({ fields, grant }) => {
      const text = (name: string) => String(fields[name]);
      const request = {
        applicationId: text('applicationId'),
        callBackUrl: text('callBackUrl'),
        eventType: text('eventType'),
        targetId: text('targetId'),
        targetType: text('targetType'),
      };
      check(request, grant, parts);
      const subscription = subscriptions.add(request, grant, Number(fields['expires'] ?? usualExpires));
      notifier.greet(subscription, stateOf(subscription));
      const body = { subscriptionId: subscription.subscriptionId, expires: secondsLeft(subscription) };
      return { status: settings().created, body };
    },
    'teaming-renew-subscription': (call) => {
      const subscription = meant(call, parts);
      subscriptions.renew(subscription, Number(call.fields['expires'] ?? usualExpires));
      notifier.greet(subscription, stateOf(subscription));
      return done;
    },
    'teaming-get-subscriptions': ({ fields, grant }) => {
      const mine = subscriptions.all.filter((subscription) => belongsTo(subscription, grant));
      return listReply(mine.map(subscriptionView), fields, settings());
    },
    'teaming-get-subscription': (call) => ({ status: 200, body: subscriptionView(meant(call, parts)) }),
    'teaming-delete-subscription': (call) => {
      const subscription = meant(call, parts);
      subscriptions.remove(subscription);
      // Whoever asks for the end himself needs not be told.
      if (subscription.grant.userId !== call.grant.userId) notifier.terminate(subscription);
      return done;
    },
  };
}

type Request = Pick<TeamingSubscription, 'callBackUrl' | 'targetId' | 'targetType'>;

function check(
  { callBackUrl, targetId, targetType }: Request,
  grant: IssuedGrant,
  { settings, company, notifier }: Parts,
) {
  if (!URL.canParse(callBackUrl)) throw new OrangeRefusal(24, 'callBackUrl is no address');
  if (targetType === 'User' && !company.byId(targetId)) throw new OrangeRefusal(24, `there is no user ${targetId}`);
  const { subscriptionLimit } = settings();
  const held = notifier.subscriptions.all.filter((other) => other.grant.clientId === grant.clientId);
  if (held.length >= subscriptionLimit) {
    throw new OrangeRefusal(100, `an application may have ${subscriptionLimit} subscriptions`);
  }
}

/** The vendor's page renews without a name; that is taken for the user's last subscription. */
function meant({ fields, grant }: OrangeCall, { notifier }: Parts): TeamingSubscription {
  const { subscriptionId, userId } = fields;
  const mine = notifier.subscriptions.all.filter((subscription) => belongsTo(subscription, grant));
  const found =
    subscriptionId === undefined
      ? mine.findLast(({ targetId }) => targetId === userId)
      : mine.find((subscription) => subscription.subscriptionId === subscriptionId);
  if (!found) throw new OrangeRefusal(60, 'there is no such subscription');
  return found;
}

/** Administrators see what their application has for anybody. */
function belongsTo(subscription: TeamingSubscription, grant: IssuedGrant): boolean {
  const sameClient = subscription.grant.clientId === grant.clientId;
  return sameClient && (isAdministrator(grant) || subscription.grant.userId === grant.userId);
}
