import type { Need, Property, Rules } from '../catalogue/types.ts';
import type { RoutesShape } from './routes.ts';

/** A field of an operation as its dialog shows it. */
export interface FormField {
  readonly name: string;
  /** A text if not said: most are, and the editor loads all of them. */
  readonly kind?: 'text' | 'number' | 'switch' | 'date' | 'object' | 'data';
  readonly required?: true;
  readonly many?: true;
  readonly choices?: readonly string[];
  /** The choices are suggestions; anything else may be entered as well. */
  readonly free?: true;
  /** What the choices stand for; the editor knows their names. */
  readonly named?: 'region';
  readonly min?: number;
  readonly max?: number;
  /** Numbers between them that are not taken. */
  readonly except?: readonly number[];
  /** Values of other fields beside which alone it makes sense. */
  readonly beside?: Need['when'];
  readonly secret?: true;
  /** The account fills it in when nobody else does. */
  readonly account?: true;
  /** Found by the runtime when nobody gives it and there is only one to choose; the other fields that this depends on. */
  readonly lookup?: readonly string[];
  /** An object or a list of them may stand instead of the text. */
  readonly orObject?: true;
  /** Form of a text, as a regular expression, and texts that have it. */
  readonly pattern?: { readonly form: string; readonly examples: string };
  /** It is clicked together line by line, and this is how. */
  readonly routes?: RoutesShape;
  /** How an object or list looks. */
  readonly hint?: string;
}

export interface OperationForm {
  /** Property that refers to the account, and the account's node type. */
  readonly account: string;
  readonly accountType: string;
  readonly fields: readonly FormField[];
  readonly rules?: Rules;
  /** What the node stores beside its fields. */
  readonly options?: Readonly<Record<string, Property>>;
}

/** Name of an event and of the package under which it is subscribed to; empty if that is not known. */
export type EventChoice = readonly [name: string, packageName: string];

/** The dialog of a node type that is no operation. */
export interface PropertyForm {
  readonly config?: true;
  readonly labelFrom?: string;
  readonly properties: Readonly<Record<string, Property>>;
  readonly events?: readonly EventChoice[];
  readonly outputNames?: readonly string[];
  /** Node types of the operations that can be chosen, by chapter. */
  readonly operations?: readonly (readonly [chapter: string, types: readonly string[]])[];
}

export type Form = OperationForm | PropertyForm;
export type Forms = Readonly<Record<string, Form>>;

/** What is required stands first, everything else in the order of the reference. */
export function requiredFirst<T extends { readonly required?: true }>(fields: readonly T[]): T[] {
  return [...fields].sort((one, other) => Number(!!other.required) - Number(!!one.required));
}
