import type { OpenTouch } from '../../../catalogue/static.ts';
import type { Directory } from '../server/contract.ts';

type User = OpenTouch<'opentouch-users', 'User'>;

/** The identity of a user, as the reference has it. */
export type Card = OpenTouch<'opentouch-conferences', 'PartyInfo'>;

/** Identity card of a user, as conferences and groups show him. */
export function cardOf({ loginName, companyPhone, instantMessagingId, companyEmail, firstName, lastName }: User): Card {
  const displayName = [firstName, lastName].filter(Boolean).join(' ');
  return {
    id: {
      ...(loginName && { loginName }),
      ...(companyPhone && { phoneNumber: companyPhone }),
      ...(instantMessagingId && { instantMessagingId }),
      ...(companyEmail && { companyEmail }),
    },
    ...(firstName && { firstName }),
    ...(lastName && { lastName }),
    ...(displayName && { displayName }),
  };
}

/** The user whom any one of the ids of a card names. */
export function userOf(directory: Directory, { id }: Card): User | undefined {
  const { loginName, phoneNumber, instantMessagingId, companyEmail } = id;
  const named = (known: string | undefined, given: string | undefined) =>
    known !== undefined && known.toLowerCase() === given?.toLowerCase();
  const found =
    (loginName && directory.byLogin(loginName)) ||
    (phoneNumber && directory.byNumber(phoneNumber)) ||
    directory.all.find(
      ({ user }) => named(user?.companyEmail, companyEmail) || named(user?.instantMessagingId, instantMessagingId),
    );
  return found ? found.user : undefined;
}
