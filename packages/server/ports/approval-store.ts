import type { ExecutionId, Instant, NodeKey, Scope, TaskId } from '@reprise/core';
import type { ApprovalWork } from '@reprise/core/step-types';

/** An approval as people see it. It opens and closes with the events of its execution; decisions live in the events. */
export interface ApprovalRow {
  /** The API's approval id: the attempt's task id. */
  readonly taskId: TaskId;
  readonly executionId: ExecutionId;
  readonly node: NodeKey;
  readonly approval: ApprovalWork;
  readonly status: 'WAITING' | 'APPROVED' | 'REJECTED' | 'EXPIRED' | 'ABORTED';
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  readonly deadline: Instant | null;
}

export interface ApprovalStore {
  get(taskId: TaskId): Promise<ApprovalRow | null>;
  /** Of one execution, oldest first. */
  ofExecution(execution: ExecutionId): Promise<readonly ApprovalRow[]>;
  /** Those that people still have to decide, of all executions of a project, or of one pipeline of it, oldest first. */
  waitingIn(scope: Scope, pipelineId?: string): Promise<readonly ApprovalRow[]>;
}
