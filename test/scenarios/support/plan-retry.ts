import { asMilliseconds, type ExecutionId, type Result } from '@reprise/core';
import type { ExecutionState } from '@reprise/core/execution';
import {
  failedChildren,
  failedStages,
  type PlannedChild,
  planRetry,
  type RetryPlan,
  type RetryRefusal,
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
    const read = await workshop.engine.read(child);
    if (read === null) throw new Error(`the execution ${child} does not load`);
    const inside = { from: failedStages(read.state), onlyFailed, chained };
    children.set(child, await planIn(workshop, read.state, inside));
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
