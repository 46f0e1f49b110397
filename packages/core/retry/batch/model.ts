import type { Branded, Digest, ExecutionId, Instant, Scope } from '@reprise/core';
import type { Principal, Refusal, Status } from '@reprise/core/execution';

/** One retry of many executions at once. */
export type RetryBatchId = Branded<string, 'RetryBatchId'>;
export const asRetryBatchId = (text: string): RetryBatchId => text as RetryBatchId;

/** What a batch was asked for, kept with it for whoever looks at it later. What is absent lets everything through. */
export interface RetryBatchFilter {
  readonly pipelines?: readonly string[];
  readonly statuses?: readonly Status[];
  /** Started at this moment or after it. */
  readonly startedFrom?: Instant;
  /** Started before this moment. */
  readonly startedBefore?: Instant;
  /** A text in the failure message, in any case. */
  readonly failure?: string;
  /** The identifier of a stage that did not end well. */
  readonly failedStage?: string;
}

export interface RetryBatchCreated {
  readonly type: 'RetryBatchCreated';
  readonly at: Instant;
  readonly batchId: RetryBatchId;
  readonly scope: Scope;
  /** Every member is retried in this name, with the rights that it has at that moment. */
  readonly by: Principal;
  readonly filter: RetryBatchFilter;
  readonly note?: string;
  /** Whether all of a parallel group runs again, or only what did not end well. */
  readonly runAllStages: boolean;
  /** Whether the children of chained stages that failed are retried, in place of new ones; they are not when left out. */
  readonly retryChained?: boolean;
  /** The executions to retry, each once, in the order in which they are. */
  readonly members: readonly ExecutionId[];
  /** At most so many retries at once. */
  readonly atOnce: number;
  /** Stop when the first so many retries have all failed again; 0 never stops. */
  readonly stopAfter: number;
  /** The digest of the request that made it, when its sender may repeat it. */
  readonly fingerprint?: Digest;
}

/** It is this member's turn. Written before its retry is begun, so that every retry that may exist is known. */
export interface MemberChosen {
  readonly type: 'MemberChosen';
  readonly at: Instant;
  readonly member: ExecutionId;
}
export interface MemberBegun {
  readonly type: 'MemberBegun';
  readonly at: Instant;
  readonly member: ExecutionId;
  readonly retry: ExecutionId;
}
export interface MemberRefused {
  readonly type: 'MemberRefused';
  readonly at: Instant;
  readonly member: ExecutionId;
  readonly code: string;
  readonly message: string;
}
/** A chosen member whose retry had not begun when the batch was stopped. */
export interface MemberLeft {
  readonly type: 'MemberLeft';
  readonly at: Instant;
  readonly member: ExecutionId;
}
export interface MemberEnded {
  readonly type: 'MemberEnded';
  readonly at: Instant;
  readonly member: ExecutionId;
  readonly status: Status;
}
/** Nothing new is begun; what runs goes on to its end. */
export interface RetryBatchStopped {
  readonly type: 'RetryBatchStopped';
  readonly at: Instant;
  readonly cause: BatchStopCause;
}
export interface RetryBatchEnded {
  readonly type: 'RetryBatchEnded';
  readonly at: Instant;
}

export type BatchStopCause =
  | { readonly kind: 'cancelled'; readonly by: Principal }
  | { readonly kind: 'failed-again'; readonly count: number };

/** Something that happened to a batch; never changed, never removed. */
export type RetryBatchEvent =
  | RetryBatchCreated
  | MemberChosen
  | MemberBegun
  | MemberRefused
  | MemberLeft
  | MemberEnded
  | RetryBatchStopped
  | RetryBatchEnded;

/** How far a member has come. */
export type BatchMember =
  | { readonly phase: 'to-do' }
  | { readonly phase: 'chosen' }
  | { readonly phase: 'running'; readonly retry: ExecutionId }
  | { readonly phase: 'ended'; readonly retry: ExecutionId; readonly status: Status }
  | { readonly phase: 'refused'; readonly code: string; readonly message: string }
  | { readonly phase: 'cancelled' };

/** A batch: its events, folded. */
export interface RetryBatch {
  readonly created: RetryBatchCreated;
  readonly members: ReadonlyMap<ExecutionId, BatchMember>;
  readonly stopped?: { readonly at: Instant; readonly cause: BatchStopCause };
  readonly endedAt?: Instant;
}

/** What somebody wants to happen to a batch. */
export type RetryBatchCommand =
  | { readonly type: 'Begin'; readonly at: Instant }
  | {
      readonly type: 'ReportBegun';
      readonly at: Instant;
      readonly member: ExecutionId;
      readonly retry: ExecutionId;
    }
  | {
      readonly type: 'ReportRefused';
      readonly at: Instant;
      readonly member: ExecutionId;
      readonly code: string;
      readonly message: string;
    }
  | { readonly type: 'ReportLeft'; readonly at: Instant; readonly member: ExecutionId }
  | {
      readonly type: 'ReportEnded';
      readonly at: Instant;
      readonly member: ExecutionId;
      readonly status: Status;
    }
  | { readonly type: 'Cancel'; readonly at: Instant; readonly by: Principal };

export type RetryBatchRefusal = Refusal<'RETRY_BATCH_ENDED'>;
