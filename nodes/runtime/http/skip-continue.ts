import type { Socket } from 'node:net';

/** `100 Continue`, with headers of its own as the case may be. */
const interim = /^HTTP\/1\.[01] 100[ \r][\s\S]*?\r\n\r\n/;
/** As much as tells whether an answer begins like that. */
const beginning = 'HTTP/1.x 100 '.length;
/** More than this is no interim answer. */
const longest = 4096;

/**
 * Lets a socket skip `100 Continue`: servers may say that before any answer, and some do before every answer to a POST. undici,
 * which never asks for it, would give the request up although it is being carried out.
 */
export function skipContinue(socket: Socket): void {
  const read = socket.read.bind(socket);
  /** Bytes that had been written when the last answer began: as long as they are no more, what comes belongs to it. */
  let answered = -1;
  let held: Buffer | undefined;
  socket.read = (size?: number): unknown => {
    for (;;) {
      const chunk: unknown = read(size);
      if (!Buffer.isBuffer(chunk) || (!held && socket.bytesWritten === answered)) return chunk;
      let rest = held ? Buffer.concat([held, chunk]) : chunk;
      held = undefined;
      const start = rest.subarray(0, longest).toString('latin1');
      const found = interim.exec(start)?.[0].length ?? 0;
      rest = rest.subarray(found);
      if (rest.length === 0) continue;
      if (found === 0 && mayBecomeOne(start)) held = rest;
      else if (found > 0) socket.unshift(rest);
      else {
        answered = socket.bytesWritten;
        return rest;
      }
    }
  };
}

/** Whether the rest of an interim answer may be still to come. */
function mayBecomeOne(start: string): boolean {
  if (start.length >= longest) return false;
  return start.length < beginning
    ? /^HTTP\/1\.[01] 100/.test(`${start}${'HTTP/1.1 100 '.slice(start.length)}`)
    : /^HTTP\/1\.[01] 100[ \r]/.test(start);
}
