import { STATUS_CODES } from 'node:http';
import { json, type Reply } from '../../server/system.ts';
import { Refused, refusals } from './contract.ts';

type RefusalType = keyof typeof refusals;

const help: Readonly<Record<RefusalType, string>> = {
  NOT_READY: 'The server is not available yet. Retry when its initialization has finished.',
  INVALID_SESSION: 'There is no valid session for the given identifier. Log out and log in with correct credentials.',
  NOT_ALLOWED:
    'The operation is not allowed: rights are missing or the credential is wrong. Contact the administrator.',
  NOT_FOUND: 'A parameter of the request is missing or names nothing that exists. Fix it and retry.',
  NOT_EXPECTED: "The user's current state does not permit the request. Check the state or fix the request.",
  NOT_SUPPORTED: 'The operation is not supported. Check the documentation.',
  BAD_PARAMETER: 'Parameters of the request are not correct. Fix them and send the request again.',
  SERVER_PROBLEM: 'General problem of the server. Contact the administrator.',
};

const usualType: Readonly<Record<number, RefusalType>> = {
  400: 'BAD_PARAMETER',
  401: 'NOT_ALLOWED',
  403: 'NOT_ALLOWED',
  404: 'NOT_FOUND',
  405: 'NOT_SUPPORTED',
  503: 'NOT_READY',
};

const isType = (type: string): type is RefusalType => Object.hasOwn(refusals, type);

/** RestErrorInfo, chapter "Error management". `httpStatus` is the name of the status, not its number. */
export function errorInfo(
  status: number,
  type: string | undefined,
  innerMessage: string,
  headers?: Reply['headers'],
): Reply {
  const known = type && isType(type) ? type : (usualType[status] ?? 'SERVER_PROBLEM');
  const { code, canRetry } = refusals[known];
  const httpStatus = (STATUS_CODES[status] ?? 'Internal Server Error').toUpperCase().replace(/[^A-Z]+/g, '_');
  return json(status, { httpStatus, code, helpMessage: help[known], type: known, innerMessage, canRetry }, headers);
}

/**
 * What a handler threw, as an answer. An operation that answers with another media type than JSON refuses in that one, too: its
 * client reads a text, not RestErrorInfo.
 */
export function errorReply(error: unknown, media?: string): Reply {
  const type = error instanceof Refused ? error.type : 'SERVER_PROBLEM';
  const message = error instanceof Error ? error.message : String(error);
  const { status } = refusals[type];
  if (!media?.startsWith('text/')) return errorInfo(status, type, message);
  return { status, headers: { 'content-type': media }, body: `${type}: ${message}` };
}
