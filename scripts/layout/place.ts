import { boxOf } from './measure.ts';

/** A node as a flow file holds it; one with `x` is drawn. */
export interface Drawn {
  readonly id: string;
  readonly type: string;
  readonly name?: unknown;
  readonly x?: number;
  readonly y?: number;
  readonly wires?: readonly (readonly string[])[];
  readonly [property: string]: unknown;
}

/** Where a node's box lies, in pixels from the left end and from the top of its group's content. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

interface Cell {
  readonly left: number;
  readonly row: number;
}

/** Pixels that the nodes of a group may take from left to right. */
export const CONTENT_WIDTH = 1070;
/** Pixels between two nodes in a row: enough to see the wire. */
const GAP = 40;
/** Pixels by which a row begins further right when it goes on with the row above. */
const INDENT = 40;
/** The editor's grid, in pixels: middles of rows lie on it. */
export const GRID = 20;

const outputsOf = (node: Drawn) => node.wires?.length ?? 0;
const hasStatus = ({ type, tostatus }: Drawn) =>
  /^(opentouch|teaming|business|telephony)-/.test(type) || type === 'trigger' || tostatus === true;

const labelOf = ({ name, type }: Drawn) => String(name || type);
/** Link nodes are drawn without their names, unless they are told to show them. */
const isBare = ({ type, l }: Drawn) => /^link (in|out)$/.test(type) && l !== true;
const BARE = { width: 30, height: 30 };

/** Nodes that a node is wired to, in the order of its outputs. */
const nextOf = (node: Drawn) => (node.wires ?? []).flat();

/** Wires that lead forward: those that close a loop are left out, so that every chain has an end. */
function forwardWires(nodes: readonly Drawn[]): Map<string, Drawn[]> {
  const known = new Map(nodes.map((node) => [node.id, node]));
  const forward = new Map<string, Drawn[]>();
  const open = new Set<string>();
  const visit = (node: Drawn) => {
    const targets: Drawn[] = [];
    forward.set(node.id, targets);
    open.add(node.id);
    for (const id of new Set(nextOf(node))) {
      const target = known.get(id);
      if (!target || open.has(id)) continue;
      targets.push(target);
      if (!forward.has(id)) visit(target);
    }
    open.delete(node.id);
  };
  for (const node of begins(nodes)) if (!forward.has(node.id)) visit(node);
  for (const node of nodes) if (!forward.has(node.id)) visit(node);
  return forward;
}

/** Nodes that nothing of the group is wired to. */
function begins(nodes: readonly Drawn[]): Drawn[] {
  const targets = new Set(nodes.flatMap(nextOf));
  return nodes.filter(({ id }) => !targets.has(id));
}

/**
 * Places the nodes of one group: every chain in a row from the left, a branch in a row of its own, a chain that is too long goes on
 * in the next row. The order of the nodes in the file is the order of the rows.
 */
export function placed(nodes: readonly Drawn[]): Map<string, Box> {
  const forward = forwardWires(nodes);
  const wired = new Set(nodes.flatMap(nextOf));
  const sizes = new Map(
    nodes.map((node) => [node.id, isBare(node) ? BARE : boxOf(labelOf(node), wired.has(node.id), outputsOf(node))]),
  );
  const widthOf = (id: string) => sizes.get(id)?.width ?? 0;
  const before = new Map<string, string[]>(nodes.map(({ id }) => [id, []]));
  for (const [id, targets] of forward) for (const target of targets) before.get(target.id)?.push(id);

  const cells = new Map<string, Cell>();
  /** Where each row ends so far. */
  const ends: number[] = [];
  const leadsOn = (node: Drawn) => (forward.get(node.id) ?? []).length > 0;
  /** Gives a node its cell when all that is wired to it has one: in the row of one of these if it fits there, else in a new row. */
  const settle = (node: Drawn, inRow: 'needed' | 'tried' = 'tried'): boolean => {
    const sources = (before.get(node.id) ?? []).map((id) => ({ id, cell: cells.get(id) }));
    if (cells.has(node.id) || sources.some(({ cell }) => !cell)) return false;
    const width = widthOf(node.id);
    const left = Math.max(0, ...sources.map(({ id, cell }) => (cell?.left ?? 0) + widthOf(id) + GAP));
    const fits = left + width <= CONTENT_WIDTH;
    const free = fits ? sources.find(({ cell }) => cell && (ends[cell.row] ?? 0) <= left - GAP)?.cell : undefined;
    if (!free && inRow === 'needed') return false;
    const row = free?.row ?? ends.length;
    cells.set(node.id, { left: fits ? left : INDENT, row });
    ends[row] = (fits ? left : INDENT) + width;
    return true;
  };
  /** The first branch goes on in the row; those that end at once stand right below it, before what it leads to. */
  const goOn = (node: Drawn) => {
    const targets = forward.get(node.id) ?? [];
    const [main] = targets;
    const beside = main !== undefined && settle(main, 'needed');
    for (const target of targets) if (!leadsOn(target)) settle(target);
    if (beside) goOn(main);
    for (const target of targets) if (settle(target)) goOn(target);
  };
  for (const node of nodes) if (!before.get(node.id)?.length && settle(node)) goOn(node);
  return boxes(nodes, cells, sizes);
}

/** The cells in pixels: a row is as high as its highest node, and leaves room for statuses. */
function boxes(
  nodes: readonly Drawn[],
  cells: ReadonlyMap<string, Cell>,
  sizes: ReadonlyMap<string, { width: number; height: number }>,
): Map<string, Box> {
  const result = new Map<string, Box>();
  const rows = Math.max(...[...cells.values()].map(({ row }) => row)) + 1;
  let top = 0;
  for (let row = 0; row < rows; row++) {
    const inRow = nodes.filter(({ id }) => cells.get(id)?.row === row);
    const height = Math.max(...inRow.map(({ id }) => sizes.get(id)?.height ?? 30));
    const middle = GRID * Math.ceil((top + height / 2) / GRID);
    for (const { id } of inRow) {
      const size = sizes.get(id);
      const cell = cells.get(id);
      if (size && cell) result.set(id, { left: cell.left, top: middle - size.height / 2, ...size });
    }
    top = middle + height / 2 + (inRow.some(hasStatus) ? 25 : 10);
  }
  return result;
}
