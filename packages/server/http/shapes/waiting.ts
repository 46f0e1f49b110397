import { nodeExecutionIdOf, type WaitingApproval, type WaitingStep } from '@reprise/api';
import type { StoredExecutionRow } from '../../ports/index.ts';
import type { WaitingStepView } from '../../use-cases/executions/waiting-steps.ts';

/** An execution in which something waits for people. */
export const waitingExecution = (row: StoredExecutionRow): WaitingApproval['execution'] => ({
  planExecutionId: row.executionId,
  pipelineIdentifier: row.pipelineId,
  name: row.pipelineName,
  runSequence: row.runSequence,
  triggeredBy: row.triggeredBy.name,
  startTs: row.startedAt,
});

/** A step of the inbox: what it asks people, and where it is. */
export function waitingStepDocument({ row, node, stage, asked }: WaitingStepView): WaitingStep {
  const where = {
    execution: waitingExecution(row),
    nodeExecutionId: nodeExecutionIdOf(row.executionId, node.key),
    node: node.key,
    stage,
    name: node.name,
    startTs: node.startedAt,
    deadline: asked.deadline,
  };
  switch (asked.kind) {
    case 'decision':
      return {
        ...where,
        status: 'InterventionWaiting',
        failureMessage: node.failure?.message ?? null,
        attempts: node.attempts,
        onTimeout: asked.onTimeout,
      };
    case 'inputs':
      return { ...where, status: 'InputWaiting', inputTemplate: asked.asks.template };
  }
}
