import { asMilliseconds, type ExecutionId, ok, type Result } from '@reprise/core';
import type { ExecutionState } from '@reprise/core/execution';
import {
  failedChildren,
  failedStages,
  type PlannedChild,
  planRetry,
  type RetryPlan,
  type RetryRefusal,
  takenChild,
} from '@reprise/core/retry';
import { digestOf, type Workshop } from '../../../packages/server/testing/workshop.ts';

const MONTH = asMilliseconds(30 * 24 * 60 * 60 * 1000);

/** What a scenario asks a retry for. */
export interface RetryWish {
  readonly from: readonly string[];
  readonly onlyFailed?: boolean | undefined;
  readonly chained?: boolean | undefined;
}

/** The plan of a retry of an execution of the workshop, whose pipeline exists and whose starter may do everything. */
export async function planIn(
  workshop: Pick<Workshop, 'engine' | 'store' | 'clock'>,
  source: ExecutionState,
  { from, onlyFailed = false, chained = false }: RetryWish,
): Promise<Result<RetryPlan, RetryRefusal>> {
  const { executionId, at, retry } = source.created;
  const row = await workshop.store.executions.row(executionId);
  const retriedBy = row?.retriedBy ?? null;
  const children = new Map<ExecutionId, PlannedChild>();
  for (const child of chained ? failedChildren(source) : []) {
    children.set(child, await plannedChild(workshop, child, { onlyFailed, chained }));
  }
  const request = { from, runAllStages: !onlyFailed };
  return planRetry(source, request, {
    now: workshop.clock.now(),
    pipelineExists: true,
    ...(retriedBy === null ? {} : { retriedBy }),
    children,
    rootCreatedAt: retry?.rootCreatedAt ?? at,
    maximumAge: MONTH,
    digest: digestOf,
  });
}

/** What a chained stage would go on with: the newest execution of its child's chain. */
async function plannedChild(
  { engine, store, clock }: Pick<Workshop, 'engine' | 'store' | 'clock'>,
  child: ExecutionId,
  wish: Omit<RetryWish, 'from'>,
): Promise<PlannedChild> {
  const row = await store.executions.row(child);
  const newest = (await store.executions.chain(row?.rootId ?? child)).at(-1)?.executionId ?? child;
  const read = await engine.read(newest);
  if (read === null) throw new Error(`the execution ${newest} does not load`);
  const taken = newest === child ? null : takenChild(read.state);
  if (taken !== null) return ok({ kind: 'take', taken });
  const from = failedStages(read.state);
  const plan = await planIn({ engine, store, clock }, read.state, { ...wish, from });
  return plan.ok ? ok({ kind: 'retry', plan: plan.value }) : plan;
}
