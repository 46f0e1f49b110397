import { type Digest, type ExecutionId, ok, refused, type Scope } from '@reprise/core';
import { asRetryBatchId, type RetryBatch, type RetryBatchCreated } from '@reprise/core/retry';
import type { Answer, Caller } from '../answer.ts';
import { isRequestKey, NO_REQUEST_KEY } from '../answer-once.ts';
import type { UseCase, UseCaseNeeds } from '../needs.ts';
import { refusal } from '../refusals.ts';
import { membersFor } from './members.ts';
import { type PreviewInput, previewIn } from './preview.ts';
import { openFilter } from './rights.ts';

export interface CreateInput extends PreviewInput {
  readonly atOnce: number;
  readonly stopAfter: number;
  /** The digest of the preview that the caller was shown. */
  readonly digest?: string | undefined;
  readonly note?: string | undefined;
  /** The sender's name for this request: sent again, it gets the same answer. */
  readonly key?: string | undefined;
}

/** Begins to retry every execution that a filter means, in the caller's name. */
export const createRetryBatch: UseCase<CreateInput, RetryBatch> = async (needs, caller, input) => {
  const scope = await openFilter(needs, caller, 'core_pipeline_retry', input);
  if (!scope.ok) return scope;
  const { key } = input;
  if (key === undefined) return begin(needs, caller, scope.value, input);
  if (!isRequestKey(key)) return refused(NO_REQUEST_KEY);
  const { kind, name, id = name } = caller.principal;
  const { scope: _, key: __, ...asked } = input;
  const fingerprint = needs.digest(JSON.stringify([kind, id, asked]));
  const batchId = idFor(needs, scope.value, key);
  const before = await needs.batches.read(batchId);
  if (before !== null) return again(before, fingerprint);
  const begun = await begin(needs, caller, scope.value, input, { batchId, fingerprint });
  // Whatever stood against it: the same request may have been answered a moment ago.
  const since = begun.ok ? null : await needs.batches.read(batchId);
  return since === null ? begun : again(since, fingerprint);
};

async function begin(
  needs: UseCaseNeeds,
  caller: Caller,
  scope: Scope,
  input: CreateInput,
  request: Partial<Pick<RetryBatchCreated, 'batchId' | 'fingerprint'>> = {},
): Answer<RetryBatch> {
  const members = await agreedMembers(needs, caller, scope, input);
  if (!members.ok) return members;
  const { filter, runAllStages, retryChained, atOnce, stopAfter, note } = input;
  const created: RetryBatchCreated = {
    type: 'RetryBatchCreated',
    at: needs.clock.now(),
    batchId: needs.batches.newId(),
    scope,
    by: caller.principal,
    filter,
    runAllStages,
    ...(retryChained === true ? { retryChained } : {}),
    members: members.value,
    atOnce,
    stopAfter,
    ...(note === undefined ? {} : { note }),
    ...request,
  };
  const batch = await needs.batches.create(created);
  return batch === null ? refused(keyReused(created.batchId)) : ok(batch);
}

/** The executions that the filter means; refused when that is not any more what the caller was shown. */
async function agreedMembers(
  needs: UseCaseNeeds,
  caller: Caller,
  scope: Scope,
  input: CreateInput,
): Answer<readonly ExecutionId[]> {
  if (input.digest === undefined) {
    const rows = await membersFor(needs, scope, input.filter);
    return rows.ok ? ok(rows.value.map(({ executionId }) => executionId)) : rows;
  }
  const preview = await previewIn(needs, caller, scope, input);
  if (!preview.ok) return preview;
  const { digest, members } = preview.value;
  if (digest === input.digest) return ok(members.map(({ row }) => row.executionId));
  return refused(
    refusal(
      'PLAN_CHANGED',
      'The filter means other executions now, or some of them would be retried differently from what was shown. ' +
        'Look at the preview again, and begin with its new digest.',
      { shown: input.digest, digest, count: members.length },
    ),
  );
}

function again(batch: RetryBatch, fingerprint: Digest): Awaited<Answer<RetryBatch>> {
  const { created } = batch;
  return created.fingerprint === fingerprint ? ok(batch) : refused(keyReused(created.batchId));
}

/** The same key in the same project names the same batch: made twice, it is there already (I3). */
const idFor = ({ digest }: UseCaseNeeds, scope: Scope, key: string) => {
  const { accountId, orgId, projectId } = scope;
  const hash = digest(JSON.stringify(['retry batch', accountId, orgId, projectId, key]));
  return asRetryBatchId(hash.slice(-ID_LENGTH));
};
const ID_LENGTH = 32;

const keyReused = (batchId: string) =>
  refusal(
    'IDEMPOTENCY_KEY_REUSED',
    `This idempotency key was used for another request, which made retry batch ${batchId}. Send a request that is new under a key that is new.`,
    { batchId },
  );
