import type { Node, NodeAPI, NodeDef, NodeStatus } from 'node-red';
import { businessAppsNodes } from '../../catalogue/business-apps/nodes.ts';
import { inBackground } from '../../runtime/background.ts';
import { runEventSource, type SourceHandle } from '../../runtime/nodes/event-source.ts';
import { noAccount } from '../../runtime/nodes/used-account.ts';
import type { UseCase } from '../ledger/ledger.ts';
import { lateError, openStatus, overdueError } from '../open/open-status.ts';
import { consultationMessage, overdueMessage, requestMessage } from './messages.ts';
import { type Partner, partnerOf, system } from './partner.ts';
import { showStore } from './store-status.ts';

const listening: NodeStatus = { fill: 'green', shape: 'dot', text: 'status.listening' };

/** What the event sources store. */
interface SourceConfig extends NodeDef {
  readonly account?: string;
}

type Listen = (partner: Partner, node: Node, source: SourceHandle) => () => void;

/** What one of the sources is. */
interface SourceKind {
  readonly listen: Listen;
  readonly outputs?: readonly string[];
  /** Whose open requests it counts in its status. */
  readonly useCases?: readonly UseCase[];
}

/** Registers the event source of orders. */
export function registerOrders(RED: NodeAPI): void {
  registerRequests(RED, 'business-apps-order', ['customer', 'fleet', 'licences']);
}

/** Registers the event source of changes of licences. */
export function registerChanges(RED: NodeAPI): void {
  registerRequests(RED, 'business-apps-change', ['state', 'delete', 'offer']);
}

/** Registers the event source of consultations. */
export function registerConsultations(RED: NodeAPI): void {
  registerSource(RED, 'business-apps-licences', {
    listen: (partner, _node, { guarded, emit, report }) =>
      partner.listenForConsultations({
        ask: guarded((question) => emit(consultationMessage(partner.id, question))),
        late: guarded((question) => report(lateError(question))),
      }),
  });
}

/** An output for each use case; one that leads nowhere takes nothing. */
function registerRequests(
  RED: NodeAPI,
  type: 'business-apps-order' | 'business-apps-change',
  useCases: readonly UseCase[],
): void {
  const { outputNames } = businessAppsNodes[type];
  const outputs: readonly string[] = outputNames;
  registerSource(RED, type, {
    outputs,
    useCases,
    listen: (partner, node, { guarded, emit, report }) =>
      partner.listen({
        knows: useCases,
        takes: () => useCases.filter((useCase) => isWired(node, outputs.indexOf(useCase))),
        emit: guarded((request, occasion) => emit(requestMessage(partner.id, request, occasion))),
        overdue: guarded((request) => {
          emit(overdueMessage(partner.id, request));
          report(overdueError(request));
        }),
      }),
  });
}

/** Wires may change without the node being built anew; the runtime keeps them here. */
function isWired(node: Node, output: number): boolean {
  const { wires } = node as { wires?: readonly (readonly string[])[] };
  return (wires?.[output]?.length ?? 0) > 0;
}

function registerSource(RED: NodeAPI, type: string, { listen, outputs, useCases }: SourceKind): void {
  RED.nodes.registerType(type, function (this: Node, config: SourceConfig) {
    RED.nodes.createNode(this, config);
    const partner = partnerOf(RED, config.account);
    const origin = { system, operation: type };
    runEventSource(RED, this, {
      origin,
      account: partner,
      problem: partner ? undefined : noAccount(origin),
      outputs,
      start: (source) => {
        const stop = partner ? listen(partner, this, source) : () => undefined;
        let stopShowing = () => {};
        let closed = false;
        const shown = partner?.ledger.then((ledger) => {
          if (closed) return;
          const { openRequests } = partner;
          const sound = () => source.show((useCases && openStatus(openRequests.counts(useCases))) ?? listening);
          const stopStore = showStore(ledger, partner.label, source.show, sound);
          const stopCounts = openRequests.onChange(() => ledger.health.error ?? sound());
          stopShowing = () => {
            stopStore();
            stopCounts();
          };
        });
        inBackground(shown ?? Promise.resolve());
        return async () => {
          closed = true;
          stopShowing();
          stop();
        };
      },
    });
  });
}
