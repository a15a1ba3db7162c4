import type { Node, NodeAPI, NodeDef, NodeMessage } from 'node-red';
import { businessAppsNodes } from '../catalogue/business-apps/nodes.ts';
import { codeOf } from '../runtime/errors.ts';
import { failAtStart } from '../runtime/fail-at-start.ts';
import { safely } from '../runtime/safely.ts';
import type { UseCase } from './ledger.ts';
import { questionMessage, requestMessage } from './messages.ts';
import { noPartner, type Partner, partnerOf, system } from './partner.ts';

/** What the event sources store. */
interface SourceConfig extends NodeDef {
  readonly account?: string;
}

type Listen = (partner: Partner, node: Node) => () => void;

/** Registers the event source of orders. */
export function registerOrders(RED: NodeAPI): void {
  registerSource(RED, 'business-apps-order', requestsFor(businessAppsNodes['business-apps-order'].outputNames));
}

/** Registers the event source of changes of licences. */
export function registerChanges(RED: NodeAPI): void {
  registerSource(RED, 'business-apps-change', requestsFor(businessAppsNodes['business-apps-change'].outputNames));
}

/** Registers the event source of consultations. */
export function registerConsultations(RED: NodeAPI): void {
  registerSource(RED, 'business-apps-licences', (partner, node) =>
    partner.listenForQuestions({
      ask: safely(node, (question) => node.send(questionMessage(partner.id, question))),
    }),
  );
}

/** An output for each use case; one that leads nowhere takes nothing. */
function requestsFor(useCases: readonly UseCase[]): Listen {
  return (partner, node) =>
    partner.listen({
      takes: () => useCases.filter((_, output) => isWired(node, output)),
      emit: safely(node, (request, occasion) => {
        const output = useCases.indexOf(request.useCase);
        const messages: (NodeMessage | null)[] = useCases.map(() => null);
        messages[output] = requestMessage(partner.id, request, occasion);
        node.send(messages);
      }),
    });
}

/** Wires may change without the node being built anew; the runtime keeps them here. */
function isWired(node: Node, output: number): boolean {
  const { wires } = node as { wires?: readonly (readonly string[])[] };
  return (wires?.[output]?.length ?? 0) > 0;
}

function registerSource(RED: NodeAPI, type: string, listen: Listen): void {
  RED.nodes.registerType(type, function (this: Node, config: SourceConfig) {
    RED.nodes.createNode(this, config);
    const partner = partnerOf(RED, config.account);
    if (!partner) {
      failAtStart(RED, this, noPartner({ system, operation: type }));
      return;
    }
    partner.attach(this);
    const stop = listen(partner, this);
    partner.ledger.then(
      () => this.status({ fill: 'green', shape: 'dot', text: 'status.listening' }),
      // The account itself says why.
      (error: Error) => this.status({ fill: 'red', shape: 'ring', text: codeOf(error) ?? error.message.slice(0, 20) }),
    );
    this.on('close', (done: () => void) => {
      this.status({});
      stop();
      void partner.detach(this).then(done, done);
    });
  });
}
