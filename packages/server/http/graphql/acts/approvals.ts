/** Approvals as FirstGen shows them, and what people say of them. */
import { approvalIdOf, parseApprovalId } from '@reprise/api';
import { type NodeKey, taskIdOf } from '@reprise/core';
import { checksOf, liveSteps, viewNode } from '@reprise/core/execution';
import { stageOf } from '@reprise/core/plan';
import type { ApprovalRow } from '../../../ports/index.ts';
import type { OpenExecution } from '../../../use-cases/executions/open-execution.ts';
import { refusal } from '../../../use-cases/refusals.ts';
import { userShape } from '../executions/cause.ts';
import { applicationHint } from '../ids.ts';
import { refusalError, type Session, shown } from '../session.ts';

interface ApprovalsArguments {
  readonly applicationId: string;
  readonly executionId: string;
}

/** The approvals of an execution that wait: for people, oldest first, then for what a script says. */
export async function approvalDetails(session: Session, asked: ApprovalsArguments) {
  const { useCases, caller } = session;
  const input = {
    scope: applicationHint(session, asked.applicationId),
    execution: asked.executionId,
  };
  const opened = await useCases.getExecution(caller, input);
  if (!opened.ok) return refusalError(opened.error);
  const listed = await useCases.listApprovals(caller, input);
  return shown(listed, (approvals) => ({
    approvalDetails: [
      ...approvals
        .filter(({ approval }) => approval.status === 'WAITING')
        .map(({ approval }) => approvalShape(opened.value, approval)),
      ...scriptApprovals(opened.value),
    ],
  }));
}

/** Approvals that are given when a script says so: nobody can give them here. */
function scriptApprovals({ row, state }: OpenExecution) {
  return liveSteps(state).flatMap(({ node, step }) => {
    const checks = checksOf(step);
    if (checks === undefined || !('work' in step)) return [];
    return [
      {
        __typename: 'ShellScriptDetails',
        approvalId: approvalIdOf(taskIdOf(row.executionId, node, step.attempt)),
        approvalType: 'SHELL_SCRIPT',
        ...placeOf(state, node),
        startedAt: viewNode(state, node).startedAt,
        willExpireAt: step.deadline ?? null,
        triggeredBy: userShape(row.triggeredBy),
        retryInterval: checks.interval,
      },
    ];
  });
}

const placeOf = (state: OpenExecution['state'], node: NodeKey) => ({
  stepName: viewNode(state, node).name,
  stageName: stageOf(state.plan, node)?.name ?? '',
});

function approvalShape({ row, state }: OpenExecution, approval: ApprovalRow) {
  return {
    __typename: 'UserGroupApprovalDetails',
    approvalId: approvalIdOf(approval.taskId),
    approvalType: 'USER_GROUP',
    ...placeOf(state, approval.node),
    startedAt: approval.createdAt,
    willExpireAt: approval.deadline,
    triggeredBy: userShape(row.triggeredBy),
    approvers: approval.approval.userGroups,
    executionId: row.executionId,
    variables: variablesOf(approval),
  };
}

const variablesOf = ({ approval: { inputs } }: ApprovalRow) =>
  inputs.length === 0 ? null : inputs.map(({ name, defaultValue: value }) => ({ name, value }));

export interface ApprovalInput {
  readonly action: 'APPROVE' | 'REJECT';
  readonly approvalId: string;
  readonly applicationId: string;
  readonly executionId: string;
  readonly comments?: string | null;
  readonly variableInputs?:
    | readonly ({ readonly name: string; readonly value?: string | null } | null)[]
    | null;
  readonly clientMutationId?: string | null;
}

/** Approves or rejects. The execution that is named must be the one that asked. */
export async function approveOrReject(session: Session, input: ApprovalInput) {
  const { approvalId, executionId } = input;
  if (parseApprovalId(approvalId)?.execution !== executionId) {
    const message = `There is no approval ${approvalId} in the execution ${executionId}.`;
    return refusalError(refusal('APPROVAL_NOT_FOUND', message, { approval: approvalId }));
  }
  const given = (input.variableInputs ?? []).flatMap((one) => one ?? []);
  const acted = await session.useCases.actOnApproval(session.caller, {
    scope: applicationHint(session, input.applicationId),
    approval: approvalId,
    action: input.action,
    comments: input.comments ?? '',
    inputs: Object.fromEntries(given.map(({ name, value }) => [name, value ?? ''])),
  });
  return shown(acted, () => ({
    success: true,
    clientMutationId: input.clientMutationId ?? null,
  }));
}
