import { type Approval, approvalIdOf, nodeExecutionIdOf } from '@reprise/api';
import type { ApprovalWithActivities } from '../../use-cases/approvals.ts';

/** An approval with what was said about it. */
export function approvalDocument({ approval: row, activities }: ApprovalWithActivities): Approval {
  const { message, userGroups, minimumCount, disallowPipelineExecutor, inputs } = row.approval;
  return {
    id: approvalIdOf(row.taskId),
    type: 'HarnessApproval',
    status: row.status,
    created: row.createdAt,
    updated: row.updatedAt,
    deadline: row.deadline,
    error_message: null,
    node_execution_id: nodeExecutionIdOf(row.executionId, row.node),
    details: {
      approvalMessage: message,
      approvers: { userGroups: [...userGroups], minimumCount, disallowPipelineExecutor },
      autoRejectEnabled: false,
      approverInputs: inputs.map((input) => ({ ...input })),
      approvalActivities: activities.map(({ by, action, comments, inputs, at }) => ({
        user: { name: by.name },
        action,
        comments,
        approverInputs: Object.entries(inputs).map(([name, value]) => ({ name, value })),
        approvedAt: at,
      })),
    },
  };
}
