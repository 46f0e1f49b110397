/** What waits for people, and what they say. */
import { type Permission, parseApprovalId } from '@reprise/api';
import { ok, partsOfTaskId, refused } from '@reprise/core';
import { type ApprovalGiven, viewNode } from '@reprise/core/execution';
import { stageOf } from '@reprise/core/plan';
import type { ApprovalRow, Store, StoredExecutionRow } from '../../ports/index.ts';
import { groupReferences } from '../access/team-rights.ts';
import type { Answer, Caller } from '../answer.ts';
import type { UseCase, UseCaseNeeds } from '../needs.ts';
import { refusal } from '../refusals.ts';
import { openScope, type ScopeHint } from '../scopes/scope.ts';
import { type ExecutionInput, type OpenExecution, openExecution } from './open-execution.ts';

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

/** An approval that waits, and where it does. */
export interface WaitingApprovalView extends ApprovalWithActivities {
  readonly row: StoredExecutionRow;
  /** The names of the step that asks, and of its stage. */
  readonly step: string;
  readonly stage: string;
}

/** What people still have to decide in a project, oldest first. An execution that cannot be opened shows nothing. */
export const waitingApprovals: UseCase<
  { readonly scope: ScopeHint },
  readonly WaitingApprovalView[]
> = async (needs, caller, { scope: hint }) => {
  const scope = await openScope(needs, caller, 'core_pipeline_view', hint);
  if (!scope.ok) return scope;
  const waiting: WaitingApprovalView[] = [];
  for (const approval of await needs.store.approvals.waitingIn(scope.value)) {
    const where = { scope: scope.value, execution: approval.executionId };
    const opened = await openExecution(needs, caller, 'core_pipeline_view', where);
    if (opened.ok) waiting.push(waitingIn(opened.value, approval));
  }
  return ok(waiting);
};

function waitingIn(opened: OpenExecution, approval: ApprovalRow): WaitingApprovalView {
  const { plan } = opened.state;
  return {
    ...withActivities(opened, approval),
    row: opened.row,
    step: plan.nodes.get(approval.node)?.name ?? approval.node,
    stage: stageOf(plan, approval.node)?.name ?? '',
  };
}

/** What somebody says of an approval. */
export interface Activity {
  readonly action: 'APPROVE' | 'REJECT';
  readonly comments: string;
  readonly inputs: Readonly<Record<string, string>>;
}

/** Which approval, and where the request says that it is. */
interface ApprovalInput {
  readonly scope: ScopeHint;
  readonly approval: string;
}
export interface ApprovalActivityInput extends ApprovalInput, Activity {}

/** An approval by its id, whatever has become of it. */
export const getApproval: UseCase<ApprovalInput, ApprovalWithActivities> = async (
  needs,
  caller,
  input,
) => {
  const found = await openApproval(needs, caller, 'core_pipeline_view', input);
  return found.ok ? ok(withActivities(found.value.opened, found.value.row)) : found;
};

/** Approves or rejects, on behalf of the caller. */
export const actOnApproval: UseCase<ApprovalActivityInput, ApprovalWithActivities> = async (
  needs,
  caller,
  { scope, approval, ...activity },
) => {
  const found = await openApproval(needs, caller, 'core_pipeline_execute', { scope, approval });
  if (!found.ok) return found;
  return act(needs, caller, found.value.opened, found.value.row, activity);
};

async function openApproval(
  needs: UseCaseNeeds,
  caller: Caller,
  permission: Permission,
  { scope, approval: id }: ApprovalInput,
): Answer<{ readonly opened: OpenExecution; readonly row: ApprovalRow }> {
  const named = parseApprovalId(id);
  const missing = refusal('APPROVAL_NOT_FOUND', `There is no approval ${id}.`, { approval: id });
  if (named === null) return refused(missing);
  const where = { scope, execution: named.execution };
  const opened = await openExecution(needs, caller, permission, where);
  if (!opened.ok) {
    return opened.error.code === 'EXECUTION_NOT_FOUND' ? refused(missing) : opened;
  }
  const row = await needs.store.approvals.get(named.task);
  return row === null ? refused(missing) : ok({ opened: opened.value, row });
}

export interface ExecutionActivityInput extends ExecutionInput, Activity {
  /** Which of several that wait. */
  readonly callbackId: string | null;
}

/** Approves or rejects what waits in an execution. With several, the callback id says which. */
export const actOnExecutionApproval: UseCase<
  ExecutionActivityInput,
  ApprovalWithActivities
> = async (needs, caller, { callbackId, action, comments, inputs, ...where }) => {
  const opened = await openExecution(needs, caller, 'core_pipeline_execute', where);
  if (!opened.ok) return opened;
  const { executionId } = opened.value.row;
  const rows = await needs.store.approvals.ofExecution(executionId);
  const found = rows.filter(
    ({ status, approval }) =>
      status === 'WAITING' && (callbackId === null || approval.callbackId === callbackId),
  );
  const [only] = found;
  const facts = { planExecutionId: executionId, callbackId };
  if (only === undefined) {
    const which = callbackId === null ? '' : ` with the callback id ${callbackId}`;
    const message = `No approval${which} waits in the execution ${executionId}.`;
    return refused(refusal('APPROVAL_NOT_FOUND', message, facts));
  }
  if (found.length > 1) {
    const hint =
      callbackId === null
        ? 'Say which by callback_id'
        : 'They have the same callback id, so act on one of them by its own id';
    const message = `${found.length} approvals wait in the execution ${executionId}. ${hint}.`;
    return refused(refusal('APPROVAL_AMBIGUOUS', message, facts));
  }
  return act(needs, caller, opened.value, only, { action, comments, inputs });
};

async function act(
  needs: UseCaseNeeds,
  caller: Caller,
  opened: OpenExecution,
  { taskId }: ApprovalRow,
  activity: Activity,
): Answer<ApprovalWithActivities> {
  const { execution, node, attempt } = partsOfTaskId(taskId);
  const performed = await needs.engine.perform(execution, {
    type: 'ActOnApproval',
    node,
    attempt,
    by: caller.principal,
    ...(await groupsOf(needs, caller, opened)),
    ...activity,
  });
  if (!performed.ok) return performed;
  const acted = { ...opened, state: performed.value };
  const row = await rowOf(needs, taskId);
  if (row.status === 'APPROVED' && row.approval.autoReject === true) {
    await rejectOlder(needs, acted, row);
  }
  return ok(withActivities(acted, row));
}

/** The user groups of the caller; the one person of a server without users is in all of them. */
async function groupsOf(
  { store }: UseCaseNeeds,
  { principal }: Caller,
  { row }: OpenExecution,
): Promise<{ readonly groups?: readonly string[] }> {
  if (principal.kind === 'local') return {};
  return { groups: await groupReferences(store.access, principal, row.scope) };
}

/**
 * What was approved makes older executions of the pipeline, which wait at a step of the same identifier, obsolete. One
 * that was decided meanwhile refuses, and stays as it was decided.
 */
async function rejectOlder(
  { store, engine }: UseCaseNeeds,
  { row }: OpenExecution,
  approved: ApprovalRow,
): Promise<void> {
  const waiting = await store.approvals.waitingIn(row.scope, row.pipelineId);
  for (const older of waiting) {
    const isSameStep = identifierOf(older) === identifierOf(approved);
    if (!isSameStep || older.executionId === row.executionId) continue;
    if ((await runSequence(store, older)) >= row.runSequence) continue;
    const { execution, node, attempt } = partsOfTaskId(older.taskId);
    await engine.perform(execution, {
      type: 'ActOnApproval',
      node,
      attempt,
      by: { kind: 'system', name: 'automatic rejection' },
      action: 'REJECT',
      comments: `the newer execution ${row.executionId} was approved`,
      inputs: {},
    });
  }
}

const identifierOf = ({ node }: ApprovalRow): string | undefined => node.split('.').at(-1);

async function runSequence({ executions }: Store, { executionId }: ApprovalRow): Promise<number> {
  return (await executions.row(executionId))?.runSequence ?? Number.POSITIVE_INFINITY;
}

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
