import { otherNodes, systems } from './catalogue/index.ts';
import { operationsOf } from './runtime/describe.ts';

interface Registry {
  readonly nodes: {
    registerType(type: string, construct: (this: object, config: object) => void, options?: object): void;
    createNode(node: object, config: object): void;
  };
}

/** Registers the node types of one set. */
export function register(RED: Registry, set: string): void {
  function construct(this: object, config: object): void {
    RED.nodes.createNode(this, config);
  }
  for (const operation of Object.values(systems).flatMap(operationsOf)) {
    if (operation.domain.set === set) RED.nodes.registerType(operation.type, construct);
  }
  for (const [type, node] of Object.entries(otherNodes)) {
    if (node.set !== set) continue;
    const secrets = Object.entries<{ kind: string; credential?: true }>(node.properties).filter(
      ([, property]) => property.credential,
    );
    const credentials = Object.fromEntries(
      secrets.map(([name, property]) => [name, { type: property.kind === 'secret' ? 'password' : 'text' }]),
    );
    RED.nodes.registerType(type, construct, { credentials });
  }
}
