import type { TaskStep } from '../catalogue/tasks/types.ts';
import { everybodyFound } from '../opentouch/directory/search.ts';
import type { CarriedOutOperation } from '../runtime/operation/carry-out.ts';
import type { Connection, SendOptions } from '../runtime/operation/connection.ts';
import type { DescribedOperation } from '../schema/describe.ts';
import type { Values } from '../schema/values.ts';
import { conversationWith } from './messages/conversation.ts';

/**
 * Carries out a step that takes more than its operation's one request.
 * @param values of the operation
 * @param inputs of the task
 */
type Procedure = (
  connection: Connection,
  operation: DescribedOperation,
  values: Values,
  inputs: Values,
  options: SendOptions,
) => Promise<CarriedOutOperation>;

/** What the catalogue calls a procedure, carried out. */
export const procedures: Readonly<Record<NonNullable<TaskStep['procedure']>, Procedure>> = {
  async search(connection, _operation, values, _inputs, options) {
    const { contacts, statusCode: status } = await everybodyFound(connection, values, options);
    return { payload: contacts, response: { status, headers: {}, body: Buffer.alloc(0) } };
  },

  conversation: (connection, operation, values, { recipient }, options) =>
    conversationWith(connection, operation, values, String(recipient), options),
};
