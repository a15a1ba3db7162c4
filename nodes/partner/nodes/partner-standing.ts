import type { AccountState } from '../../runtime/health.ts';
import type { AccountStanding } from '../../runtime/overview/live-accounts.ts';
import type { PartnerHandler } from '../endpoint/standing.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { OpenCounts } from '../open/open-watch.ts';
import type { SenderOutage } from '../outbox/sender.ts';

/** How a partner's account stands, for those who look on: its store, what Orange has sent, and what goes to Orange. */
export class PartnerStanding {
  /** What keeps all events from being delivered. */
  outage: SenderOutage | undefined;
  readonly #ledger: Ledger;
  #openSince: Date | undefined;
  #lastHeard: Date | undefined;
  #lastFailure: AccountState['lastFailure'];

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  /** The store has been opened, or has failed. */
  storeChanged(): void {
    const { state, error } = this.#ledger.health;
    this.#openSince = state === 'open' ? (this.#openSince ?? new Date()) : undefined;
    if (error) this.#lastFailure = { at: new Date(), error };
  }

  /** Events can be delivered, or not for some reason. */
  deliveryChanged(outage: SenderOutage | undefined): void {
    this.outage = outage;
    if (outage) this.#lastFailure = { at: new Date(), error: outage.error };
  }

  /** The same handler; what it is asked has been heard. */
  hearing(handle: PartnerHandler): PartnerHandler {
    return (request, deadline) => {
      this.#lastHeard = new Date();
      return handle(request, deadline);
    };
  }

  /** @param requests how many are open, and how many of them overdue */
  async get({ open, overdue }: OpenCounts): Promise<AccountStanding> {
    const { state, error = this.outage?.error, nextTry = this.outage?.next } = this.#ledger.health;
    // Of a store that has just failed, the account says so itself.
    const events = state === 'open' ? await this.#ledger.outbox.unsettled().catch(() => ({})) : {};
    return {
      counts: { open, overdue, ...events },
      state: {
        kind: error
          ? nextTry || state === 'open'
            ? 'waiting'
            : 'stopped'
          : state === 'open'
            ? 'connected'
            : 'connecting',
        ...(error && { problem: error }),
        ...(this.#openSince && { connectedSince: this.#openSince }),
        ...(this.#lastHeard && { lastHeard: this.#lastHeard }),
        ...(this.#lastFailure && { lastFailure: this.#lastFailure }),
        ...(nextTry && { nextTry }),
      },
    };
  }
}
