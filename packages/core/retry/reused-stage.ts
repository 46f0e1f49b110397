import type { NodeKey } from '@reprise/core';
import type {
  ExecutionState,
  NodeState,
  ReusedLoop,
  ReusedNode,
  ReusedTries,
} from '@reprise/core/execution';
import { nodeOf, partsOf, type StrategyNode } from '@reprise/core/plan';

/** An ended stage, or one ended instance of a looped one, as a retry takes it over. */
export interface ReusedPart {
  readonly nodes: readonly ReusedNode[];
  readonly earlier?: readonly ReusedTries[];
  readonly loops?: readonly ReusedLoop[];
}

/**
 * The nodes of an ended stage as a retry takes them over: how each ended, and in which execution it ran, however many
 * retries ago (I9), and the instances of the loops among them. A node that never ran is absent, as it is in the source.
 */
export function reusedPart(source: ExecutionState, stage: NodeKey): ReusedPart {
  const nodes: ReusedNode[] = [];
  const earlier: ReusedTries[] = [];
  const loops: ReusedLoop[] = [];
  const take = (key: NodeKey): void => {
    const at = source.nodes.get(key);
    if (at !== undefined) nodes.push(reusedNode(key, at));
    const tries = source.earlier?.get(key);
    if (tries !== undefined) earlier.push({ node: key, tries });
    const node = nodeOf(source.plan, key);
    if (node.kind === 'step') return;
    if (node.kind === 'strategy' && node.children.length > 0) loops.push(reusedLoop(source, node));
    for (const part of partsOf(node)) take(part);
  };
  take(stage);
  return {
    nodes,
    ...(earlier.length > 0 && { earlier }),
    ...(loops.length > 0 && { loops }),
  };
}

function reusedNode(node: NodeKey, at: NodeState): ReusedNode {
  if (at.phase !== 'ended') throw new Error(`${node} has not ended and cannot be reused`);
  const { phase: _, reused: __, ...ended } = at;
  return { node, ended };
}

/** A loop with all its instances, in its order. */
export function reusedLoop({ plan }: ExecutionState, { key, children }: StrategyNode): ReusedLoop {
  const instances = children.map((child) => {
    const { place } = nodeOf(plan, child);
    if (place === undefined) throw new Error(`${child} stands in a loop and is no instance of it`);
    return place.instance;
  });
  return { node: key, instances };
}
