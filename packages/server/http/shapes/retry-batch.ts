/** Batches of retries as clients read them. */
import type {
  RetryBatchDocument,
  RetryBatchFilterDocument,
  RetryBatchPreviewDocument,
  RetryBatchSummary,
} from '@reprise/api';
import { asInstant, type ExecutionId } from '@reprise/core';
import { isEnd, isRetryable } from '@reprise/core/execution';
import {
  type BatchMember,
  batchStatusOf,
  countsOf,
  type RetryBatch,
  type RetryBatchFilter,
  type RetryPlan,
  standingOf,
} from '@reprise/core/retry';
import type { PreviewedMember, RetryBatchPreview } from '../../use-cases/retry-batches/preview.ts';
import type { OpenRetryBatch } from '../../use-cases/retry-batches/read.ts';

/** A filter as it was sent. */
export const retryBatchFilter = (given: RetryBatchFilterDocument): RetryBatchFilter => ({
  ...(given.pipelines?.length ? { pipelines: given.pipelines } : {}),
  ...(given.statuses?.length ? { statuses: given.statuses } : {}),
  ...(given.startedFrom === undefined ? {} : { startedFrom: asInstant(given.startedFrom) }),
  ...(given.startedBefore === undefined ? {} : { startedBefore: asInstant(given.startedBefore) }),
  ...(given.failure === undefined ? {} : { failure: given.failure }),
  ...(given.failedStage === undefined ? {} : { failedStage: given.failedStage }),
});

const filterDocument = ({
  pipelines,
  statuses,
  ...rest
}: RetryBatchFilter): RetryBatchFilterDocument => ({
  ...rest,
  ...(pipelines === undefined ? {} : { pipelines: [...pipelines] }),
  ...(statuses === undefined ? {} : { statuses: statuses.filter(isRetryable) }),
});

export function retryBatchPreview({
  members,
  digest,
}: RetryBatchPreview): RetryBatchPreviewDocument {
  const retryable = members.filter(({ plan }) => plan !== null).length;
  return {
    total: members.length,
    retryable,
    refused: members.length - retryable,
    executions: members.map(previewedMember),
    digest,
  };
}

const previewedMember = ({ row, plan, refused }: PreviewedMember) => ({
  executionId: row.executionId,
  pipelineIdentifier: row.pipelineId,
  runSequence: row.runSequence,
  status: row.status,
  startTs: row.startedAt,
  failureMessage: row.failureMessage,
  plan: plan === null ? null : planInShort(plan),
  refusal: refused,
});

function planInShort({ from, stages, savedTime }: RetryPlan) {
  const decided = (what: 'reuse' | 'run') =>
    stages.flatMap(({ decision, identifier }) => (decision === what ? [identifier] : []));
  return { from: [...from], reuse: decided('reuse'), run: decided('run'), savedTime };
}

export const retryBatchSummary = (batch: RetryBatch): RetryBatchSummary => ({
  batchId: batch.created.batchId,
  status: batchStatusOf(batch),
  stopReason: stopReason(batch),
  createdAt: batch.created.at,
  endedAt: batch.endedAt ?? null,
  createdBy: batch.created.by.name,
  note: batch.created.note ?? null,
  filter: filterDocument(batch.created.filter),
  runAllStages: batch.created.runAllStages,
  retryChained: batch.created.retryChained ?? false,
  atOnce: batch.created.atOnce,
  stopAfter: batch.created.stopAfter,
  total: batch.members.size,
  counts: { ...countsOf(batch) },
});

function stopReason({ stopped }: RetryBatch): string | null {
  if (stopped === undefined) return null;
  return stopped.cause.kind === 'cancelled'
    ? `cancelled by ${stopped.cause.by.name}`
    : `the first ${stopped.cause.count} retries that ended all failed again`;
}

export const retryBatchDocument = ({ batch, rows }: OpenRetryBatch): RetryBatchDocument => ({
  ...retryBatchSummary(batch),
  members: [...batch.members].map(([id, member]) => memberDocument(id, member, rows)),
});

function memberDocument(
  id: ExecutionId,
  member: BatchMember,
  rows: OpenRetryBatch['rows'],
): RetryBatchDocument['members'][number] {
  const row = rows.get(id);
  return {
    executionId: id,
    pipelineIdentifier: row?.pipelineId ?? null,
    runSequence: row?.runSequence ?? null,
    standing: standingOf(member),
    retryExecutionId: 'retry' in member ? member.retry : null,
    retryStatus: member.phase === 'ended' && isEnd(member.status) ? member.status : null,
    refusal: member.phase === 'refused' ? { code: member.code, message: member.message } : null,
  };
}
