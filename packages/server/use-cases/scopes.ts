/** The hierarchy that everything lives in. */
import { ok, refused } from '@reprise/core';
import type { Organization, Project } from '../ports/index.ts';
import { authorise } from './authorise.ts';
import type { UseCase } from './needs.ts';
import { refusal } from './refusals.ts';
import { fullScope, type ScopeHint } from './scope.ts';

interface ScopesInput {
  readonly scope: ScopeHint;
}

/** The account that a request looks in, if there is such a one. */
export const getAccount: UseCase<ScopesInput, string> = async (needs, caller, { scope }) => {
  const { accountId } = fullScope(scope);
  const allowed = await authorise(needs, caller, 'core_account_view', { accountId });
  if (!allowed.ok) return allowed;
  const organizations = await needs.store.scopes.organizations(accountId);
  return organizations.length > 0 ? ok(accountId) : refused(missing('account', accountId));
};

export const listOrganizations: UseCase<ScopesInput, readonly Organization[]> = async (
  needs,
  caller,
  { scope },
) => {
  const { accountId } = fullScope(scope);
  const allowed = await authorise(needs, caller, 'core_organization_view', { accountId });
  return allowed.ok ? ok(await needs.store.scopes.organizations(accountId)) : allowed;
};

export const getOrganization: UseCase<
  ScopesInput & { readonly org: string },
  Organization
> = async (needs, caller, { scope, org }) => {
  const listed = await listOrganizations(needs, caller, { scope });
  if (!listed.ok) return listed;
  const found = listed.value.find(({ identifier }) => identifier === org);
  return found === undefined ? refused(missing('organization', org)) : ok(found);
};

/** The projects of one organization, or of the whole account when the request names none. */
export const listProjects: UseCase<ScopesInput, readonly Project[]> = async (
  needs,
  caller,
  { scope },
) => {
  const { accountId } = fullScope(scope);
  const where = { accountId, ...(scope.orgId === undefined ? {} : { orgId: scope.orgId }) };
  const allowed = await authorise(needs, caller, 'core_project_view', where);
  if (!allowed.ok) return allowed;
  return ok(await needs.store.scopes.projects(accountId, scope.orgId ?? null));
};

export const getProject: UseCase<ScopesInput & { readonly project: string }, Project> = async (
  needs,
  caller,
  { scope, project },
) => {
  const { accountId, orgId } = fullScope(scope);
  const listed = await listProjects(needs, caller, { scope: { accountId, orgId } });
  if (!listed.ok) return listed;
  const found = listed.value.find(({ identifier }) => identifier === project);
  return found === undefined ? refused(missing('project', project)) : ok(found);
};

const missing = (what: string, identifier: string) =>
  refusal('SCOPE_NOT_FOUND', `There is no ${what} ${identifier}.`, { identifier });
