import { type ExecutionId, ok, refused } from '@reprise/core';
import type { ExecutionState } from '@reprise/core/execution';
import {
  type ContinuedChild,
  planRetry as decideRetry,
  failedChildren,
  failedStages,
  type PlannedChild,
  type RetryContext,
  type RetryPlan,
  type RetryRequest,
  takenChild,
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

/** What the chained stages that failed would go on with. */
async function plannedChildren(
  needs: PlanNeeds,
  caller: Caller,
  state: ExecutionState,
  runAllStages: boolean,
): Promise<ReadonlyMap<ExecutionId, PlannedChild>> {
  const planned = new Map<ExecutionId, PlannedChild>();
  for (const child of failedChildren(state)) {
    planned.set(child, await plannedChild(needs, caller, child, runAllStages));
  }
  return planned;
}

/** A child that somebody has retried by itself goes on as the newest of its chain stands. */
async function plannedChild(
  needs: PlanNeeds,
  caller: Caller,
  execution: ExecutionId,
  runAllStages: boolean,
): Answer<ContinuedChild> {
  const open = (id: ExecutionId) =>
    openExecution(needs, caller, 'core_pipeline_retry', { execution: id, scope: {} });
  const child = await open(execution);
  if (!child.ok) return child;
  const { newest = execution } = await successors(needs, child.value.row);
  if (newest === execution) return retriedChild(needs, caller, child.value, runAllStages);
  const continued = await open(newest);
  return continued.ok ? continueChild(needs, caller, continued.value, runAllStages) : continued;
}

/** The end of an execution of a child's chain if that is good, else its retry. */
export async function continueChild(
  needs: PlanNeeds,
  caller: Caller,
  opened: OpenExecution,
  runAllStages: boolean,
): Answer<ContinuedChild> {
  const taken = takenChild(opened.state);
  if (taken !== null) return ok({ kind: 'take', taken });
  return retriedChild(needs, caller, opened, runAllStages);
}

/** The retry of a child from what failed in it. A right that is missing there refuses it at once. */
async function retriedChild(
  needs: PlanNeeds,
  caller: Caller,
  opened: OpenExecution,
  runAllStages: boolean,
): Answer<ContinuedChild> {
  const plan = await planFor(needs, caller, opened, { runAllStages, retryChained: true });
  if (!plan.ok) return plan;
  const missing = plan.value.changed.missingPermissions;
  if (missing.length > 0) return refused(lacksRights(caller.principal, missing));
  return ok({ kind: 'retry', plan: plan.value });
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
