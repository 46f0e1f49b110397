import type { Continuation, ExecutionState } from '@reprise/core/execution';
import type { RetryPlan } from './model.ts';
import { reusedStage } from './reused-stage.ts';

/**
 * What a retry by this plan takes over from its source: where it comes from, and the nodes of the reused stages (I9).
 * Throws when the plan was made for another execution.
 */
export function continuationOf(
  plan: RetryPlan,
  source: ExecutionState,
  note?: string,
): Continuation {
  const { executionId, retry, trigger } = source.created;
  if (plan.source !== executionId) {
    throw new Error(`the retry plan is for ${plan.source}, not ${executionId}`);
  }
  return {
    origin: {
      root: plan.root,
      parent: plan.source,
      rootCreatedAt: plan.rootCreatedAt,
      planDigest: plan.digest,
      from: plan.from,
      runAllStages: plan.runAllStages,
      starters: [...(retry?.starters ?? []), trigger.by],
      ...(note !== undefined && { note }),
    },
    reused: plan.stages
      .filter(({ decision }) => decision === 'reuse')
      .map(({ stage, reason }) => ({
        stage,
        source: plan.source,
        reason,
        nodes: reusedStage(source, stage),
      })),
  };
}
