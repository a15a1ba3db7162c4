import { isUtf8 } from 'node:buffer';
import { pipeline, type Readable, Transform } from 'node:stream';
import { promisify } from 'node:util';
import {
  brotliDecompress,
  constants,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  gunzip,
  inflate,
  inflateRaw,
} from 'node:zlib';
import { codeOf } from '../error-code.ts';
import type { WireResponse } from '../operation/connection.ts';
import { type Answer, isTextual, limitFor, tooLong } from './exchange.ts';
import { HttpFailure } from './failure.ts';

/** Encodings of content that are understood, as `Accept-Encoding` says it. */
export const acceptedEncodings = 'gzip, deflate, br';

type Unpack = (packed: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>;

const unpackers: Readonly<Record<string, Unpack>> = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  br: promisify(brotliDecompress),
  // Some servers mean zlib's format by it, some the bare one.
  deflate: (packed, options) => {
    const wrapped = ((packed[0] ?? 0) & 0x0f) === 8;
    return promisify(wrapped ? inflate : inflateRaw)(packed, options);
  },
};

/**
 * An answer as everything above reads it: unpacked, texts in UTF-8 without a byte order mark. Answers that are so already,
 * nearly all, are passed on as they are.
 * @throws HttpFailure `BAD_ANSWER`, `ANSWER_TOO_LONG`
 */
export async function decoded(answer: Answer<Buffer>): Promise<WireResponse> {
  const { headers } = answer;
  const packed = headers['content-encoding'] !== undefined && answer.body.length > 0;
  return inUtf8(packed ? await unpacked(answer) : answer);
}

/** What unpacks a stream, line by line and not when it ends. */
const streamUnpackers: Readonly<Record<string, () => Transform>> = {
  gzip: () => createGunzip({ flush: constants.Z_SYNC_FLUSH }),
  'x-gzip': () => createGunzip({ flush: constants.Z_SYNC_FLUSH }),
  deflate: () => createInflate({ flush: constants.Z_SYNC_FLUSH }),
  br: () => createBrotliDecompress({ flush: constants.BROTLI_OPERATION_FLUSH }),
};

/**
 * A stream as it is read above: unpacked, should somebody on the way have packed it unasked, and in UTF-8. Destroying it
 * ends all of it.
 */
export function decodedStream(headers: WireResponse['headers'], body: Readable): Readable {
  const encoding = String(headers['content-encoding'] ?? '').trim();
  const unpack = streamUnpackers[encoding.toLowerCase()]?.();
  const convert = toUtf8(charsetIn(String(headers['content-type'] ?? '')));
  return [unpack, convert].reduce<Readable>(
    (stream, step) => (step ? pipeline(stream, step, () => undefined) : stream),
    body,
  );
}

function toUtf8(charset: string): Transform | undefined {
  if (isUtf8Name(charset)) return undefined;
  try {
    const decoder = new TextDecoder(charset);
    return new Transform({
      transform: (chunk: Buffer, _, done) => done(null, Buffer.from(decoder.decode(chunk, { stream: true }))),
    });
  } catch {
    // Nobody knows that name: most probably it is one for UTF-8.
    return undefined;
  }
}

function charsetIn(type: string): string {
  return /;\s*charset\s*=\s*"?([^\s";]+)/i.exec(type)?.[1] ?? 'utf-8';
}

function isUtf8Name(charset: string): boolean {
  return /^utf-?8$|^us-ascii$/i.test(charset);
}

async function unpacked({ status, headers, body }: Answer<Buffer>): Promise<WireResponse> {
  const { 'content-encoding': encoding, 'content-length': _, ...rest } = headers;
  const maxOutputLength = limitFor(headers);
  let content = body;
  for (const name of String(encoding).toLowerCase().split(',').reverse()) {
    const unpack = unpackers[name.trim()];
    // Some servers say something else here, such as the character set: what is legible was not packed.
    if (!unpack && !isUtf8(content)) throw unreadable(`in an encoding that is not known (${name.trim()})`);
    try {
      content = (await unpack?.(content, { maxOutputLength })) ?? content;
    } catch (error) {
      throw codeOf(error) === 'ERR_BUFFER_TOO_LARGE'
        ? tooLong(maxOutputLength)
        : unreadable(`not valid ${name.trim()}`);
    }
  }
  return { status, headers: rest, body: content };
}

function inUtf8(response: WireResponse): WireResponse {
  const type = String(response.headers['content-type'] ?? '');
  if (type !== '' && !isTextual(type)) return response;
  const { body } = response;
  const charset = charsetIn(type);
  if (isUtf8Name(charset)) {
    const marked = body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf;
    return marked ? { ...response, body: body.subarray(3) } : response;
  }
  try {
    const text = new TextDecoder(charset).decode(body);
    const headers = { ...response.headers, 'content-type': type.replace(/;\s*charset\s*=[^;]*/i, '; charset=utf-8') };
    return { ...response, headers, body: Buffer.from(text) };
  } catch {
    // Many names are given to UTF-8.
    if (isUtf8(body)) return response;
    throw unreadable(`in a character set that is not known (${charset})`);
  }
}

function unreadable(how: string): HttpFailure {
  return new HttpFailure({ code: 'BAD_ANSWER', text: `the answer is ${how}`, sent: 'yes', lasting: true });
}
