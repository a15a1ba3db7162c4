/** What is offered of each item of a list. */
export interface Offered {
  /** Dotted place of the id in an item; empty: the item is the id. */
  readonly id: string;
  /**
   * Dotted places of what says more of it to whoever chooses; a list is the place of things, people for example, and the places
   * in each of them.
   */
  readonly shows?: readonly (string | readonly [place: string, ...within: string[]])[];
}

/** An operation that lists what an id may stand for, or tells it. */
export interface Lookup extends Offered {
  /** Node type of the listing operation. */
  readonly operation: string;
  /** Field of its result that holds the list; absent: the result is the list, or the only one. */
  readonly items?: string;
}

/** A list for which there is no operation, and which the account makes itself: people of its directories, what it keeps. */
export interface AccountList extends Offered {
  /** Name under which the account has it. */
  readonly list: string;
  /** It is too long to be shown, and searched by what is typed. */
  readonly typed?: true;
  /** Fields that the list depends on. */
  readonly known?: readonly string[];
}

/** Where it is read what an id, a number or a name may be. */
export type Choices = Lookup | AccountList;
