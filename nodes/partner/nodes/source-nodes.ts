import type { Node, NodeAPI, NodeDef } from 'node-red';
import { businessAppsNodes } from '../../catalogue/business-apps/nodes.ts';
import { inBackground } from '../../runtime/background.ts';
import { runEventSource, type SourceHandle } from '../../runtime/nodes/event-source.ts';
import { noAccount } from '../../runtime/nodes/used-account.ts';
import type { UseCase } from '../ledger/ledger.ts';
import { consultationMessage, requestMessage } from './messages.ts';
import { type Partner, partnerOf, system } from './partner.ts';
import { showStore } from './store-status.ts';

/** What the event sources store. */
interface SourceConfig extends NodeDef {
  readonly account?: string;
}

type Listen = (partner: Partner, node: Node, source: SourceHandle) => () => void;

/** Registers the event source of orders. */
export function registerOrders(RED: NodeAPI): void {
  const { outputNames } = businessAppsNodes['business-apps-order'];
  registerSource(RED, 'business-apps-order', requestsFor(outputNames), outputNames);
}

/** Registers the event source of changes of licences. */
export function registerChanges(RED: NodeAPI): void {
  const { outputNames } = businessAppsNodes['business-apps-change'];
  registerSource(RED, 'business-apps-change', requestsFor(outputNames), outputNames);
}

/** Registers the event source of consultations. */
export function registerConsultations(RED: NodeAPI): void {
  registerSource(RED, 'business-apps-licences', (partner, _node, { guarded, emit }) =>
    partner.listenForConsultations({ ask: guarded((question) => emit(consultationMessage(partner.id, question))) }),
  );
}

/** An output for each use case; one that leads nowhere takes nothing. */
function requestsFor(useCases: readonly UseCase[]): Listen {
  return (partner, node, { guarded, emit }) =>
    partner.listen({
      takes: () => useCases.filter((_, output) => isWired(node, output)),
      emit: guarded((request, occasion) => emit(requestMessage(partner.id, request, occasion))),
    });
}

/** Wires may change without the node being built anew; the runtime keeps them here. */
function isWired(node: Node, output: number): boolean {
  const { wires } = node as { wires?: readonly (readonly string[])[] };
  return (wires?.[output]?.length ?? 0) > 0;
}

function registerSource(RED: NodeAPI, type: string, listen: Listen, outputs?: readonly UseCase[]): void {
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
        const listening = () => source.show({ fill: 'green', shape: 'dot', text: 'status.listening' });
        const shown = partner?.ledger.then((ledger) => {
          if (!closed) stopShowing = showStore(ledger, partner.label, source.show, listening);
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
