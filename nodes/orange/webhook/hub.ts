import type { NodeAPI } from 'node-red';
import type { Connection } from '../../runtime/connection.ts';
import type { TelephonyError } from '../../runtime/errors.ts';
import { problemOf } from './api.ts';
import { Audience } from './audience.ts';
import { callbackFor, isHopeless } from './callback.ts';
import { flawError, flawWarning } from './flaws.ts';
import { Keeper, type WebhookStore } from './keeper.ts';
import type { Listener } from './listener.ts';
import { Recent } from './recent.ts';
import { type Timing, usualTiming } from './timing.ts';
import { Watch } from './watch.ts';

/** Events whose repetition is recognised. */
const remembered = 20_000;

/** What the notifications of an account need of it. */
export interface HubParts {
  /** Id of the account's node. */
  readonly account: string;
  readonly connection: Connection;
  readonly store: WebhookStore;
  readonly baseUrl: string;
  /** As the user typed it. */
  readonly publicUrl: string;
}

/** The notifications of one account: one address and one set of subscriptions, however many event sources there are. */
export class Hub {
  /** Why nobody can be notified. */
  readonly obstacle: TelephonyError | undefined;
  /** Why notifications may not come, for people. */
  readonly doubt: string | undefined;
  readonly #RED: NodeAPI;
  readonly #parts: HubParts;
  readonly #timing: Timing;
  readonly #base: string;
  readonly #audience = new Audience();
  readonly #seen = new Recent(remembered);
  #gathering: NodeJS.Timeout | undefined;
  #watch: Promise<Watch> | undefined;
  #ended: Promise<void> = Promise.resolve();

  constructor(RED: NodeAPI, parts: HubParts, timing: Timing = usualTiming) {
    this.#RED = RED;
    this.#parts = parts;
    this.#timing = timing;
    const { base = '', flaw } = callbackFor(RED, parts.publicUrl, parts.baseUrl);
    this.#base = base;
    this.obstacle = flaw && isHopeless(flaw) ? flawError(flaw) : undefined;
    this.doubt = flaw && !isHopeless(flaw) ? flawWarning(flaw) : undefined;
  }

  add(listener: Listener): void {
    this.#audience.add(listener);
    listener.onState({ kind: 'connecting' });
    this.#changed();
  }

  /**
   * Resolves, for the last listener, when the subscriptions are gone.
   * @param forGood whether it will not come back to go on where it was
   */
  async remove(listener: Listener, forGood: boolean): Promise<void> {
    this.#audience.remove(listener);
    const watch = this.#watch;
    if (this.#audience.size > 0) this.#changed();
    else await this.#end();
    if (forGood) (await watch)?.forget(listener);
  }

  /** Tries at once what is waiting after a failure: its reason may be gone. */
  retry(): void {
    this.#watch?.then(
      (watch) => watch.retry(),
      () => undefined,
    );
  }

  /** Ends everything, whoever still listens. */
  async close(): Promise<void> {
    this.#audience.clear();
    await this.#end();
  }

  /** Listeners come and go in swarms when a flow is deployed. */
  #changed(): void {
    clearTimeout(this.#gathering);
    this.#gathering = setTimeout(() => void this.#gathered(), this.#timing.gather);
  }

  async #gathered(): Promise<void> {
    try {
      this.#watch ??= this.#ended.then(() => this.#open());
      (await this.#watch).settle();
    } catch (error) {
      this.#watch = undefined;
      this.#audience.report(problemOf(error));
    }
  }

  async #open(): Promise<Watch> {
    const { account, connection, store } = this.#parts;
    return new Watch({
      RED: this.#RED,
      connection,
      keeper: await Keeper.open(store, account),
      base: this.#base,
      audience: this.#audience,
      seen: this.#seen,
      timing: this.#timing,
    });
  }

  #end(): Promise<void> {
    clearTimeout(this.#gathering);
    const watch = this.#watch;
    this.#watch = undefined;
    // What is begun meanwhile waits for this to be over.
    if (watch) this.#ended = watch.then((open) => open.end());
    return this.#ended;
  }
}
