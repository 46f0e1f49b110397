import type { ExecutionDetail, ExecutionNode } from '@reprise/api';
import type { Progress } from './model.ts';

/**
 * The nodes of an execution's detail by `uuid`, in the order of the tree. The forks that Harness draws for parallel
 * blocks are no nodes of the pipeline and are left out.
 */
export function nodesOf({ executionGraph }: ExecutionDetail): Progress['nodes'] {
  const all = Object.values(executionGraph.nodeMap).filter((node) => node.stepType !== 'NG_FORK');
  const children = new Map<string | null, ExecutionNode[]>();
  for (const node of all) {
    const siblings = children.get(node.parentId) ?? [];
    siblings.push(node);
    children.set(node.parentId, siblings);
  }
  const nodes = new Map<string, ExecutionNode>();
  const visit = (parent: string | null): void => {
    const siblings = children.get(parent) ?? [];
    for (const node of siblings.toSorted((a, b) => a.row - b.row)) {
      nodes.set(node.uuid, node);
      visit(node.uuid);
    }
  };
  visit(null);
  return nodes;
}
