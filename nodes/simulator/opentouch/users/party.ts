import type { OpenTouch } from '../../../catalogue/static.ts';
import type { SimulatedUser } from '../server/contract.ts';

type PartyInfo = OpenTouch<'opentouch-im', 'PartyInfo'>;

/** Everything that chapters about people, not telephones, say of somebody. */
export function userParty({ loginName, user }: SimulatedUser): PartyInfo {
  const { companyPhone, instantMessagingId, companyEmail, firstName, lastName } = user ?? {};
  const displayName = [firstName, lastName].filter(Boolean).join(' ');
  return {
    id: {
      loginName,
      ...(companyPhone && { phoneNumber: companyPhone }),
      ...(instantMessagingId && { instantMessagingId }),
      ...(companyEmail && { companyEmail }),
    },
    ...(firstName && { firstName }),
    ...(lastName && { lastName }),
    ...(displayName && { displayName }),
  };
}

/** Nothing but the instant messaging id, by which contacts and participants are known. */
export function shortPartyOf({ user }: SimulatedUser): PartyInfo {
  const { instantMessagingId } = user ?? {};
  return { id: { ...(instantMessagingId && { instantMessagingId }) } };
}
