/**
 * The words in which the catalogue is written. Pure types: nothing in the catalogue runs.
 *
 * A representation is a structure of an API's reference, an operation one of its requests, an event one
 * of its notifications. Names of representations are known inside their own domain only, for the
 * references use the same name for different things in different chapters.
 */

import type { Choices, Lookup } from './choices.ts';
import type { OutcomeRule } from './outcome.ts';
import type { Situation, UserKind } from './user.ts';

/** Plain types of the references and what they are in TypeScript. Dates are ISO 8601 strings. */
export interface Scalars {
  string: string;
  int: number;
  long: number;
  nonNegativeInteger: number;
  boolean: boolean;
  dateTime: string;
  hexBinary: string;
  byte: Uint8Array;
  /** Bytes within a structure; read as a Buffer. */
  base64Binary: Uint8Array;
  /** A calendar as text, RFC 5545. */
  iCalendar: string;
  'map<string,string>': Record<string, string>;
}

/** One value of a structure or of a request: its type, where it stands on the wire, and what is allowed. */
export interface Field {
  /** A key of {@link Scalars} or the name of a representation of the same domain. */
  readonly type: string;
  readonly required?: true;
  /** A list. In a query it is sent comma-separated. */
  readonly many?: true;
  /** The only values that the server takes, where the type itself is no enumeration. */
  readonly values?: readonly string[];
  /** The values are those that are known; others may be given as well. */
  readonly free?: true;
  /** What the values stand for, so that whoever offers them can add their names: countries by their ISO 3166-1 code. */
  readonly named?: 'region';
  /**
   * Where the value stands on the wire if not under the field's own name: the name of a parameter, or in JSON the dotted
   * place, numbers being indices of lists, `[role=customer]` the items of a list that have that value (`!=`: have not), and
   * an empty text the structure itself. Several places are those where servers are known to send it, the likeliest first;
   * it is written to the first.
   */
  readonly at?: string | readonly string[];
  /** The fields of this structure belong to the one around it: they are one level further down on the wire only. */
  readonly inline?: true;
  /** On the wire it is the only item of a list. It is written like that, and read with or without the list. */
  readonly listed?: true;
  /** A bare text or number where the structure is due stands for this field of it. */
  readonly bare?: true;
  /** How the wire spells each value, whatever the case; the first spelling is the one that is written. */
  readonly spellings?: Readonly<Record<string, readonly string[]>>;
  /** The value that stands for every spelling that is not known. Without it such a value is a mistake. */
  readonly otherwise?: string;
  /** What the value is made of on the wire, where it is neither plain nor a structure; see {@link Codec}. */
  readonly codec?: Codec;
  /** Constants that are written beside the value, by dotted place. */
  readonly adds?: Readonly<Record<string, string>>;
  /** First server version that knows it. */
  readonly since?: string;
  /** The reference forbids its use: never offered, never sent. */
  readonly reserved?: true;
  /** The account's default of the same name must not fill this field. */
  readonly noDefault?: true;
  /** Smallest and greatest number. */
  readonly min?: number;
  readonly max?: number;
  /** Numbers between them that are not taken. */
  readonly except?: readonly number[];
  /** A list of this representation may stand instead of the value. */
  readonly orMany?: string;
  /** Form of a text, as a regular expression, and texts that have it. */
  readonly pattern?: { readonly form: string; readonly examples: string };
  /** A text that is a point in time: `2026-01-31T08:00:00Z`, no fractions of a second. */
  readonly format?: 'dateTime';
  /** Greatest length of the decoded value in bytes. */
  readonly maxBytes?: number;
  /** Where the value is found when nobody gives it and there is exactly one: the mailbox of a user with one mailbox. */
  readonly lookup?: Lookup;
  /** What the dialog offers for it, though nobody fills it in; overrides what domain and system offer for fields of its name. */
  readonly choices?: Choices;
  /**
   * Where an input stands in the events that its operation reacts to, if not under its own name: dotted places, the
   * likeliest first. A place that holds several things is passed over by an input that takes one.
   */
  readonly from?: string | readonly string[];
  /** An empty text is a value as well, one that clears what is there. */
  readonly blank?: true;
  /** A value as it may be in real life, for messages that are made up. */
  readonly example?: string | number | Readonly<Record<string, string>>;
  /** What the number counts; the dialog says so behind the input. */
  readonly unit?: Unit;
  /** What the dialog offers to edit the value with, where there is something better than JSON. */
  readonly editor?: 'routes';
  /** Filled in by the server: read, and not asked for where the structure is edited. */
  readonly byServer?: true;
  /** What an editor enters for everything that it adds. */
  readonly preset?: boolean;
  /** Values of fields of the structure that make sense here, where its own enumeration has more. */
  readonly offers?: Readonly<Record<string, readonly string[]>>;
  /** Makes sense beside certain values of another field only; as an input it is refused beside others. */
  readonly beside?: Readonly<Record<string, readonly string[]>>;
  /** Makes sense for this kind of user only. */
  readonly only?: string;
  /** Items of this list that make sense for one kind of user only, by the value of a field of theirs. */
  readonly onlyFor?: {
    readonly field: string;
    readonly kinds: Readonly<Record<string, string>>;
    /** Field that switches an item off. */
    readonly unlessOff?: string;
  };
  /** A number to dial: one that a flow gives is sent without what people and pages put between its digits. */
  readonly dialled?: true;
  /** Never to be shown: entered as a password, blanked wherever values are reported. */
  readonly secret?: true;
}

/**
 * Ways to write one value with more than one:
 * `phoneNumber`, a number in an address (`tel:+33123456789`, `sip:2001@example.com;user=phone`), absent where it is withheld;
 * `displayName`, the name in such an address (`"Jo Doe" <sip:…>`);
 * `personName`, `{ firstName, lastName, displayName }` as one name; read only;
 * `phoneParts`, `{ cc, sn }`: country code and subscriber number, written apart for the country code that is given;
 * `nameValues`, a list of `{ name, value }` for an object;
 * `typedId`, an id in an object `{ type, id }` with the type that is given, or in a list of which one is such an object;
 * `verbatim`, whatever it is, as it is;
 * `localName`, a name without namespace prefix and without the ending that is given (`xsi:CallHeldEvent`);
 * `digits`, a number of which only the digits are written.
 */
export type Codec =
  | readonly ['phoneNumber']
  | readonly ['displayName']
  | readonly ['personName']
  | readonly ['phoneParts', countryCode: string]
  | readonly ['nameValues']
  | readonly ['typedId', type: string]
  | readonly ['verbatim']
  | readonly ['localName', ending?: string]
  | readonly ['digits'];

/** What numbers count. */
export type Unit = 'seconds' | 'minutes' | 'days' | 'per second' | 'items' | 'rings';

/** Fields by name. */
export type Fields = Readonly<Record<string, Field>>;

/** A structure with fields, or an enumeration as the list of its values. */
export type Representation = Fields | readonly string[];

/** Structures and enumerations of a domain by name. */
export type Representations = Readonly<Record<string, Representation>>;

/** HTTP methods that the APIs use. */
export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** Where a value of a request goes. */
export type Place = 'path' | 'query' | 'header' | 'body' | 'form';

/** Rules between fields that a single field cannot express. */
export interface Rules {
  /** Of these exactly one is given. */
  readonly exactlyOne?: readonly string[];
  /** Whoever gives one of them gives all. */
  readonly together?: readonly (readonly string[])[];
  /** At most one of these groups of fields is given. */
  readonly exclusive?: readonly (readonly string[])[];
  /** Fields that are needed when others have certain values. */
  readonly requiredWhen?: readonly RequiredWhen[];
}

/** Fields that must be given when others have certain values. */
export interface RequiredWhen {
  readonly fields: readonly string[];
  /** By field one of these values, in all of them; a yes or no as `true` or `false`. */
  readonly when: Readonly<Record<string, readonly string[]>>;
}

/** A plain value out of an answer, put beside what the server sent. */
export interface Highlight {
  /** Dotted places where servers are known to send it, the likeliest first; `**.x` is any `x`, the outermost first. */
  readonly at: readonly string[];
  /** It says yes or no in words and becomes true or false. */
  readonly yesNo?: true;
}

/** One request of an API; each is a node type. */
export interface Operation {
  readonly method: Method;
  /** Below the API's base address, ids in braces: `/telephony/calls/{callRef}`. */
  readonly path: string;
  /** Declared only for ids that are more than a required string, and are not declared for the domain. */
  readonly ids?: Fields;
  readonly query?: Fields;
  readonly headers?: Fields;
  readonly form?: Fields;
  /** Representation of the request body, or a scalar. */
  readonly body?: string;
  /** Name under which a scalar body is entered. */
  readonly bodyField?: string;
  /** Media type of the body where it is not JSON. */
  readonly media?: string;
  /** Representation of the answer, or a scalar. */
  readonly result?: string;
  /** The answer is a list of them. */
  readonly many?: true;
  /** Representation that servers answer with, where the reference names another one. */
  readonly answer?: string;
  /** The answer 201 carries a reference; this is its name in the API (`callRef`). */
  readonly reference?: string;
  /** Media type to ask for where it is not JSON. */
  readonly accept?: string;
  readonly rules?: Rules;
  /** Field that says to whom it goes; a status shows it. */
  readonly target?: string;
  /** Values of fields of a shared structure that the operation itself stands for; sent unless another is given. */
  readonly fallbacks?: Readonly<Record<string, string | number>>;
  /** Values that are known to make sense for fields of a shared structure that take any text; the dialog offers them. */
  readonly known?: Readonly<Record<string, readonly string[]>>;
  /** Fields that it needs although the structure, which it shares with others, leaves them optional. */
  readonly requires?: readonly string[];
  readonly licences?: readonly string[];
  readonly since?: string;
  readonly deprecated?: true;
  /** Kind of user that it works for, where it does not work for all. */
  readonly only?: string;
  /**
   * The answer is one page of a list: the field with its items, the answer itself if absent; and the field or the header
   * that tells how many there are in all.
   */
  readonly pages?: { readonly items?: string; readonly total?: string; readonly totalHeader?: string };
  /** By the name under which it is put beside the answer. */
  readonly highlights?: Readonly<Record<string, Highlight>>;
  /** Field of the answer with a URL whose contents can be fetched along (the audio of a voice message). */
  readonly attachment?: string;
  /** Without the named field it means all of them, and the server wants them listed first by the other operation. */
  readonly allAfter?: { readonly without: string; readonly operation: string };
  /** What must stand before the request can go out; a session if not said. */
  readonly authentication?: 'nothing' | 'token';
  /**
   * It creates (POST), lists (GET), reads, changes or deletes (GET, PUT, DELETE with the id at the path's end) resources of the
   * collection that its path names; `id` is the field of a resource that holds its id. The simulator keeps what was created.
   */
  readonly collection?: { readonly id: string };
  /** The events that tell how it ended; without it, the answer says so. */
  readonly outcome?: OutcomeRule;
  /** What it does to the account's own connection. */
  readonly effect?: 'session-opened' | 'session-closed';
}

/** One notification of an API. */
export interface Event {
  /** Name under which the whole package is subscribed to; without one, the event's own name is used. */
  readonly package?: string;
  /** Packages that include it, where several do; the event has no subscription of its own then. */
  readonly packages?: readonly string[];
  /** Representation of the notification. */
  readonly type: string;
  /** Sent without being asked for. */
  readonly unsolicited?: true;
  /** How servers name it, whatever the case, the likeliest first; its own name if absent. */
  readonly spellings?: readonly string[];
  /** Another event is this one where its fields have certain values: an alerting call that goes out is originated. */
  readonly insteadOf?: { readonly event: string; readonly when: RequiredWhen['when'] };
}

/** The systems that the package talks to. */
export type SystemName = 'opentouch' | 'teaming' | 'business-talk' | 'business-apps';

/** A chapter of an API: its operations, structures and events, which belong to one set. */
export interface Domain {
  /** Unit that a user can switch off; also the name of the built files. */
  readonly set: string;
  readonly system: SystemName;
  /** Title of the chapter in the vendor's reference. */
  readonly chapter: string;
  /** Palette category; its heading stands in the locale. */
  readonly category: string;
  readonly icon: string;
  readonly representations: Representations;
  /** Ids in the paths of this domain that are more than a required string. */
  readonly ids?: Fields;
  /** By field: what dialogs offer for it in this domain, where that differs from what the system says. */
  readonly choices?: Readonly<Record<string, Choices>>;
  /** By node type. */
  readonly operations: Readonly<Record<string, Operation>>;
  /** By event name. */
  readonly events: Readonly<Record<string, Event>>;
  /** Where it is read what a user is doing, which may be why an operation of this domain is not possible. */
  readonly situation?: Situation;
  /** Operations that read back the state which this domain's events keep up to date. */
  readonly resync?: readonly string[];
}

/** How one field goes over the wire in another form of an operation; what is absent stays as declared. */
export interface FieldVariant {
  readonly in?: Place;
  /** Its name there, see {@link Field.at}. */
  readonly as?: string;
  /** What is sent for a value. */
  readonly values?: Readonly<Record<string, string | boolean>>;
}

/** Another form of an operation on the wire; what is absent stays as declared. */
export interface Variant {
  readonly method?: Method;
  readonly path?: string;
  readonly fields?: Readonly<Record<string, FieldVariant>>;
  /** Sent in the JSON body beside the fields, by dotted place. */
  readonly adds?: Readonly<Record<string, string>>;
}

/**
 * What an API is known to do in more than one way, or is not known for sure: by property of the account, then by its
 * value, then by operation. A value that is not listed means the forms as declared.
 */
export type Dialects = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, Variant>>>>>>;

/** An API as a whole: its chapters, and how its nodes find their account. */
export interface System {
  readonly name: SystemName;
  /** Property of a flow's node that refers to the account. */
  readonly account: 'server' | 'account';
  /** Node type of the account. */
  readonly accountType: string;
  /** Fields that the account fills in last when nobody else did; properties of the account of the same name. */
  readonly defaults: readonly string[];
  /**
   * Fields that say who acts: a login name, a device, a user, a customer. A stranger's web request does not fill them
   * unless the flow's author allows it.
   */
  readonly actors: readonly string[];
  /** By field: what dialogs offer for it. */
  readonly choices?: Readonly<Record<string, Choices>>;
  /** By field: a value as it may be in real life, which dialogs show in an empty input. */
  readonly examples?: Readonly<Record<string, string>>;
  readonly color: string;
  readonly domains: readonly Domain[];
  /** Where the kind of a user is found, which `only` and `onlyFor` speak of. */
  readonly userKind?: UserKind;
  readonly dialects?: Dialects;
  /** Where a notification says what happened. */
  readonly eventName?: Field;
  /** The event that stands for all that are not known; without one they keep the name that they were sent with. */
  readonly otherEvent?: string;
}
