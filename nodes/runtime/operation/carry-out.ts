import type { DescribedOperation } from '../../schema/describe.ts';
import type { Values } from '../../schema/values.ts';
import { TelephonyError } from '../errors.ts';
import type { Account } from './connection.ts';
import { forgetFound } from './lookup.ts';
import { type OutcomeKnown, usualResultTimeout, withOutcome } from './outcome.ts';
import { type Performed, type PerformOptions, perform } from './perform.ts';
import { withSituation } from './situation.ts';
import { checkUserKind } from './user-kind.ts';

/** How to carry out an operation for a flow. */
export interface CarryOutOptions extends PerformOptions {
  /** Milliseconds to wait for the result of an operation that an event concludes; the usual ones if absent, 0 for not at all. */
  readonly resultWithin?: number;
}

/** What came of an operation, and of one that an event concludes, whether that event has come. */
export interface CarriedOutOperation extends Performed {
  readonly outcome?: OutcomeKnown;
}

/**
 * Carries out an operation as flows want it: what the kind of user does not allow is refused before it is sent, the result is
 * waited for, and a refusal says what the user is doing.
 * @throws TelephonyError
 */
export async function carryOut(
  { connection, listening }: Pick<Account, 'connection' | 'listening'>,
  operation: DescribedOperation,
  values: Values,
  { resultWithin: within = usualResultTimeout, ...options }: CarryOutOptions,
): Promise<CarriedOutOperation> {
  await checkUserKind(connection, operation, values, options);
  const send = (sent: Values) => perform(connection, operation, sent, options);
  try {
    if (!operation.outcome) return await send(values);
    if (within === 0) return { ...(await send(values)), outcome: 'accepted' };
    const account = { connection, ...(listening && { listening }) };
    const { result, outcome } = await withOutcome(account, operation, values, { signal: options.signal, within }, send);
    return { ...result, outcome };
  } catch (error) {
    // What was looked up before may be of yesterday.
    if (error instanceof TelephonyError && error.code === 'NOT_FOUND') forgetFound(connection);
    throw await withSituation(error, connection, operation, values, options);
  }
}
