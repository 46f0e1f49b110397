import type { NodeKey } from '@reprise/core';
import { type ExecutionState, endedWell, nodeStatus, type Status } from '@reprise/core/execution';
import { type ListedStage, nodeOf, stagesOf } from '@reprise/core/plan';
import type { StartRefusal } from './model.ts';

/** How a stage stands in the source, in words: `ended Failed`, `never started`. */
export const howItEnded = (status: Status): string =>
  status === 'NotStarted' ? 'never started' : `ended ${status}`;

/**
 * The stages that a retry cannot start from, each with the reason: what comes after a stage that did not end well cannot
 * be reached without that (I7), and of those it says more that they never started.
 */
export function startRefusals(source: ExecutionState): ReadonlyMap<NodeKey, StartRefusal> {
  const refusals = new Map<NodeKey, StartRefusal>();
  const inTheWay = obstacles(source);
  for (const stage of stagesOf(source.plan)) {
    const refusal = refusalOf(source, stage, inTheWay);
    if (refusal !== null) refusals.set(stage.key, refusal);
  }
  return refusals;
}

function refusalOf(
  source: ExecutionState,
  stage: ListedStage,
  inTheWay: (stage: ListedStage) => NodeKey | null,
): StartRefusal | null {
  const key = inTheWay(stage);
  if (key === null) return null;
  if (source.nodes.get(stage.key)?.phase !== 'ended') {
    return { code: 'STAGE_NOT_STARTED', reason: 'it never started' };
  }
  const how = howItEnded(nodeStatus(source, key));
  const reason = `${nodeOf(source.plan, key).identifier} comes before it and ${how}`;
  return { code: 'EARLIER_STAGE_NOT_REUSABLE', reason };
}

/** What stands in the way of a stage: one before it, however far back, that did not end well. */
function obstacles(source: ExecutionState): (stage: ListedStage) => NodeKey | null {
  // Members of a parallel block share the array of what comes before them: each array is looked at once.
  const known = new Map<readonly NodeKey[], NodeKey | null>();
  const among = (before: readonly NodeKey[]): NodeKey | null => {
    const found = known.get(before);
    if (found !== undefined) return found;
    let obstacle: NodeKey | null = null;
    for (const key of before) {
      obstacle ??= endedWell(nodeStatus(source, key)) ? among(nodeOf(source.plan, key).after) : key;
    }
    known.set(before, obstacle);
    return obstacle;
  };
  // In the order of the pipeline, so that no walk goes back further than one position.
  for (const { after } of stagesOf(source.plan)) among(after);
  return ({ after }) => among(after);
}
