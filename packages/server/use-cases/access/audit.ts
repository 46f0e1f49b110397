/** What people did, as it was kept. */
import { ok } from '@reprise/core';
import type { StoredAuditEntry } from '../../ports/index.ts';
import { type ExecutionInput, openRow } from '../executions/open-execution.ts';
import type { UseCase } from '../needs.ts';
import type { ScopeHint } from '../scopes/scope.ts';
import { openAccess } from './access-needs.ts';

export interface AuditPage {
  readonly items: readonly StoredAuditEntry[];
  readonly total: number;
}

/** How many acts of one execution are shown. */
const ACTS = 500;

/** Every act on an execution, the newest first. */
export const listActs: UseCase<ExecutionInput, readonly StoredAuditEntry[]> = async (
  needs,
  caller,
  input,
) => {
  const row = await openRow(needs, caller, 'core_pipeline_view', input);
  if (!row.ok) return row;
  const { accountId } = row.value.scope;
  const filter = { accountId, resourceType: 'execution', resource: row.value.executionId };
  const { items } = await needs.store.audit.list(filter, 0, ACTS);
  return ok(items);
};

/** Everything that was done in a scope and below it, the newest first. */
export const listAudit: UseCase<
  { readonly scope: ScopeHint; readonly page: number; readonly size: number },
  AuditPage
> = async (needs, caller, { scope: hint, page, size }) => {
  const scope = await openAccess(needs, caller, 'core_audit_view', hint);
  if (!scope.ok) return scope;
  const filter = { accountId: scope.value.accountId, scope: scope.value };
  return ok(await needs.store.audit.list(filter, page * size, size));
};
