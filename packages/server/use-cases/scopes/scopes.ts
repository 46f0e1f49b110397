/** The hierarchy that everything lives in. */
import { ok, refused, type Scope } from '@reprise/core';
import type { Organization, Project } from '../../ports/index.ts';
import type { Answer, Caller } from '../answer.ts';
import { authorise } from '../authorise.ts';
import type { UseCase, UseCaseNeeds } from '../needs.ts';
import { refusal } from '../refusals.ts';
import { fullScope, type ScopeHint, whatIsThere } from './scope.ts';

interface ScopesInput {
  readonly scope: ScopeHint;
}

/** The account that a request looks in, if there is such a one. */
export const getAccount: UseCase<ScopesInput, string> = async (needs, caller, { scope }) => {
  const { accountId } = fullScope(scope);
  const allowed = await authorise(needs, caller, 'core_account_view', { accountId });
  if (!allowed.ok) return allowed;
  const organizations = await needs.store.scopes.organizations(accountId);
  if (organizations.length > 0) return ok(accountId);
  const message = `There is no account ${accountId}. ${whatIsThere({ accountId })}`;
  return refused(refusal('SCOPE_NOT_FOUND', message, { identifier: accountId }));
};

/**
 * The organizations that the caller may see: all, or those in which there is something for him. Refused to whom none is
 * shown, in the words in which all were refused.
 */
export const listOrganizations: UseCase<ScopesInput, readonly Organization[]> = async (
  needs,
  caller,
  { scope },
) => {
  const { accountId } = fullScope(scope);
  const all = await needs.store.scopes.organizations(accountId);
  const allowed = await authorise(needs, caller, 'core_organization_view', { accountId });
  if (allowed.ok) return ok(all);
  const visible: Organization[] = [];
  for (const each of all) {
    const shown = await authoriseOrganization(needs, caller, accountId, each.identifier);
    if (shown.ok) visible.push(each);
  }
  return visible.length === 0 ? allowed : ok(visible);
};

export const getOrganization: UseCase<
  ScopesInput & { readonly org: string },
  Organization
> = async (needs, caller, { scope, org }) => {
  const { accountId } = fullScope(scope);
  const allowed = await authoriseOrganization(needs, caller, accountId, org);
  if (!allowed.ok) return allowed;
  const all = await needs.store.scopes.organizations(accountId);
  const found = all.find(({ identifier }) => identifier === org);
  return found === undefined ? refused(missing('organization', org)) : ok(found);
};

/** Whoever may see a project sees the organization that holds it. */
async function authoriseOrganization(
  needs: UseCaseNeeds,
  caller: Caller,
  accountId: string,
  orgId: string,
): Answer<null> {
  const at = { accountId, orgId };
  const allowed = await authorise(needs, caller, 'core_organization_view', at, {
    identifier: orgId,
  });
  if (allowed.ok) return allowed;
  const projects = await needs.store.scopes.projects(accountId, orgId);
  const visible = await visibleProjects(needs, caller, accountId, projects);
  return visible.length === 0 ? allowed : ok(null);
}

/**
 * The projects of one organization, or of the whole account when the request names none, that the caller may see.
 * Refused to whom none is shown.
 */
export const listProjects: UseCase<ScopesInput, readonly Project[]> = async (
  needs,
  caller,
  { scope },
) => {
  const { accountId } = fullScope(scope);
  const where = { accountId, ...(scope.orgId === undefined ? {} : { orgId: scope.orgId }) };
  const all = await needs.store.scopes.projects(accountId, scope.orgId ?? null);
  const allowed = await authorise(needs, caller, 'core_project_view', where);
  if (allowed.ok) return ok(all);
  const visible = await visibleProjects(needs, caller, accountId, all);
  return visible.length === 0 ? allowed : ok(visible);
};

export const getProject: UseCase<ScopesInput & { readonly project: string }, Project> = async (
  needs,
  caller,
  { scope, project },
) => {
  const { accountId, orgId } = fullScope(scope);
  const allowed = await authoriseProject(needs, caller, { accountId, orgId, projectId: project });
  if (!allowed.ok) return allowed;
  const all = await needs.store.scopes.projects(accountId, orgId);
  const found = all.find(({ identifier }) => identifier === project);
  return found === undefined ? refused(missing('project', project)) : ok(found);
};

const authoriseProject = (needs: UseCaseNeeds, caller: Caller, scope: Scope): Answer<null> =>
  authorise(needs, caller, 'core_project_view', scope, { identifier: scope.projectId });

async function visibleProjects(
  needs: UseCaseNeeds,
  caller: Caller,
  accountId: string,
  projects: readonly Project[],
): Promise<readonly Project[]> {
  const visible: Project[] = [];
  for (const each of projects) {
    const scope = { accountId, orgId: each.orgIdentifier, projectId: each.identifier };
    if ((await authoriseProject(needs, caller, scope)).ok) visible.push(each);
  }
  return visible;
}

const missing = (what: string, identifier: string) =>
  refusal('SCOPE_NOT_FOUND', `There is no ${what} ${identifier}.`, { identifier });
