import type { Permission } from '@reprise/api';
import { ok, refused, type Scope } from '@reprise/core';
import type { Answer, Caller } from '../answer.ts';
import { authorise, type ResourceRef } from '../authorise.ts';
import type { UseCaseNeeds } from '../needs.ts';
import { refusal } from '../refusals.ts';

/** Where a request looks, as far as it says so. */
export type ScopeHint = { readonly [Part in keyof Scope]?: string | undefined };

/** What every server has from the start; a request that does not say where it looks means these. */
export const DEFAULT_SCOPE: Scope = {
  accountId: 'default',
  orgId: 'default',
  projectId: 'default_project',
};

/** For whoever named what is not there: another account is never right, and a project may not be made yet. */
export const whatIsThere = ({ accountId }: Pick<Scope, 'accountId'>): string =>
  accountId === DEFAULT_SCOPE.accountId
    ? `Every server has the organization ${DEFAULT_SCOPE.orgId} with the project ${DEFAULT_SCOPE.projectId}.`
    : `The account of this server is called ${DEFAULT_SCOPE.accountId}: accountIdentifier=${DEFAULT_SCOPE.accountId}.`;

export const fullScope = ({ accountId, orgId, projectId }: ScopeHint): Scope => ({
  accountId: accountId ?? DEFAULT_SCOPE.accountId,
  orgId: orgId ?? DEFAULT_SCOPE.orgId,
  projectId: projectId ?? DEFAULT_SCOPE.projectId,
});

/** Whether something of `scope` is what a request with this hint may mean. */
export const within = (scope: Scope, hint: ScopeHint): boolean =>
  (hint.accountId ?? scope.accountId) === scope.accountId &&
  (hint.orgId ?? scope.orgId) === scope.orgId &&
  (hint.projectId ?? scope.projectId) === scope.projectId;

/** The project that a request works in, once the caller may do there what is asked. */
export async function openScope(
  needs: Pick<UseCaseNeeds, 'store' | 'rights'>,
  caller: Caller,
  permission: Permission,
  hint: ScopeHint,
  resource: ResourceRef = {},
): Answer<Scope> {
  const scope = fullScope(hint);
  const allowed = await authorise(needs, caller, permission, scope, resource);
  if (!allowed.ok) return allowed;
  if (await needs.store.scopes.exists(scope)) return ok(scope);
  const { accountId, orgId, projectId } = scope;
  return refused(
    refusal(
      'SCOPE_NOT_FOUND',
      `There is no project ${projectId} in organization ${orgId} of account ${accountId}. ${whatIsThere(scope)}`,
      { accountIdentifier: accountId, orgIdentifier: orgId, projectIdentifier: projectId },
    ),
  );
}
