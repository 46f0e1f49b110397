import { type ExecutionState, endedWell, nodeStatus } from '@reprise/core/execution';
import { laterSiblings, stagesOf } from '@reprise/core/plan';

/** The stages that ran and did not end well, and come after no other such stage: where "just retry it" begins. */
export function failedStages(state: ExecutionState): readonly string[] {
  const unwell = stagesOf(state.plan).filter(
    ({ key }) => state.nodes.has(key) && !endedWell(nodeStatus(state, key)),
  );
  const behind = laterSiblings(
    state.plan,
    unwell.map(({ key }) => key),
  );
  return unwell.filter(({ key }) => !behind.has(key)).map(({ identifier }) => identifier);
}
