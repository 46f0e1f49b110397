import { ok, refused } from '@reprise/core';
import { type ExecutionState, endedWell, nodeStatus } from '@reprise/core/execution';
import { laterSiblings, stagesOf } from '@reprise/core/plan';
import { planRetry as decideRetry, type RetryPlan, type RetryRequest } from '@reprise/core/retry';
import type { Answer } from './answer.ts';
import type { UseCase, UseCaseNeeds } from './needs.ts';
import { type ExecutionInput, type OpenExecution, openExecution } from './open-execution.ts';
import { refusal } from './refusals.ts';

export interface RetryPlanInput extends ExecutionInput {
  /** Stages to retry from; absent: those that failed, see `failedStages`. */
  readonly from?: readonly string[] | undefined;
  readonly runAllStages: boolean;
}

/** What a retry would do, stage by stage and why; or why there can be none. Nothing happens. */
export const planRetry: UseCase<RetryPlanInput, RetryPlan> = async (needs, caller, input) => {
  const opened = await openExecution(needs, caller, 'core_pipeline_view', input);
  return opened.ok ? planFor(needs, opened.value, input) : opened;
};

/** The plan of a retry of an opened execution, as of now. */
export async function planFor(
  needs: UseCaseNeeds,
  { row, state }: OpenExecution,
  { from, runAllStages }: Pick<RetryPlanInput, 'from' | 'runAllStages'>,
): Answer<RetryPlan> {
  const request: RetryRequest = { from: from ?? failedStages(state), runAllStages };
  const { retriedBy } = row;
  const decided = decideRetry(state, request, {
    now: needs.clock.now(),
    pipelineExists: (await needs.store.pipelines.get(row.scope, row.pipelineId)) !== null,
    ...(retriedBy === null ? {} : { retriedBy }),
    rootCreatedAt: state.created.retry?.rootCreatedAt ?? state.created.at,
    maximumAge: needs.settings.retryLimit,
    digest: needs.digest,
  });
  return decided.ok ? ok(decided.value) : refused(decided.error);
}

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

/** The plan must be the one that the caller was shown, when the caller says which one that was. */
export const unchanged = (plan: RetryPlan, shown: string | undefined) =>
  shown === undefined || shown === plan.digest
    ? ok(plan)
    : refused(
        refusal(
          'PLAN_CHANGED',
          'The retry would not do any more what its plan showed. Look at the plan again, and retry with its new digest.',
          { shown, digest: plan.digest },
        ),
      );
