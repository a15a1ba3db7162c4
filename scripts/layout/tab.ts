import { createHash } from 'node:crypto';
import { boxOf } from './measure.ts';
import { type Box, CONTENT_WIDTH, type Drawn, GRID, placed } from './place.ts';

/** Left edge of every group, in pixels. */
const EDGE = 20;
/** Left edge of the nodes and of the comment on top: a group keeps 25 pixels around its nodes, and a button takes 20 more. */
const CONTENT_LEFT = EDGE + 50;
/** Pixels that the editor keeps between a group's border and its nodes; the name of the group stands in them. */
const PADDING = 25;
/** Pixels between two groups. */
const BETWEEN = 20;

/** The right end of the widest group that can come out of this, in pixels. */
export const WIDEST = CONTENT_LEFT + CONTENT_WIDTH + 45;

interface Group extends Drawn {
  readonly nodes: readonly string[];
}

const isGroup = (node: Drawn): node is Group => node.type === 'group';
/** The tab comes first; what is drawn elsewhere, in a subflow, stays where it is. */
const isOnTab = (node: Drawn, flow: readonly Drawn[]) => node['z'] === flow[0]?.id;

/** An id that is the same whenever it is made for the same thing. */
const idFor = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 16);

/** Nodes that wires hold together, each set in the order of the file. */
function connected(nodes: readonly Drawn[]): Drawn[][] {
  const setOf = new Map(nodes.map((node) => [node.id, new Set([node])]));
  for (const node of nodes) {
    for (const id of (node.wires ?? []).flat()) {
      const [mine, theirs] = [setOf.get(node.id), setOf.get(id)];
      if (!mine || !theirs || mine === theirs) continue;
      for (const other of theirs) {
        mine.add(other);
        setOf.set(other.id, mine);
      }
    }
  }
  return [...new Set(setOf.values())].map((set) => nodes.filter((node) => set.has(node)));
}

/** The groups of a flow, and one for each set of connected nodes that has none: named after the node that it begins with. */
function grouped(flow: readonly Drawn[]): Group[] {
  const groups = flow.filter(isGroup);
  const taken = new Set(groups.flatMap(({ nodes }) => nodes));
  const alone = flow.filter(
    (node) => isOnTab(node, flow) && !isGroup(node) && node.type !== 'comment' && !taken.has(node.id),
  );
  const added = connected(alone).flatMap((nodes): Group[] => {
    const [first] = nodes;
    if (!first) return [];
    const name = String(first.name || first.type);
    const style = { label: true };
    return [
      { id: idFor(`group ${first.id}`), type: 'group', z: first['z'], name, style, nodes: nodes.map(({ id }) => id) },
    ];
  });
  return [...groups, ...added];
}

/** Middle of a box, the point by which a flow file places a node. */
const middleOf = ({ left, top, width, height }: Box) => ({ x: left + width / 2, y: top + height / 2 });

/**
 * One tab laid out: the comment on top, below it the groups, all at one left edge and none wider than a screen. Only places and
 * groups change; groups keep their names and their nodes, so that a flow which is laid out already stays as it is.
 */
export function laidOut(flow: readonly Drawn[]): Drawn[] {
  const known = new Map(flow.map((node) => [node.id, node]));
  const places = new Map<string, Partial<Drawn>>();
  let top = 20;
  for (const comment of flow.filter(({ type, z, g }) => type === 'comment' && z && !g)) {
    const size = boxOf(String(comment.name), false, 0);
    const y = GRID * Math.ceil((top + size.height / 2) / GRID);
    places.set(comment.id, { x: CONTENT_LEFT + size.width / 2, y });
    top = y + size.height / 2 + BETWEEN;
  }
  const groups = grouped(flow).map((group) => {
    const nodes = flow.filter(({ id }) => group.nodes.includes(id) && known.has(id));
    const boxes = placed(nodes);
    // Rows lie on the grid inside a group, so its content begins on the grid, too.
    const contentTop = GRID * Math.ceil((top + PADDING) / GRID);
    for (const [id, box] of boxes) {
      const { x, y: middle } = middleOf({ ...box, left: CONTENT_LEFT + box.left, top: contentTop + box.top });
      places.set(id, { x, y: middle, g: group.id });
    }
    const right = CONTENT_LEFT + Math.max(...[...boxes.values()].map(({ left, width }) => left + width));
    const upper = contentTop + Math.min(...[...boxes.values()].map((box) => box.top));
    const lower = contentTop + Math.max(...[...boxes.values()].map((box) => box.top + box.height));
    const y = upper - PADDING;
    top = lower + PADDING + BETWEEN;
    return { ...group, x: EDGE, y, w: right + 45 - EDGE, h: lower + PADDING - y };
  });
  const others = flow.filter((node) => !isGroup(node)).map((node) => ({ ...node, ...places.get(node.id) }));
  const [tab, ...rest] = others;
  return tab ? [tab, ...groups, ...rest] : groups;
}
