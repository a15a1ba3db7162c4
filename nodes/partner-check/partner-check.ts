import { OrangeRecords } from './orange-records.ts';
import { CheckedPartner } from './partner.ts';
import { ReceivedEvents, RequestsInFlight } from './received-events.ts';
import type { CheckSettings } from './settings.ts';
import { type Report, runAllUseCases } from './use-cases/index.ts';
import type { CheckContext, PartnerState } from './use-cases/use-case-run.ts';

/**
 * Plays Orange against partners: what it has on record of each, the events that came, and the use cases. Whoever takes the
 * events adds them to `received`.
 */
export class PartnerCheck {
  readonly records = new OrangeRecords();
  readonly received = new ReceivedEvents();
  readonly inFlight = new RequestsInFlight();
  /** By base address of the partner. */
  readonly #states = new Map<string, PartnerState>();
  readonly #open = new Set<CheckedPartner>();

  /** Runs all use cases at a partner; each report is given as it comes, too. */
  runAll(settings: CheckSettings, onReport: (report: Report) => void = () => {}): Promise<readonly Report[]> {
    return this.withPartner(settings, async (context) => {
      const reports: Report[] = [];
      for await (const report of runAllUseCases(context)) {
        reports.push(report);
        onReport(report);
      }
      return reports;
    });
  }

  /** Does something at a partner, with the customer and the fleet that there are already. */
  async withPartner<T>(settings: CheckSettings, task: (context: CheckContext) => Promise<T>): Promise<T> {
    const { url, mode, eventTimeout, swapForm } = settings;
    const state = this.#states.get(url) ?? { licences: 0 };
    this.#states.set(url, state);
    const partner = new CheckedPartner(settings);
    this.#open.add(partner);
    const { records, received, inFlight } = this;
    try {
      return await task({ partner, records, received, inFlight, state, mode, eventTimeout, swapForm });
    } finally {
      this.#open.delete(partner);
      partner.close();
    }
  }

  /** Ends what waits for events, and the requests under way. */
  stop(): void {
    this.received.stop();
    for (const partner of this.#open) partner.close();
  }
}
