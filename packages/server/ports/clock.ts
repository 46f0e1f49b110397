import type { ExecutionId, Instant, LeaseToken, TaskId } from '@reprise/core';
import type { RetryBatchId } from '@reprise/core/retry';

/** Time as an argument (I6): the shell's only way to know it and to wait. */
export interface Clock {
  now(): Instant;
  /** Calls `run` once, not before `at`. The returned function cancels it. */
  at(at: Instant, run: () => void): () => void;
}

/** Fresh, unguessable names (I6). */
export interface Ids {
  /** 22 characters of base64url, in the order of time. */
  executionId(): ExecutionId;
  leaseToken(): LeaseToken;
  retryBatchId(): RetryBatchId;
  /** The one execution that an attempt of a chained stage runs: the same for the same attempt (I3). */
  childExecutionId(task: TaskId): ExecutionId;
}
