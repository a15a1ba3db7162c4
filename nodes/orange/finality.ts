import type { TelephonyError } from '../runtime/errors.ts';
import type { WireResponse } from '../runtime/operation/connection.ts';
import { readGatewayError } from './gateway-errors.ts';

/**
 * What an answer of api.orange.com means for the account, and for what is sent after it:
 * - `accepted`: it was carried out;
 * - `rejected`: the API has read this request and does not want it. The account is fine;
 * - `expired`, `invalid`, `unauthorized`: the token is out of date, not taken, or refused without a word that can be read.
 *   Another one is tried once. Only `invalid` is final after that: Orange says it of the credentials themselves;
 * - `quota`: too many requests, and this one was not carried out. All of them wait, and it is sent again;
 * - `busy`: the same, but it may have been carried out, so that only reading requests are sent again;
 * - `passing`: not a word of the API's own, so it may come from something in between. It can be tried again.
 */
export type GatewayVerdict =
  | 'accepted'
  | 'rejected'
  | 'expired'
  | 'invalid'
  | 'unauthorized'
  | 'quota'
  | 'busy'
  | 'passing';

/** One row of the table: the first that fits decides. */
export interface GatewayRow {
  readonly statuses: readonly [from: number, to: number];
  /** Orange's own error numbers; `none`: there is none that can be read; absent: whatever the body says. */
  readonly codes?: readonly number[] | 'none';
  readonly verdict: GatewayVerdict;
}

/** The table of finality of the gateway: by status, then by body. */
export const gatewayTable: readonly GatewayRow[] = [
  { statuses: [200, 299], verdict: 'accepted' },
  { statuses: [300, 399], verdict: 'passing' },
  { statuses: [401, 401], codes: [42], verdict: 'expired' },
  { statuses: [401, 401], codes: [40, 41], verdict: 'invalid' },
  { statuses: [401, 401], verdict: 'unauthorized' },
  { statuses: [403, 403], codes: [53], verdict: 'quota' },
  { statuses: [429, 429], verdict: 'quota' },
  { statuses: [408, 408], verdict: 'passing' },
  { statuses: [425, 425], verdict: 'passing' },
  { statuses: [403, 405], codes: 'none', verdict: 'passing' },
  { statuses: [407, 407], codes: 'none', verdict: 'passing' },
  { statuses: [400, 499], verdict: 'rejected' },
  { statuses: [503, 503], verdict: 'busy' },
  { statuses: [500, 599], verdict: 'passing' },
];

/** Judges an answer of the gateway. */
export function judgeGatewayAnswer(response: WireResponse): GatewayVerdict {
  const { status } = response;
  const { code } = readGatewayError(response);
  const number = Number(code);
  const row = gatewayTable.find(({ statuses: [from, to], codes }) => {
    if (status < from || status > to) return false;
    if (codes === 'none') return code === undefined;
    return codes === undefined || codes.includes(number);
  });
  return row?.verdict ?? 'passing';
}

/** Whether the answer says that no token, or no good one, came along. */
export function isUnauthorized(verdict: GatewayVerdict): boolean {
  return verdict === 'expired' || verdict === 'invalid' || verdict === 'unauthorized';
}

/** Milliseconds of the first and the longest pause between tokens that are asked for only because one is refused again and again. */
export const renewalPauses = { first: 10_000, longest: 300_000 };

/** Whether the answer asks for fewer requests, or for some time without any. */
export function wantsPause(verdict: GatewayVerdict): boolean {
  return verdict === 'quota' || verdict === 'busy';
}

/** Whether the same request, sent later, may succeed without anybody's doing. Says nothing of whether it was carried out. */
export function isTransient({ code, cause }: TelephonyError): boolean {
  const { status } = cause;
  if (code === 'CERTIFICATE' || code === 'ABORTED') return true;
  if (status === undefined) return cause.canRetry || code === 'TIMEOUT' || code === 'CONNECTION';
  return cause.canRetry || status >= 500 || status === 408 || status === 425 || status === 429;
}
