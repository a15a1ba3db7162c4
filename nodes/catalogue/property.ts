import type { Field, RequiredWhen } from './types.ts';

/**
 * One value that a node keeps and its dialog asks for, of the node types that are no operations. The words that {@link Field} has,
 * too, mean the same here. A property of which nothing else is said is a text.
 */
export interface Property
  extends Pick<
    Field,
    'required' | 'many' | 'values' | 'free' | 'min' | 'max' | 'unit' | 'secret' | 'from' | 'bare' | 'beside'
  > {
  /** A `string` if not said; an `object` is any, or a list of them. */
  readonly type?: 'string' | 'int' | 'boolean' | 'object';
  /** What it has in a new node. A number is kept as the text that was typed. */
  readonly value: string | number | boolean | readonly string[] | Readonly<Record<'type' | 'value', string>>;
  /**
   * What the dialog edits it with where an input, a check box or a choice will not do: `typed`, an input of a value that may come
   * out of the message; `criteria`, comparisons of the values; `events`, the events of the system; `output`, the way of handing
   * out, which decides on the number of outputs; `errors`, a switch for a second output that errors go to; `operation`, the operations of the system; `system`, the systems that the node
   * can work with, the first being one that there is an account of. `consent`, `outbox`, `openRequests` and `registerFile` show something that is no value.
   */
  readonly editor?:
    | 'typed'
    | 'criteria'
    | 'events'
    | 'output'
    | 'errors'
    | 'operation'
    | 'system'
    | 'consent'
    | 'outbox'
    | 'openRequests'
    | 'registerFile';
  /** A value as it may be in real life, which the dialog shows in an empty input. */
  readonly example?: string;
  /** What the dialog offers for it, by the type of the account that is asked. */
  readonly choices?: Readonly<Record<string, PropertyChoices>>;
  /** Ways to compare, in criteria. */
  readonly comparisons?: readonly string[];
  /** Folded away in the dialog as long as nobody has changed it. */
  readonly rare?: true;
  /** Required only while other properties have certain values, see {@link RequiredWhen}. */
  readonly requiredWhen?: RequiredWhen['when'];
  /** Another property that may be given instead of a required one. */
  readonly unless?: string;
  /** Kept by Node-RED as a credential, never in the flow file. */
  readonly credential?: true;
  /** Type of the configuration node that it refers to. */
  readonly config?: string;
  /** An address that has to be reached by the server whose address stands in this other property. */
  readonly reachedFrom?: string;
}

/** A field of an operation, whose list is offered for a property. */
export interface PropertyChoices {
  readonly operation: string;
  readonly field: string;
  /** The property takes several, comma-separated. */
  readonly many?: true;
  /** The list is too long to be shown, and searched by what is typed. */
  readonly typed?: true;
  /** Properties that the list depends on, by what the operation calls them. */
  readonly known?: Readonly<Record<string, string>>;
}

/** A node type that is no operation: an account, an event source, the simulator. */
export interface NodeDescription {
  readonly set: string;
  readonly category: string;
  readonly color?: string;
  readonly icon?: string;
  readonly inputs?: 0 | 1;
  readonly outputs?: number;
  /** What each of several outputs is for; their labels stand in the locale. */
  readonly outputNames?: readonly string[];
  /** Structure of its set that it sends as `msg.payload`; the help and the documentation list its fields. */
  readonly emits?: string;
  /** An account that can be looked over before it is deployed: its dialog offers that. */
  readonly checks?: true;
  /** Property whose value stands on the node when it has no name. */
  readonly labelFrom?: string;
  readonly properties: Readonly<Record<string, Property>>;
}
