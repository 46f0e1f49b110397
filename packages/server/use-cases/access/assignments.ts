/** Giving roles to users, groups and service accounts, and taking them away. */
import type { Permission } from '@reprise/api';
import { ok, type Result, refused } from '@reprise/core';
import {
  type AccessScope,
  type Assignee,
  EVERYBODY_GROUPS,
  mayDo,
  type RoleAssignment,
  resolveReference,
  scopeLevelOf,
} from '@reprise/core/access';
import type { AccessRecord } from '../../ports/index.ts';
import type { Answer, Caller, Refused } from '../answer.ts';
import type { UseCase, UseCaseNeeds } from '../needs.ts';
import { fullScope, type ScopeHint } from '../scopes/scope.ts';
import {
  checkIdentifier,
  createRecord,
  findRecord,
  invalid,
  mayGive,
  openAccess,
} from './access-needs.ts';
import { assigneeKey } from './principals.ts';
import { findResourceGroup, findRole, grantsOfPrincipal } from './team-rights.ts';

interface AssignmentsInput {
  readonly scope: ScopeHint;
}
export interface GivenAssignment extends Omit<RoleAssignment, 'identifier' | 'scope'> {
  /** One is made up when it is left out. */
  readonly identifier?: string | undefined;
}
type Assignment = AccessRecord<'assignment'>;

export const listAssignments: UseCase<AssignmentsInput, readonly Assignment[]> = async (
  needs,
  caller,
  input,
) => {
  const scope = await openAccess(needs, caller, 'core_role_view', input.scope);
  return scope.ok ? ok(await needs.store.access.list('assignment', scope.value)) : scope;
};

/** Gives roles, each only if the caller has what it brings. The first that cannot be given ends it. */
export const createAssignments: UseCase<
  AssignmentsInput & { readonly given: readonly GivenAssignment[] },
  readonly Assignment[]
> = async (needs, caller, { scope: hint, given }) => {
  const scope = await openAccess(needs, caller, 'core_role_edit', hint);
  if (!scope.ok) return scope;
  const created: Assignment[] = [];
  for (const one of given) {
    const assignment = await assign(needs, caller, scope.value, one);
    if (!assignment.ok) return assignment;
    created.push(assignment.value);
  }
  return ok(created);
};

async function assign(
  needs: UseCaseNeeds,
  caller: Caller,
  scope: AccessScope,
  {
    identifier = `assignment_${needs.randomText(12).replaceAll('-', '_')}`,
    ...body
  }: GivenAssignment,
): Answer<Assignment> {
  const named = checkIdentifier(identifier);
  if (!named.ok) return named;
  const owner = await ownerOf(needs, scope, body.principal);
  if (!owner.ok) return owner;
  const { access } = needs.store;
  const role = await findRole(access, scope, body.role);
  const resourceGroup = await findResourceGroup(access, scope, body.resourceGroup);
  const level = scopeLevelOf(scope);
  if (role === null) return refused(invalid(`There is no role ${body.role} here.`));
  if (resourceGroup === null) {
    return refused(invalid(`There is no resource group ${body.resourceGroup} here.`));
  }
  for (const { name, levels } of [role, resourceGroup]) {
    if (levels.includes(level)) continue;
    const message = `${name} cannot be assigned at ${level} level, only at: ${levels.join(', ')}.`;
    return refused(invalid(message));
  }
  const fit = await mayGive(needs, caller, scope, [{ scope, role, resourceGroup }]);
  if (!fit.ok) return fit;
  return createRecord(needs, { kind: 'assignment', scope, identifier, owner: owner.value, body });
}

/** Under which name the one who is given something is found. They must be there. */
async function ownerOf(
  needs: UseCaseNeeds,
  scope: AccessScope,
  { type, identifier }: Assignee,
): Promise<Result<string, Refused>> {
  const missing = refused(invalid(`There is no ${type} ${identifier} to give a role to.`));
  const { accountId } = scope;
  if (type === 'USER_GROUP' && identifier === `account.${EVERYBODY_GROUPS[0]}`) {
    return ok(assigneeKey(type, { accountId }, EVERYBODY_GROUPS[0]));
  }
  if (type === 'USER_GROUP' && level0(scope) && identifier === EVERYBODY_GROUPS[0]) {
    return ok(assigneeKey(type, { accountId }, identifier));
  }
  const at =
    type === 'USER' ? { scope: { accountId }, identifier } : resolveReference(identifier, scope);
  if (at === null) return missing;
  const kind = ({ USER: 'user', USER_GROUP: 'group', SERVICE_ACCOUNT: 'service-account' } as const)[
    type
  ];
  const found = await needs.store.access.get({ kind, ...at });
  return found === null ? missing : ok(assigneeKey(type, at.scope, at.identifier));
}

const level0 = (scope: AccessScope): boolean => scopeLevelOf(scope) === 'account';

/** Takes a role away: for the next request already. */
export const deleteAssignment: UseCase<
  AssignmentsInput & { readonly identifier: string },
  Assignment
> = async (needs, caller, { scope: hint, identifier }) => {
  const scope = await openAccess(needs, caller, 'core_role_edit', hint);
  if (!scope.ok) return scope;
  const found = await findRecord(needs, 'assignment', scope.value, identifier);
  if (found.ok) await needs.store.access.remove(found.value);
  return found;
};

export interface AccessCheck {
  readonly scope: ScopeHint;
  readonly permission: Permission;
  readonly resource: string | undefined;
}

/** What the caller may do of all this. */
export const checkAccess: UseCase<
  { readonly checks: readonly AccessCheck[] },
  readonly boolean[]
> = async ({ store }, { principal }, { checks }) => {
  if (principal.kind === 'local') return ok(checks.map(() => true));
  const permitted: boolean[] = [];
  for (const { scope: hint, permission, resource } of checks) {
    const { accountId } = fullScope(hint);
    const grants = await grantsOfPrincipal(store.access, principal, accountId);
    const scope = {
      accountId,
      ...(hint.orgId === undefined ? {} : { orgId: hint.orgId }),
      ...(hint.projectId === undefined ? {} : { projectId: hint.projectId }),
    };
    const identifier = resource === undefined ? {} : { identifier: resource };
    permitted.push(mayDo(grants, permission, { scope, ...identifier }));
  }
  return ok(permitted);
};
