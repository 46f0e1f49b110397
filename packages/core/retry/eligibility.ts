import {
  type ExecutionState,
  isRetryable,
  RETRYABLE_STATUSES,
  statusOf,
  wasRolledBack,
} from '@reprise/core/execution';
import type { RetryContext, RetryRefusal } from './model.ts';
import { refuse } from './refuse.ts';

const DAY = 24 * 60 * 60_000;

/** Why an execution cannot be retried at all, from whatever stage; null when it can. */
export function objectionTo(source: ExecutionState, context: RetryContext): RetryRefusal | null {
  return (
    statusObjection(source) ??
    rollbackObjection(source) ??
    newestObjection(source, context) ??
    pipelineObjection(source, context) ??
    ageObjection(source, context)
  );
}

function statusObjection(source: ExecutionState): RetryRefusal | null {
  const status = statusOf(source);
  const facts = { executionId: source.created.executionId, status };
  if (source.ended === undefined) {
    const way = status === 'Discontinuing' ? 'wait for its end' : 'wait for its end or abort it';
    const message = `the execution is still ${status}; ${way}, then retry`;
    return refuse('EXECUTION_NOT_ENDED', message, facts);
  }
  if (isRetryable(status)) return null;
  const message = `the execution ended ${status}; only one that ended ${RETRYABLE_STATUSES.join(', ')} can be retried. To run everything again, rerun it`;
  return refuse('STATUS_NOT_RETRYABLE', message, facts);
}

/** What the earlier stages did is undone: there is nothing left that a retry could build on. */
function rollbackObjection(source: ExecutionState): RetryRefusal | null {
  if (!wasRolledBack(source)) return null;
  const message =
    'the whole pipeline was rolled back, so there is nothing left to continue; run the pipeline anew';
  return refuse('PIPELINE_ROLLED_BACK', message, { executionId: source.created.executionId });
}

function newestObjection(source: ExecutionState, context: RetryContext): RetryRefusal | null {
  const { retriedBy } = context;
  if (retriedBy === undefined) return null;
  const { newest = retriedBy } = context;
  const which = newest === retriedBy ? 'that one' : newest;
  const message = `the execution was retried already, by ${retriedBy}; only the newest of a chain can be retried: retry ${which}`;
  return refuse('ALREADY_RETRIED', message, {
    executionId: source.created.executionId,
    retriedBy,
    newest,
  });
}

function pipelineObjection(
  { created }: ExecutionState,
  { pipelineExists }: RetryContext,
): RetryRefusal | null {
  if (pipelineExists) return null;
  const message = `the pipeline ${created.pipelineId} was deleted; create it again to retry its executions`;
  return refuse('PIPELINE_DELETED', message, { pipeline: created.pipelineId });
}

function ageObjection(source: ExecutionState, context: RetryContext): RetryRefusal | null {
  const { now, rootCreatedAt, maximumAge } = context;
  if (now - rootCreatedAt <= maximumAge) return null;
  const days = Math.floor(maximumAge / DAY);
  const message = `the first execution of this chain is older than ${days} days, and its results are no longer reused; run the pipeline anew`;
  return refuse('RETRY_TOO_OLD', message, {
    executionId: source.created.executionId,
    rootCreatedAt,
    maximumAge,
  });
}
