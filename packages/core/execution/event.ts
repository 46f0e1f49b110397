import type {
  DelegateId,
  Digest,
  ExecutionId,
  Instant,
  LeaseToken,
  NodeKey,
  Scope,
} from '@reprise/core';
import type { LoopInstance } from '@reprise/core/plan';
import type { StepWork } from '@reprise/core/step-types';
import type { ApprovalGiven } from './approval-given.ts';
import type { EarlierTries, EndedNode } from './node-state.ts';
import type { ChosenStage, ParentStage, Principal, RerunOrigin, RetryOrigin } from './origin.ts';
import type {
  AfterFailure,
  FailedOutcome,
  Failure,
  GivenValues,
  InterruptType,
  SettledBy,
  SkipInfo,
  StepOutcome,
  StopReason,
} from './outcome.ts';
import type { EndStatus } from './status.ts';
import type { Surroundings } from './surroundings.ts';

/** A node of a reused stage, as it ended where it ran, however many retries ago (I9). */
export interface ReusedNode {
  readonly node: NodeKey;
  readonly ended: Omit<EndedNode, 'phase' | 'reused'>;
}
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
  /** Set when a stage of another execution runs this one. */
  readonly parent?: ParentStage;
  readonly rerun?: RerunOrigin;
  /** Set of a selective run: its definition has these stages only. */
  readonly selection?: { readonly stages: readonly ChosenStage[] };
  readonly surroundings?: Surroundings;
}
/** A stage, or one instance of a looped one, that a retry did not run again: its nodes are complete here, so that the source may be deleted one day. */
export interface StageReused {
  readonly type: 'StageReused';
  readonly stage: NodeKey;
  readonly source: ExecutionId;
  readonly reason: string;
  readonly nodes: readonly ReusedNode[];
  /** Of step groups that were run again: what became of their steps before. */
  readonly earlier?: readonly ReusedTries[];
  /** The loops of the stage that had their turn, with their instances; outer ones before those in them. */
  readonly loops?: readonly ReusedLoop[];
}
export interface ReusedTries {
  readonly node: NodeKey;
  readonly tries: EarlierTries;
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
/** The execution that the attempt of a chained stage runs exists. */
export interface ChildStarted {
  readonly type: 'ChildStarted';
  readonly at: Instant;
  readonly node: NodeKey;
  readonly attempt: number;
  readonly child: ExecutionId;
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
/** A check of an approval is over and has said neither yes nor no: the next one is due at a moment. */
export interface CheckUndecided {
  readonly type: 'CheckUndecided';
  readonly at: Instant;
  readonly node: NodeKey;
  readonly attempt: number;
  readonly next: Instant;
  /** Why it said nothing, when it went wrong. */
  readonly failure?: Failure;
}
/** An approval is checked once more, by a new attempt that does what the one before did. */
export interface CheckRepeated {
  readonly type: 'CheckRepeated';
  readonly at: Instant;
  readonly node: NodeKey;
  readonly attempt: number;
}
export interface StepEnded {
  readonly type: 'StepEnded';
  readonly at: Instant;
  readonly node: NodeKey;
  readonly attempt: number;
  readonly outcome: StepOutcome;
  /** Set when a failure strategy, or a person whom it asked, settled how the step ends. */
  readonly decision?: { readonly action: SettledBy; readonly failed: FailedOutcome };
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
/** The turn of a node has come, and people are asked for values until a moment: a stage or group begins nothing before, a step makes this attempt with them. */
export interface InputRequested {
  readonly type: 'InputRequested';
  readonly at: Instant;
  readonly node: NodeKey;
  /** Of a step. */
  readonly attempt?: number;
  readonly deadline: Instant;
}
/** All the values that a node asked for are known. They are data, and never evaluated; what is secret is named, not said (I10). */
export interface InputGiven {
  readonly type: 'InputGiven';
  readonly at: Instant;
  readonly node: NodeKey;
  readonly by: Principal;
  readonly values: GivenValues;
  /** Of a stage or group with a limit in time: it counts from here. */
  readonly deadline?: Instant;
}
/** A person acted on one node: decided about a step that waits for that, or marked it as failed. */
export interface NodeInterrupted {
  readonly type: 'NodeInterrupted';
  readonly at: Instant;
  readonly node: NodeKey;
  readonly interrupt: InterruptType;
  readonly by: Principal;
}
/** A stage, group or whole pipeline is to be undone: nothing more begins in it but its rollback, once what runs in it is over. */
export interface RollbackRequested {
  readonly type: 'RollbackRequested';
  readonly at: Instant;
  readonly node: NodeKey;
  /** Of a stage that a person has marked as failed: its rollback waits for the stages that run beside it. */
  readonly afterOthers?: true;
}
/** A step group is to be run again, not before a moment: nothing more begins in it until then. */
export interface GroupRestartPlanned {
  readonly type: 'GroupRestartPlanned';
  readonly at: Instant;
  readonly node: NodeKey;
  readonly due: Instant;
}
/** A step group begins anew: these nodes in it, which are over, are as if they had never begun; their attempts are counted on. */
export interface GroupRestarted {
  readonly type: 'GroupRestarted';
  readonly at: Instant;
  readonly node: NodeKey;
  readonly nodes: readonly NodeKey[];
}
/** A step group that was to be run again is not, because a person has marked it as failed. */
export interface GroupRestartDropped {
  readonly type: 'GroupRestartDropped';
  readonly at: Instant;
  readonly node: NodeKey;
}
/** The whole pipeline is being undone, and nothing else is left to do in it: these stages are, in this order. */
export interface PipelineRollbackPlanned {
  readonly type: 'PipelineRollbackPlanned';
  readonly at: Instant;
  readonly stages: readonly NodeKey[];
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
  /** Set of a stage, group or pipeline that was undone. */
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
  | ChildStarted
  | StepStopping
  | StepEnded
  | AttemptFailed
  | CheckUndecided
  | CheckRepeated
  | NodeInterrupted
  | InputRequested
  | InputGiven
  | RollbackRequested
  | GroupRestartPlanned
  | GroupRestarted
  | GroupRestartDropped
  | PipelineRollbackPlanned
  | ApprovalGiven
  | NodeTimedOut
  | AbortRequested
  | QueueRejoined
  | QueueRegained
  | ExecutionPaused
  | ExecutionResumed
  | NodeEnded;
