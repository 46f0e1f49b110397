import { type ExecutionId, ok, refused } from '@reprise/core';
import type { ExecutionState } from '@reprise/core/execution';
import {
  planRetry as decideRetry,
  failedChildren,
  failedStages,
  type PlannedChild,
  type RetryContext,
  type RetryPlan,
  type RetryRequest,
} from '@reprise/core/retry';
import type { StoredExecutionRow } from '../../ports/index.ts';
import type { Answer, Caller } from '../answer.ts';
import {
  type ExecutionInput,
  type OpenExecution,
  type OpenNeeds,
  openExecution,
} from '../executions/open-execution.ts';
import type { UseCase, UseCaseNeeds } from '../needs.ts';
import { lacksRights } from '../refusals.ts';
import { changedSince } from './changed-since.ts';

export interface RetryPlanInput extends ExecutionInput {
  /** Stages to retry from; absent: those that failed, see `failedStages`. */
  readonly from?: readonly string[] | undefined;
  readonly runAllStages: boolean;
  /** Whether a failed chained stage goes on with the child that it had, instead of running a new one. */
  readonly retryChained?: boolean | undefined;
}

/** What planning a retry needs. */
export interface PlanNeeds
  extends OpenNeeds,
    Pick<UseCaseNeeds, 'store' | 'clock' | 'digest' | 'rights' | 'compile'> {
  readonly settings: Pick<UseCaseNeeds['settings'], 'retryLimit'>;
}

/** What a retry would do, stage by stage and why; or why there can be none. Nothing happens. */
export const planRetry: UseCase<RetryPlanInput, RetryPlan> = async (needs, caller, input) => {
  const opened = await openExecution(needs, caller, 'core_pipeline_view', input);
  return opened.ok ? planFor(needs, caller, opened.value, { ...input, inDetail: true }) : opened;
};

interface Wish extends Pick<RetryPlanInput, 'from' | 'runAllStages' | 'retryChained'> {
  /** Whether the plan is to tell in what today's pipeline differs. */
  readonly inDetail?: boolean;
}

/** The plan of a retry of an opened execution, as of now. */
export async function planFor(
  needs: PlanNeeds,
  caller: Caller,
  opened: OpenExecution,
  { from, runAllStages, retryChained = false, inDetail = false }: Wish,
): Answer<RetryPlan> {
  const { row, state } = opened;
  const request: RetryRequest = { from: from ?? failedStages(state), runAllStages };
  const pipeline = await needs.store.pipelines.get(row.scope, row.pipelineId);
  const decided = decideRetry(state, request, {
    now: needs.clock.now(),
    pipelineExists: pipeline !== null,
    ...(await successors(needs, row)),
    changed: await changedSince(needs, { opened, caller, pipeline, inDetail }),
    ...(retryChained
      ? { children: await plannedChildren(needs, caller, state, runAllStages) }
      : {}),
    rootCreatedAt: state.created.retry?.rootCreatedAt ?? state.created.at,
    maximumAge: needs.settings.retryLimit,
    digest: needs.digest,
  });
  return decided.ok ? ok(decided.value) : refused(decided.error);
}

/** How the failed children of chained stages would be retried, and their failed children. */
async function plannedChildren(
  needs: PlanNeeds,
  caller: Caller,
  state: ExecutionState,
  runAllStages: boolean,
): Promise<ReadonlyMap<ExecutionId, PlannedChild>> {
  const planned = new Map<ExecutionId, PlannedChild>();
  for (const child of failedChildren(state)) {
    const input = { execution: child, scope: {} };
    const opened = await openExecution(needs, caller, 'core_pipeline_retry', input);
    planned.set(
      child,
      opened.ok ? await planChild(needs, caller, opened.value, runAllStages) : opened,
    );
  }
  return planned;
}

/** The retry of a child from what failed in it. A right that is missing there refuses it at once. */
export async function planChild(
  needs: PlanNeeds,
  caller: Caller,
  opened: OpenExecution,
  runAllStages: boolean,
): Answer<RetryPlan> {
  const plan = await planFor(needs, caller, opened, { runAllStages, retryChained: true });
  const missing = plan.ok ? plan.value.changed.missingPermissions : [];
  return missing.length > 0 ? refused(lacksRights(caller.principal, missing)) : plan;
}

/** Who continues the execution already, and the newest of the chain. */
async function successors(
  { store }: Pick<UseCaseNeeds, 'store'>,
  { retriedBy, rootId }: StoredExecutionRow,
): Promise<Pick<RetryContext, 'retriedBy' | 'newest'>> {
  if (retriedBy === null) return {};
  const newest = (await store.executions.chain(rootId)).at(-1);
  return { retriedBy, ...(newest === undefined ? {} : { newest: newest.executionId }) };
}
