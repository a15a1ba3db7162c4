import { FileFault } from './fault.ts';

/*
 * CSV as RFC 4180 has it, and as spreadsheets write it: with semicolons or tabs where the comma is the decimal point. No library
 * of this package reads it, and the reader of Node-RED's own csv node cannot be used from outside.
 */

/** A row of a CSV file, and the line that it begins in. */
export interface CsvRow {
  readonly line: number;
  readonly cells: readonly string[];
}

/**
 * Reads a CSV file row by row; lines without anything are left out.
 * @throws FileFault at a quotation mark that is not closed, or with something behind it
 */
export function* csvRows(text: string): Generator<CsvRow, void> {
  const [, announced] = /^sep=(.)\r?\n/i.exec(text) ?? [];
  const separator = announced ?? separatorOf(text);
  let at = announced ? text.indexOf('\n') + 1 : 0;
  let line = announced ? 2 : 1;
  while (at < text.length) {
    const cells: string[] = [];
    const first = line;
    do {
      const cell = text[at] === '"' ? quotedCell(text, at, line) : plainCell(text, at, separator);
      cells.push(cell.value);
      line += cell.breaks;
      at = cell.end + 1;
      const next = text[cell.end];
      if (cell.quoted && next !== undefined && next !== separator && next !== '\r' && next !== '\n') {
        throw new FileFault(`line ${line}`, 'text after a closing quotation mark');
      }
    } while (text[at - 1] === separator);
    if (text[at - 1] === '\r' && text[at] === '\n') at += 1;
    line += 1;
    if (cells.length > 1 || cells[0] !== '') yield { line: first, cells };
  }
}

/** A row of a CSV file. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map((cell) => (/[",;\t\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')}\r\n`;
}

interface Cell {
  readonly value: string;
  /** Where it ends: the place of what stands behind it. */
  readonly end: number;
  readonly breaks: number;
  readonly quoted: boolean;
}

function plainCell(text: string, start: number, separator: string): Cell {
  let end = start;
  for (; end < text.length; end += 1) {
    const letter = text[end];
    if (letter === separator || letter === '\r' || letter === '\n') break;
  }
  return { value: text.slice(start, end), end, breaks: 0, quoted: false };
}

function quotedCell(text: string, start: number, line: number): Cell {
  let value = '';
  for (let from = start + 1; ; ) {
    const end = text.indexOf('"', from);
    if (end < 0) throw new FileFault(`line ${line}`, 'a quotation mark is never closed');
    value += text.slice(from, end);
    if (text[end + 1] !== '"') {
      return { value, end: end + 1, breaks: value.match(/\r\n|\r|\n/g)?.length ?? 0, quoted: true };
    }
    value += '"';
    from = end + 2;
  }
}

/** What separates the names in the first line; a comma where nothing does. */
function separatorOf(text: string): string {
  const [head = ''] = text.split(/[\r\n]/, 1);
  const unquoted = head.replace(/"[^"]*"/g, '');
  const counted = [',', ';', '\t'].map((letter) => [letter, unquoted.split(letter).length] as const);
  return counted.reduce((best, next) => (next[1] > best[1] ? next : best))[0];
}
