import { ok, refused } from '@reprise/core';
import { type RetryableGroup, retryableGroups } from '@reprise/core/retry';
import type { StoredExecutionRow } from '../ports/index.ts';
import type { UseCase } from './needs.ts';
import {
  type ExecutionInput,
  type OpenExecution,
  openExecution,
  openRow,
} from './open-execution.ts';
import { planFor } from './plan-retry.ts';
import { executionNotFound } from './refusals.ts';

/** From where an execution may be continued; or why it may not, for a person. */
export interface RetryableStages {
  readonly obstacle: string | null;
  readonly groups: readonly RetryableGroup[];
}

/** The positions that a retry may start from. An execution that may not be retried is no error here: it is the answer. */
export const getRetryableStages: UseCase<ExecutionInput, RetryableStages> = async (
  needs,
  caller,
  input,
) => {
  const opened = await openExecution(needs, caller, 'core_pipeline_view', input);
  if (!opened.ok) return opened;
  const groups = retryableGroups(opened.value.state);
  const first = groups[0]?.stages.map(({ identifier }) => identifier) ?? [];
  // From the first position nothing is reused, so only the execution itself can stand against it.
  const planned = await planFor(needs, caller, opened.value, { from: first, runAllStages: true });
  return ok({ obstacle: planned.ok ? null : planned.error.message, groups });
};

/** All executions of one chain of retries. */
export interface RetryHistory extends OpenExecution {
  /** Newest first. */
  readonly chain: readonly StoredExecutionRow[];
}

export const getRetryHistory: UseCase<ExecutionInput, RetryHistory> = async (
  needs,
  caller,
  input,
) => {
  const opened = await openExecution(needs, caller, 'core_pipeline_view', input);
  if (!opened.ok) return opened;
  const chain = await needs.store.executions.chain(opened.value.row.rootId);
  return ok({ ...opened.value, chain: chain.toReversed() });
};

/** The newest execution of the chain that this one belongs to: the only one that can be retried. */
export const getLatestExecutionId: UseCase<ExecutionInput, string> = async (
  needs,
  caller,
  input,
) => {
  const row = await openRow(needs, caller, 'core_pipeline_view', input);
  if (!row.ok) return row;
  const newest = (await needs.store.executions.chain(row.value.rootId)).at(-1);
  return newest === undefined
    ? refused(executionNotFound(input.execution))
    : ok(newest.executionId);
};
