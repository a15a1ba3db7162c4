import type { OpenTouch } from '../../catalogue/static.ts';
import type { Connection, SendOptions } from '../../runtime/operation/connection.ts';
import { type Performed, perform } from '../../runtime/operation/perform.ts';
import { type DescribedOperation, siblingOf } from '../../schema/describe.ts';
import type { Values } from '../../schema/values.ts';

type Sessions = OpenTouch<'opentouch-im', 'IMSessions'>;
type Session = NonNullable<Sessions['imSessions']>[number];

/**
 * The conversation that a user has with somebody, and with nobody else: one that is there, else a new one.
 * It stays open, so that the other can answer in it and the next message finds it again.
 * @param opening the operation that opens one
 * @param recipient instant messaging id
 * @returns payload `{ callRef }`
 */
export async function conversationWith(
  connection: Connection,
  opening: DescribedOperation,
  values: Values,
  recipient: string,
  options: SendOptions,
): Promise<Performed> {
  const { loginName } = values;
  const who = loginName === undefined ? {} : { loginName };
  const { payload: listed, response } = await perform(
    connection,
    siblingOf(opening, 'opentouch-get-im-calls'),
    who,
    options,
  );
  const open = ((listed as Sessions | undefined)?.imSessions ?? []).find((session) => isWith(session, recipient));
  if (open) return { payload: { callRef: open.callRef }, response };
  const opened = await perform(connection, opening, who, options);
  const { callRef } = (opened.payload ?? {}) as { readonly callRef?: string };
  const invited = { ...who, callRef, participantIds: [recipient] };
  try {
    await perform(connection, siblingOf(opening, 'opentouch-add-im-participants'), invited, options);
  } catch (error) {
    // Nobody else knows of it, so nobody else would ever close it.
    const farewell = { ...options, signal: new AbortController().signal };
    await perform(connection, siblingOf(opening, 'opentouch-close-im-call'), { ...who, callRef }, farewell).catch(
      () => undefined,
    );
    throw error;
  }
  return opened;
}

function isWith({ participants = [] }: Session, recipient: string): boolean {
  return participants.length === 2 && participants.some(({ participantId }) => participantId === recipient);
}
