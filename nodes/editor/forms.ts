import type { Property } from '../catalogue/property.ts';
import type { Representations, Rules } from '../catalogue/types.ts';
import type { InputField } from '../schema/describe.ts';
import type { RoutesShape } from './panels/routes.ts';

/** The words of a field that decide on its value, at whatever depth. */
export const shapeWords = [
  'many',
  'orMany',
  'values',
  'free',
  'min',
  'max',
  'except',
  'pattern',
  'format',
  'maxBytes',
] as const;

/** The other words that a dialog reads as they stand in the catalogue. */
export const fieldWords = ['allowed', 'named', 'segment', 'beside', 'secret', 'fallback', 'unit'] as const;

type Words = Exclude<(typeof shapeWords)[number], 'values'> | (typeof fieldWords)[number];

/** A field of an operation as its dialog shows it. */
export interface FormField extends Pick<InputField, Words> {
  readonly name: string;
  /** A `string` if not said: most are, and the editor loads all of them. */
  readonly type?: string;
  readonly required?: true;
  /** The account fills it in when nobody else does. */
  readonly account?: true;
  /** It says who acts. */
  readonly actor?: true;
  /** Found by the runtime when nobody gives it and there is only one to choose; the other fields that this depends on. */
  readonly lookup?: readonly string[];
  /** The account can list what it may be, given these other fields. */
  readonly choices?: readonly string[];
  /** That list is searched by what is typed. */
  readonly typed?: true;
  /** It is clicked together line by line, and this is how. */
  readonly routes?: RoutesShape;
  /** Name of the list of its values, under which the words for them stand; the field's own if absent. */
  readonly list?: string;
  /** Fields within it, by dotted place, for which the account has a list; all of these are searched by what is typed. */
  readonly offers?: Readonly<Record<string, readonly string[]>>;
  /** How an object or list looks that there is no form for. */
  readonly hint?: string;
  /** A value as it may be in real life. */
  readonly example?: string;
}

/** The dialog of a node that carries out an operation. */
export interface OperationForm {
  /** Property that refers to the account, the account's node type, and the field that says who acts, if accounts know of users. */
  readonly account: { readonly property: string; readonly type: string; readonly user?: string };
  readonly fields: readonly FormField[];
  /** The structures and enumerations that the types of the fields name. */
  readonly representations?: Representations;
  readonly rules?: Rules;
  /** What the node stores beside its fields. */
  readonly options?: Readonly<Record<string, Property>>;
}

/** Name of an event and of the package under which it is subscribed to; empty if that is not known. */
export type EventChoice = readonly [name: string, packageName: string];

/** Title of a chapter, and the node types of its operations. */
export type Chapter = readonly [title: string, types: readonly string[]];

/** The dialog of a node type that is no operation. */
export interface PropertyForm {
  readonly config?: true;
  /** It can be looked over as it stands in the dialog. */
  readonly checks?: true;
  readonly labelFrom?: string;
  readonly properties: Readonly<Record<string, Property>>;
  readonly events?: readonly EventChoice[];
  readonly outputNames?: readonly string[];
  /** The system whose operations can be chosen; which these are is loaded with their words. */
  readonly operations?: string;
}

/** What a dialog is built from: an operation's fields or a node's properties. */
export type Form = OperationForm | PropertyForm;

/** Forms by node type. */
export type Forms = Readonly<Record<string, Form>>;

/** What is required stands first, everything else in the order of the reference. */
export function requiredFirst<T extends { readonly required?: true }>(fields: readonly T[]): T[] {
  return [...fields].sort((one, other) => Number(!!other.required) - Number(!!one.required));
}
