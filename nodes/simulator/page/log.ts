import type { LogBatch, LogEntry } from './state.ts';

/** Entries that are kept for whoever opens the page. */
const kept = 300;
/** Characters of a body that are shown. */
const longest = 4000;

/** What is written down. Bodies are made into text only when somebody looks. */
export interface Noted extends Omit<LogEntry, 'number' | 'time' | 'sent' | 'answer'> {
  readonly sent: () => string;
  readonly answer?: () => string;
}

/** The latest requests and events, in the order in which they came. What nobody looks at is soon forgotten. */
export class Log {
  readonly #entries: (Noted & Pick<LogEntry, 'number' | 'time'>)[] = [];
  #last = 0;

  add(noted: Noted): void {
    this.#last += 1;
    this.#entries.push({ ...noted, number: this.#last, time: Date.now() });
    if (this.#entries.length > 2 * kept) this.#entries.splice(0, kept);
  }

  /** Number of the last entry. */
  get last(): number {
    return this.#last;
  }

  /** What came after an entry, as far as it is still there; at most so many. */
  since(number: number, most = kept): LogBatch {
    const count = Math.min(most, this.#last - number, this.#entries.length);
    const entries = count > 0 ? this.#entries.slice(-count).map(entryOf) : [];
    return { entries, skipped: this.#last - number - count };
  }
}

function entryOf({ sent, answer, ...entry }: Noted & Pick<LogEntry, 'number' | 'time'>): LogEntry {
  return { ...entry, sent: cut(sent()), ...(answer && { answer: cut(answer()) }) };
}

function cut(text: string): string {
  return text.length > longest ? `${text.slice(0, longest)} … (${text.length} characters)` : text;
}
