import { TelephonyError } from '../errors.ts';

/** What came of one check, and whether something has to be done about it. */
export interface Finding {
  /** Name of the check. */
  readonly check: string;
  /** `warning`: it works, but not for everything. */
  readonly verdict: 'ok' | 'warning' | 'failed';
  /** One sentence that says what was found and, unless all is well, what to do. Holds no secret. */
  readonly text: string;
}

/** One thing of an account that is looked at. It changes nothing on the other side that it does not take back. */
export interface Check {
  readonly name: string;
  /** What the later checks need: where it fails they are left out. */
  readonly needed?: true;
  /**
   * @returns what is well, as a sentence; as a finding, what is not
   * @throws TelephonyError told as its message says it
   */
  run(signal: AbortSignal): Promise<string | Omit<Finding, 'check'>>;
}

/** Carries checks out, one after the other, each told as soon as it is over. Ends with the first that the rest needs. */
export async function* carryOutChecks(checks: readonly Check[], signal: AbortSignal): AsyncGenerator<Finding> {
  for (const { name, needed, run } of checks) {
    if (signal.aborted) return;
    const finding = await run(signal).then(
      (found) => ({ check: name, ...(typeof found === 'string' ? { verdict: 'ok' as const, text: found } : found) }),
      (error: unknown) => ({ check: name, verdict: 'failed' as const, text: sentenceOf(error) }),
    );
    yield finding;
    if (needed && finding.verdict === 'failed') return;
  }
}

/** Something that works, but not for everything. */
export function warning(text: string): Omit<Finding, 'check'> {
  return { verdict: 'warning', text };
}

/** An error's message, from its first letter to its full stop, without the step of the connection in front. */
function sentenceOf(error: unknown): string {
  const own = error instanceof TelephonyError ? error.message.replace(`${error.cause.operation}: `, '') : String(error);
  // Not the name of a property: `apiKey`.
  const text = own.replace(/^[a-z](?=[a-z]* )/, (letter) => letter.toUpperCase());
  return /[.?!]$/.test(text) ? text : `${text}.`;
}
