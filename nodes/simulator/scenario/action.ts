import type { CallAction, TelephoneAction } from '../page/state.ts';
import { type CastMember, memberText, telephoneNow } from './cast.ts';
import type { ScenarioAction } from './declared.ts';
import { waitFor } from './wait-for.ts';

/** What an action says beside who does it, and its sentence. */
interface ActionWords {
  /** Done with a call of theirs. */
  readonly call?: true;
  readonly needs: readonly ('to' | 'from' | 'value' | 'text' | 'on')[];
  readonly says: (who: string, values: ScenarioAction) => string;
}

const words = {
  answer: { call: true, needs: [], says: (who) => `${who} answers.` },
  hold: { call: true, needs: [], says: (who) => `${who} puts the call on hold.` },
  retrieve: { call: true, needs: [], says: (who) => `${who} takes the call off hold.` },
  transfer: { call: true, needs: ['to'], says: (who, { to }) => `${who} transfers the call to ${to}.` },
  divert: { call: true, needs: ['to'], says: (who, { to }) => `${who} diverts the ringing call to ${to}.` },
  'hang-up': { call: true, needs: [], says: (who) => `${who} hangs up.` },
  'leave-message': { needs: ['from'], says: (who, { from }) => `${from} leaves a voice message for ${who}.` },
  forward: {
    needs: [],
    says: (who, { to }) => (to ? `${who} forwards all calls to ${to}.` : `${who} no longer forwards calls.`),
  },
  'do-not-disturb': {
    needs: ['on'],
    says: (who, { on }) => `${who} switches do not disturb ${on ? 'on' : 'off'}.`,
  },
  presence: { needs: ['value'], says: (who, { value }) => `${who} is shown as ${value}.` },
  message: { needs: ['to', 'text'], says: (who, { to, text }) => `${who} writes to ${to}: "${text}".` },
} as const satisfies Readonly<Partial<Record<TelephoneAction, ActionWords>>>;

/** Name of something that can be done with a telephone in a scenario. */
export type ScenarioActionName = keyof typeof words;

/** What an action needs to be told beside who does it; undefined: there is no such action. */
export function wordsOf(name: string): ActionWords | undefined {
  return Object.hasOwn(words, name) ? words[name as ScenarioActionName] : undefined;
}

/**
 * Somebody does something with their telephone.
 * @returns the sentence about it
 * @throws Error that says what is in the way
 */
export async function carryOutAction(member: CastMember, action: ScenarioAction, signal: AbortSignal): Promise<string> {
  const name = action.do as ScenarioActionName;
  const known: ActionWords = words[name];
  const who = memberText(member);
  const { to, from, value, text, on } = action;
  const call = known.call ? await callFor(member, name as CallAction, signal) : undefined;
  if (known.call && call === undefined) throw new Error(`${who} has no call for "${name}"`);
  const given = Object.entries({ call, to, from, value, text, on }).filter(([, each]) => each !== undefined);
  await member.telephones.act(member.id, name, Object.fromEntries(given));
  return known.says(who, action);
}

/** The call of somebody that they can do it with, as soon as there is one. */
async function callFor(member: CastMember, action: CallAction, signal: AbortSignal): Promise<string | undefined> {
  return waitFor(() => telephoneNow(member)?.calls.find(({ can }) => can.includes(action))?.id, signal);
}
