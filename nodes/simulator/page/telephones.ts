import type { HuntingGroupState, LiveCall, Telephone, TelephoneAction } from './state.ts';

/** The telephones of a system, for the page to show and to use. */
export interface Telephones {
  all(): readonly Telephone[];
  calls(): readonly LiveCall[];
  /** Where several telephones stand behind one number. Whoever rings a group names it where a telephone is named. */
  groups?(): readonly HuntingGroupState[];
  /** Whose telephone is meant by a name or a number: what identifies them in {@link all}. */
  idOf(nameOrNumber: string): string | undefined;
  /** Whether a number leads anywhere, inside or outside. */
  leads(number: string): boolean;
  /**
   * The telephone outside that is in a call hangs up.
   * @param live the {@link LiveCall}
   * @throws Error if the call is over, or nobody outside is in it
   */
  outsideHangsUp(live: string): void;
  /**
   * Does what somebody could do with their telephone.
   * @param id whose
   * @param values what the action takes, by the names in {@link TelephoneAction}, and `call` for what is done with a call
   * @throws Error that says what is in the way
   */
  act(id: string, action: TelephoneAction, values: Readonly<Record<string, unknown>>): Promise<void> | void;
}

/** What can be done with a telephone. */
export const telephoneActions: readonly TelephoneAction[] = [
  'answer',
  'hold',
  'retrieve',
  'transfer',
  'divert',
  'hang-up',
  'call',
  'ring',
  'leave-message',
  'forward',
  'do-not-disturb',
  'presence',
  'message',
  'log-in',
  'log-out',
];
