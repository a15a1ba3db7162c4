/** A field's name and the value that the rule is about; undefined: it was left out. */
export type Circumstances = Readonly<Record<string, string | undefined>>;

/** Why a value, or its absence, is refused. What the catalogue asks for stands beside the reason. */
export type Reason =
  /** Nothing is there, and nobody else knows it. */
  | { readonly reason: 'missing' }
  /** Not what the type is. */
  | {
      readonly reason:
        | 'text'
        | 'truth'
        | 'date'
        | 'hexadecimal'
        | 'base64'
        | 'bytes'
        | 'map'
        | 'list'
        /** Several where there is one at most. */
        | 'single'
        /** A text that is a point in time, to the second, with its zone. */
        | 'moment'
        /** A number of which digits have been lost before it came here. */
        | 'digits'
        /** `.` or `..` as a segment of a path. */
        | 'segment';
    }
  /** Not the structure of this name, if it has one that its reference knows. */
  | { readonly reason: 'object'; readonly type?: string }
  /** The value would do, but JSON has it as another type. */
  | { readonly reason: 'json'; readonly type: string }
  /** No whole number, or one below or above the bounds. */
  | { readonly reason: 'whole' | 'min' | 'max'; readonly min: string; readonly max: string }
  | { readonly reason: 'except'; readonly value: string }
  | { readonly reason: 'allowed'; readonly values: string }
  | { readonly reason: 'pattern'; readonly examples: string }
  | { readonly reason: 'maxBytes'; readonly max: string }
  /** Rules between fields. */
  | { readonly reason: 'noneOf' | 'together' | 'exclusive'; readonly fields: readonly string[] }
  | { readonly reason: 'severalOf'; readonly fields: readonly string[]; readonly given: string }
  | { readonly reason: 'requiredWhen' | 'beside'; readonly others: Circumstances };

/** What is wrong with a request, and where: `filter.selectors[0].names`. */
export type Problem = Reason & { readonly path: string };

/** The value at a path is not what the catalogue asks for; the message is the reason's name. */
export class InvalidValue extends Error {
  readonly problem: Problem;

  constructor(path: string, reason: Reason) {
    super(reason.reason);
    this.problem = { ...reason, path };
  }
}

const plain = {
  missing: 'is missing',
  text: 'expected a text',
  truth: 'expected true or false',
  date: 'expected a date in ISO 8601 (2026-01-31T08:00:00Z), a Date or milliseconds',
  moment: 'expected a date with time and zone, such as 2026-01-31T08:00:00Z',
  hexadecimal: 'expected bytes in hexadecimal, two digits each, or a Buffer',
  base64: 'expected a Buffer, or bytes in base64',
  bytes: 'expected a Buffer or a text',
  map: 'expected an object of texts',
  list: 'expected a list',
  single: 'expected a single one, not a list',
  digits: 'has lost digits as a number; give a number of this size as a text',
  segment: 'is not an id',
} as const;

/** What is wrong and where, as a clause: `callee is missing`, `timeout: expected a whole number from 1 to 60`. */
export function problemText(problem: Problem): string {
  const text = inEnglish(problem);
  return `${problem.path}${text.startsWith('expected') ? ':' : ''} ${text}`;
}

/** What is wrong in English, to stand behind the path: `expected a text`. */
export function inEnglish(problem: Reason): string {
  switch (problem.reason) {
    case 'object':
      return problem.type === undefined ? 'expected an object' : `expected an object (${problem.type})`;
    case 'json':
      return `expected JSON of type ${problem.type}`;
    case 'whole':
    case 'min':
    case 'max':
      return `expected a whole number from ${problem.min} to ${problem.max}`;
    case 'except':
      return `must not be ${problem.value}`;
    case 'allowed':
      return `expected one of ${problem.values}`;
    case 'pattern':
      return `expected something like ${problem.examples}`;
    case 'maxBytes':
      return `expected at most ${problem.max} bytes`;
    case 'noneOf':
      return `is missing; exactly one of ${problem.fields.join(', ')} is expected`;
    case 'severalOf':
      return `is given as well as ${problem.given}; exactly one of ${problem.fields.join(', ')} is expected`;
    case 'together':
      return `is missing; it goes with ${problem.fields.join(', ')}`;
    case 'exclusive':
      return `cannot be used together with ${problem.fields.join(', ')}`;
    case 'requiredWhen':
      return `is missing; it is needed with ${asText(problem.others)}`;
    case 'beside':
      return `does not go with ${asText(problem.others)}`;
    default:
      return plain[problem.reason];
  }
}

function asText(others: Circumstances): string {
  const parts = Object.entries(others).map(([name, value]) => `${name} ${value ?? 'left out'}`);
  return parts.join(' and ');
}
