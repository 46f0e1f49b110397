import type { ExecutionModel } from '../live/model.ts';

/** One visible line of the tree. */
export interface TreeRow {
  readonly id: string;
  /** From 1, as readers of screens count. */
  readonly level: number;
  readonly position: number;
  readonly siblings: number;
  /** Null when there is nothing below it. */
  readonly open: boolean | null;
}

/** The lines of the tree that are visible when these nodes are open. */
export function flatten(
  { structure }: Pick<ExecutionModel, 'structure'>,
  isOpen: (id: string) => boolean,
): readonly TreeRow[] {
  const rows: TreeRow[] = [];
  const visit = (ids: readonly string[], level: number): void => {
    ids.forEach((id, at) => {
      const children = structure.children.get(id) ?? [];
      const open = children.length === 0 ? null : isOpen(id);
      rows.push({ id, level, position: at + 1, siblings: ids.length, open });
      if (open === true) visit(children, level + 1);
    });
  };
  if (structure.root !== null) visit(structure.children.get(structure.root) ?? [], 1);
  return rows;
}
