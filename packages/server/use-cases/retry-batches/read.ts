import type { Permission } from '@reprise/api';
import { type ExecutionId, ok, refused } from '@reprise/core';
import { asRetryBatchId, type RetryBatch } from '@reprise/core/retry';
import type { Page, StoredExecutionRow } from '../../ports/index.ts';
import type { Answer, Caller } from '../answer.ts';
import type { UseCase, UseCaseNeeds } from '../needs.ts';
import { refusal } from '../refusals.ts';
import { openScope, type ScopeHint, within } from '../scopes/scope.ts';
import { authoriseFilter } from './rights.ts';

export interface RetryBatchInput {
  readonly scope: ScopeHint;
  readonly batch: string;
}

/** A batch with the rows of its members, as far as they are there. */
export interface OpenRetryBatch {
  readonly batch: RetryBatch;
  readonly rows: ReadonlyMap<ExecutionId, StoredExecutionRow>;
}

/** How many are to do, running, succeeded, failed again, refused and cancelled, and which. */
export const getRetryBatch: UseCase<RetryBatchInput, OpenRetryBatch> = async (
  needs,
  caller,
  input,
) => {
  const batch = await openBatch(needs, caller, 'core_pipeline_view', input);
  return batch.ok ? ok(await withRows(needs, batch.value)) : batch;
};

/** Begins nothing new in a batch; the retries that run go on. Cancelled twice, it is cancelled. */
export const cancelRetryBatch: UseCase<RetryBatchInput, RetryBatch> = async (
  needs,
  caller,
  input,
) => {
  const opened = await openBatch(needs, caller, 'core_pipeline_retry', input);
  if (!opened.ok) return opened;
  const { batchId } = opened.value.created;
  const at = needs.clock.now();
  const done = await needs.batches.perform(batchId, { type: 'Cancel', at, by: caller.principal });
  if (!done.ok) return done;
  return done.value === null ? refused(batchNotFound(batchId)) : ok(done.value);
};

export interface RetryBatchListInput {
  readonly scope: ScopeHint;
  readonly page: number;
  readonly size: number;
}

/** The batches of a project, newest first. */
export const listRetryBatches: UseCase<RetryBatchListInput, Page<RetryBatch>> = async (
  needs,
  caller,
  { scope: hint, page, size },
) => {
  const scope = await openScope(needs, caller, 'core_pipeline_view', hint);
  if (!scope.ok) return scope;
  const { items, total } = await needs.store.retryBatches.list(scope.value, page * size, size);
  const batches: RetryBatch[] = [];
  for (const id of items) {
    const batch = await needs.batches.read(id);
    if (batch !== null) batches.push(batch);
  }
  return ok({ items: batches, total });
};

/** One that is not where the request looks is answered like one that does not exist. */
async function openBatch(
  needs: UseCaseNeeds,
  caller: Caller,
  permission: Permission,
  { batch: id, scope }: RetryBatchInput,
): Answer<RetryBatch> {
  if (!BATCH_ID.test(id)) return refused(batchNotFound(id));
  const batch = await needs.batches.read(asRetryBatchId(id));
  if (batch === null || !within(batch.created.scope, scope)) return refused(batchNotFound(id));
  const allowed = await authoriseFilter(needs, caller, permission, batch.created);
  return allowed.ok ? ok(batch) : allowed;
}

async function withRows({ store }: UseCaseNeeds, batch: RetryBatch): Promise<OpenRetryBatch> {
  const rows = await Promise.all(batch.created.members.map((id) => store.executions.row(id)));
  const found = rows.filter((row) => row !== null);
  return { batch, rows: new Map(found.map((row) => [row.executionId, row])) };
}

const BATCH_ID = /^[A-Za-z0-9_-]{1,64}$/;

const batchNotFound = (batch: string) =>
  refusal(
    'RETRY_BATCH_NOT_FOUND',
    `There is no retry batch ${batch} in this project. GET /api/v1/retry-batches lists them.`,
    { batchId: batch },
  );
