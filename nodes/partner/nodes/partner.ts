import type { NodeAPI } from 'node-red';
import { accountOf } from '../../runtime/nodes/used-account.ts';
import type { Account, Shared } from '../../runtime/operation/connection.ts';
import type { Ledger, Request, UseCase } from '../ledger/ledger.ts';
import type { OpenRequests } from '../open/open-requests.ts';
import type { Consultation, Licence } from '../wire/plain.ts';

/** The system that the partner's errors and messages name. */
export const system = 'business-apps';

/** What a source is told beside the request itself. */
export interface HandOver {
  /** A flow may have had it before: after a crash, a restart, a deployment, or because somebody has asked for it again. */
  readonly redelivered: boolean;
  /** What was odd about it. */
  readonly warnings: readonly string[];
}

/** A node that hands orders and changes of licences to its flow. */
export interface RequestSource {
  /** Use cases whose output leads anywhere at the moment. */
  takes(): readonly UseCase[];
  /** All use cases that it has an output for. */
  readonly knows: readonly UseCase[];
  emit(request: Request, occasion: HandOver): void;
  /** Tells its flow, and the Catch nodes, that a request that it has or would have is overdue. */
  overdue(request: Request): void;
}

/** A consultation that a flow answers. It is not kept: who asks is gone when it is not answered in time. */
export interface PendingConsultation extends Consultation {
  readonly id: string;
  /** ISO 8601. */
  readonly askedAt: string;
}

/** A node that hands consultations to its flow. */
export interface ConsultationSource {
  ask(question: PendingConsultation): void;
  /** The flow has not answered by the deadline, and Orange was refused. */
  late(question: PendingConsultation): void;
}

/** What a flow answers a consultation with. */
export type Shown = { readonly licences: readonly Licence[] } | { readonly failed: string };

/** The account as the nodes of Business Applications see it. */
export interface Partner extends Shared, Pick<Account, 'lists'> {
  readonly id: string;
  /** What is kept; whether it can be used, its `health` says. */
  readonly ledger: Promise<Ledger>;
  /** What no flow has answered yet. */
  readonly openRequests: OpenRequests;
  /** Lets a node take requests, until the function it returns is called. */
  listen(source: RequestSource): () => void;
  listenForConsultations(source: ConsultationSource): () => void;
  /** Whether somebody waits for the answer to this consultation. */
  hasConsultation(questionId: string): boolean;
  /** Answers a consultation; false if nobody waits for it (any more). */
  show(questionId: string, shown: Shown): boolean;
}

/** The partner that a node refers to. */
export function partnerOf(RED: NodeAPI, id: string | undefined): Partner | undefined {
  return accountOf<Partner>(RED, id, 'ledger', 'openRequests', 'listen');
}

/** All partners of the flows that run. */
export function partnersOf(RED: NodeAPI): Partner[] {
  const partners: Partner[] = [];
  RED.nodes.eachNode(({ id, type }) => {
    const partner = type === 'business-apps-partner' ? partnerOf(RED, id) : undefined;
    if (partner) partners.push(partner);
  });
  return partners;
}
