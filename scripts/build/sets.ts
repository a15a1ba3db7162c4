import { otherNodes, systems } from '../../nodes/catalogue/index.ts';
import type { NodeDescription } from '../../nodes/catalogue/property.ts';
import type { Domain, System } from '../../nodes/catalogue/types.ts';
import { type DescribedOperation, operationsOf, setsOf, systemOf as systemAmong } from '../../nodes/schema/describe.ts';

/** What one entry of `node-red.nodes` in package.json consists of. */
export interface SetContent {
  readonly name: string;
  readonly operations: readonly DescribedOperation[];
  readonly nodes: readonly (readonly [type: string, NodeDescription])[];
  /** The domains that live in this set, for their events. */
  readonly domains: readonly Domain[];
}

const allSystems: readonly System[] = Object.values(systems);
const allOperations = allSystems.flatMap(operationsOf);

/** Every set of the package with its node types, in the order in which Node-RED should load them: accounts first. */
export function allSets(): SetContent[] {
  const others = Object.values(otherNodes);
  const accounts = others.filter(({ category }) => category === 'config');
  const sets = (nodes: readonly NodeDescription[]) => nodes.map(({ set }) => set);
  const names = new Set([...sets(accounts), ...allSystems.flatMap(setsOf), ...sets(others)]);
  return [...names].map((name) => ({
    name,
    operations: allOperations.filter((operation) => operation.domain.set === name),
    nodes: Object.entries(otherNodes).filter(([, node]) => node.set === name),
    domains: allSystems.flatMap((system) => system.domains).filter((domain) => domain.set === name),
  }));
}

/** The system whose account a node of this kind refers to, if any. */
export function systemOf(node: NodeDescription): System | undefined {
  return systemAmong(allSystems, node);
}

/** The key under which the editor looks for the heading of a palette category. */
export function headingKey(category: string): string {
  return category.replace(/[^\w-]/g, '_');
}
