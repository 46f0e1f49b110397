import type { ExecutionId, Instant, NodeKey, TaskId } from '@reprise/core';
import type { ApprovalWork, ChildPipeline, TaskSpec } from '@reprise/core/step-types';
import type { Notification } from './notify/model.ts';
import type { StopCause } from './outcome.ts';

/**
 * What should happen in the world because of events. Effects are committed with their events (I2) and carry
 * deterministic ids (I3). Timers are not among them: an execution has one wake-up time, derived from its state.
 */
export type Effect = TaskEffect | Notify;

/** What concerns one attempt of a step. */
export type TaskEffect =
  | StartTask
  | StopTask
  | OpenApproval
  | CloseApproval
  | StartChild
  | StopChild
  | AcquireResource
  | ReleaseResource;

/** Hand the attempt to a delegate that has all the selectors. */
export interface StartTask {
  readonly type: 'StartTask';
  readonly taskId: TaskId;
  readonly selectors: readonly string[];
  readonly task: TaskSpec;
}
/** Stop what the delegate runs for this attempt. Nobody may be running it: then there is nothing to do. */
export interface StopTask {
  readonly type: 'StopTask';
  readonly taskId: TaskId;
  readonly cause: StopCause;
}
export interface OpenApproval {
  readonly type: 'OpenApproval';
  readonly taskId: TaskId;
  readonly executionId: ExecutionId;
  readonly node: NodeKey;
  readonly approval: ApprovalWork;
  readonly deadline?: Instant;
}
export interface CloseApproval {
  readonly type: 'CloseApproval';
  readonly taskId: TaskId;
  readonly status: 'APPROVED' | 'REJECTED' | 'EXPIRED' | 'ABORTED';
}
/** Begin the execution that the attempt runs, unless it exists: its id follows from the task's (I3). */
export interface StartChild {
  readonly type: 'StartChild';
  readonly taskId: TaskId;
  readonly child: ChildPipeline;
}
/** Abort the execution that the attempt runs, if it is still going on. */
export interface StopChild {
  readonly type: 'StopChild';
  readonly taskId: TaskId;
}
/** Stand in the queue for a key of the account. The answer is a `GrantResource`, when its turn has come. */
export interface AcquireResource {
  readonly type: 'AcquireResource';
  readonly taskId: TaskId;
  readonly executionId: ExecutionId;
  readonly accountId: string;
  readonly key: string;
  /** Whoever holds the key under the same name shares it; the execution's own shares it with all of its stages. */
  readonly holder: NodeKey;
}
/** Leave the queue, or give back what was held: whoever is next has its turn. */
export interface ReleaseResource {
  readonly type: 'ReleaseResource';
  readonly taskId: TaskId;
  readonly accountId: string;
  readonly key: string;
}
/** Tell somebody outside, at least once. It waits in the outbox until it is sent or given up. */
export interface Notify {
  readonly type: 'Notify';
  readonly notification: Notification;
}
