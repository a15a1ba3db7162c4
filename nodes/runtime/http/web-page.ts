import type { WireResponse } from '../operation/connection.ts';

/** Enough of a body to know a page by. */
const beginning = 200;

/**
 * Whether an answer is a web page: what proxies, login pages and servers under maintenance send in place of an API's own
 * answer, whatever the status.
 */
export function isWebPage({ headers, body }: Pick<WireResponse, 'headers' | 'body'>): boolean {
  if (/\bx?html\b/i.test(String(headers['content-type'] ?? ''))) return true;
  const start = body
    .subarray(0, beginning)
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trimStart();
  return /^<(?:!doctype\s+html|html|head|body)\b/i.test(start);
}
