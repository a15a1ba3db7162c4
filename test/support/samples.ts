import type { OperationFacts, Section } from './facts.ts';
import { factsKey, necessaryIn } from './facts.ts';

/** A value with every character that goes wrong in a URL when somebody forgets to encode it. */
export const awkward = 'a+b/c d%é&x=y?#';

/** Closed sets that the reference names in its text only. */
const closedSets: Readonly<Record<string, string | readonly string[]>> = {
  types: ['STANDARD', 'MULTIMEDIA'],
  apiRights: ['TELEPHONY_BASIC', 'MESSAGING'],
  mute: 'true',
  action: 'pause',
  read: 'true',
  acknowledge: 'true',
  unanswered: 'true',
  unacknowledged: 'true',
  withAttachment: 'true',
  afterDate: '2026-01-31T08:00:00.000Z',
  beforeDate: '2026-02-28T08:00:00.000Z',
  role: 'CALLEE',
};

/** Fields of bodies whose form the reference gives in its text only, by structure. */
const forms: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  PlayVoiceMessageRequest: { offset: '+10' },
  SubscriptionRequest: { keepalive: 5 },
  ConferenceRequest: { startDate: '2026-01-31T08:00:00Z', endDate: '2026-01-31T09:30:00+01:00', duration: 'PT01H30M' },
  Recurrence: { daysOfTheWeek: ['monday', 'friday'], weekOfTheMonth: 2 },
};

/** Inputs that the reference does not allow beside the others. */
const alternatives: Readonly<Record<string, readonly string[]>> = {
  'POST /telephony/calls': ['businessCode', 'pin', 'secretCode'],
  'GET /users': ['loginName', 'companyEmail', 'instantMessagingId'],
};

const scalars: Readonly<Record<string, unknown>> = {
  string: awkward,
  int: 7,
  long: 9_007_199_254_740_991,
  nonNegativeInteger: 7,
  boolean: true,
  dateTime: '2026-01-31T08:00:00.000Z',
  hexBinary: '0a0bff',
  byte: Buffer.from([0, 13, 10, 45, 45, 255]),
  iCalendar: 'BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n',
  'map<string,string>': { colour: awkward },
};

/** A value of a type of the reference; structures carry every field that is not reserved, `depth` levels down. */
export function sample(section: Section, type: string, many = false, depth = 4): unknown {
  const one = sampleOne(section, type, depth);
  return many && type !== 'map<string,string>' ? [one, one] : one;
}

function sampleOne(section: Section, type: string, depth: number): unknown {
  if (type in scalars) return scalars[type];
  const representation = section.representations[type];
  if (!representation) throw new Error(`the reference has no type ${type} in ${section.name}`);
  if (representation.kind === 'enum') return representation.values.find((value) => value !== 'UNKNOWN');
  return Object.fromEntries(
    representation.fields
      .filter(({ reserved, required }) => !reserved && (required || depth > 0))
      .map((field) => [field.name, forms[type]?.[field.name] ?? sample(section, field.type, field.many, depth - 1)]),
  );
}

/** The inputs of an operation by place. */
export interface SampleInputs {
  readonly path: Readonly<Record<string, unknown>>;
  readonly query: Readonly<Record<string, unknown>>;
  /** Absent where the operation has no body. */
  readonly body?: Readonly<Record<string, unknown>> | string;
  /** Files of a form; absent where there is none. */
  readonly form?: Readonly<Record<string, unknown>>;
}

/** As many inputs as an operation takes at once, or as few as it needs. */
export function inputsOf(section: Section, operation: OperationFacts, which: 'all' | 'required'): SampleInputs {
  const unwanted = alternatives[factsKey(operation)] ?? [];
  const needed = necessaryIn(operation);
  const wanted = (name: string, required: boolean) =>
    !unwanted.includes(name) && (which === 'all' || required || needed.includes(name));
  const parameters = (list: OperationFacts['query'] = [], always = false) =>
    Object.fromEntries(
      list
        .filter(({ name, required }) => wanted(name, always || required === true))
        .map(({ name, type, values }) => [name, closedSets[name] ?? values?.[0] ?? sample(section, type)]),
    );
  const path = parameters(operation.path_params, true);
  const query = parameters(operation.query);
  if (operation.form) return { path, query, form: parameters(operation.form, true) };
  if (!operation.body) return { path, query };
  const structure = section.representations[operation.body.type];
  const { type: representation } = operation.body;
  if (structure?.kind !== 'object') return { path, query, body: String(scalars[representation] ?? awkward) };
  const body = Object.fromEntries(
    structure.fields
      .filter(({ name, required, reserved }) => !reserved && wanted(name, required))
      .map(({ name, type, many }) => [name, forms[representation]?.[name] ?? sample(section, type, many)]),
  );
  return { path, query, body };
}
