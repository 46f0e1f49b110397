import type { BodyOf, Endpoints } from '@reprise/api';
import { ok, type Result, refused } from '@reprise/core';
import {
  type AccessScope,
  isPermission,
  type Permission,
  type Reach,
  type ResourceFilter,
  SCOPE_LEVELS,
  type ScopeLevel,
} from '@reprise/core/access';
import type { Refused, UseCases } from '../../use-cases/index.ts';
import { refusal } from '../../use-cases/refusals.ts';
import type { Handlers, RequestContext } from '../handler.ts';
import { map, scopeOfQuery, success } from '../replies.ts';
import { eitherPage } from '../rest-ng/objects.ts';
import { pageFrom } from '../shapes/pages.ts';
import { shownAssignment, shownResourceGroup, shownRole } from './shapes.ts';

const done = () => true as const;

interface Where {
  readonly orgIdentifier?: string | undefined;
  readonly projectIdentifier?: string | undefined;
}

/** The level that a request works at: where what it makes may be assigned when it does not say. */
const levelsOf = (
  given: readonly ScopeLevel[] | null | undefined,
  { orgIdentifier, projectIdentifier }: Where,
): readonly ScopeLevel[] => {
  if (given && given.length > 0) return given;
  if (projectIdentifier !== undefined) return ['project'];
  return orgIdentifier === undefined ? SCOPE_LEVELS : ['organization', 'project'];
};

/** Roles. */
export const roleHandlers = (useCases: UseCases) => {
  const inputOf = (
    context: RequestContext,
    query: Where,
    identifier: string,
    body: BodyOf<Endpoints['createRole']>,
  ) => {
    const permissions = permissionsIn(body.permissions);
    if (!permissions.ok) return permissions;
    const levels = levelsOf(body.allowedScopeLevels, query);
    const role = { name: body.name || identifier, permissions: permissions.value, levels };
    return ok({ scope: scopeOfQuery(context, query), identifier, role });
  };
  return {
    listRoles: async ({ query, context }) => {
      const all = await useCases.listRoles(context.caller, { scope: scopeOfQuery(context, query) });
      const shown = map(all, (roles) => pageFrom(roles, eitherPage(query), shownRole));
      return map(shown, success(context));
    },
    getRole: async ({ path, query, context }) => {
      const input = { scope: scopeOfQuery(context, query), identifier: path.role };
      return map(map(await useCases.getRole(context.caller, input), shownRole), success(context));
    },
    createRole: async ({ query, body, context }) => {
      const input = inputOf(context, query, body.identifier, body);
      const saved = input.ok ? await useCases.createRole(context.caller, input.value) : input;
      return map(map(saved, shownRole), success(context));
    },
    updateRole: async ({ path, query, body, context }) => {
      const input = inputOf(context, query, path.role, body);
      const saved = input.ok ? await useCases.updateRole(context.caller, input.value) : input;
      return map(map(saved, shownRole), success(context));
    },
    deleteRole: async ({ path, query, context }) => {
      const input = { scope: scopeOfQuery(context, query), identifier: path.role };
      return map(map(await useCases.deleteRole(context.caller, input), done), success(context));
    },
  } satisfies Partial<Handlers>;
};

/** A permission that this server does not know would be given in vain: that is said, not kept. */
function permissionsIn(given: readonly string[]): Result<readonly Permission[], Refused> {
  const unknown = given.filter((each) => !isPermission(each));
  if (unknown.length === 0) return ok(given.filter(isPermission));
  const message = `There is no permission ${unknown.join(', ')}. GET /authz/api/permissions lists them.`;
  return refused(refusal('INVALID_OBJECT', message, { unknown }));
}

/** Resource groups. */
export const resourceGroupHandlers = (useCases: UseCases) => {
  const inputOf = (
    context: RequestContext,
    query: Where,
    identifier: string,
    { resourceGroup: given }: BodyOf<Endpoints['createResourceGroup']>,
  ) => {
    const scope = scopeOfQuery(context, query);
    const { includeAllResources, resources } = given.resourceFilter;
    return {
      scope,
      identifier,
      resourceGroup: {
        name: given.name || identifier,
        levels: levelsOf(given.allowedScopeLevels, query),
        reach: reachOf(given.includedScopes, scope.accountId ?? 'default'),
        resources:
          includeAllResources === true ? ('all' as const) : (resources ?? []).map(filterOf),
      },
    };
  };
  return {
    listResourceGroups: async ({ query, context }) => {
      const scope = scopeOfQuery(context, query);
      const all = await useCases.listResourceGroups(context.caller, { scope });
      const shown = map(all, (groups) => pageFrom(groups, eitherPage(query), shownResourceGroup));
      return map(shown, success(context));
    },
    getResourceGroup: async ({ path, query, context }) => {
      const input = { scope: scopeOfQuery(context, query), identifier: path.resourceGroup };
      const found = await useCases.getResourceGroup(context.caller, input);
      return map(map(found, shownResourceGroup), success(context));
    },
    createResourceGroup: async ({ query, body, context }) => {
      const input = inputOf(context, query, body.resourceGroup.identifier, body);
      const saved = await useCases.createResourceGroup(context.caller, input);
      return map(map(saved, shownResourceGroup), success(context));
    },
    updateResourceGroup: async ({ path, query, body, context }) => {
      const input = inputOf(context, query, path.resourceGroup, body);
      const saved = await useCases.updateResourceGroup(context.caller, input);
      return map(map(saved, shownResourceGroup), success(context));
    },
    deleteResourceGroup: async ({ path, query, context }) => {
      const input = { scope: scopeOfQuery(context, query), identifier: path.resourceGroup };
      const removed = await useCases.deleteResourceGroup(context.caller, input);
      return map(map(removed, done), success(context));
    },
  } satisfies Partial<Handlers>;
};

type GivenGroup = BodyOf<Endpoints['createResourceGroup']>['resourceGroup'];

/** Without a scope it is wherever it is assigned. */
const reachOf = (given: GivenGroup['includedScopes'], accountId: string): readonly Reach[] =>
  (given ?? [{ filter: 'EXCLUDING_CHILD_SCOPES' as const }]).map((each) => {
    const includingChildren = each.filter === 'INCLUDING_CHILD_SCOPES';
    const account = 'accountIdentifier' in each ? each.accountIdentifier : null;
    const orgId = 'orgIdentifier' in each ? each.orgIdentifier : null;
    const projectId = 'projectIdentifier' in each ? each.projectIdentifier : null;
    if (!account && !orgId) return { includingChildren };
    const scope: AccessScope = {
      accountId: account || accountId,
      ...(orgId ? { orgId } : {}),
      ...(orgId && projectId ? { projectId } : {}),
    };
    return { scope, includingChildren };
  });

type GivenFilter = NonNullable<GivenGroup['resourceFilter']['resources']>[number];

function filterOf({ resourceType, identifiers, attributeFilter }: GivenFilter): ResourceFilter {
  const byType = attributeFilter?.attributeName === 'type' ? attributeFilter.attributeValues : null;
  // An attribute that is not known narrows to nothing, never to everything.
  const environmentTypes = attributeFilter && byType === null ? [] : byType;
  return {
    type: resourceType.toUpperCase(),
    ...(identifiers && identifiers.length > 0 ? { identifiers } : {}),
    ...(environmentTypes ? { environmentTypes } : {}),
  };
}

const PREFIX: Readonly<Record<string, string>> = { account: 'account.', organization: 'org.' };

type GivenAssignment = BodyOf<Endpoints['createRoleAssignment']>;

/** A group or account of a higher level is named with its level, by a prefix or beside it. */
function assignmentOf(given: GivenAssignment, query: Where) {
  const { identifier, type, scopeLevel } = given.principal;
  const own =
    query.projectIdentifier === undefined
      ? query.orgIdentifier === undefined
        ? 'account'
        : 'organization'
      : 'project';
  const prefix =
    type === 'USER' || identifier.includes('.') || !scopeLevel || scopeLevel === own
      ? ''
      : (PREFIX[scopeLevel] ?? '');
  return {
    identifier: given.identifier || undefined,
    principal: { type, identifier: `${prefix}${identifier}` },
    role: given.roleIdentifier,
    resourceGroup: given.resourceGroupIdentifier,
    disabled: given.disabled ?? false,
  };
}

/** Giving roles and taking them away. */
export const assignmentHandlers = (useCases: UseCases) =>
  ({
    listRoleAssignments: async ({ query, context }) => {
      const scope = scopeOfQuery(context, query);
      const all = await useCases.listAssignments(context.caller, { scope });
      const shown = map(all, (each) => pageFrom(each, eitherPage(query), shownAssignment));
      return map(shown, success(context));
    },
    createRoleAssignment: async ({ query, body, context }) => {
      const scope = scopeOfQuery(context, query);
      const input = { scope, given: [assignmentOf(body, query)] };
      const created = await useCases.createAssignments(context.caller, input);
      const shown = map(created, ([first]) => {
        if (first === undefined) throw new Error('an assignment was made and is not there');
        return shownAssignment(first);
      });
      return map(shown, success(context));
    },
    createRoleAssignments: async ({ query, body, context }) => {
      const scope = scopeOfQuery(context, query);
      const given = body.roleAssignments.map((each) => assignmentOf(each, query));
      const created = await useCases.createAssignments(context.caller, { scope, given });
      return map(
        map(created, (all) => all.map(shownAssignment)),
        success(context),
      );
    },
    deleteRoleAssignment: async ({ path, query, context }) => {
      const input = { scope: scopeOfQuery(context, query), identifier: path.roleAssignment };
      const removed = await useCases.deleteAssignment(context.caller, input);
      return map(map(removed, shownAssignment), success(context));
    },
  }) satisfies Partial<Handlers>;
