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
import type { DeployableKind } from '@reprise/core/objects';
import type { CiInfrastructure, FailureType, FinalAction } from '@reprise/core/pipeline';
import type { LoopInstance } from '@reprise/core/plan';
import type { GitConnector, StepWork } from '@reprise/core/step-types';
import type { EarlierTries, EndedNode } from './state.ts';
import type { EndStatus } from './status.ts';

/** Who did something. `local` is the person at the machine of a server without users. */
export interface Principal {
  readonly kind: 'local' | 'system' | 'user' | 'service-account';
  /** What tells users and service accounts apart, whatever they are called. */
  readonly id?: string;
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

/** A service, environment or infrastructure that a stage may ask for, as it was stored. */
export interface KnownObject {
  readonly kind: DeployableKind;
  /** As stages refer to it: `shop`, `org.shop`, `account.shop`. */
  readonly ref: string;
  /** Of an infrastructure: the reference of its environment. */
  readonly environment?: string;
  /** Without the value of any secret, as all objects are kept (I10). */
  readonly yaml: string;
}

/** An override of what its stages deploy, as it was stored. */
export interface KnownOverride {
  readonly level: 'account' | 'org' | 'project';
  readonly yaml: string;
}

/** What stands around the pipeline, as it was when the execution began (I11). What no expression may ask for is absent. */
export interface Surroundings {
  readonly account?: PlaceFacts;
  readonly org?: PlaceFacts;
  readonly project?: PlaceFacts;
  /** Where people reach the server, without a slash at the end. */
  readonly publicUrl?: string;
  /** The inputs that the run was given, merged. */
  readonly inputs?: Value;
  /** Stored variables by name, at each level. */
  readonly variables?: Readonly<
    Record<'account' | 'org' | 'project', Readonly<Record<string, StoredVariable>>>
  >;
  /** The stored connectors that the pipeline names, by the references that it uses. */
  readonly gitConnectors?: Readonly<Record<string, GitConnector>>;
  /** Which delegates the infrastructure of CI stages means, as the operator has said. */
  readonly ciDelegates?: CiDelegates;
  /** What its stages deploy, and where to. */
  readonly objects?: readonly KnownObject[];
  /** What counts before what those objects say themselves. */
  readonly overrides?: readonly KnownOverride[];
}

/** Delegate selectors by the kind of infrastructure; a kind that is not mapped means any delegate. */
export type CiDelegates = { readonly [Kind in CiInfrastructure]?: readonly string[] };

/** Why an attempt is being stopped before its own end. */
export type StopReason = StopCause | 'marked-failed' | 'check-overdue' | 'fail-all';

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
/** What ended a step that failed: an action that settles it, or one that begins its whole group anew. */
export type SettledBy = FinalAction | 'RetryStepGroup';
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
/** Values by the names of the inputs. */
export type GivenValues = Readonly<Record<string, string>>;
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

/** A rule said no: a stable code, a message for a person, and the facts. Never an exception. */
export interface Refusal<Code extends string = string> {
  readonly code: Code;
  readonly message: string;
  readonly facts: Readonly<Record<string, Json>>;
}
