import type { DelegateId, ExecutionId, Instant, LeaseToken, NodeKey } from '@reprise/core';
import type { Plan } from '@reprise/core/plan';
import type { StepWork } from '@reprise/core/step-types';
import type {
  ApprovalGiven,
  ExecutionCreated,
  Failure,
  Principal,
  SkipInfo,
  StepOutputs,
  StopCause,
} from './event.ts';
import type { EndStatus } from './status.ts';

/** An execution, folded from its events (I1). A node that is not in `nodes` has not started. */
export interface ExecutionState {
  readonly plan: Plan;
  readonly created: ExecutionCreated;
  readonly nodes: ReadonlyMap<NodeKey, NodeState>;
  /** The nodes that have begun and not ended, in the order in which they began: an index of `nodes`. */
  readonly open: ReadonlySet<NodeKey>;
  /** The nodes that ended as anything but Success or Skipped, in the order of their ends: an index of `nodes`. */
  readonly unwell: ReadonlySet<NodeKey>;
  readonly abort?: { readonly at: Instant; readonly by: Principal; readonly reason: string };
  /** The pipeline node's end; once set nothing changes any more (I4). */
  readonly ended?: { readonly at: Instant; readonly status: EndStatus };
}

export type NodeState = RunningContainer | LiveStep | EndedNode;

/** A pipeline, stage or group that has begun and not ended. */
export interface RunningContainer {
  readonly phase: 'running-container';
  readonly startedAt: Instant;
  readonly deadline?: Instant;
  /** Set when the deadline has passed and its steps are being stopped. */
  readonly timedOutAt?: Instant;
  /** Of a loop: how many instances may run at a time; absent when all may. */
  readonly maxConcurrency?: number;
}

/** A step attempt that is not over. */
export type LiveStep = QueuedStep | HeldStep | WaitingStep | StoppingStep;

interface Attempt {
  readonly attempt: number;
  readonly startedAt: Instant;
  readonly work: StepWork;
  readonly deadline?: Instant;
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
}
/** Waits for people or for time: nobody runs it. */
export interface WaitingStep extends Attempt {
  readonly phase: 'waiting';
  readonly approvals: readonly ApprovalGiven[];
}
/** A delegate was asked to stop it. */
export interface StoppingStep extends Attempt {
  readonly phase: 'stopping';
  readonly delegate: DelegateId;
  readonly lease: LeaseToken;
  readonly cause: StopCause;
  readonly forceAt: Instant;
}

/** A node that is over: ran, was skipped, or was reused from another execution. */
export interface EndedNode {
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
  readonly failure?: Failure;
  readonly skip?: SkipInfo;
}
