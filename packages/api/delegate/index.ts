import type { DelegateId, ExecutionId, LeaseToken, TaskId } from '@reprise/core';
import type { StopCause, TaskOutcome } from '@reprise/core/execution';
import type { TaskSpec } from '@reprise/core/step-types';

/**
 * The one small port through which a delegate knows the server: a call in the same process by default, HTTP from
 * another machine. The server pushes up to `capacity` tasks; the delegate heartbeats, posts logs and reports results.
 */
export interface TaskServer {
  connect(hello: DelegateHello, handlers: DelegateHandlers): Promise<DelegateConnection>;
}

export interface DelegateHello {
  /** Kept with the delegate's work folder: a delegate that lost its folder has a new id, and knows nothing of old tasks. */
  readonly delegateId: DelegateId;
  readonly name: string;
  /** What this delegate offers; a task goes to it when all of the task's selectors are among these. */
  readonly selectors: readonly string[];
  /** How many tasks it runs at once. */
  readonly capacity: number;
}

export interface DelegateHandlers {
  /**
   * Run this task, exactly once: it is sent again after a restart of either side, and one that the delegate already
   * has (running or finished) must not start a second time. Returns at once.
   */
  run(task: LeasedTask): void;
  /** Stop this task (TERM, a grace period, KILL) and report it as `Stopped`. Unknown tasks are ignored. */
  stop(task: TaskId, cause: StopCause): void;
  /**
   * Nobody needs these workspaces of the execution any more: end what runs beside the steps there, and remove the folders.
   * It is not said twice; a delegate that was away asks `isOver`.
   */
  leave(execution: ExecutionId, workspaces: WorkspacesLeft): void;
}

/** Workspaces by the names that their tasks give; `all` with the execution's own folder. */
export type WorkspacesLeft = 'all' | readonly string[];

export interface LeasedTask {
  readonly taskId: TaskId;
  readonly token: LeaseToken;
  readonly task: TaskSpec;
}

export interface DelegateConnection {
  /**
   * The tasks that the server believes this delegate holds, as of connecting; each is also pushed to `run`. What the
   * delegate holds besides these is nobody's any more: stop it and forget it.
   */
  readonly held: readonly TaskId[];
  /** Keeps the leases alive. */
  heartbeat(): Promise<void>;
  /** Bytes of the task's log at `offset`; a repeat is harmless. Answers the server's size after it. */
  appendLog(task: TaskId, token: LeaseToken, offset: number, chunk: Uint8Array): Promise<number>;
  /**
   * How the task ended, after the last of its log. `refused`: the result came too late or under an old lease and does
   * not count. Either way the server has no more need of the task.
   */
  report(task: TaskId, token: LeaseToken, outcome: TaskOutcome): Promise<'accepted' | 'refused'>;
  /** The process of a Background step, which outlived the step, has ended: no more of its log comes. */
  endLog(task: TaskId): Promise<void>;
  /**
   * Whether nobody needs this workspace of the execution any more; with null whether the execution has ended. An execution
   * that the server does not know is over.
   */
  isOver(execution: ExecutionId, workspace: string | null): Promise<boolean>;
  close(): Promise<void>;
}
