import { type ExecutionState, endedWell, nodeStatus } from '@reprise/core/execution';
import { type ListedStage, laterSiblings, stagesOf } from '@reprise/core/plan';

/**
 * Where "just retry it" begins: the stages that ran and did not end well, and come after no other such stage. Where none
 * did, the execution was stopped while nothing ran: then those whose turn would have come.
 */
export function failedStages(state: ExecutionState): readonly string[] {
  const unwell = stagesOf(state.plan).filter(({ key }) => !endedWell(nodeStatus(state, key)));
  const ran = firstOf(
    state,
    unwell.filter(({ key }) => state.nodes.has(key)),
  );
  return ran.length > 0 ? ran : firstOf(state, unwell);
}

/** Those of the stages that come after no other of them. */
function firstOf({ plan }: ExecutionState, stages: readonly ListedStage[]): readonly string[] {
  const behind = laterSiblings(
    plan,
    stages.map(({ key }) => key),
  );
  return stages.filter(({ key }) => !behind.has(key)).map(({ identifier }) => identifier);
}
