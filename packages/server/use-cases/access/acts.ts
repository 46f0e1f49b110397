/** Which calls are acts that are kept: who did it, when, from where, why, and what it changed. */

import { parseApprovalId, parseNodeExecutionId } from '@reprise/api';
import { asExecutionId } from '@reprise/core';
import type { AccessScope } from '@reprise/core/access';
import type { RetryBatch } from '@reprise/core/retry';
import type { AuditEntry, StoredPipeline } from '../../ports/index.ts';
import type { Caller } from '../answer.ts';
import type { UseCases } from '../index.ts';
import type { UseCaseNeeds } from '../needs.ts';
import { levelOf } from '../object-scope.ts';
import type { ScopeHint } from '../scope.ts';

type InputOf<Name extends keyof UseCases> = Parameters<UseCases[Name]>[1];
type OutputOf<Name extends keyof UseCases> = Extract<
  Awaited<ReturnType<UseCases[Name]>>,
  { readonly ok: true }
>['value'];

/** What an act was done to, and what came of it. */
interface Act extends Pick<AuditEntry, 'action' | 'resourceType' | 'resource' | 'reason'> {
  readonly change?: AuditEntry['change'];
  /** Where it is; absent: where the request said. */
  readonly scope?: AccessScope;
}
type Describe<Name extends keyof UseCases> = (input: InputOf<Name>, output: OutputOf<Name>) => Act;

const onExecution = (action: string, execution: string, note?: string, change = {}): Act => ({
  action,
  resourceType: 'execution',
  resource: execution,
  ...(note === undefined || note === '' ? {} : { reason: note }),
  change,
});

const on = (action: string, resourceType: string, resource: string, change = {}): Act => ({
  action,
  resourceType,
  resource,
  change,
});

/** The members of a batch are acts of their own: here is what was asked for. */
const onBatch = (action: string, { created }: RetryBatch): Act =>
  on(action, 'retry batch', created.batchId, {
    executions: String(created.members.length),
    filter: JSON.stringify(created.filter),
  });

const onSaved = (action: string, { scope, identifier, version }: StoredPipeline): Act => ({
  ...on(action, 'pipeline', identifier, { version: String(version) }),
  scope,
});

const began = ({ row }: { readonly row: { readonly executionId: string } }) => ({
  planExecutionId: row.executionId,
});

type Table = { readonly [Name in keyof UseCases]?: Describe<Name> };

const ACTS: Table = {
  runPipeline: ({ note }, { row }) => onExecution('run', row.executionId, note),
  rerunExecution: ({ execution, note }, output) =>
    onExecution('rerun', execution, note, began(output)),
  retryExecution: ({ execution, note }, output) =>
    onExecution('retry', execution, note, began(output)),
  resumeExecution: ({ execution }, output) =>
    onExecution('retry', execution, undefined, began(output)),
  createRetryBatch: ({ note }, batch) => ({
    ...onBatch('retry', batch),
    ...(note === undefined ? {} : { reason: note }),
  }),
  cancelRetryBatch: (_, batch) => onBatch('cancel', batch),
  // Without the values: they may be nobody's business but the step's.
  giveExecutionInputs: ({ nodeExecutionId: node }) =>
    onExecution('give inputs', parseNodeExecutionId(node)?.execution ?? node, undefined, { node }),
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
  actOnExecutionApproval: ({ execution, action, comments }) =>
    onExecution(action.toLowerCase(), execution, comments),
  createPipeline: (_, saved) => onSaved('create', saved),
  updatePipeline: (_, saved) => onSaved('update', saved),
  deletePipeline: ({ pipeline }) => on('delete', 'pipeline', pipeline),
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

/** Keeps what was done, once it was. What is no act leaves no trace. */
export async function keepAct(
  { store, clock }: UseCaseNeeds,
  caller: Caller,
  name: string,
  input: unknown,
  output: unknown,
): Promise<void> {
  // Name, input and output belong together by the table's own types; the caller's loop cannot say so.
  const describe = (ACTS as Readonly<Record<string, (given: unknown, came: unknown) => Act>>)[name];
  if (describe === undefined) return;
  const { change = {}, ...act } = describe(input, output);
  await store.audit.add({
    ...act,
    change,
    at: clock.now(),
    scope: await scopeOf(store, act, input),
    by: caller.principal,
    from: caller.from ?? {},
  });
}

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
