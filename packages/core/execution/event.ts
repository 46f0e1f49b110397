import type {
  DelegateId,
  Digest,
  ExecutionId,
  Instant,
  Json,
  LeaseToken,
  NodeKey,
  Scope,
} from '@reprise/core';
import type { Value } from '@reprise/core/expression';
import type { FailureType, FinalAction } from '@reprise/core/pipeline';
import type { LoopInstance } from '@reprise/core/plan';
import type { StepWork } from '@reprise/core/step-types';
import type { EndedNode } from './state.ts';
import type { EndStatus } from './status.ts';

/** Who did something. There are no users yet: `local` is the person at this machine. */
export interface Principal {
  readonly kind: 'local' | 'system';
  readonly name: string;
  readonly email?: string;
}

/** Why a node did not end well, for the person who has to mend it. */
export interface Failure {
  readonly message: string;
  readonly types: readonly FailureType[];
  readonly exitCode?: number;
  readonly signal?: string;
}

/** How a step attempt ended. `Skipped` is not among these: a step that is skipped has no attempt. */
export type StepOutcome =
  | { readonly status: 'Success'; readonly outputs: StepOutputs }
  | { readonly status: Exclude<EndStatus, 'Success' | 'Skipped'>; readonly failure: Failure };

/** How an attempt ended that did not succeed. */
export type FailedOutcome = Exclude<StepOutcome, { readonly status: 'Success' }>;

/**
 * What a step published, shaped as expressions read it below `output`: `{ outputVariables: { NAME: value } }` of a
 * script, `{ approverInputs: { NAME: value } }` of an approval, nothing of a wait. A declared output that the step left
 * unset is absent or null.
 */
export type StepOutputs = Readonly<Record<string, Value>>;

/** Why a node was not run although its turn had come. */
export interface SkipInfo {
  readonly condition: string;
  readonly evaluated: boolean;
  readonly expressions: readonly { readonly expression: string; readonly value: Value }[];
}

/** A node of a reused stage, as it ended where it ran, however many retries ago (I9). */
export interface ReusedNode {
  readonly node: NodeKey;
  readonly ended: Omit<EndedNode, 'phase' | 'reused'>;
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
  readonly note?: string;
}

/** Why a delegate is asked to stop a task. */
export type StopCause = 'abort' | 'timeout';

/** A stored variable. One of the type Secret is worth the secret that it names (I10). */
export interface StoredVariable {
  readonly type: 'String' | 'Secret';
  readonly value: string;
}

/** What an account, organisation or project says of itself. */
export interface PlaceFacts {
  readonly name: string;
  readonly description: string | null;
  readonly tags: Readonly<Record<string, string>>;
}

/** What stands around the pipeline, as it was when the execution began (I11). What no expression may ask for is absent. */
export interface Surroundings {
  readonly account?: PlaceFacts;
  readonly org?: PlaceFacts;
  readonly project?: PlaceFacts;
  /** Stored variables by name, at each level. */
  readonly variables?: Readonly<
    Record<'account' | 'org' | 'project', Readonly<Record<string, StoredVariable>>>
  >;
}

/** Why an attempt is being stopped before its own end. */
export type StopReason = StopCause | 'marked-failed';

/** What a person may say about a step that waits for a decision. */
export type InterventionChoice = FinalAction | 'Retry';

/** What a person did to one node. */
export type InterruptType = 'MarkAsFailed' | 'ExpireAll' | InterventionChoice;

export interface ExecutionCreated {
  readonly type: 'ExecutionCreated';
  readonly at: Instant;
  readonly executionId: ExecutionId;
  readonly scope: Scope;
  readonly pipelineId: string;
  readonly pipelineName: string;
  readonly runSequence: number;
  /** The compiled YAML and merged inputs that this execution runs (I11), by content. */
  readonly definition: Digest;
  readonly engineVersion: string;
  readonly trigger: { readonly type: 'MANUAL'; readonly by: Principal };
  readonly note?: string;
  readonly retry?: RetryOrigin;
  readonly surroundings?: Surroundings;
}
/** A stage, or one instance of a looped one, that a retry did not run again: its nodes are complete here, so that the source may be deleted one day. */
export interface StageReused {
  readonly type: 'StageReused';
  readonly stage: NodeKey;
  readonly source: ExecutionId;
  readonly reason: string;
  readonly nodes: readonly ReusedNode[];
  /** The loops of the stage that had their turn, with their instances; outer ones before those in them. */
  readonly loops?: readonly ReusedLoop[];
}
export interface ReusedLoop {
  readonly node: NodeKey;
  readonly instances: readonly LoopInstance[];
}
/** The turn of a loop has come, and its values are known: each of its instances is a node from here on. */
export interface LoopExpanded {
  readonly type: 'LoopExpanded';
  readonly at: Instant;
  readonly node: NodeKey;
  readonly instances: readonly LoopInstance[];
}
/** A pipeline, stage, group or loop began. */
export interface NodeStarted {
  readonly type: 'NodeStarted';
  readonly at: Instant;
  readonly node: NodeKey;
  readonly deadline?: Instant;
  /** Of a loop: how many instances may run at a time; absent when all may. */
  readonly maxConcurrency?: number;
}
export interface NodeSkipped {
  readonly type: 'NodeSkipped';
  readonly at: Instant;
  readonly node: NodeKey;
  readonly skip: SkipInfo;
}
/** An attempt exists: its work is resolved, and it waits for a delegate, for people or for time to pass. */
export interface StepScheduled {
  readonly type: 'StepScheduled';
  readonly at: Instant;
  readonly node: NodeKey;
  readonly attempt: number;
  readonly work: StepWork;
  readonly deadline?: Instant;
}
/** A delegate holds the attempt's task under this lease. */
export interface StepStarted {
  readonly type: 'StepStarted';
  readonly at: Instant;
  readonly node: NodeKey;
  readonly attempt: number;
  readonly delegate: DelegateId;
  readonly lease: LeaseToken;
}
/** The attempt is being stopped: its delegate was asked to, and is waited for until `forceAt`. */
export interface StepStopping {
  readonly type: 'StepStopping';
  readonly at: Instant;
  readonly node: NodeKey;
  readonly attempt: number;
  readonly cause: StopReason;
  readonly forceAt: Instant;
}
export interface StepEnded {
  readonly type: 'StepEnded';
  readonly at: Instant;
  readonly node: NodeKey;
  readonly attempt: number;
  readonly outcome: StepOutcome;
  /** Set when a failure strategy, or a person whom it asked, settled how the step ends. */
  readonly decision?: { readonly action: FinalAction; readonly failed: FailedOutcome };
}
/** An attempt failed, and by its failure strategy the step is not over. */
export interface AttemptFailed {
  readonly type: 'AttemptFailed';
  readonly at: Instant;
  readonly node: NodeKey;
  readonly attempt: number;
  readonly outcome: FailedOutcome;
  readonly next: AfterFailure;
}
/** A new attempt is made at a moment, or people are asked what to do until one. */
export type AfterFailure =
  | { readonly action: 'Retry'; readonly at: Instant }
  | {
      readonly action: 'ManualIntervention';
      readonly deadline: Instant;
      readonly onTimeout: FinalAction;
    };
/** A person acted on one node: decided about a step that waits for that, or marked it as failed. */
export interface NodeInterrupted {
  readonly type: 'NodeInterrupted';
  readonly at: Instant;
  readonly node: NodeKey;
  readonly interrupt: InterruptType;
  readonly by: Principal;
}
/** A stage or group is to be undone: nothing more begins in it but its rollback, once what runs in it is over. */
export interface RollbackRequested {
  readonly type: 'RollbackRequested';
  readonly at: Instant;
  readonly node: NodeKey;
}
export interface ApprovalGiven {
  readonly type: 'ApprovalGiven';
  readonly at: Instant;
  readonly node: NodeKey;
  readonly attempt: number;
  readonly by: Principal;
  readonly action: 'APPROVE' | 'REJECT';
  readonly comments: string;
  readonly inputs: Readonly<Record<string, string>>;
}
/** A pipeline or stage passed its deadline: nothing starts in it any more, and what runs in it is being stopped. */
export interface NodeTimedOut {
  readonly type: 'NodeTimedOut';
  readonly at: Instant;
  readonly node: NodeKey;
}
export interface AbortRequested {
  readonly type: 'AbortRequested';
  readonly at: Instant;
  readonly by: Principal;
  readonly reason: string;
}
/** A retry stands in a queue anew in which a stage that it reuses had its place; nothing starts before that. */
export interface QueueRejoined {
  readonly type: 'QueueRejoined';
  readonly at: Instant;
  /** The reused step. */
  readonly node: NodeKey;
  readonly key: string;
}
/** The retry holds again what the reused step had. */
export interface QueueRegained {
  readonly type: 'QueueRegained';
  readonly at: Instant;
  readonly node: NodeKey;
}
/** Somebody paused the execution: nothing new starts, what runs goes on to its end. */
export interface ExecutionPaused {
  readonly type: 'ExecutionPaused';
  readonly at: Instant;
  readonly by: Principal;
}
/** Somebody ended the pause. */
export interface ExecutionResumed {
  readonly type: 'ExecutionResumed';
  readonly at: Instant;
  readonly by: Principal;
}
/** A pipeline, stage or group ended. The pipeline's end is the execution's: nothing follows it (I4). */
export interface NodeEnded {
  readonly type: 'NodeEnded';
  readonly at: Instant;
  readonly node: NodeKey;
  readonly status: EndStatus;
  readonly failure?: Failure;
  /** Set of a stage or group that was undone. */
  readonly rolledBack?: true;
}

/** All that can happen to an execution. Its state is these, folded (I1). */
export type ExecutionEvent =
  | ExecutionCreated
  | StageReused
  | LoopExpanded
  | NodeStarted
  | NodeSkipped
  | StepScheduled
  | StepStarted
  | StepStopping
  | StepEnded
  | AttemptFailed
  | NodeInterrupted
  | RollbackRequested
  | ApprovalGiven
  | NodeTimedOut
  | AbortRequested
  | QueueRejoined
  | QueueRegained
  | ExecutionPaused
  | ExecutionResumed
  | NodeEnded;

/** A rule said no: a stable code, a message for a person, and the facts. Never an exception. */
export interface Refusal<Code extends string = string> {
  readonly code: Code;
  readonly message: string;
  readonly facts: Readonly<Record<string, Json>>;
}
