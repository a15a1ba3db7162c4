import type { Steps } from '../../runtime/slices.ts';
import { isBytes, parseJson } from '../../schema/json.ts';
import { entriesOfCsv, entriesOfJson } from './entries.ts';
import { FileFault } from './fault.ts';
import { Gathering } from './gather.ts';

/** Reads a file, or what a flow has made of one: CSV or JSON as text or bytes, or JSON that was read before. */
export function* readRegisterFile(content: unknown): Steps<Gathering> {
  const gathering = new Gathering();
  try {
    const file = typeof content === 'string' || isBytes(content) ? textOf(content) : content;
    const isCsv = typeof file === 'string' && !/^\s*[[{]/.test(file);
    for (const entry of isCsv ? entriesOfCsv(file) : entriesOfJson(typeof file === 'string' ? parsed(file) : file)) {
      yield;
      gathering.add(entry);
    }
    if (gathering.customers.length === 0 && gathering.problems.length === 0) {
      throw new FileFault('the file', 'there are no customers in it');
    }
  } catch (error) {
    if (!(error instanceof FileFault)) throw error;
    gathering.add(error);
  }
  return gathering;
}

/** Spreadsheets write UTF-8 with or without a byte order mark, UTF-16 with one, or what Windows in Western Europe has. */
function textOf(content: unknown): string {
  if (typeof content === 'string') return content.replace(/^\uFEFF/, '');
  const bytes = content as Uint8Array;
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

function parsed(text: string): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    throw new FileFault('the file', `not well-formed JSON (${error instanceof Error ? error.message : ''})`);
  }
}
