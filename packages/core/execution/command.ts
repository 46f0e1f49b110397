import type { DelegateId, ExecutionId, LeaseToken, NodeKey } from '@reprise/core';
import type { ExecutionCreated, ReusedLoop, StageReused } from './event.ts';
import type { Principal, RetryOrigin } from './origin.ts';
import type { GivenValues, InterventionChoice, StepOutcome } from './outcome.ts';

/** What somebody wants to happen to a live execution. `decide` answers with events and effects, or a refusal. */
export type Command =
  | StartStep
  | EndStep
  | LoseStep
  | ActOnApproval
  | NoteChild
  | EndChild
  | Intervene
  | GiveInputs
  | MarkFailed
  | Abort
  | ExpireAll
  | GiveUpTask
  | GrantResource
  | Pause
  | Resume
  | Wake;

/** Begin: a fresh run, or a retry that takes over what `retry` says. For `create`. */
export interface CreateExecution {
  readonly created: Omit<ExecutionCreated, 'type' | 'at' | 'retry'>;
  readonly retry?: Continuation;
}
/** What a retry takes over from the execution that it continues. Made by `continuationOf` of the retry module. */
export interface Continuation {
  readonly origin: RetryOrigin;
  readonly reused: readonly Omit<StageReused, 'type'>[];
  /** Loops of which some instances are reused, with all their instances as they were there. */
  readonly loops?: readonly ReusedLoop[];
}
/** A delegate took the task. */
export interface StartStep {
  readonly type: 'StartStep';
  readonly node: NodeKey;
  readonly attempt: number;
  readonly delegate: DelegateId;
  readonly lease: LeaseToken;
}
/** A delegate reports how its task ended. Refused when the lease is not the one under which the attempt runs (I3). */
export interface EndStep {
  readonly type: 'EndStep';
  readonly node: NodeKey;
  readonly attempt: number;
  readonly lease: LeaseToken;
  readonly outcome: TaskOutcome;
}
/** Its delegate vanished: what the attempt did cannot be known (I12). */
export interface LoseStep {
  readonly type: 'LoseStep';
  readonly node: NodeKey;
  readonly attempt: number;
  readonly lease: LeaseToken;
  readonly reason: string;
}
/** The execution that an attempt of a chained stage runs has begun. */
export interface NoteChild {
  readonly type: 'NoteChild';
  readonly node: NodeKey;
  readonly attempt: number;
  readonly child: ExecutionId;
}
/** What an attempt of a chained stage runs has ended, or could not begin: then there is no child. */
export interface EndChild {
  readonly type: 'EndChild';
  readonly node: NodeKey;
  readonly attempt: number;
  readonly child?: ExecutionId;
  readonly outcome: StepOutcome;
}
export interface ActOnApproval {
  readonly type: 'ActOnApproval';
  readonly node: NodeKey;
  readonly attempt: number;
  readonly by: Principal;
  /** The user groups that they belong to, besides those of everybody. Left out: all, for one who is everybody. */
  readonly groups?: readonly string[];
  readonly action: 'APPROVE' | 'REJECT';
  readonly comments: string;
  readonly inputs: Readonly<Record<string, string>>;
}
/** Somebody decides about a step that waits for that. */
export interface Intervene {
  readonly type: 'Intervene';
  readonly node: NodeKey;
  readonly by: Principal;
  readonly choice: InterventionChoice;
}
/** Somebody gives the values that a node asks for; what is left out takes its default. */
export interface GiveInputs {
  readonly type: 'GiveInputs';
  readonly node: NodeKey;
  readonly by: Principal;
  readonly values: GivenValues;
}
/** Somebody calls a running node failed: what runs in it is stopped, and its failure strategies decide. */
export interface MarkFailed {
  readonly type: 'MarkFailed';
  readonly node: NodeKey;
  readonly by: Principal;
}
export interface Abort {
  readonly type: 'Abort';
  readonly by: Principal;
  readonly reason: string;
}
/** The whole execution is over as if the time of its pipeline had run out. */
export interface ExpireAll {
  readonly type: 'ExpireAll';
  readonly by: Principal;
}
/** No delegate has what the task asks for, and none is waited for any longer. */
export interface GiveUpTask {
  readonly type: 'GiveUpTask';
  readonly node: NodeKey;
  readonly attempt: number;
}
/** It is the turn of an attempt that stands in a queue. Saying so twice is harmless (I3). */
export interface GrantResource {
  readonly type: 'GrantResource';
  readonly node: NodeKey;
  readonly attempt: number;
}
/** Nothing new starts until somebody resumes; what runs comes to its end. */
export interface Pause {
  readonly type: 'Pause';
  readonly by: Principal;
}
/** What a pause has held back starts. */
export interface Resume {
  readonly type: 'Resume';
  readonly by: Principal;
}
/** Time has passed: whatever is due by now happens. Waking too early is harmless. */
export interface Wake {
  readonly type: 'Wake';
}

/** How a task ended on its delegate. `Stopped` is the answer to a StopTask. */
export type TaskOutcome = StepOutcome | { readonly status: 'Stopped'; readonly message: string };
