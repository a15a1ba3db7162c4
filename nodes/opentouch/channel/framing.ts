import { StringDecoder } from 'node:string_decoder';

/** A line that grows beyond this is not an event any more. */
const longestLine = 16 * 1024 * 1024;

/** Cuts a stream of bytes into lines, however it was chunked: LF or CRLF, splits inside a character, blank lines. */
export class LineReader {
  readonly #decoder = new StringDecoder('utf8');
  #rest = '';

  /** The lines that this chunk completes, without blank ones. */
  push(chunk: Buffer): string[] {
    const lines = (this.#rest + this.#decoder.write(chunk)).split('\n');
    this.#rest = lines.pop() ?? '';
    if (this.#rest.length > longestLine) lines.push(this.#take());
    return filled(lines);
  }

  /** What a regular end leaves without a line break. */
  end(): string[] {
    this.#rest += this.#decoder.end();
    return filled([this.#take()]);
  }

  #take(): string {
    const rest = this.#rest;
    this.#rest = '';
    return rest;
  }
}

function filled(lines: readonly string[]): string[] {
  return lines.map((line) => line.trim()).filter((line) => line !== '');
}
