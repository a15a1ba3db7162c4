import type { NodeStatus } from 'node-red';
import { monotonic } from '../backoff.ts';
import { inShort, shortTime } from '../wording.ts';

/** Milliseconds between two statuses that only tell of events: a busy source would flood the editor. */
const pause = 1000;

/** The status of an event source: how it stands and, while all is well, what happened last: `1002 ringing 11:57`. */
export class SourceDisplay {
  readonly #show: (status: NodeStatus) => void;
  #standing: NodeStatus = {};
  /** Put into words when it is shown: of thousands of events a second, one is. */
  #last: { readonly what: string; readonly at: number } | undefined;
  #shownAt = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;

  constructor(show: (status: NodeStatus) => void) {
    this.#show = show;
  }

  /** How the source stands now; shown at once. */
  stand(status: NodeStatus): void {
    // What happened before something went wrong is no news after it; blue is work that is under way.
    if (status.fill !== 'green' && status.fill !== 'blue') this.#last = undefined;
    this.#standing = status;
    this.#tell();
  }

  /** @param what a few words */
  happened(what: string): void {
    this.#last = { what, at: Date.now() };
    if (this.#standing.fill !== 'green' || this.#timer) return;
    const due = this.#shownAt + pause - monotonic();
    if (due <= 0) this.#tell();
    else this.#timer = setTimeout(() => this.#tell(), due);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#last = undefined;
    this.#standing = {};
  }

  #tell(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#shownAt = monotonic();
    const last = this.#standing.fill === 'green' ? this.#last : undefined;
    const text = last && `${inShort(last.what)} ${shortTime(new Date(last.at))}`;
    this.#show(text ? { ...this.#standing, text } : this.#standing);
  }
}
