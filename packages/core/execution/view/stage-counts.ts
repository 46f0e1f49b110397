import { stagesOf } from '@reprise/core/plan';
import type { ExecutionState } from '../state.ts';
import { endedWell } from '../status.ts';
import type { StageCounts } from './model.ts';

/** How the stages stand. Succeeded are those that ran and ended well, here or where a retry took them from. */
export function stageCounts(state: ExecutionState): StageCounts {
  const stages = stagesOf(state.plan);
  const counts = { total: stages.length, succeeded: 0, running: 0, failed: 0 };
  for (const { key } of stages) {
    const node = state.nodes.get(key);
    if (node === undefined) continue;
    if (node.phase !== 'ended') counts.running += 1;
    else if (!endedWell(node.status)) counts.failed += 1;
    else if (node.status !== 'Skipped') counts.succeeded += 1;
  }
  return counts;
}
