import type { NodeDescription } from '../property.ts';
import type { Field, RequiredWhen, SystemName } from '../types.ts';

/** What is put into a field of an operation: as it stands, or what the task's input of that name holds. */
export type TaskValue =
  | string
  | number
  | boolean
  | TaskInput
  | readonly TaskValue[]
  | { readonly [name: string]: TaskValue };

/** The value of an input of the task; nothing where it is empty. */
export interface TaskInput {
  readonly input: string;
  /** What the operation calls each value of a choice; a value that is not named here is left out. */
  readonly words?: Readonly<Record<string, string | boolean>>;
  /** What the text is made into: `searchFilter`, the rules of a directory search for the name, number or address that it is. */
  readonly as?: 'searchFilter';
}

/** How what an operation answers becomes the message's payload. */
export interface TaskResult {
  /**
   * Its type and place; the structures are those of `taskTypes`. With `many`, the items of all steps become one list; one that
   * lacks a required field is left out.
   */
  readonly field: Field;
  /** The payload where there is nothing to read. */
  readonly otherwise?: string | boolean;
  /** What an item has that does not say so itself. */
  readonly defaults?: Readonly<Record<string, unknown>>;
  /** Items that have other values are left out; these properties are not handed on. */
  readonly only?: Readonly<Record<string, unknown>>;
  /** Of the list only the one item that is meant by the text of this input of the task; none, or several, is an error. */
  readonly meantBy?: string;
}

/** One operation that a task carries out. */
export interface TaskStep {
  /** Node type. */
  readonly operation: string;
  /** By field of the operation. */
  readonly values?: Readonly<Record<string, TaskValue>>;
  /**
   * How it is carried out where one request will not do: `search`, until the directory has found everybody; `conversation`, only
   * if there is no conversation with the person whose id the input `recipient` holds, who is then added to it.
   */
  readonly procedure?: 'search' | 'conversation';
  /** Carried out only while inputs of the task have one of these values. */
  readonly when?: RequiredWhen['when'];
  /** Left out where this input of the task is given. */
  readonly unless?: string;
  /** Absent: the payload stays as it came. */
  readonly result?: TaskResult;
  /** What the result becomes an input of the task for, instead of the payload: which, and the property of the result that it is. */
  readonly keeps?: { readonly input: string; readonly at: string };
}

/** Which call is meant when nobody names one: the only one that the user has in the first of these states that there is one in. */
export interface OnlyCall {
  /** Node type of the operation that lists the user's calls. */
  readonly operation: string;
  /** Field of its answer that holds the list; absent: the answer is the list. */
  readonly items?: string;
  /** The field that holds the call's id, then others that a call tells of itself: where they stand in a call, by field. */
  readonly fields: Readonly<Record<string, string>>;
  /** Where a call tells its state. */
  readonly state: string;
  /** The likeliest first. A call that does not tell its state is taken where there is no other. */
  readonly states: readonly string[];
}

/** How a system does what was chosen. */
export interface TaskAction {
  readonly steps: readonly TaskStep[];
  readonly call?: OnlyCall;
  /** Inputs that somebody has to give, unless they make no sense beside others; of a list one is enough. */
  readonly requires?: readonly (string | readonly string[])[];
}

/** How each system does it; one that is absent cannot. */
export type TaskSystems = Readonly<Partial<Record<SystemName, TaskAction>>>;

/** A thing that people come for: a node type that is put together of operations of whichever system the account is of. */
export interface TaskDescription extends NodeDescription {
  /** By value of the property `action`. */
  readonly actions: Readonly<Record<string, TaskSystems>>;
}
