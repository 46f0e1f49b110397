import type {
  Digest,
  ExecutionId,
  Instant,
  Json,
  Milliseconds,
  NodeKey,
  Result,
} from '@reprise/core';
import type { Refusal, Status } from '@reprise/core/execution';
import type { ChangedSince } from './changes.ts';

/** What a chained stage that failed goes on with: a retry of the child that it had, or the good end that came of one since. */
export type ContinuedChild =
  | { readonly kind: 'retry'; readonly plan: RetryPlan }
  | { readonly kind: 'take'; readonly taken: TakenChild };

/** An execution that somebody continued the child with, and that ended well: the stage takes its end, and nothing of it runs. */
export interface TakenChild {
  readonly execution: ExecutionId;
  readonly status: Status;
  /** The identifiers of its stages. */
  readonly stages: readonly string[];
  /** How long it took. */
  readonly took: Milliseconds;
}

/** What the chained stage of a child would go on with, or why it cannot. */
export type PlannedChild = Result<
  ContinuedChild,
  Pick<Refusal, 'code' | 'message'> & { readonly facts?: Readonly<Record<string, Json>> }
>;

/** What a caller asks: from which stage(s), and for a parallel group whether all of it or only what did not end well. */
export interface RetryRequest {
  /** Identifiers of the stage to retry from; several when they are members of one parallel group. */
  readonly from: readonly string[];
  /** Default of the API: true. `false`: of the group only the members that did not end well. */
  readonly runAllStages: boolean;
}

/** What the plan depends on besides the source execution itself. */
export interface RetryContext {
  readonly now: Instant;
  readonly pipelineExists: boolean;
  /** The execution that already continues the source, if one does: then the source is not the newest of its chain and cannot be continued again. */
  readonly retriedBy?: ExecutionId;
  /** The newest execution of that chain, when it is not the one that continues the source. */
  readonly newest?: ExecutionId;
  /** What has changed since the source ran; nothing when it is left out. */
  readonly changed?: ChangedSince;
  /** How the failed children of chained stages would be retried; left out: such a stage runs a new child. */
  readonly children?: ReadonlyMap<ExecutionId, PlannedChild>;
  readonly rootCreatedAt: Instant;
  /** How old the root execution may be; 30 days in Harness. */
  readonly maximumAge: Milliseconds;
  /** A collision-resistant digest of a text: the core has no cryptography of its own. */
  digest(text: string): Digest;
}

/** The fate of one stage in the retry. */
export interface StageDecision {
  readonly stage: NodeKey;
  readonly identifier: string;
  readonly name: string;
  readonly row: number;
  readonly decision: 'reuse' | 'run';
  readonly reason: string;
  /** How the stage ended, or that it never started, in the source. */
  readonly sourceStatus: Status;
  /** Where the stage really ran, for a reused one. */
  readonly origin?: ExecutionId;
  /**
   * For a looped stage whose instances existed in the source: what happens to each. A stage that runs may reuse some of
   * them.
   */
  readonly instances?: readonly InstanceDecision[];
  /** Of a chained stage that goes on with the child that it had: how. */
  readonly child?: ContinuedChild;
  /** Why a retry cannot start from this stage; absent when it can. */
  readonly startRefused?: StartRefusal;
}

/** Why a retry cannot start from a stage. */
export interface StartRefusal {
  readonly code: 'STAGE_NOT_STARTED' | 'EARLIER_STAGE_NOT_REUSABLE';
  readonly reason: string;
}

/** The fate of one instance of a looped stage in the retry. */
export interface InstanceDecision {
  readonly instance: NodeKey;
  readonly identifier: string;
  readonly name: string;
  readonly decision: 'reuse' | 'run';
  readonly reason: string;
  readonly sourceStatus: Status;
  /** Where the instance really ran, for a reused one. */
  readonly origin?: ExecutionId;
}

/** What a retry will do, before it is done. The same source, request and context give the same digest. */
export interface RetryPlan {
  readonly source: ExecutionId;
  readonly root: ExecutionId;
  readonly rootCreatedAt: Instant;
  readonly from: readonly string[];
  readonly runAllStages: boolean;
  readonly stages: readonly StageDecision[];
  /** What is not as it was when the source ran. */
  readonly changed: ChangedSince;
  readonly digest: Digest;
  /** What the reused stages took in the source, in milliseconds: the time that this retry saves. */
  readonly savedTime: Milliseconds;
}

export type RetryRefusalCode =
  | 'EXECUTION_NOT_ENDED'
  | 'STATUS_NOT_RETRYABLE'
  | 'PIPELINE_ROLLED_BACK'
  | 'RETRY_TOO_OLD'
  | 'ALREADY_RETRIED'
  | 'PIPELINE_DELETED'
  | 'NO_STAGE_NAMED'
  | 'STAGE_NOT_FOUND'
  | 'STAGE_NOT_STARTED'
  | 'STAGES_NOT_IN_ONE_GROUP'
  | 'EARLIER_STAGE_NOT_REUSABLE'
  | 'CHILD_NOT_RETRYABLE';

export type RetryRefusal = Refusal<RetryRefusalCode>;

/** One sequential position of the source that a retry may start from: Harness's `retryStages`. */
export interface RetryableGroup {
  readonly stages: readonly {
    readonly identifier: string;
    readonly name: string;
    readonly status: Status;
    readonly startedAt?: Instant;
  }[];
}
