import { opentouch } from '../../catalogue/opentouch/index.ts';
import { type Check, carryOutChecks, type Finding, warning } from '../../runtime/account-checks/checks.ts';
import type { AccountChecks } from '../../runtime/account-checks/routes.ts';
import { monotonic } from '../../runtime/backoff.ts';
import { invalidInput, TelephonyError } from '../../runtime/errors.ts';
import { Health } from '../../runtime/health.ts';
import { speaksTls } from '../../runtime/http/speaks-tls.ts';
import { perform } from '../../runtime/operation/perform.ts';
import { type DescribedOperation, operationsOf } from '../../schema/describe.ts';
import { isObject, type Json, textOf } from '../../schema/json.ts';
import { isLicensed } from '../../schema/kinds.ts';
import type { Values } from '../../schema/values.ts';
import { subscriptionFilterFor } from '../channel/filter.ts';
import { readEvents } from '../channel/reader.ts';
import { channelOrigin, subscribe, unsubscribe } from '../channel/subscription.ts';
import { OpenTouchConnection } from './connection.ts';
import { loginOrigin } from './login.ts';
import { type AccountConfig, settingsFrom } from './server-config.ts';
import type { ServerSettings } from './settings.ts';

/** Milliseconds that ending a subscription or a session may take. */
const farewell = 3000;

/**
 * Looks an OpenTouch account over: address, server, log-in, user, rights, and one event that really comes. It has a session
 * of its own, which ends with it, and logs in once, whatever comes of it: accounts lock.
 */
export const checkOpenTouch: AccountChecks = async function* (account, signal) {
  const config = account.config as AccountConfig;
  const settings = settingsFrom(config, account.credentials, account.http);
  const connection = new OpenTouchConnection(settings, new Health());
  try {
    yield* carryOutChecks(checksOf(config, settings, connection), signal);
  } finally {
    await connection.close();
  }
};

function checksOf(config: AccountConfig, settings: ServerSettings, connection: OpenTouchConnection): Check[] {
  const read = reader(connection);
  let user: Json | undefined;
  return [
    {
      name: 'address',
      needed: true,
      async run() {
        for (const field of ['url', 'secondUrl'] as const) checkScheme(field, config[field]);
        if (settings.problem) throw settings.problem;
        return `The address is complete: ${settings.addresses.join(', then ')}.`;
      },
    },
    {
      name: 'server',
      needed: true,
      async run(signal) {
        const { serverInfo, versions } = await read('opentouch-get-server-info', {}, signal).catch(
          async (error: unknown) => {
            throw (await wrongScheme(settings.addresses[0])) ?? error;
          },
        );
        if (!Array.isArray(versions)) {
          const message = `${settings.addresses[0]} answers, but not as an OpenTouch server does; is the address right?`;
          throw new TelephonyError('BAD_ANSWER', message, { ...loginOrigin, canRetry: false });
        }
        return `${nameOf(serverInfo)} answers at ${settings.addresses[0]}.`;
      },
    },
    {
      name: 'login',
      needed: true,
      async run(signal) {
        signal.throwIfAborted();
        const { admin, timeToLive } = await connection.session();
        const who = admin ? 'an administrator' : 'a user';
        return `Login and password are right; the session is that of ${who} and lasts ${timeToLive / 60_000} minutes between requests.`;
      },
    },
    {
      name: 'user',
      async run(signal) {
        const { admin } = await connection.session();
        const loginName = settings.defaults['loginName'] ?? (admin ? undefined : settings.login);
        if (!loginName) {
          const { loginNames } = await read('opentouch-get-logins', {}, signal);
          const count = [loginNames ?? []].flat().length;
          return warning(
            `The administrator acts for ${count} users; name one as the login name of the account, or one in each node.`,
          );
        }
        user = await read('opentouch-get-user', { loginName }, signal);
        return describeUser(user, settings.defaults['deviceId']);
      },
    },
    {
      name: 'rights',
      async run() {
        return describeRights(user);
      },
    },
    { name: 'events', run: (signal) => firstEvent(connection, settings, signal) },
  ];
}

function checkScheme(field: string, address: string | undefined): void {
  if (!address || /^https?:\/\//i.test(address.trim())) return;
  const expected = `${address.trim()} has no scheme; write https://${address.trim()}, or http:// where the server has no TLS`;
  throw invalidInput(loginOrigin, field, expected);
}

/** What is wrong with an address in clear at which TLS is spoken. */
async function wrongScheme(address = ''): Promise<TelephonyError | undefined> {
  const url = new URL(address);
  if (url.protocol !== 'http:' || !(await speaksTls(url))) return undefined;
  const message = `${url.host} speaks TLS; did you mean https://${url.host}?`;
  return new TelephonyError('WRONG_ADDRESS', message, { ...loginOrigin, canRetry: false });
}

/** Carries out an operation that only reads. */
function reader(connection: OpenTouchConnection) {
  const operations = new Map<string, DescribedOperation>(operationsOf(opentouch).map((one) => [one.type, one]));
  return async (type: string, values: Values, signal: AbortSignal): Promise<Json> => {
    const operation = operations.get(type);
    if (!operation) throw new Error(`There is no operation ${type}`);
    const { payload } = await perform(connection, operation, values, { signal });
    return isObject(payload) ? payload : {};
  };
}

function nameOf(serverInfo: unknown): string {
  if (!isObject(serverInfo)) return 'An OpenTouch server';
  const version = isObject(serverInfo['productVersion']) ? serverInfo['productVersion'] : {};
  const number = [version['major'], version['minor']].filter(Boolean).join('.');
  return [textOf(serverInfo['productName']) ?? 'OpenTouch', number].filter(Boolean).join(' ');
}

function describeUser(user: Json, deviceId: string | undefined): string | Omit<Finding, 'check'> {
  const name =
    [user['firstName'], user['lastName']].filter(Boolean).join(' ') || String(user['loginName'] ?? 'The user');
  const devices = [user['devices'] ?? []].flat().filter(isObject);
  const telephones = devices.map(({ type, id }) => [type, id].filter(Boolean).join(' '));
  const number = textOf(user['companyPhone']);
  const who = [name, number && `extension ${number}`, textOf(user['type'])].filter(Boolean).join(', ');
  if (deviceId && !devices.some(({ id }) => id === deviceId)) {
    return warning(`${who}: there is no device ${deviceId}; the devices are ${telephones.join(', ') || 'none'}.`);
  }
  if (devices.length === 0) return warning(`${who}: without a telephone no call can be made.`);
  return `${who}, with ${telephones.join(', ')}.`;
}

/** What the user's licences allow, and how many operations they do not. */
function describeRights(user: Json | undefined): string | Omit<Finding, 'check'> {
  const rights = [user?.[opentouch.userKind.rights.field] ?? []].flat().map(String);
  if (!user || rights.length === 0) return 'The server does not say which licences the user has.';
  const refused = operationsOf(opentouch).filter((operation) => !isLicensed(operation, rights));
  const has = `Licences: ${rights.join(', ')}`;
  if (refused.length === 0) return `${has}; they cover every operation.`;
  const wanted = [...new Set(refused.flatMap(({ licences = [] }) => licences))];
  return warning(`${has}. ${refused.length} operations need ${wanted.join(' or ')} and will be refused.`);
}

/** Subscribes, opens the channel and waits for the first line: only that proves that events get through. */
async function firstEvent(
  connection: OpenTouchConnection,
  settings: ServerSettings,
  signal: AbortSignal,
): Promise<string> {
  const session = await connection.session();
  const { loginName } = settings.defaults;
  const loginNames = session.admin ? [loginName ?? settings.login] : [];
  const filter = subscriptionFilterFor([{ packages: ['telephony'], events: [], loginNames }]);
  const subscription = await subscribe(connection, session, filter, settings.addressMode, signal);
  const enough = new AbortController();
  const either = AbortSignal.any([signal, enough.signal]);
  try {
    const started = monotonic();
    const { status, stream } = await connection.stream(session, channelOrigin, 'POST', subscription.pollingUrl, either);
    if (status >= 300) stream.destroy();
    let first: string | undefined;
    const take = (name: string) => {
      first ??= name;
      enough.abort();
    };
    const listener = {
      onEvent: (event: Json) => take(String(event['eventName'])),
      onGarbage: () => undefined,
      onHeard: () => undefined,
    };
    const { heard } = await readEvents(stream, listener, { silence: settings.timeout, life: settings.timeout });
    const seconds = ((monotonic() - started) / 1000).toFixed(1);
    if (first) return `Events come: ${first} was there after ${seconds} s.`;
    throw noEvent(status, heard, settings.timeout);
  } catch (error) {
    // What holds events back may hold back the beginning of the answer, too.
    const late = error instanceof TelephonyError && error.code === 'TIMEOUT';
    throw late ? noEvent(200, false, settings.timeout) : error;
  } finally {
    await unsubscribe(connection, subscription, AbortSignal.timeout(farewell)).catch(() => undefined);
  }
}

function noEvent(status: number, heard: boolean, timeout: number): TelephonyError {
  const seconds = timeout / 1000;
  const cause = { ...channelOrigin, status, canRetry: false };
  if (status >= 300) {
    const message = `the server accepts the subscription, but its events cannot be read (${status}); is there a proxy in between that does not know the address?`;
    return new TelephonyError('BAD_ANSWER', message, cause);
  }
  if (heard) {
    const message =
      'something came over the channel, but it is no event; is something else at the address of the events?';
    return new TelephonyError('BAD_ANSWER', message, cause);
  }
  const message = `the server accepts the subscription, but no event came within ${seconds} s, not even the first; a proxy in between may be holding them back: let it pass them on at once (nginx: proxy_buffering off)`;
  return new TelephonyError('CHANNEL_BUFFERED', message, cause);
}
