/** Contacts that a user has marked as favourites in his own applications. He hears of them without asking. */
export const favourites: Readonly<Record<string, readonly string[]>> = {
  alice: ['bob', 'carol'],
  bob: ['alice'],
  carol: ['alice', 'dave'],
};

/** Notes that stand when the server starts. */
export const notes: Readonly<Record<string, string>> = {
  dave: 'On the road, please write',
  frank: 'In Paris until Friday',
};
