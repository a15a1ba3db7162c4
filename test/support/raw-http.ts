import { once } from 'node:events';
import { connect } from 'node:net';

/** Writes bytes to a server as they are, and resolves with all that it says until it hangs up. */
export async function talk(url: string, parts: readonly string[], { hangUp = false } = {}): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  let said = '';
  socket.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  socket.on('error', () => undefined);
  const closed = new Promise((resolve) => socket.once('close', resolve));
  for (const part of parts) await new Promise((resolve) => socket.write(part, resolve));
  if (hangUp) socket.destroy();
  await closed;
  return said;
}

/** Sends a body that is announced as chunked for as long as the server takes it; tells how much that was. */
export async function half(url: string, path: string, bytes: number): Promise<{ answer: string; written: number }> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  let answer = '';
  socket.on('data', (data) => {
    answer += String(data);
  });
  socket.on('error', () => undefined);
  const closed = new Promise<true>((resolve) => socket.once('close', () => resolve(true)));
  socket.write(`POST ${path} HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n`);
  const piece = Buffer.alloc(64 * 1024);
  const chunk = Buffer.concat([Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from('\r\n')]);
  while (socket.bytesWritten < bytes && !socket.destroyed) {
    if (socket.write(chunk)) continue;
    if (await Promise.race([new Promise<false>((resolve) => socket.once('drain', () => resolve(false))), closed]))
      break;
  }
  const written = socket.bytesWritten - socket.writableLength;
  await closed;
  return { answer, written };
}
