import { type Approval, approvalIdOf, nodeExecutionIdOf, type WaitingApproval } from '@reprise/api';
import type {
  ApprovalWithActivities,
  WaitingApprovalView,
} from '../../use-cases/executions/approvals.ts';
import { waitingExecution } from './waiting.ts';

/** An approval with what was said about it. */
export function approvalDocument({ approval: row, activities }: ApprovalWithActivities): Approval {
  const { message, userGroups, minimumCount, disallowPipelineExecutor, inputs } = row.approval;
  const { disallowedUserEmails = [], autoReject = false, callbackId, autoApproval } = row.approval;
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
      approvers: {
        userGroups: [...userGroups],
        minimumCount,
        disallowPipelineExecutor,
        disallowedUserEmails: [...disallowedUserEmails],
      },
      autoRejectEnabled: autoReject,
      callbackId: callbackId ?? null,
      autoApprovalAt: autoApproval?.at ?? null,
      approverInputs: inputs.map(inputDocument),
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

/** The same as the NG calls name its times. */
export function ngApprovalDocument(given: ApprovalWithActivities) {
  const shown = approvalDocument(given);
  const { created: createdAt, updated: lastModifiedAt } = shown;
  return { ...shown, createdAt, lastModifiedAt, errorMessage: null };
}

function inputDocument({ name, defaultValue, required = false, validator }: ApprovalInput) {
  return {
    name,
    defaultValue,
    required,
    allowedValues: validator?.kind === 'one-of' ? [...validator.values] : null,
    selectManyFrom: validator?.kind === 'many-of' ? [...validator.values] : null,
    regex: validator?.kind === 'pattern' ? validator.pattern : null,
  };
}

type ApprovalInput = ApprovalWithActivities['approval']['approval']['inputs'][number];

/** An approval of the inbox: with where it waits. */
export function waitingApprovalDocument(waiting: WaitingApprovalView): WaitingApproval {
  const { row, step, stage } = waiting;
  return {
    approval: approvalDocument(waiting),
    execution: waitingExecution(row),
    stage,
    step,
  };
}
