import type { OpenTouch } from '../../../catalogue/static.ts';
import type { SimulatedUser } from '../server/contract.ts';

type PartyInfo = OpenTouch<'opentouch-im', 'PartyInfo'>;

/** Everything that chapters about people, not telephones, say of somebody. */
export function userParty(person: SimulatedUser): PartyInfo {
  const displayName = [person.user?.firstName, person.user?.lastName].filter(Boolean).join(' ');
  return { ...namedIds(person), ...(displayName && { displayName }) };
}

/** All ids of somebody, with first and last name. */
export function namedIds({ loginName, user }: Pick<SimulatedUser, 'loginName' | 'user'>): PartyInfo {
  const { companyPhone, instantMessagingId, companyEmail, firstName, lastName } = user ?? {};
  return {
    id: {
      loginName,
      ...(companyPhone && { phoneNumber: companyPhone }),
      ...(instantMessagingId && { instantMessagingId }),
      ...(companyEmail && { companyEmail }),
    },
    ...(firstName && { firstName }),
    ...(lastName && { lastName }),
  };
}

/** Nothing but the instant messaging id, by which contacts and participants are known. */
export function shortPartyOf({ user }: SimulatedUser): PartyInfo {
  const { instantMessagingId } = user ?? {};
  return { id: { ...(instantMessagingId && { instantMessagingId }) } };
}
