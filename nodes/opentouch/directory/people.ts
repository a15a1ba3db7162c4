import type { AccountLists, Connection, ListSearch, SendOptions } from '../../runtime/operation/connection.ts';
import { searchFilterFor } from './filter.ts';
import { type DirectoryContact, everybodyFound } from './search.ts';

/** So many people are enough to choose from. */
const enough = 50;

/** The lists that an account of OpenTouch makes by itself: people of its directories, by what was typed of their name or number. */
export function opentouchLists(connection: Connection): AccountLists {
  const people =
    (more: object) =>
    async ({ text, known }: ListSearch, options: SendOptions): Promise<readonly DirectoryContact[]> => {
      const filter = searchFilterFor(text);
      if (!filter) return [];
      const { loginName = connection.defaults['loginName'] } = known;
      const values = { filter, limit: enough, ...(loginName && { loginName }), ...more };
      return (await everybodyFound(connection, values, options, enough)).contacts;
    };
  return {
    people: people({}),
    // Servers tell it only to those who ask for it.
    messagingIds: people({ attributes: ['lastName', 'firstName', 'id.phoneNumber', 'IMPP'] }),
  };
}
