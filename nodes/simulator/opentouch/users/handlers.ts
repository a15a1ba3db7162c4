import type { OpenTouch } from '../../../catalogue/static.ts';
import { type Notify, Refused, type SimulatedUser } from '../server/contract.ts';
import { listInQuery, type OperationHandler, type SessionCall } from '../server/operation.ts';
import type { Company } from './company.ts';
import type { Preferences } from './seed.ts';

type User = OpenTouch<'opentouch-users', 'User'>;
type Telephony = OpenTouch<'opentouch-users', 'TelephonyPreferences'>;
type Passwords = OpenTouch<'opentouch-users', 'ChangePasswordRequest'>;

/** What only the user himself and administrators see; footnote *1 of the structure User. */
const ownData = [
  'type',
  'site',
  'department',
  'devices',
  'dialingRule',
  'apiRights',
  'applicationRights',
  'customAttributes',
] as const satisfies readonly (keyof User)[];

function seenByOthers(user: User): User {
  const seen: User = { ...user };
  for (const field of ownData) delete seen[field];
  return seen;
}

/** Everything else below `/users/{loginName}` is for the user himself and for administrators. */
function own({ caller, loginName }: SessionCall): string {
  if (!caller.admin && caller.loginName !== loginName)
    throw new Refused('NOT_ALLOWED', `${loginName} is somebody else`);
  return loginName;
}

const administrator = ({ loginName }: SimulatedUser): User => ({
  salutation: 'MR',
  lastName: 'Administrator',
  loginName,
});

/** The eight operations of the chapter "User information". */
export function userHandlers(company: Company, notify: Notify): Record<string, OperationHandler> {
  const setPreferences = (loginName: string, preferences: Preferences) =>
    savePreferences(company, notify, loginName, preferences);

  const withClir = (loginName: string, asked: Telephony | undefined): Preferences => {
    const preferences = company.preferencesOf(loginName);
    const { clirMode } = asked ?? {};
    if (clirMode === undefined || clirMode === preferences.telephony?.clirMode) return preferences;
    if (clirMode !== 'ACTIVE' && clirMode !== 'INACTIVE') {
      throw new Refused('BAD_PARAMETER', `clirMode can be set to ACTIVE or INACTIVE, not to ${clirMode}`);
    }
    const current = preferences.telephony?.clirMode ?? 'NOT_SUPPORTED';
    if (current !== 'ACTIVE' && current !== 'INACTIVE') {
      throw new Refused('NOT_SUPPORTED', `the clirMode of ${loginName} is ${current}`);
    }
    return { ...preferences, telephony: { clirMode } };
  };

  /** The company mobile is a device, so the user's data change with it. */
  const moveMobile = (user: User | undefined, loginName: string, number: string | undefined) => {
    if (!user || number === undefined || number === company.preferencesOf(loginName).professionalMobile) return;
    if (user.type !== 'MULTIMEDIA') {
      throw new Refused('NOT_SUPPORTED', 'only users of type MULTIMEDIA can change professionalMobile');
    }
    const devices = (user.devices ?? []).map((device) =>
      device.type === 'MOBILE' ? { ...device, associatedNumber: number } : device,
    );
    const changed = company.update(loginName, { devices });
    if (changed?.user) announce(notify, changed.user);
  };

  return {
    'opentouch-get-logins': ({ caller, query }) => {
      if (!caller.admin) return { status: 200, body: { loginNames: [caller.loginName] } };
      const types = listInQuery(query, 'types');
      const rights = listInQuery(query, 'apiRights');
      const users = company.all.flatMap(({ user }) => (user ? [user] : []));
      const matching = users.filter(
        (user) =>
          (!types.length || types.includes(String(user.type))) &&
          (!rights.length || user.apiRights?.some((right) => rights.includes(right))),
      );
      return { status: 200, body: { loginNames: matching.map(({ loginName }) => loginName) } };
    },

    'opentouch-find-user': ({ query }) => {
      const [field = '', value = ''] = [...query].find(([name]) => Object.hasOwn(finders, name)) ?? [];
      const found = finders[field as keyof typeof finders](company, value);
      if (!found) throw new Refused('NOT_FOUND', `nobody has the ${field} ${value}`);
      return { status: 307, location: `/users/${encodeURIComponent(found.loginName)}` };
    },

    'opentouch-get-user': ({ caller, loginName }) => {
      const found = company.byLogin(loginName) ?? caller;
      const user = found.user ?? administrator(found);
      return { status: 200, body: caller.admin || caller.loginName === loginName ? user : seenByOthers(user) };
    },

    'opentouch-change-password': (call) => {
      const loginName = own(call);
      const { oldPassword, newPassword } = call.body as Passwords;
      if (oldPassword !== company.passwordOf(loginName)) throw new Refused('NOT_ALLOWED', 'oldPassword is wrong');
      if (!newPassword) throw new Refused('BAD_PARAMETER', 'newPassword is empty');
      company.setPassword(loginName, newPassword);
      return { status: 204 };
    },

    'opentouch-get-preferences': (call) => ({ status: 200, body: company.preferencesOf(own(call)) }),

    'opentouch-set-preferences': (call) => {
      const loginName = own(call);
      const asked = given(call.body) as Preferences;
      const { telephony, ...changes } = asked;
      const current = withClir(loginName, telephony);
      moveMobile(company.byLogin(loginName)?.user, loginName, changes.professionalMobile);
      setPreferences(loginName, { ...current, ...changes });
      return { status: 204 };
    },

    'opentouch-get-telephony-preferences': (call) => ({
      status: 200,
      body: company.preferencesOf(own(call)).telephony ?? {},
    }),

    'opentouch-set-telephony-preferences': (call) => {
      const loginName = own(call);
      setPreferences(loginName, withClir(loginName, given(call.body) as Telephony));
      return { status: 204 };
    },
  };
}

/** Replaces the preferences of a user and tells of it. */
export function savePreferences(company: Company, notify: Notify, loginName: string, preferences: Preferences): void {
  company.setPreferences(loginName, preferences);
  const event = { eventName: 'OnPreferencesChanged', loginName, preferences };
  notify(loginName, event);
}

/** Tells that the data of a user have changed. */
export function announce(notify: Notify, user: User): void {
  const event = { eventName: 'OnUserInfoChanged', user };
  notify(String(user.loginName), event);
}

const finders = {
  loginName: (company: Company, value: string) => company.byLogin(value),
  companyEmail: (company: Company, value: string) => company.by('companyEmail', value),
  instantMessagingId: (company: Company, value: string) => company.by('instantMessagingId', value),
  companyPhone: (company: Company, value: string) => company.by('companyPhone', value),
};

/** A body without its nulls, which mean the same as absence. */
function given(body: unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(body as object).filter(([, value]) => value !== null));
}
