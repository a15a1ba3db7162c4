import type { AccountRow, CallRow, ErrorRow } from '../../runtime/overview/shapes.ts';
import { chrome } from '../texts.ts';

/** A line about an account, and whether somebody should do something about it. */
export interface AccountLine {
  readonly text: string;
  readonly bad?: boolean;
}

/** What an account is called where it has no name. */
export function accountName({ name, address, type }: AccountRow): string {
  return name ?? address ?? type;
}

/** What there is to say of an account below its name and its state. */
export function accountLines(account: AccountRow): readonly AccountLine[] {
  const { kind, name, address, since, lastHeard, lastEvent, lastFailure, problem, nextTry, sources, counts } = account;
  const silent = sources.all - sources.well;
  const text = (key: string, values: Readonly<Record<string, unknown>>): AccountLine => ({ text: chrome(key, values) });
  return [
    ...(name && address ? [{ text: address }] : []),
    ...(problem ? [{ text: sentence(problem), bad: true }] : []),
    ...(kind === 'waiting' ? [nextTry ? text('nextTry', { time: timeText(nextTry) }) : text('nextMessage', {})] : []),
    ...(kind === 'stopped' ? [text('stopped', {})] : []),
    ...(since ? [text('since', { time: timeText(since) })] : []),
    ...(lastHeard ? [text('lastHeard', { time: timeText(lastHeard) })] : []),
    ...(lastEvent ? [text('lastEvent', { time: timeText(lastEvent.at), event: lastEvent.text })] : []),
    ...(!problem && lastFailure
      ? [text('lastFailure', { time: timeText(lastFailure.at), text: sentence(lastFailure.text) })]
      : []),
    ...(silent > 0 ? [{ ...text('silentSources', { silent, all: sources.all }), bad: kind === 'connected' }] : []),
    ...Object.entries(counts)
      .filter(([, count]) => count > 0)
      .map(([counted, count]) => ({
        ...text(`count-${counted}`, { count }),
        bad: counted === 'parked' || counted === 'overdue',
      })),
  ];
}

/** Errors begin with a small letter, for usually something stands before them. */
function sentence(text: string): string {
  return text.replace(/^[a-z](?=[a-z-]* )/, (letter) => letter.toUpperCase());
}

/** Who has the call with whom. */
export function callText({ user, direction, number, name }: CallRow): string {
  const other = [name, number].filter(Boolean).join(' ') || chrome('withheld');
  if (!user) return other;
  return direction === 'incoming' ? `${other} → ${user}` : `${user} → ${other}`;
}

/** How the call stands, and since when. */
export function callState({ state, since }: CallRow): string {
  const words = chrome(`call-${state}`);
  return since ? chrome('callSince', { state: words, time: timeText(since) }) : words;
}

/** When an error has happened, and how often. */
export function errorTime({ at, times }: ErrorRow): string {
  return times > 1 ? chrome('errorTimes', { time: timeText(at), times }) : timeText(at);
}

/** A time as people read it: without the day where that is today. */
export function timeText(time: string): string {
  const date = new Date(time);
  const language = RED.i18n.lang();
  const today = date.toDateString() === new Date().toDateString();
  return today ? date.toLocaleTimeString(language) : date.toLocaleString(language);
}
