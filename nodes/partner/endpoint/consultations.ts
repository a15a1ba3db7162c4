import { randomUUID } from 'node:crypto';
import { monotonic } from '../../runtime/backoff.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { ConsultationSource, PendingConsultation, Shown } from '../nodes/partner.ts';
import type { PartnerSettings } from '../nodes/settings.ts';
import type { Consultation } from '../wire/plain.ts';
import { Refusal } from '../wire/refusal.ts';
import { licenceReply } from '../wire/replies.ts';

/** What the account says of consultations. */
export type ConsultationSettings = Pick<PartnerSettings, 'unknownFleet' | 'showDeleted'>;

/** Answers consultations: out of the register, or by the flow that has asked for them. */
export class Consultations {
  readonly #ledger: Promise<Ledger>;
  readonly #settings: ConsultationSettings;
  readonly #sources = new Set<ConsultationSource>();
  readonly #open = new Map<string, (shown: Shown) => void>();

  constructor(ledger: Promise<Ledger>, settings: ConsultationSettings) {
    this.#ledger = ledger;
    this.#settings = settings;
  }

  listen(source: ConsultationSource): () => void {
    this.#sources.add(source);
    return () => this.#sources.delete(source);
  }

  has(questionId: string): boolean {
    return this.#open.has(questionId);
  }

  /** Hands the flow's answer to whoever waits for it. */
  show(questionId: string, shown: Shown): boolean {
    const answer = this.#open.get(questionId);
    answer?.(shown);
    return this.#open.delete(questionId);
  }

  /**
   * The JSON of the licences that are asked for, a list in any case.
   * @param deadline on the monotonic clock
   * @throws Refusal 404/60 for what does not exist, 503/5 without an answer
   */
  async ask(consultation: Consultation, deadline: number): Promise<string> {
    const [source] = this.#sources;
    if (source) return this.#askFlow(source, consultation, deadline);
    const { register } = await this.#ledger;
    if (!register) throw new Refusal('unavailable', 'Consultations are not answered at the moment');
    const deleted = { deleted: this.#settings.showDeleted };
    const { fleetId, ids, single } = consultation;
    if (fleetId !== undefined && !ids) {
      const fleet = await register.fleetAsJson(fleetId, deleted);
      if (fleet === undefined) this.#missFleet();
      return fleet ?? '[]';
    }
    const licences = await register.licences(ids ?? [], deleted);
    if (single && licences.length === 0) throw noLicence();
    const wanted = fleetId === undefined ? licences : licences.filter((licence) => licence.fleetId === fleetId);
    return JSON.stringify(wanted.map(licenceReply));
  }

  /** Lets whoever waits go. */
  close(): void {
    for (const id of this.#open.keys()) this.show(id, { failed: 'The service is being stopped' });
  }

  async #askFlow(source: ConsultationSource, consultation: Consultation, deadline: number): Promise<string> {
    const question: PendingConsultation = { ...consultation, id: randomUUID(), askedAt: new Date().toISOString() };
    const shown = await new Promise<Shown | undefined>((resolve) => {
      const timer = setTimeout(
        () => {
          this.#open.delete(question.id);
          resolve(undefined);
          source.late(question);
        },
        Math.max(0, deadline - monotonic()),
      );
      this.#open.set(question.id, (answer) => {
        clearTimeout(timer);
        resolve(answer);
      });
      source.ask(question);
    });
    if (!shown) throw new Refusal('unavailable', 'No answer within the deadline');
    if ('failed' in shown) throw new Refusal('unavailable', shown.failed);
    if (shown.licences.length === 0) {
      if (question.single) throw noLicence();
      if (question.fleetId !== undefined) this.#missFleet();
    }
    return JSON.stringify(shown.licences.map(licenceReply));
  }

  #missFleet(): void {
    if (this.#settings.unknownFleet === 'not-found') throw new Refusal('notFound', 'There is no such fleet');
  }
}

function noLicence(): Refusal {
  return new Refusal('notFound', 'There is no such licence');
}
