/** One input of a property form, for the node types that are no operations. */
export interface Property {
  readonly kind:
    | 'text'
    | 'number'
    | 'choice'
    | 'choices'
    | 'events'
    | 'list'
    | 'secret'
    | 'config'
    | 'output'
    | 'switch'
    | 'typed'
    | 'criteria'
    | 'operation'
    | 'consent'
    | 'outbox';
  readonly value: string | number | boolean | readonly string[] | Readonly<Record<'type' | 'value', string>>;
  /** What a typed input takes besides a message's property and the like; a text if not said. */
  readonly typed?: 'text' | 'number' | 'object';
  /** Ways to compare, in criteria; the options are what can be compared. */
  readonly comparisons?: readonly string[];
  readonly required?: true;
  /** Folded away in the dialog as long as nobody has changed it. */
  readonly rare?: true;
  /** Required only while another property has one of these values. */
  readonly when?: Readonly<Record<string, readonly string[]>>;
  /** Another property that may be given instead of a required one. */
  readonly unless?: string;
  /** Kept by Node-RED as a credential, never in the flow file. */
  readonly credential?: true;
  /** Values of a choice; their labels stand in the locale. */
  readonly options?: readonly string[];
  /** Values other than the options may be typed beside them. */
  readonly free?: true;
  /** Type of the configuration node that it refers to. */
  readonly config?: string;
  readonly min?: number;
  readonly max?: number;
  /** An address that has to be reached by the server whose address stands in this other property. */
  readonly reachedFrom?: string;
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
  /** Property whose value stands on the node when it has no name. */
  readonly labelFrom?: string;
  readonly properties: Readonly<Record<string, Property>>;
}
