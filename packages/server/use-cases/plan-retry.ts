import { ok, refused } from '@reprise/core';
import { type ExecutionState, endedWell, nodeStatus } from '@reprise/core/execution';
import { laterSiblings, stagesOf } from '@reprise/core/plan';
import {
  planRetry as decideRetry,
  type RetryContext,
  type RetryPlan,
  type RetryRequest,
} from '@reprise/core/retry';
import type { StoredExecutionRow } from '../ports/index.ts';
import type { Answer, Caller } from './answer.ts';
import { changedSince } from './changed-since.ts';
import type { UseCase, UseCaseNeeds } from './needs.ts';
import { type ExecutionInput, type OpenExecution, openExecution } from './open-execution.ts';

export interface RetryPlanInput extends ExecutionInput {
  /** Stages to retry from; absent: those that failed, see `failedStages`. */
  readonly from?: readonly string[] | undefined;
  readonly runAllStages: boolean;
}

/** What a retry would do, stage by stage and why; or why there can be none. Nothing happens. */
export const planRetry: UseCase<RetryPlanInput, RetryPlan> = async (needs, caller, input) => {
  const opened = await openExecution(needs, caller, 'core_pipeline_view', input);
  return opened.ok ? planFor(needs, caller, opened.value, { ...input, inDetail: true }) : opened;
};

interface Wish extends Pick<RetryPlanInput, 'from' | 'runAllStages'> {
  /** Whether the plan is to tell in what today's pipeline differs. */
  readonly inDetail?: boolean;
}

/** The plan of a retry of an opened execution, as of now. */
export async function planFor(
  needs: UseCaseNeeds,
  caller: Caller,
  opened: OpenExecution,
  { from, runAllStages, inDetail = false }: Wish,
): Answer<RetryPlan> {
  const { row, state } = opened;
  const request: RetryRequest = { from: from ?? failedStages(state), runAllStages };
  const pipeline = await needs.store.pipelines.get(row.scope, row.pipelineId);
  const decided = decideRetry(state, request, {
    now: needs.clock.now(),
    pipelineExists: pipeline !== null,
    ...(await successors(needs, row)),
    changed: await changedSince(needs, { opened, caller, pipeline, inDetail }),
    rootCreatedAt: state.created.retry?.rootCreatedAt ?? state.created.at,
    maximumAge: needs.settings.retryLimit,
    digest: needs.digest,
  });
  return decided.ok ? ok(decided.value) : refused(decided.error);
}

/** Who continues the execution already, and the newest of the chain. */
async function successors(
  { store }: UseCaseNeeds,
  { retriedBy, rootId }: StoredExecutionRow,
): Promise<Pick<RetryContext, 'retriedBy' | 'newest'>> {
  if (retriedBy === null) return {};
  const newest = (await store.executions.chain(rootId)).at(-1);
  return { retriedBy, ...(newest === undefined ? {} : { newest: newest.executionId }) };
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
