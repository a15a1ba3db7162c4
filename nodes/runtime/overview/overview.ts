import { inWords } from '../errors.ts';
import type { AccountState } from '../health.ts';
import { withoutSecrets } from '../redact.ts';
import { accountText } from '../wording.ts';
import { type AccountStanding, type LiveAccount, liveAccounts } from './live-accounts.ts';
import { recentErrors } from './recent-errors.ts';
import type { AccountRow, CallRow, ErrorRow, Overview } from './shapes.ts';

/** Calls that are looked at, and those that are told. */
const mostCounted = 1000;
const mostCalls = 100;

/** Characters of the shortest secret that is looked for: a shorter one is part of many a word. */
const shortestSecret = 4;

type Clean = (text: string) => string;

/** What there is to see of the deployed accounts. Nothing of it is put together before somebody asks. */
export async function overviewOf(versions: Overview['versions']): Promise<Overview> {
  const accounts = liveAccounts();
  const clean = cleaner(accounts);
  const rows = await Promise.all(accounts.map((account) => rowOf(account, clean)));
  return {
    versions,
    accounts: rows,
    ...callsOf(accounts),
    errors: recentErrors().map((error) => errorRow(error, clean)),
  };
}

/** Takes out what must not be shown, should it have come into a text all the same. */
function cleaner(accounts: readonly LiveAccount[]): Clean {
  const secrets = accounts
    .flatMap(({ facts }) => facts.secrets)
    .filter((secret) => secret !== undefined && secret.length >= shortestSecret);
  return (text) =>
    (withoutSecrets(text, secrets) ?? '')
      .replace(/(\w:\/\/)[^/\s@]*@/g, '$1')
      .replace(/\b(Bearer|Basic) +[\w.~+/=-]+/gi, '$1 …')
      .replace(/\b([\w-]+=)[^\s&;,'")]{8,}/g, '$1…');
}

async function rowOf({ facts, lastEvent, sources }: LiveAccount, clean: Clean): Promise<AccountRow> {
  const { id, type, label } = facts;
  const { state, counts = {} } = await standingOf(facts);
  const address = accountText({ address: label.address });
  return {
    id,
    type,
    ...(label.name && { name: label.name }),
    ...(address && { address }),
    nodes: facts.nodes(),
    ...shownState(state, clean),
    ...(lastEvent && {
      lastEvent: { at: written(lastEvent.at), topic: clean(lastEvent.topic), text: clean(lastEvent.text) },
    }),
    sources: { all: sources.size, well: [...sources.values()].filter(Boolean).length },
    counts,
  };
}

/** Of an account that fails at telling how it stands, the others are told all the same. */
async function standingOf(facts: LiveAccount['facts']): Promise<AccountStanding> {
  try {
    return await facts.standing();
  } catch {
    return { state: { kind: 'idle' } };
  }
}

function shownState(
  { kind, problem, connectedSince, lastHeard, lastFailure, nextTry }: AccountState,
  clean: Clean,
): Pick<AccountRow, 'kind' | 'problem' | 'since' | 'lastHeard' | 'lastFailure' | 'nextTry'> {
  return {
    kind,
    ...(problem && { problem: clean(inWords(problem, {}).message) }),
    ...(connectedSince && { since: connectedSince.toISOString() }),
    ...(lastHeard && { lastHeard: lastHeard.toISOString() }),
    ...(lastFailure && {
      lastFailure: { at: lastFailure.at.toISOString(), text: clean(inWords(lastFailure.error, {}).message) },
    }),
    ...(nextTry && { nextTry: nextTry.toISOString() }),
  };
}

/** Several nodes may follow the same calls. */
function callsOf(accounts: readonly LiveAccount[]): Pick<Overview, 'calls' | 'callCount' | 'followed'> {
  const seen = new Set<string>();
  const calls: CallRow[] = [];
  for (const { account, call } of knownCalls(accounts)) {
    const key = `${account}\n${call.user ?? ''}\n${call.id}`;
    if (seen.has(key)) continue;
    seen.add(key);
    if (calls.length < mostCalls) calls.push({ account, ...call });
    if (seen.size >= mostCounted) break;
  }
  return { calls, callCount: seen.size, followed: accounts.some((account) => account.calls.size > 0) };
}

function* knownCalls(accounts: readonly LiveAccount[]) {
  for (const { facts, calls } of accounts) {
    for (const known of calls) for (const call of known()) yield { account: facts.id, call };
  }
}

function errorRow({ at, text, ...error }: ReturnType<typeof recentErrors>[number], clean: Clean): ErrorRow {
  return { ...error, at: written(at), text: clean(text) };
}

function written(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
