/** Where the kind of a user, and what they have licences for, is found. */
export interface UserKind {
  /** Input of an operation that says which user acts; absent, it is the account's own. */
  readonly user: string;
  /** Operation that tells of a user by that input, and the field that holds their kind. */
  readonly operation: string;
  readonly field: string;
  /** Field that lists the user's rights, and the right that stands for a licence where the reference calls it otherwise. */
  readonly rights: { readonly field: string; readonly names: Readonly<Record<string, string>> };
  /** The account's own user: the only one that this operation lists. */
  readonly own: { readonly operation: string; readonly items: string };
}

/** Where it is read what a user is doing. */
export interface Situation {
  /** Operation that reads it, and the field of its result that lists the calls. */
  readonly operation: string;
  readonly items: string;
  /** Dotted place of a call's state, and those of who else is in the call, the likeliest first. */
  readonly state: string;
  readonly parties: readonly string[];
}
