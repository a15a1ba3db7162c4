import type { Node } from 'node-red';
import { asError } from '../error-code.ts';
import { type ErrorSubject, inWords, TelephonyError } from '../errors.ts';
import { rememberError } from '../overview/recent-errors.ts';
import { accountText, unexpectedText } from '../wording.ts';

/**
 * What Node-RED is given in place of an error: the sentence for people, as a text with the properties that a Catch node
 * hands on. Node-RED would show an `Error` in the Debug sidebar as an object with its stack and `cause: "[object Object]"`,
 * and put `Error: ` before its message for a Catch node.
 */
export function forNodeRed(error: unknown, subject: ErrorSubject = {}): Error {
  if (!(error instanceof TelephonyError)) {
    const account = accountText(subject.account ?? {});
    const text = unexpectedText(asError(error).message);
    return asText(account ? `${account}: ${text}` : text, { code: 'UNEXPECTED' });
  }
  const { message, code, cause } = inWords(error, subject);
  return asText(message, { code, cause });
}

/** Reports an error to the Catch nodes; to the log and the Debug sidebar where there are none. */
export function report(node: Pick<Node, 'error' | 'debug'>, error: unknown, subject?: ErrorSubject): void {
  node.error(noted(node, error, subject), {});
}

/**
 * What Node-RED is given in place of an error of a node. The sidebar shows it among the last errors; the stack of what nobody
 * has foreseen is left in the log of those who look for it.
 */
export function noted(node: Pick<Node, 'debug'>, error: unknown, subject?: ErrorSubject): Error {
  if (!(error instanceof TelephonyError)) node.debug(asError(error).stack ?? '');
  const shown = forNodeRed(error, subject);
  const { code } = shown as { readonly code?: unknown };
  // What was stopped by a deployment has not gone wrong.
  if (code !== 'ABORTED') rememberError(node, { code: String(code), text: String(shown) });
  return shown;
}

function asText(sentence: string, properties: object): Error {
  // A text as an object: the types of Node-RED know no error but `Error`, its code takes anything.
  return Object.assign(Object(sentence), properties);
}
