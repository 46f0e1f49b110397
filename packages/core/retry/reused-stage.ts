import type { NodeKey } from '@reprise/core';
import type { ExecutionState, ReusedNode } from '@reprise/core/execution';
import { descendants } from '@reprise/core/plan';

/**
 * The nodes of an ended stage as a retry takes them over: how each ended, and in which execution it ran, however many
 * retries ago (I9). A node that never ran is absent, as it is in the source.
 */
export function reusedStage(source: ExecutionState, stage: NodeKey): readonly ReusedNode[] {
  return [stage, ...descendants(source.plan, stage)].flatMap((node) => {
    const at = source.nodes.get(node);
    if (at === undefined) return [];
    if (at.phase !== 'ended') throw new Error(`${node} has not ended and cannot be reused`);
    const { phase: _, reused: __, ...ended } = at;
    return [{ node, ended }];
  });
}
