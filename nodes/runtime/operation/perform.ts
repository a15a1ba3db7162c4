import { type DescribedOperation, siblingOf } from '../../schema/describe.ts';
import type { Values } from '../../schema/values.ts';
import { type Origin, refused } from '../errors.ts';
import type { Connection, SendOptions, WireResponse } from './connection.ts';
import { everyItem } from './pages.ts';
import { requestFor } from './request.ts';
import { type Outcome, outcomeOf } from './result.ts';

/** How to carry out an operation, beyond its inputs. */
export interface PerformOptions extends SendOptions {
  /** Of a list in pages: the answer as it is, or all items of all pages as one list. */
  readonly wholeList?: boolean;
  /** Whether to fetch what the answer's URL leads to. */
  readonly withAttachment?: boolean;
}

/** Items that are asked for at a time. */
const pageSize = 50;

/** The outcome of an operation with the answer that it was read from. */
export interface Performed extends Outcome {
  readonly response: WireResponse;
}

/**
 * Carries out an operation: by the account itself where it can, else by one request for most; several where a list has pages, where the answer leads to a file, or
 * where the server wants a listing first.
 * @throws TelephonyError when the server refuses, or cannot be reached
 */
export async function perform(
  connection: Connection,
  operation: DescribedOperation,
  values: Values,
  manner: PerformOptions,
): Promise<Performed> {
  if (connection.carryOut) {
    const { status, payload } = await connection.carryOut(operation, values, manner);
    return { response: { status, headers: {}, body: Buffer.alloc(0) }, payload };
  }
  const { allAfter } = operation;
  if (allAfter && values[allAfter.without] === undefined) {
    const listing = siblingOf(operation, allAfter.operation);
    await exchange(connection, listing, forSibling(listing, values), manner);
  }
  const { pages } = operation;
  // A server that tells the total may well choose how many items it sends at a time.
  const paged = pages && manner.wholeList && !pages.totalHeader ? { limit: pageSize, ...values } : values;
  const ask = async (more: Values): Promise<Performed> => {
    const response = await exchange(connection, operation, { ...paged, ...more }, manner);
    return { response, ...outcomeOf(operation, response) };
  };
  const { response, ...outcome } = await ask({});
  if (pages && manner.wholeList) {
    return { response, payload: await everyItem(pages, paged, { response, ...outcome }, ask) };
  }
  if (operation.attachment && manner.withAttachment) {
    return {
      response,
      payload: await withAttachment(connection, operation, operation.attachment, outcome.payload, manner),
    };
  }
  return { response, ...outcome };
}

/** Sends one request; anything but success is an error. */
async function exchange(
  connection: Connection,
  operation: DescribedOperation,
  values: Values,
  options: SendOptions,
): Promise<WireResponse> {
  const response = await connection.send(operation, await requestFor(operation, values), options);
  if (response.status >= 300) throw refused(originOf(operation), response, connection.readError(response));
  return response;
}

/** The values that another operation has a field for. */
export function forSibling(sibling: DescribedOperation, values: Values): Values {
  const own = sibling.fields.filter(({ name }) => values[name] !== undefined);
  return Object.fromEntries(own.map(({ name }) => [name, values[name]]));
}

/** Adds what the answer's URL leads to: `{ …answer, content: Buffer, contentType }`. */
async function withAttachment(
  connection: Connection,
  operation: DescribedOperation,
  field: string,
  payload: unknown,
  options: SendOptions,
): Promise<unknown> {
  const answer = typeof payload === 'object' && payload !== null ? (payload as Record<string, unknown>) : {};
  const url = answer[field];
  if (typeof url !== 'string' || url === '') return payload;
  const response = await connection.fetch(url, originOf(operation), options);
  if (response.status >= 300) throw refused(originOf(operation), response, connection.readError(response));
  return { ...answer, content: response.body, contentType: String(response.headers['content-type'] ?? '') };
}

/** Whose errors those of an operation are. */
export function originOf(operation: DescribedOperation): Origin {
  return { system: operation.system.name, operation: operation.type };
}
