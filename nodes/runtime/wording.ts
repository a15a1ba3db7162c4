import locale from '../../locales/en-US/errors.json' with { type: 'json' };

/** What people read of one code. A part is absent where the error says it itself, for it knows more. */
interface CodeWords {
  /** What the refusal means. */
  readonly what?: string;
  /** What to do. */
  readonly advice?: string;
  /** The short form, for a status. */
  readonly status?: string;
}

const codes: Readonly<Record<string, CodeWords | undefined>> = locale.codes;
const steps: Readonly<Record<string, string | undefined>> = locale.steps;

/** Longest quotation of a server, and longest text of a status. */
const longestReason = 300;
const longestStatus = 48;
const longestValue = 32;

/** An account as people know it. */
export interface AccountLabel {
  /** As typed in its dialog; may be empty. */
  readonly name?: string | undefined;
  /** The address, or the path, that it stands for. */
  readonly address?: string | undefined;
}

/** Name and address of an account, without credentials: `Alice (https://ot.example.com)`; undefined where neither is known. */
export function accountText({ name, address }: AccountLabel): string | undefined {
  const shown = address?.replace(/\/\/[^/@]*@/, '//');
  return name && shown ? `${name} (${shown})` : name || shown || undefined;
}

/**
 * What a refusal means, with the server's own reason: `the server does not allow it: no licence (403)`.
 * @param detail the status of the answer, or what the server calls the failure
 */
export function refusalText(code: string, detail: number | string | undefined, reason: string | undefined): string {
  const { what = locale.codes.other.what } = wordsOf(code);
  const quoted = reason
    ?.trim()
    .slice(0, longestReason)
    .replace(/[.\s]+$/, '');
  return `${filled(what, { code })}${quoted ? `: ${quoted}` : ''}${detail === undefined ? '' : ` (${detail})`}`;
}

/** What a sentence about a failure is made of. */
export interface FailureFacts {
  readonly system: string;
  /** Node type of the operation, or the step of the connection. */
  readonly operation: string;
  readonly account?: string | undefined;
  /** Licences that the operation needs one of. */
  readonly licences?: readonly string[] | undefined;
}

/**
 * One sentence that says who failed at what, why, and what to do:
 * `Alice (https://ot.example.com): make call failed: the server does not allow it (403); it needs the licence …`.
 * @param what the error's own message
 */
export function failureSentence(code: string, what: string, facts: FailureFacts): string {
  const { advice } = wordsOf(code);
  const licences = code === 'NOT_ALLOWED' && facts.licences?.length ? facts.licences : undefined;
  const needed = licences && filled(locale.licences, { licences: licences.join(` ${locale.or} `) });
  // What says by itself what to do needs no other advice.
  const said = [what, needed, what.includes('; ') ? undefined : advice].filter(Boolean).join('; ');
  const failed = filled(locale.failed, { operation: operationName(facts), what: said });
  return facts.account ? `${facts.account}: ${failed}` : failed;
}

/** The short form of a failure, for a status: `wrong password`, `cannot reach ot.example.com`, `callee is missing`. */
export function failureInShort(code: string, what: string, address: string | undefined): string {
  const { status } = wordsOf(code);
  if (status) return filled(status, { code, host: hostIn(address) ?? 'the server' });
  const [first = what] = what.split(/; | \(/, 1);
  return first.length > longestStatus ? `${first.slice(0, longestStatus - 1)}…` : first;
}

/** The same with the time of the next attempt. */
export function withNextTry(what: string, time: Date): string {
  return filled(locale.nextTry, { what, time: timeOfDay(time) });
}

/** A value or an event as a status shows it. */
export function inShort(text: string): string {
  return text.length > longestValue ? `${text.slice(0, longestValue - 1)}…` : text;
}

/** A time as people read it in a status: `12:05:20`. */
export function timeOfDay(time: Date): string {
  return time.toTimeString().slice(0, 8);
}

/** A call as a sentence about its user tells of it. */
export interface ToldCall {
  readonly state: string;
  /** Numbers or names of the others in it. */
  readonly parties: readonly string[];
}

/** What a user is doing: `alice has a call with 1002 and a call from 1003 ringing now`. */
export function situationText(user: string | undefined, calls: readonly ToldCall[]): string {
  const { situation } = locale;
  const states: Readonly<Record<string, string | undefined>> = situation.states;
  const told = calls.map(({ state, parties }) =>
    filled(states[state] ?? situation.otherState, {
      state,
      with: parties.length > 0 ? parties.join(` ${situation.and} `) : situation.someone,
    }),
  );
  const list = told.length > 0 ? told.join(` ${situation.and} `) : situation.none;
  return filled(situation.has, { user: user ?? situation.user, calls: list });
}

/** The same without seconds, for what happened: `12:05`. */
export function shortTime(time: Date): string {
  const [hours, minutes] = [time.getHours(), time.getMinutes()].map((part) => String(part).padStart(2, '0'));
  return `${hours}:${minutes}`;
}

/** A moment as a status shows it: `14:05` of today, `26 Nov 14:05` of another day. */
export function dayAndTime(time: Date, today: Date = new Date()): string {
  const [, month, day = ''] = time.toDateString().split(' ');
  const isToday = time.toDateString() === today.toDateString();
  return isToday ? shortTime(time) : `${Number(day)} ${month} ${shortTime(time)}`;
}

/** An error that nobody has foreseen. */
export function unexpectedText(what: string): string {
  return filled(locale.unexpected, { what });
}

/** `make call` for the node type `<system>-make-call`; a step of the connection by its name. */
function operationName({ system, operation }: FailureFacts): string {
  const step = steps[operation];
  if (step) return step;
  const bare = operation.startsWith(`${system}-`) ? operation.slice(system.length + 1) : operation;
  return bare.replaceAll('-', ' ');
}

function wordsOf(code: string): CodeWords {
  return codes[code] ?? codes[code.replace(/^(HTTP_\d)\d\d$/, '$1xx')] ?? locale.codes.other;
}

function hostIn(address: string | undefined): string | undefined {
  return address && URL.canParse(address) ? new URL(address).hostname : undefined;
}

function filled(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}
