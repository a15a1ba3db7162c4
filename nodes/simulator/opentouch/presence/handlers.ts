import type { OpenTouch } from '../../../catalogue/static.ts';
import {
  type Handlers,
  type OperationAnswer,
  type OperationCall,
  Refused,
  type SimulatedUser,
} from '../server/contract.ts';
import { listInQuery } from '../server/operation.ts';
import type { Company } from '../users/company.ts';
import { shortPartyOf, userParty } from '../users/party.ts';
import { type Presence, type PresenceStates, type Settable, settable } from './presence.ts';

type ContactsInfo = OpenTouch<'opentouch-presence', 'ContactsInfo'>;

const done: OperationAnswer = { status: 204 };

/** The twelve operations of the chapter "Presence". */
export function presenceHandlers(company: Company, states: PresenceStates): Handlers {
  /** Contacts of other systems are nobody here, and left out. */
  const usersOf = (imIds: readonly string[] = [], phoneNumbers: readonly string[] = []): SimulatedUser[] => {
    if (imIds.length + phoneNumbers.length === 0) {
      throw new Refused('BAD_PARAMETER', 'no instant messaging id and no phone number is given');
    }
    const found = [
      ...imIds.map((id) => company.by('instantMessagingId', id)),
      ...phoneNumbers.map((number) => company.byNumber(number)),
    ];
    return [...new Set(found.flatMap((user) => user ?? []))];
  };
  const contactsIn = ({ body }: OperationCall) => {
    const { instantMessagingIds, phoneNumbers } = body as ContactsInfo;
    return usersOf(instantMessagingIds ?? [], phoneNumbers ?? []);
  };
  const get =
    (kind: Parameters<PresenceStates['one']>[1]) =>
    ({ loginName }: OperationCall): OperationAnswer => ({ status: 200, body: states.one(loginName, kind) });
  const set =
    (kind: Settable) =>
    ({ loginName, body }: OperationCall): OperationAnswer => {
      states.set(loginName, presenceIn(kind, body as Presence));
      return done;
    };

  return {
    'opentouch-get-contacts-presence': ({ loginName, query }) => {
      const details = query.get('details') === 'true';
      const contacts = usersOf(listInQuery(query, 'imIds'), listInQuery(query, 'phoneNumbers')).map((user) => ({
        party: details ? userParty(user) : shortPartyOf(user),
        presences: states.seenBy(loginName, user.loginName),
      }));
      return { status: 200, body: { contacts } };
    },
    'opentouch-subscribe-contacts': (call) => {
      states.subscribe(call.loginName, contactsIn(call));
      return done;
    },
    'opentouch-unsubscribe-contacts': (call) => {
      states.unsubscribe(call.loginName, contactsIn(call));
      return done;
    },
    'opentouch-get-presence': ({ loginName }) => {
      const user = company.byLogin(loginName);
      return { status: 200, body: { ...(user && { party: userParty(user) }), presences: states.of(loginName) } };
    },
    'opentouch-get-basic-presence': get('basic'),
    'opentouch-set-basic-presence': set('basic'),
    'opentouch-get-calendar-presence': get('calendar'),
    'opentouch-set-calendar-presence': set('calendar'),
    'opentouch-get-im-presence': get('im'),
    'opentouch-get-presence-note': get('note'),
    'opentouch-set-presence-note': set('note'),
    'opentouch-get-phone-presence': get('phone'),
  };
}

function presenceIn(kind: Settable, { type, value, calendarInfos }: Presence): Presence & { type: Settable } {
  if (type !== kind) throw new Refused('BAD_PARAMETER', `type must be ${kind} here, not ${type}`);
  const values: readonly string[] | undefined = settable[kind];
  if (values && !values.includes(value)) {
    throw new Refused('BAD_PARAMETER', `value must be one of ${values.map((one) => one || '(nothing)').join(', ')}`);
  }
  const { endDate } = (kind === 'calendar' && calendarInfos) || {};
  if (!endDate) return { type: kind, value };
  if (Number.isNaN(Date.parse(endDate))) throw new Refused('BAD_PARAMETER', 'endDate is no date in ISO 8601');
  return { type: kind, value, calendarInfos: { endDate } };
}
