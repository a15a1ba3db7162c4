import { type DescribedOperation, siblingOf } from '../../schema/describe.ts';
import { isObject, textOf } from '../../schema/json.ts';
import { sentAt } from '../../schema/places.ts';
import type { Values } from '../../schema/values.ts';
import { TelephonyError } from '../errors.ts';
import { situationText, type ToldCall } from '../wording.ts';
import type { Connection, SendOptions } from './connection.ts';
import { forSibling, perform } from './perform.ts';

/** As many calls as a sentence can hold. */
const mostCalls = 3;

/**
 * A refusal because of what the user is doing, with what that is: `NOT_EXPECTED` by itself says only that something else
 * goes on. Any other error, and one whose circumstances cannot be read, comes back as it is.
 */
export async function withSituation(
  error: unknown,
  connection: Connection,
  operation: DescribedOperation,
  values: Values,
  options: SendOptions,
): Promise<unknown> {
  const { situation } = operation.domain;
  if (!situation || !(error instanceof TelephonyError) || error.code !== 'NOT_EXPECTED') return error;
  const reading = siblingOf(operation, situation.operation);
  try {
    const asked = forSibling(reading, { ...connection.defaults, ...values });
    const { payload } = await perform(connection, reading, asked, options);
    if (!isObject(payload)) return error;
    const calls = [payload[situation.items] ?? []].flat().map(
      (call): ToldCall => ({
        state: textOf(sentAt(call, situation.state)) ?? 'UNKNOWN',
        parties: situation.parties
          .map((place) => [sentAt(call, place) ?? []].flat().map(String))
          .reduce((best, other) => (best.length > 0 ? best : other), []),
      }),
    );
    const text = situationText(textOf(asked['loginName']), calls.slice(0, mostCalls));
    return new TelephonyError(error.code, `${error.message}; ${text}`, error.cause);
  } catch {
    return error;
  }
}
