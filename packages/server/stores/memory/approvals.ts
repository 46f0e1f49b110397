import type { ExecutionId, Scope, TaskId } from '@reprise/core';
import type { ApprovalRow, ApprovalStore } from '../../ports/index.ts';
import type { AppendRows } from '../append-rows.ts';
import { approvalOf } from '../stored-rows.ts';

export interface MemoryApprovals {
  readonly store: ApprovalStore;
  write(rows: AppendRows): void;
}

/** @param unfinishedOf the live executions of a pipeline, or of all pipelines of a project. */
export function createMemoryApprovals(
  unfinishedOf: (scope: Scope, pipelineId?: string) => ReadonlySet<ExecutionId>,
): MemoryApprovals {
  const approvals = new Map<TaskId, ApprovalRow>();
  return {
    store: {
      get: async (taskId) => approvals.get(taskId) ?? null,
      ofExecution: async (execution) =>
        [...approvals.values()].filter(({ executionId }) => executionId === execution),
      waitingIn: async (scope, pipelineId) => {
        const unfinished = unfinishedOf(scope, pipelineId);
        return [...approvals.values()].filter(
          ({ executionId, status }) => status === 'WAITING' && unfinished.has(executionId),
        );
      },
    },
    write: ({ opened, closed }) => {
      for (const columns of opened) {
        if (approvals.has(columns.taskId)) continue;
        const row = approvalOf({
          task_id: columns.taskId,
          execution_id: columns.executionId,
          node: columns.node,
          approval: columns.approval,
          status: columns.status,
          created_at: columns.createdAt,
          updated_at: columns.updatedAt,
          deadline: columns.deadline,
        });
        approvals.set(columns.taskId, row);
      }
      for (const { taskId, status, updatedAt } of closed) {
        const approval = approvals.get(taskId);
        if (approval?.status === 'WAITING')
          approvals.set(taskId, { ...approval, status, updatedAt });
      }
    },
  };
}
