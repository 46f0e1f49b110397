/** What waits for people, and what they say. */
import { parseApprovalId } from '@reprise/api';
import { ok, partsOfTaskId, refused } from '@reprise/core';
import { type ApprovalGiven, viewNode } from '@reprise/core/execution';
import type { ApprovalRow } from '../ports/index.ts';
import type { UseCase, UseCaseNeeds } from './needs.ts';
import { type ExecutionInput, type OpenExecution, openExecution } from './open-execution.ts';
import { refusal } from './refusals.ts';
import type { ScopeHint } from './scope.ts';

/** An approval with what was said about it so far. */
export interface ApprovalWithActivities {
  readonly approval: ApprovalRow;
  readonly activities: readonly ApprovalGiven[];
}

/** The approvals that an execution asked for, oldest first. */
export const listApprovals: UseCase<ExecutionInput, readonly ApprovalWithActivities[]> = async (
  needs,
  caller,
  input,
) => {
  const opened = await openExecution(needs, caller, 'core_pipeline_view', input);
  if (!opened.ok) return opened;
  const rows = await needs.store.approvals.ofExecution(opened.value.row.executionId);
  return ok(rows.map((row) => withActivities(opened.value, row)));
};

export interface ApprovalActivityInput {
  readonly scope: ScopeHint;
  readonly approval: string;
  readonly action: 'APPROVE' | 'REJECT';
  readonly comments: string;
  readonly inputs: Readonly<Record<string, string>>;
}

/** Approves or rejects, on behalf of the caller. */
export const actOnApproval: UseCase<ApprovalActivityInput, ApprovalWithActivities> = async (
  needs,
  caller,
  { scope, approval: id, action, comments, inputs },
) => {
  const named = parseApprovalId(id);
  const missing = refusal('APPROVAL_NOT_FOUND', `There is no approval ${id}.`, { approval: id });
  if (named === null) return refused(missing);
  const where = { scope, execution: named.execution };
  const opened = await openExecution(needs, caller, 'core_pipeline_execute', where);
  if (!opened.ok) {
    return opened.error.code === 'EXECUTION_NOT_FOUND' ? refused(missing) : opened;
  }
  if ((await needs.store.approvals.get(named.task)) === null) return refused(missing);
  const performed = await needs.engine.perform(named.execution, {
    type: 'ActOnApproval',
    node: named.node,
    attempt: named.attempt,
    by: caller.principal,
    action,
    comments,
    inputs,
  });
  if (!performed.ok) return performed;
  const acted = { ...opened.value, state: performed.value };
  return ok(withActivities(acted, await rowOf(needs, named.task)));
};

async function rowOf({ store }: UseCaseNeeds, task: ApprovalRow['taskId']): Promise<ApprovalRow> {
  const row = await store.approvals.get(task);
  if (row === null) throw new Error(`the approval ${task} is gone`);
  return row;
}

/** Activities stand in the events of the execution; those of the newest attempt are its node's. */
function withActivities({ state }: OpenExecution, approval: ApprovalRow): ApprovalWithActivities {
  const given = state.plan.nodes.has(approval.node) ? viewNode(state, approval.node).approvals : [];
  const { attempt } = partsOfTaskId(approval.taskId);
  return { approval, activities: given.filter((one) => one.attempt === attempt) };
}
