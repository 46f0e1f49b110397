import type { NodeKey } from '@reprise/core';
import type { ExecutionState, ReusedLoop, ReusedNode, ReusedTries } from '@reprise/core/execution';
import { descendants, nodeOf, type StrategyNode } from '@reprise/core/plan';

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
  const keys = [stage, ...descendants(source.plan, stage)];
  const nodes = keys.flatMap((node) => {
    const at = source.nodes.get(node);
    if (at === undefined) return [];
    if (at.phase !== 'ended') throw new Error(`${node} has not ended and cannot be reused`);
    const { phase: _, reused: __, ...ended } = at;
    return [{ node, ended }];
  });
  const loops = keys.flatMap((key) => {
    const node = nodeOf(source.plan, key);
    return node.kind === 'strategy' && node.children.length > 0 ? [reusedLoop(source, node)] : [];
  });
  const earlier = keys.flatMap((node) => {
    const tries = source.earlier?.get(node);
    return tries === undefined ? [] : [{ node, tries }];
  });
  return {
    nodes,
    ...(earlier.length > 0 && { earlier }),
    ...(loops.length > 0 && { loops }),
  };
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
