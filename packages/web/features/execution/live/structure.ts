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
    const siblings = node.parent === null ? undefined : held.get(node.parent);
    if (node.parent === null) root = node.key;
    else if (siblings === undefined) held.set(node.parent, [node]);
    else siblings.push(node);
  }
  const children = new Map<string, readonly string[]>();
  for (const [parent, siblings] of held) children.set(parent, keysInPlace(siblings));
  return { root, children, order: root === null ? [] : inOrder(root, children) };
}

function keysInPlace(siblings: readonly NodeOutline[]): readonly string[] {
  // Most are alone, or come in their order: thousands of them are read while somebody waits.
  const isSorted = siblings.every((node, at) => byPlace(siblings[at - 1] ?? node, node) <= 0);
  return (isSorted ? siblings : siblings.toSorted(byPlace)).map(({ key }) => key);
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
