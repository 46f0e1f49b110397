import { type Digest, ok, type Scope } from '@reprise/core';
import type { RetryBatchFilter, RetryPlan } from '@reprise/core/retry';
import type { StoredExecutionRow } from '../../ports/index.ts';
import type { Answer, Caller, Refused } from '../answer.ts';
import { openExecution } from '../executions/open-execution.ts';
import type { UseCase, UseCaseNeeds } from '../needs.ts';
import { planFor } from '../retry/plan-retry.ts';
import type { ScopeHint } from '../scopes/scope.ts';
import { membersFor } from './members.ts';
import { openFilter } from './rights.ts';

/** Which executions, and how each would be retried. */
export interface RetryBatchWish {
  readonly filter: RetryBatchFilter;
  /** Whether all of a parallel group runs again, or only what did not end well. */
  readonly runAllStages: boolean;
  /** Whether the children of chained stages that failed are retried, in place of new ones. */
  readonly retryChained?: boolean | undefined;
}

export interface PreviewInput extends RetryBatchWish {
  readonly scope: ScopeHint;
}

/** What would happen to one execution. */
export interface PreviewedMember {
  readonly row: StoredExecutionRow;
  readonly plan: RetryPlan | null;
  readonly refused: Pick<Refused, 'code' | 'message'> | null;
}

export interface RetryBatchPreview {
  /** Oldest first: in the order in which they would be retried. */
  readonly members: readonly PreviewedMember[];
  /** Of the executions and of what would happen to each. */
  readonly digest: Digest;
}

/** What a batch would retry, and how; nothing happens. */
export const previewRetryBatch: UseCase<PreviewInput, RetryBatchPreview> = async (
  needs,
  caller,
  input,
) => {
  const scope = await openFilter(needs, caller, 'core_pipeline_view', input);
  return scope.ok ? previewIn(needs, caller, scope.value, input) : scope;
};

export async function previewIn(
  needs: UseCaseNeeds,
  caller: Caller,
  scope: Scope,
  { filter, ...how }: RetryBatchWish,
): Answer<RetryBatchPreview> {
  const rows = await membersFor(needs, scope, filter);
  if (!rows.ok) return rows;
  const members: PreviewedMember[] = [];
  // One at a time: states are large, and many must not push all others out of memory at once.
  for (const row of rows.value) members.push(await previewOf(needs, caller, row, how));
  const fates = members.map(({ row, plan, refused }) => [
    row.executionId,
    plan?.digest ?? refused?.code ?? '',
  ]);
  return ok({ members, digest: needs.digest(JSON.stringify(fates)) });
}

async function previewOf(
  needs: UseCaseNeeds,
  caller: Caller,
  row: StoredExecutionRow,
  { runAllStages, retryChained }: Omit<RetryBatchWish, 'filter'>,
): Promise<PreviewedMember> {
  const { executionId: execution, scope } = row;
  const opened = await openExecution(needs, caller, 'core_pipeline_view', { execution, scope });
  const plan = opened.ok
    ? await planFor(needs, caller, opened.value, { runAllStages, retryChained })
    : opened;
  return plan.ok
    ? { row, plan: plan.value, refused: null }
    : { row, plan: null, refused: { code: plan.error.code, message: plan.error.message } };
}
