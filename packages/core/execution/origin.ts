/** Where an execution comes from: who began it, and what it continues, repeats or belongs to. */
import type { Digest, ExecutionId, Instant, NodeKey, Scope } from '@reprise/core';

/** Who did something. `local` is the person at the machine of a server without users. */
export interface Principal {
  readonly kind: 'local' | 'system' | 'user' | 'service-account';
  /** What tells users and service accounts apart, whatever they are called. */
  readonly id?: string;
  readonly name: string;
  readonly email?: string;
}

/** What a retry continues: kept for ever in the new execution. */
export interface RetryOrigin {
  readonly root: ExecutionId;
  readonly parent: ExecutionId;
  /** When the root execution was created: the retry limit counts from there. */
  readonly rootCreatedAt: Instant;
  readonly planDigest: Digest;
  readonly from: readonly string[];
  readonly runAllStages: boolean;
  /** Who started the executions that this one continues, oldest first: whoever may not approve there may not here. */
  readonly starters: readonly Principal[];
  /** Why stages, and instances of looped ones, were not reused but run, as the plan said; absent in old executions. */
  readonly runs?: readonly { readonly reason: string; readonly nodes: readonly NodeKey[] }[];
  /** Chained stages whose first attempt retries the child that they had, instead of running a new one. */
  readonly continues?: readonly { readonly stage: NodeKey; readonly child: ExecutionId }[];
  readonly note?: string;
}

/** The stage, of another execution, that an execution is run by: kept for ever in the child. */
export interface ParentStage {
  readonly executionId: ExecutionId;
  readonly node: NodeKey;
  readonly attempt: number;
  readonly stage: string;
  readonly scope: Scope;
  readonly pipelineId: string;
  readonly runSequence: number;
  /** The pipelines above the child, outermost first, each as `org/project/pipeline`. */
  readonly lineage: readonly string[];
}

/** What an execution was run again from: kept for ever in the new one. */
export interface RerunOrigin {
  /** The first execution of the reruns of reruns. */
  readonly root: ExecutionId;
  readonly previous: ExecutionId;
  /** Whether it runs the pipeline as it was stored when it began, or what the previous execution ran. */
  readonly definition: 'latest' | 'original';
}

/** A stage that was chosen to run, of a pipeline that has more. */
export interface ChosenStage {
  readonly identifier: string;
  readonly name: string;
}
