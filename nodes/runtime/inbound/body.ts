import type { IncomingMessage } from 'node:http';

/** A body is longer than the endpoint takes. */
export class TooLarge extends Error {}

/**
 * The body of a request.
 * @throws TooLarge as soon as there are more bytes than `limit`; the rest is left unread
 */
export async function bodyOf(request: IncomingMessage, limit: number): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > limit) throw new TooLarge();
  const read = bodyReadAlready(request);
  if (read && read.length > limit) throw new TooLarge();
  return (
    read ??
    new Promise((resolve, reject) => {
      const chunks: Buffer[] = [];
      let length = 0;
      const end = () => finish(() => resolve(Buffer.concat(chunks)));
      const fail = () => finish(() => reject(new Error('the request was broken off')));
      const take = (chunk: Buffer) => {
        length += chunk.length;
        chunks.push(chunk);
        if (length <= limit) return;
        request.pause();
        finish(() => reject(new TooLarge()));
      };
      const finish = (then: () => void) => {
        request.off('data', take).off('end', end).off('close', fail).off('error', fail);
        then();
      };
      request.on('data', take).on('end', end).on('close', fail).on('error', fail);
    })
  );
}

/** Whoever embeds Node-RED may have a parser of bodies before it. */
function bodyReadAlready(request: IncomingMessage): Buffer | undefined {
  if (!request.readableEnded) return undefined;
  const { body = '' } = request as { body?: unknown };
  if (Buffer.isBuffer(body)) return body;
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}
