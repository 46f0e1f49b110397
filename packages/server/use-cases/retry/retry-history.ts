import { type ExecutionId, ok, refused } from '@reprise/core';
import type { ExecutionState } from '@reprise/core/execution';
import { type RetryableGroup, retryableGroups } from '@reprise/core/retry';
import type { StoredExecutionRow } from '../../ports/index.ts';
import {
  type ExecutionInput,
  type OpenExecution,
  openExecution,
  openRow,
} from '../executions/open-execution.ts';
import type { UseCase } from '../needs.ts';
import { executionNotFound } from '../refusals.ts';
import { planFor } from './plan-retry.ts';

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

/** One execution of a chain, with what it ran and what it reused. */
export interface ChainAttempt {
  readonly row: StoredExecutionRow;
  /** Null when its record could not be read back (I13). */
  readonly state: ExecutionState | null;
}

/** A page of a chain, newest first. */
export interface ChainPage {
  readonly root: ExecutionId;
  readonly newest: ExecutionId;
  readonly attempts: readonly ChainAttempt[];
  readonly total: number;
}

export interface ChainInput extends ExecutionInput {
  readonly page: number;
  readonly size: number;
}

/** Every execution of the chain that this one belongs to: what each ran, and from where it reused the rest. */
export const getChain: UseCase<ChainInput, ChainPage> = async (needs, caller, input) => {
  const opened = await openRow(needs, caller, 'core_pipeline_view', input);
  if (!opened.ok) return opened;
  const { rootId, executionId } = opened.value;
  const rows = (await needs.store.executions.chain(rootId)).toReversed();
  const shown = rows.slice(input.page * input.size, (input.page + 1) * input.size);
  const attempts: ChainAttempt[] = [];
  // One at a time: states are large, and a long chain must not push all others out of memory at once.
  for (const row of shown) {
    attempts.push({ row, state: (await needs.engine.read(row.executionId))?.state ?? null });
  }
  const newest = rows[0]?.executionId ?? executionId;
  return ok({ root: rootId, newest, attempts, total: rows.length });
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
