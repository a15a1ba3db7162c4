import type { OpenTouch } from '../../../catalogue/static.ts';
import { type Answer, type Call, type Handlers, Refused, type SimulatedUser } from '../contract.ts';
import type { Company } from '../directory.ts';
import { listed } from '../operation.ts';
import { partyOf, shortPartyOf } from '../party.ts';
import { type Presence, type PresenceBoard, type Settable, settable } from './board.ts';

type ContactsInfo = OpenTouch<'opentouch-presence', 'ContactsInfo'>;

const done: Answer = { status: 204 };

/** The twelve operations of the chapter "Presence". */
export function presenceHandlers(company: Company, board: PresenceBoard): Handlers {
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
  const contactsIn = ({ body }: Call) => {
    const { instantMessagingIds, phoneNumbers } = body as ContactsInfo;
    return usersOf(instantMessagingIds ?? [], phoneNumbers ?? []);
  };
  const get =
    (kind: Parameters<PresenceBoard['one']>[1]) =>
    ({ loginName }: Call): Answer => ({ status: 200, body: board.one(loginName, kind) });
  const set =
    (kind: Settable) =>
    ({ loginName, body }: Call): Answer => {
      board.set(loginName, presenceIn(kind, body as Presence));
      return done;
    };

  return {
    'opentouch-get-contacts-presence': ({ loginName, query }) => {
      const details = query.get('details') === 'true';
      const contacts = usersOf(listed(query, 'imIds'), listed(query, 'phoneNumbers')).map((user) => ({
        party: details ? partyOf(user) : shortPartyOf(user),
        presences: board.seenBy(loginName, user.loginName),
      }));
      return { status: 200, body: { contacts } };
    },
    'opentouch-subscribe-contacts': (call) => {
      board.subscribe(call.loginName, contactsIn(call));
      return done;
    },
    'opentouch-unsubscribe-contacts': (call) => {
      board.unsubscribe(call.loginName, contactsIn(call));
      return done;
    },
    'opentouch-get-presence': ({ loginName }) => {
      const user = company.byLogin(loginName);
      return { status: 200, body: { ...(user && { party: partyOf(user) }), presences: board.of(loginName) } };
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
