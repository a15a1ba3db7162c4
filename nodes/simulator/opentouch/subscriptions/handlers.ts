import type { OpenTouch } from '../../../catalogue/static.ts';
import { type Claim, type Incoming, json } from '../../server/system.ts';
import { Refused } from '../server/contract.ts';
import { errorInfo } from '../server/errors.ts';
import type { OperationHandler } from '../server/operation.ts';
import type { Settings } from '../server/options.ts';
import { internalOrigin, publicOrigin } from '../sessions/authentication.ts';
import type { SimulatedSession } from '../sessions/sessions.ts';
import type { Company } from '../users/company.ts';
import { eventPackageOf, idsDoNotMatter, type Selector, selectedIdsOf } from './events.ts';
import type { SimulatedSubscriptions } from './subscriptions.ts';

type Request = OpenTouch<'opentouch-subscriptions', 'SubscriptionRequest'>;
type Filter = OpenTouch<'opentouch-subscriptions', 'Filter'>;

/** Path of the channel. */
export const channelPath = '/OTEvents';

interface Parts {
  readonly settings: Settings;
  readonly company: Company;
  readonly subscriptions: SimulatedSubscriptions;
}

/** The three operations of the chapter "Subscription management". */
export function subscriptionHandlers({ settings, company, subscriptions }: Parts): Record<string, OperationHandler> {
  /** Users whom administrators watch, if this session's selectors were these. */
  const supervised = (session: SimulatedSession, selectors: readonly Selector[]) => {
    const others = subscriptions.all.filter((one) => one.session.admin && one.session !== session);
    return new Set([...others.flatMap((one) => one.selectors), ...selectors].flatMap(({ ids }) => ids ?? []));
  };

  /** Why the server cannot serve these selectors, if so. It says so in the answer to a POST, and refuses a PUT. */
  const refusalOf = (session: SimulatedSession, selectors: readonly Selector[]): string | undefined => {
    if (!session.admin) return undefined;
    const ids = selectors.filter((selector) => !idsDoNotMatter(selector)).flatMap((selector) => selector.ids ?? []);
    const unlicensed = ids.find((id) => {
      const rights = company.byLogin(id)?.user?.apiRights ?? [];
      return !rights.includes('TELEPHONY_ADVANCED') && !rights.includes('MESSAGING');
    });
    if (unlicensed !== undefined) return `${unlicensed} has neither TELEPHONY_ADVANCED nor MESSAGING`;
    if (settings.switches.isOn('withdraw-licences') && ids.length) return 'there is no licence for these users';
    const watched = supervised(session, selectors).size;
    return watched > settings.licences ? `${watched} users, but only ${settings.licences} licences` : undefined;
  };

  return {
    'opentouch-create-subscription': (call) => {
      const session = call.session as SimulatedSession;
      const request = call.body as Request;
      const timeout = request.timeout ?? 10;
      const keepalive = request.keepalive ?? 0;
      checkTimes(timeout, keepalive);
      const selectors = selectorsOf(request.filter ?? {}, session);
      const refusal = refusalOf(session, selectors);
      if (refusal) return { status: 200, body: { status: 'REFUSED', message: refusal } };
      const { id } = subscriptions.add(session, selectors, timeout, keepalive);
      const channel = `${channelPath}?subscriptionId=${encodeURIComponent(id)}`;
      return {
        status: 200,
        body: {
          subscriptionId: id,
          publicPollingUrl: `${publicOrigin(settings, call.url)}${channel}`,
          privatePollingUrl: `${internalOrigin(settings, call.url)}${channel}`,
          status: 'ACCEPTED',
          mode: 'CHUNK',
          format: 'JSON',
        },
      };
    },

    // The request names no subscription, so it means the session's latest.
    'opentouch-update-subscription': (call) => {
      const session = call.session as SimulatedSession;
      const subscription = subscriptions.ofSession(session).at(-1);
      if (!subscription) throw new Refused('NOT_EXPECTED', 'this session has no subscription');
      const selectors = selectorsOf(call.body as Filter, session);
      const refusal = refusalOf(session, selectors);
      if (refusal) throw new Refused('NOT_ALLOWED', refusal);
      subscriptions.refilter(subscription, selectors);
      return { status: 204 };
    },

    'opentouch-delete-subscription': (call) => {
      const subscription = subscriptions.byId(call.ids['subscriptionId'] ?? '');
      if (!subscription || subscription.session !== call.session) {
        throw new Refused('NOT_FOUND', 'this session has no such subscription');
      }
      subscriptions.remove(subscription);
      return { status: 204 };
    },
  };
}

function checkTimes(timeout: number, keepalive: number): void {
  if (timeout !== 0 && (timeout < 2 || timeout > 60)) {
    throw new Refused('BAD_PARAMETER', 'timeout is 0, or between 2 and 60 minutes');
  }
  if (keepalive !== 0 && (keepalive < 1 || (timeout !== 0 && keepalive >= timeout))) {
    throw new Refused('BAD_PARAMETER', 'keepalive is 0, or at least 1 minute and less than timeout');
  }
}

function selectorsOf({ selectors = [] }: Filter, { admin, loginName }: SimulatedSession): readonly Selector[] {
  for (const selector of selectors) {
    const { names } = selector;
    if (!names.length || names.some((name) => !name.trim()))
      throw new Refused('BAD_PARAMETER', 'names must not be empty');
    // Events of unknown package belong to none of the known ones.
    if (new Set(names.map(eventPackageOf)).size > 1) {
      throw new Refused('BAD_PARAMETER', `a selector cannot mix events of different packages: ${names.join(', ')}`);
    }
    if (admin && !selector.ids?.length)
      throw new Refused('BAD_PARAMETER', 'an administrator must say whom he means: ids');
    const foreign = admin ? undefined : selectedIdsOf(selector, loginName).find((id) => id !== loginName);
    if (foreign !== undefined) throw new Refused('NOT_ALLOWED', `${foreign} is somebody else`);
  }
  return selectors;
}

/** A request for the chunk channel, by GET or POST. Needs no cookie: the subscription's id is the credential. */
export function claimChannel(incoming: Incoming, { settings, subscriptions }: Parts): Claim | undefined {
  const { method, url } = incoming;
  if (url.pathname !== channelPath) return undefined;
  const answer: Claim['answer'] = () => {
    if (method !== 'GET' && method !== 'POST') {
      return errorInfo(405, 'NOT_SUPPORTED', `${method} is not supported here`, { allow: 'GET, POST' });
    }
    const subscription = subscriptions.byId(url.searchParams.get('subscriptionId') ?? '');
    if (!subscription) return errorInfo(settings.unknownSubscription, undefined, 'there is no such subscription');
    if (subscription.channel && settings.secondPoll === 'refuse') {
      return json(409, { message: 'the channel is open already' });
    }
    return {
      status: 200,
      headers: { 'content-type': 'application/json', 'cache-control': 'no-cache' },
      stream: (response) => subscriptions.open(subscription, response),
    };
  };
  return { name: 'channel', template: channelPath, answer };
}
