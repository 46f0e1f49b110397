/** What the stored users, groups, roles and assignments allow. Read anew for each question: what is taken away is gone. */
import {
  type AccessScope,
  BUILT_IN_RESOURCE_GROUPS,
  BUILT_IN_ROLES,
  EVERYBODY_GROUPS,
  type Grant,
  grantsOf,
  mayDo,
  type ResolvedAssignment,
  type ResourceGroup,
  type Role,
  type RoleAssignment,
  referenceTo,
  resolveReference,
  scopesUpFrom,
} from '@reprise/core/access';
import type { Principal } from '@reprise/core/execution';
import type { AccessRecord, AccessStore, Store } from '../../ports/index.ts';
import type { Rights } from '../authorise.ts';
import { assigneeKey, serviceAccountOf } from './principals.ts';

/** Rights of a server with users: additive, from what is stored at this very moment. */
export const teamRights = ({ access }: Pick<Store, 'access'>): Rights => ({
  allows: async (principal, permission, scope, resource) =>
    mayDo(await grantsOfPrincipal(access, principal, scope.accountId), permission, {
      scope,
      ...resource,
    }),
});

/** All that somebody may do in an account; nothing for whom no longer is there. */
export async function grantsOfPrincipal(
  access: AccessStore,
  principal: Principal,
  accountId: string,
): Promise<readonly Grant[]> {
  const keys = await assigneeKeysOf(access, principal, accountId);
  const assignments = await Promise.all(
    keys.map((key) => access.ofOwner('assignment', accountId, key)),
  );
  const live = assignments.flat().filter(({ body }) => !body.disabled);
  return grantsOf(await resolvedAll(access, live));
}

/** The names under which roles are assigned to somebody: their own, and those of their groups. */
async function assigneeKeysOf(
  access: AccessStore,
  principal: Principal,
  accountId: string,
): Promise<readonly string[]> {
  const { kind, id = '' } = principal;
  if (kind === 'service-account') {
    const account = serviceAccountOf(accountId, id);
    const known = account === null ? null : await access.get({ kind, ...account });
    return account === null || known === null
      ? []
      : [assigneeKey('SERVICE_ACCOUNT', account.scope, account.identifier)];
  }
  if (kind !== 'user') return [];
  const user = await access.get({ kind, scope: { accountId }, identifier: id });
  if (user === null || user.body.disabled) return [];
  const groups = await groupsWith(access, accountId, id);
  return [
    assigneeKey('USER', { accountId }, id),
    assigneeKey('USER_GROUP', { accountId }, EVERYBODY_GROUPS[0]),
    ...groups.map(({ scope, identifier }) => assigneeKey('USER_GROUP', scope, identifier)),
  ];
}

async function groupsWith(
  access: AccessStore,
  accountId: string,
  user: string,
): Promise<readonly AccessRecord<'group'>[]> {
  const groups = await access.inAccount('group', accountId);
  return groups.filter(({ body }) => body.users.includes(user));
}

/** The groups that a user is in, as a pipeline of `scope` names them: `ops`, `org.ops`, `account.ops`. */
export async function groupReferences(
  access: AccessStore,
  { kind, id = '' }: Principal,
  scope: AccessScope,
): Promise<readonly string[]> {
  if (kind !== 'user') return [];
  const groups = await groupsWith(access, scope.accountId, id);
  const around = scopesUpFrom(scope);
  return groups
    .filter((group) => around.some((each) => referenceKey(each) === referenceKey(group.scope)))
    .map((group) => referenceTo(group.scope, group.identifier));
}

const referenceKey = ({ orgId = '', projectId = '' }: AccessScope): string =>
  `${orgId}/${projectId}`;

/** Assignments with their roles and resource groups; what names one that is not there stands for nothing. */
export async function resolvedAll(
  access: AccessStore,
  assignments: readonly Pick<AccessRecord<'assignment'>, 'scope' | 'body'>[],
): Promise<readonly ResolvedAssignment[]> {
  const resolved = await Promise.all(
    assignments.map(({ scope, body }) => resolve(access, scope, body)),
  );
  return resolved.flatMap((each) => each ?? []);
}

async function resolve(
  access: AccessStore,
  scope: AccessScope,
  body: Pick<RoleAssignment, 'role' | 'resourceGroup'>,
): Promise<ResolvedAssignment | null> {
  const role = await findRole(access, scope, body.role);
  const resourceGroup = await findResourceGroup(access, scope, body.resourceGroup);
  return role === null || resourceGroup === null ? null : { scope, role, resourceGroup };
}

/** A role as an assignment at `scope` names it: a built-in one, or one that is stored there. */
export async function findRole(
  access: AccessStore,
  scope: AccessScope,
  reference: string,
): Promise<Role | null> {
  const builtIn = BUILT_IN_ROLES.find(({ identifier }) => identifier === reference);
  if (builtIn !== undefined) return builtIn;
  const at = resolveReference(reference, scope);
  const stored = at === null ? null : await access.get({ kind: 'role', ...at });
  return stored === null ? null : { identifier: stored.identifier, ...stored.body };
}

/** A resource group as an assignment at `scope` names it. */
export async function findResourceGroup(
  access: AccessStore,
  scope: AccessScope,
  reference: string,
): Promise<ResourceGroup | null> {
  const builtIn = BUILT_IN_RESOURCE_GROUPS.find(({ identifier }) => identifier === reference);
  if (builtIn !== undefined) return builtIn;
  const at = resolveReference(reference, scope);
  const stored = at === null ? null : await access.get({ kind: 'resource-group', ...at });
  return stored === null ? null : { identifier: stored.identifier, ...stored.body };
}
