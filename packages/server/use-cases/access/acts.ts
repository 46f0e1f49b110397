/** Which calls are acts that are kept: who did it, when, from where, why, and what it changed. */

import { approvalIdOf, parseApprovalId, parseNodeExecutionId } from '@reprise/api';
import { asExecutionId } from '@reprise/core';
import type { AccessScope } from '@reprise/core/access';
import type { RetryBatch } from '@reprise/core/retry';
import type { Caller } from '../answer.ts';
import type { UseCaseNeeds } from '../needs.ts';
import { levelOf } from '../objects/object-scope.ts';
import type { ScopeHint } from '../scopes/scope.ts';
import { type Act, type ActTable, on, onExecution } from './act.ts';
import { OBJECT_ACTS } from './object-acts.ts';
import { SESSION_ACTS } from './session-acts.ts';

/** The members of a batch are acts of their own: here is what was asked for. */
const onBatch = (action: string, { created }: RetryBatch): Act =>
  on(action, 'retry batch', created.batchId, {
    executions: String(created.members.length),
    filter: JSON.stringify(created.filter),
  });

const began = ({ row }: { readonly row: { readonly executionId: string } }) => ({
  planExecutionId: row.executionId,
});

const ACTS: ActTable = {
  ...OBJECT_ACTS,
  ...SESSION_ACTS,
  runPipeline: ({ note }, { row }) => onExecution('run', row.executionId, note),
  runDynamic: ({ note }, { row }) => onExecution('run', row.executionId, note),
  rerunExecution: ({ execution, note }, output) =>
    onExecution('rerun', execution, note, began(output)),
  retryExecution: ({ execution, note }, output) =>
    onExecution('retry', execution, note, began(output)),
  createRetryBatch: ({ note }, batch) => ({
    ...onBatch('retry', batch),
    ...(note === undefined ? {} : { reason: note }),
  }),
  cancelRetryBatch: (_, batch) => onBatch('cancel', batch),
  // Without the values: they may be nobody's business but the step's.
  giveExecutionInputs: ({ nodeExecutionId: node }) =>
    onExecution('give inputs', parseNodeExecutionId(node)?.execution ?? node, undefined, { node }),
  resumeExecution: ({ execution, stage }, output) =>
    onExecution('retry', execution, undefined, { stage, ...began(output) }),
  requestExport: (_, { id, accountId, executions }) => ({
    ...on('export', 'executions', id, { executions: String(executions.length) }),
    scope: { accountId },
  }),
  interruptExecution: ({ execution, type, node }) =>
    onExecution(type.toLowerCase(), execution, undefined, node === undefined ? {} : { node }),
  interveneNode: ({ execution, type, node }) =>
    onExecution('intervene', execution, undefined, {
      choice: type,
      ...(node === undefined ? {} : { node }),
    }),
  actOnApproval: ({ approval, action, comments }) =>
    onExecution(action.toLowerCase(), parseApprovalId(approval)?.execution ?? approval, comments, {
      approval,
    }),
  actOnExecutionApproval: ({ execution, action, comments }, { approval: { taskId } }) =>
    onExecution(action.toLowerCase(), execution, comments, { approval: approvalIdOf(taskId) }),
  inviteUsers: ({ emails }) => on('invite', 'user', emails.join(', ')),
  deleteUser: ({ user }, { body }) => on('delete', 'user', user, { email: body.email }),
  createGroup: ({ identifier, users }) =>
    on('create', 'user group', identifier, { users: users.join(', ') }),
  updateGroup: ({ identifier, users }) =>
    on('update', 'user group', identifier, { users: users.join(', ') }),
  setMember: ({ identifier, user, member }) =>
    on(member ? 'add member' : 'remove member', 'user group', identifier, { user }),
  deleteGroup: ({ identifier }) => on('delete', 'user group', identifier),
  createServiceAccount: ({ identifier }) => on('create', 'service account', identifier),
  updateServiceAccount: ({ identifier }) => on('update', 'service account', identifier),
  deleteServiceAccount: ({ identifier }) => on('delete', 'service account', identifier),
  createRole: ({ identifier, role }) =>
    on('create', 'role', identifier, { permissions: role.permissions.join(', ') }),
  updateRole: ({ identifier, role }) =>
    on('update', 'role', identifier, { permissions: role.permissions.join(', ') }),
  deleteRole: ({ identifier }) => on('delete', 'role', identifier),
  createResourceGroup: ({ identifier }) => on('create', 'resource group', identifier),
  updateResourceGroup: ({ identifier }) => on('update', 'resource group', identifier),
  deleteResourceGroup: ({ identifier }) => on('delete', 'resource group', identifier),
  createAssignments: (_, created) =>
    on(
      'assign',
      'role',
      created.map(({ body }) => body.role).join(', '),
      Object.fromEntries(
        created.map(({ identifier, body }) => [
          identifier,
          `${body.role} of ${body.resourceGroup} to ${body.principal.type} ${body.principal.identifier}`,
        ]),
      ),
    ),
  deleteAssignment: ({ identifier }, { body }) =>
    on('take away', 'role', body.role, {
      assignment: identifier,
      from: `${body.principal.type} ${body.principal.identifier}`,
    }),
  createApiKey: ({ key }) => on('create', 'API key', key),
  deleteApiKey: ({ key }) => on('delete', 'API key', key),
  createToken: ({ key, token }) => on('create', 'token', `${key}.${token}`),
  rotateToken: ({ key, token }) => on('rotate', 'token', `${key}.${token}`),
  deleteToken: ({ key, token }) => on('revoke', 'token', `${key}.${token}`),
};

/** The calls that are acts. */
export const ACT_NAMES: ReadonlySet<string> = new Set(Object.keys(ACTS));

/** Keeps what was done, once it was. What is no act leaves no trace. */
export async function keepAct(
  { store, clock }: UseCaseNeeds,
  caller: Caller,
  name: string,
  input: unknown,
  output: unknown,
): Promise<void> {
  // Name, input and output belong together by the table's own types; the caller's loop cannot say so.
  const describe = (ACTS as Readonly<Record<string, LooseDescribe>>)[name];
  const act = describe?.(input, output) ?? null;
  if (act === null) return;
  const { change = {}, by = caller.principal, ...rest } = act;
  await store.audit.add({
    ...rest,
    change,
    at: clock.now(),
    scope: await scopeOf(store, act, input),
    by,
    from: caller.from ?? {},
  });
}

type LooseDescribe = (given: unknown, came: unknown) => Act | null;

/** An execution is where it is; everything else is where the request said. */
async function scopeOf(
  { executions }: UseCaseNeeds['store'],
  { resourceType, resource, scope: known }: Act,
  input: unknown,
): Promise<AccessScope> {
  if (known !== undefined) return known;
  const row = resourceType === 'execution' ? await executions.row(asExecutionId(resource)) : null;
  if (row !== null) return row.scope;
  const hint = (input as { readonly scope?: ScopeHint }).scope ?? {};
  const { level: _, ...scope } = levelOf(hint);
  return scope;
}
