import type { NodeOutline } from '@reprise/api';

/** The tree of nodes, without what changes while they run. */
export interface Structure {
  readonly root: string | null;
  /** The keys of what a node holds, in the order of the pipeline. */
  readonly children: ReadonlyMap<string, readonly string[]>;
  /** All keys in the order of the pipeline, each before what it holds. */
  readonly order: readonly string[];
}

export const NO_STRUCTURE: Structure = { root: null, children: new Map(), order: [] };

/** The tree that nodes make, in whatever order they are given. */
export function structureOf(nodes: readonly NodeOutline[]): Structure {
  const held = new Map<string, NodeOutline[]>();
  let root: string | null = null;
  for (const node of nodes) {
    if (node.parent === null) {
      root = node.key;
      continue;
    }
    const siblings = held.get(node.parent);
    if (siblings === undefined) held.set(node.parent, [node]);
    else siblings.push(node);
  }
  const children = new Map<string, readonly string[]>();
  for (const [parent, siblings] of held) {
    if (siblings.length > 1) siblings.sort(byPlace);
    children.set(
      parent,
      siblings.map(({ key }) => key),
    );
  }
  return { root, children, order: root === null ? [] : inOrder(root, children) };
}

const byPlace = (a: NodeOutline, b: NodeOutline): number =>
  a.row - b.row || (a.iteration ?? 0) - (b.iteration ?? 0);

function inOrder(root: string, children: Structure['children']): readonly string[] {
  const order: string[] = [];
  const visit = (key: string): void => {
    order.push(key);
    for (const child of children.get(key) ?? []) visit(child);
  };
  visit(root);
  return order;
}
