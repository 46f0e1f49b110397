import type { DelegateId, ExecutionId, Instant, LeaseToken } from '@reprise/core';
import type { FinalAction } from '@reprise/core/pipeline';
import type { StepWork } from '@reprise/core/step-types';
import type { ApprovalGiven } from './approval-given.ts';
import type { Principal } from './origin.ts';
import type {
  FailedOutcome,
  Failure,
  GivenValues,
  InterruptType,
  SettledBy,
  SkipInfo,
  StepOutputs,
  StopReason,
} from './outcome.ts';
import type { EndStatus } from './status.ts';

/** How a node stands that has begun. */
export type NodeState = RunningContainer | LiveStep | EndedNode;

/** What a node keeps of what was done about it. */
export interface Trail {
  /** Attempts that failed and that a failure strategy decided about, oldest first. */
  readonly tried?: readonly TriedAttempt[];
  readonly interrupts?: readonly Interrupt[];
  /** The values that it asked people for. */
  readonly inputs?: GivenValues;
}

/** An attempt that failed, and what its failure strategy did about that. Never changes again. */
export interface TriedAttempt {
  readonly attempt: number;
  readonly startedAt: Instant;
  readonly endedAt: Instant;
  readonly outcome: FailedOutcome;
  readonly action: SettledBy | 'Retry' | 'ManualIntervention';
  /** What it did; absent when that could not be worked out. */
  readonly ran?: StepWork['kind'];
  /** The execution that it ran, of a chained stage. */
  readonly child?: ExecutionId;
  readonly delegate?: DelegateId;
}

/** The attempts of a step in the times round its group that are over. They never change again. */
export interface EarlierTries {
  /** The execution in which they ran, which holds their logs (I9). */
  readonly origin: ExecutionId;
  /** The number of the last of them: attempts are counted on. */
  readonly attempts: number;
  /** Oldest first. */
  readonly tries: readonly EarlierTry[];
  readonly interrupts?: readonly Interrupt[];
}

/** One of them, whichever way it ended. */
export interface EarlierTry
  extends Pick<TriedAttempt, 'attempt' | 'startedAt' | 'endedAt' | 'ran' | 'child' | 'delegate'> {
  readonly status: EndStatus;
  readonly failure?: Failure;
  readonly action?: TriedAttempt['action'];
}

/** What a person did to a node. */
export interface Interrupt {
  readonly at: Instant;
  readonly type: InterruptType;
  readonly by: Principal;
}

/** A pipeline, stage or group that has begun and not ended. */
export interface RunningContainer extends Trail {
  readonly phase: 'running-container';
  readonly startedAt: Instant;
  readonly deadline?: Instant;
  /** Set when the deadline has passed and its steps are being stopped. */
  readonly timedOutAt?: Instant;
  /** Of a loop: how many instances may run at a time; absent when all may. */
  readonly maxConcurrency?: number;
  /** Set when it is to be undone: what runs in it ends, and then its rollback runs. */
  readonly rollbackAt?: Instant;
  /** Set when its rollback waits for the stages that run beside it. */
  readonly undoneAfterOthers?: true;
  /** Of a step group: how often it was run again. */
  readonly restarts?: number;
  /** Of a step group that is to be run again: nothing more begins in it, and when it is empty and the moment has come, all of it does. */
  readonly restart?: { readonly at: Instant; readonly dropped?: true };
  /** Set while people are asked for its inputs: nothing in it begins before they are known. */
  readonly asking?: { readonly deadline: Instant };
}

/** A step attempt that is not over. */
export type LiveStep =
  | QueuedStep
  | HeldStep
  | WaitingStep
  | StoppingStep
  | RestingStep
  | DelayedStep
  | AskingStep
  | UndecidedStep;

interface Try extends Trail {
  readonly attempt: number;
  readonly startedAt: Instant;
}
interface Attempt extends Try {
  readonly work: StepWork;
  readonly deadline?: Instant;
  /** Of an approval that is checked again and again: why the last check that is over went wrong, if it did. */
  readonly problem?: Failure;
}
/** Waits for a delegate. */
export interface QueuedStep extends Attempt {
  readonly phase: 'queued';
}
/** A delegate runs it. */
export interface HeldStep extends Attempt {
  readonly phase: 'held';
  readonly delegate: DelegateId;
  readonly lease: LeaseToken;
  /** Of the check of an approval: when it has taken too long. */
  readonly overdueAt?: Instant;
}
/** Waits for people, for time or for another execution: no delegate runs it. */
export interface WaitingStep extends Attempt {
  readonly phase: 'waiting';
  readonly approvals: readonly ApprovalGiven[];
  /** Of a chained stage: the execution that it runs, once that exists. */
  readonly child?: ExecutionId;
}
/** A delegate was asked to stop it. */
export interface StoppingStep extends Attempt {
  readonly phase: 'stopping';
  readonly delegate: DelegateId;
  readonly lease: LeaseToken;
  readonly cause: StopReason;
  readonly forceAt: Instant;
}
/** The last check of an approval has said neither yes nor no: the next attempt checks it again. */
export interface RestingStep extends Attempt {
  readonly phase: 'resting';
  readonly dueAt: Instant;
}
/** An attempt that exists and is not made before `dueAt`: the one before it failed. */
export interface DelayedStep extends Try {
  readonly phase: 'delayed';
  readonly dueAt: Instant;
}
/** An attempt that is not made before people have given its inputs. */
export interface AskingStep extends Try {
  readonly phase: 'asking';
  readonly deadline: Instant;
}
/** Its attempt failed, and people are asked what to do. */
export interface UndecidedStep extends Try {
  readonly phase: 'undecided';
  readonly deadline: Instant;
  readonly onTimeout: FinalAction;
}

/** A node that is over: ran, was skipped, or was reused from another execution. */
export interface EndedNode extends Trail {
  readonly phase: 'ended';
  readonly status: EndStatus;
  /** The execution in which it ran: this one, or for a reused node the one that holds its logs (I9). */
  readonly origin: ExecutionId;
  readonly reused?: { readonly source: ExecutionId; readonly reason: string };
  readonly startedAt?: Instant;
  readonly endedAt: Instant;
  readonly attempts: number;
  readonly work?: StepWork;
  readonly delegate?: DelegateId;
  readonly outputs?: StepOutputs;
  readonly approvals?: readonly ApprovalGiven[];
  /** Of a chained stage: the execution that its last attempt ran (I9). */
  readonly child?: ExecutionId;
  readonly failure?: Failure;
  readonly skip?: SkipInfo;
  readonly rolledBack?: true;
}
