import { addPipelineRollback, nodeOf } from '@reprise/core/plan';
import type { PipelineRollbackPlanned } from '../event.ts';
import { runningAt } from '../running.ts';
import { ownNodes } from './apply-loop-event.ts';
import { ImpossibleEvent } from './impossible-event.ts';
import { plannedNode } from './nodes.ts';
import type { WorkingState } from './working-state.ts';

/** From here on the plan has the nodes that undo the stages. */
export function pipelineRollbackPlanned(state: WorkingState, event: PipelineRollbackPlanned): void {
  const pipeline = nodeOf(state.plan, state.plan.root);
  if (runningAt(state, pipeline.key)?.rollbackAt === undefined) {
    throw new ImpossibleEvent(event, 'the pipeline is not being rolled back');
  }
  if (pipeline.kind !== 'pipeline' || pipeline.rollback !== undefined) {
    throw new ImpossibleEvent(event, 'what undoes the pipeline is planned already');
  }
  const stages = event.stages.map((key) => {
    const stage = plannedNode(state, event, key);
    if (stage.kind !== 'stage') throw new ImpossibleEvent(event, `${key} is no stage`);
    return stage;
  });
  addPipelineRollback(ownNodes(state), pipeline, stages);
}
