import { randomBytes } from 'node:crypto';
import type { OpenTouch } from '../../../catalogue/static.ts';
import type { DescribedOperation } from '../../../schema/describe.ts';
import { Refused, type SimulatedUser } from '../server/contract.ts';
import { licensed, type OperationHandler, type SessionCall } from '../server/operation.ts';
import { apiPath, type Settings } from '../server/options.ts';
import type { Company } from '../users/company.ts';
import { cookie, internalOrigin, publicOrigin } from './authentication.ts';
import type { Sessions, SimulatedSession } from './sessions.ts';

type SessionRequest = OpenTouch<'opentouch-sessions', 'SessionRequest'>;
type SessionInfo = OpenTouch<'opentouch-sessions', 'SessionInfo'>;
type SupervisedAccount = NonNullable<SessionRequest['supervisedAccount']>;

/** Names under which OpenTouch lists its services, as far as they are known from the field. */
const services = {
  Logins: '/logins',
  Users: '/users',
  BasicTelephony: '/telephony/basicCall',
  Telephony: '/telephony/calls',
  Devices: '/telephony/devices',
  State: '/telephony/state',
  Subscriptions: '/subscriptions',
  EventSummary: '/eventSummary',
  Routing: '/routing',
  Directory: '/directory',
  comlog: '/comlog/records',
  voicemail: '/messaging/mailboxes',
} as const;

const capabilities: Readonly<Record<string, string>> = {
  TELEPHONY_BASIC: 'BASIC_TELEPHONY',
  TELEPHONY_ADVANCED: 'ADVANCED_TELEPHONY',
};

interface Parts {
  readonly operations: readonly DescribedOperation[];
  readonly settings: Settings;
  readonly company: Company;
  readonly sessions: Sessions;
}

/** The operations of the chapter "Session management" that do more than answer. */
export function sessionHandlers({ operations, settings, company, sessions }: Parts): Record<string, OperationHandler> {
  /** A service is offered to those who may use the first of its operations. */
  const offered = (user: SimulatedUser, path: string) => {
    const first = operations.find((operation) => operation.path === path || operation.path.startsWith(`${path}/`));
    return first !== undefined && licensed(first, user, settings);
  };

  const info = (user: SimulatedUser, { url }: SessionCall): SessionInfo => ({
    admin: user.admin,
    services: Object.entries(services)
      .filter(([, path]) => offered(user, path))
      .map(([serviceName, relativeUrl]) => ({ relativeUrl, serviceVersion: '1.0', serviceName })),
    publicBaseUrl: `${publicOrigin(settings, url)}${apiPath}`,
    privateBaseUrl: `${internalOrigin(settings, url)}${apiPath}`,
    timeToLive: settings.timeToLive,
    capabilities: (user.user?.apiRights ?? []).map((right) => capabilities[right] ?? right),
  });

  const supervised = ({ id, type }: SupervisedAccount): SimulatedUser => {
    const user = finders[type]?.(company, id);
    if (!user) throw new Refused('NOT_FOUND', `nobody has the ${type} ${id}`);
    return user;
  };

  return {
    'opentouch-get-session': (call) => ({ status: 200, body: info(call.caller, call) }),

    'opentouch-open-session': (call) => {
      if (call.session) throw new Refused('NOT_ALLOWED', 'this token has a session already');
      const { applicationName, supervisedAccount } = call.body as SessionRequest;
      if (supervisedAccount && !call.caller.admin) {
        throw new Refused('NOT_ALLOWED', 'only an administrator can supervise another account');
      }
      const user = supervisedAccount ? supervised(supervisedAccount) : call.caller;
      sessions.open({
        token: call.token,
        account: call.caller.loginName,
        loginName: user.loginName,
        admin: user.admin,
        application: applicationName,
        opened: new Date(),
      });
      const id = randomBytes(16).toString('hex').toUpperCase();
      return {
        status: 200,
        body: info(user, call),
        headers: settings.setCookie ? { 'set-cookie': cookie('JSESSIONID', id, settings.cookieAttributes) } : {},
      };
    },

    'opentouch-close-session': (call) => {
      sessions.close(call.session as SimulatedSession);
      return { status: 204 };
    },

    // The reference answers 200. For applications that may be open only once; nothing here is so limited: the session goes on.
    'opentouch-release-session': () => ({ status: 200 }),
  };
}

const finders: Readonly<Record<string, (company: Company, id: string) => SimulatedUser | undefined>> = {
  LOGIN_NAME: (company, id) => company.byLogin(id),
  PHONE_NUMBER: (company, id) => company.byNumber(id),
  EMAIL: (company, id) => company.by('companyEmail', id),
  INSTANT_MESSAGING_ID: (company, id) => company.by('instantMessagingId', id),
};

/** Real servers take the application's name under other spellings, too. */
export function tolerateApplicationName(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || 'applicationName' in body) return body;
  const spelling = Object.entries(body).find(([name]) => /^application(name)?$/i.test(name));
  return spelling ? { ...body, applicationName: spelling[1] } : body;
}
