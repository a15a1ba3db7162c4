/** Methods that change nothing: such a request is sent again where its socket was dead. */
const safe: ReadonlySet<string> = new Set(['GET', 'HEAD']);
const idempotent: ReadonlySet<string> = new Set(['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS']);

/** Whether a request of this method changes nothing on the server. */
export function isSafe(method: string): boolean {
  return safe.has(method);
}

/** Whether sending a request of this method again comes to the same as sending it once. Unknown methods do not. */
export function isIdempotent(method = ''): boolean {
  return idempotent.has(method);
}
