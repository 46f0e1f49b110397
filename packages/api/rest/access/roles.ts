/** Permissions, roles, resource groups and role assignments; what was done with them. */
import * as z from 'zod/mini';
import { endpoint } from '../endpoint.ts';
import { envelope, page } from '../envelope.ts';
import { eitherPageQuery, scopeQuery } from '../query.ts';

const maybe = z.optional(z.nullable(z.string()));
const scope = z.object({
  accountIdentifier: z.string(),
  orgIdentifier: z.nullable(z.string()),
  projectIdentifier: z.nullable(z.string()),
});
const levels = z.array(z.enum(['account', 'organization', 'project']));
const managed = { harnessManaged: z.boolean(), scope: z.nullable(scope) };

const role = z.object({
  role: z.object({
    identifier: z.string(),
    name: z.string(),
    permissions: z.array(z.string()),
    allowedScopeLevels: levels,
  }),
  ...managed,
});
const givenRole = z.object({
  identifier: z.string(),
  name: maybe,
  permissions: z.array(z.string()),
  allowedScopeLevels: z.optional(z.nullable(levels)),
});

const filter = z.enum(['EXCLUDING_CHILD_SCOPES', 'INCLUDING_CHILD_SCOPES']);
const resourceGroup = z.object({
  resourceGroup: z.object({
    identifier: z.string(),
    name: z.string(),
    allowedScopeLevels: levels,
    includedScopes: z.array(
      z.object({
        filter,
        accountIdentifier: z.nullable(z.string()),
        orgIdentifier: z.nullable(z.string()),
        projectIdentifier: z.nullable(z.string()),
      }),
    ),
    resourceFilter: z.object({
      includeAllResources: z.boolean(),
      resources: z.array(
        z.object({
          resourceType: z.string(),
          identifiers: z.nullable(z.array(z.string())),
          attributeFilter: z.nullable(
            z.object({ attributeName: z.string(), attributeValues: z.array(z.string()) }),
          ),
        }),
      ),
    }),
  }),
  ...managed,
});
const givenResourceGroup = z.object({
  resourceGroup: z.object({
    identifier: z.string(),
    name: maybe,
    allowedScopeLevels: z.optional(z.nullable(levels)),
    includedScopes: z.optional(
      z.nullable(
        z.array(
          z.object({
            filter: z.optional(filter),
            accountIdentifier: maybe,
            orgIdentifier: maybe,
            projectIdentifier: maybe,
          }),
        ),
      ),
    ),
    resourceFilter: z.object({
      includeAllResources: z.optional(z.nullable(z.boolean())),
      resources: z.optional(
        z.nullable(
          z.array(
            z.object({
              resourceType: z.string(),
              identifiers: z.optional(z.nullable(z.array(z.string()))),
              attributeFilter: z.optional(
                z.nullable(
                  z.object({ attributeName: z.string(), attributeValues: z.array(z.string()) }),
                ),
              ),
            }),
          ),
        ),
      ),
    }),
  }),
});

const principalType = z.enum(['USER', 'USER_GROUP', 'SERVICE_ACCOUNT']);
const assignment = z.object({
  roleAssignment: z.object({
    identifier: z.string(),
    roleIdentifier: z.string(),
    resourceGroupIdentifier: z.string(),
    principal: z.object({ identifier: z.string(), type: principalType }),
    disabled: z.boolean(),
    managed: z.literal(false),
  }),
  ...managed,
});
const givenAssignment = z.object({
  identifier: maybe,
  roleIdentifier: z.string(),
  resourceGroupIdentifier: z.string(),
  principal: z.object({ identifier: z.string(), type: principalType, scopeLevel: maybe }),
  disabled: z.optional(z.nullable(z.boolean())),
});

const ROLES = '/authz/api/roles';
const ASSIGNMENTS = '/authz/api/roleassignments';
const groupPaths = <const Rest extends string>(rest: Rest) =>
  ({
    path: `/authz/api/v2/resourcegroup${rest}`,
    aliases: [`/resourcegroup/api/v2/resourcegroup${rest}`],
  }) as const;
const query = z.object(scopeQuery);
const pagedQuery = z.object({ ...scopeQuery, ...eitherPageQuery });
const none = { kind: 'none' } as const;
const lenient = { kind: 'json', schema: z.object({}) } as const;
const answer = <Data extends z.ZodMiniType>(data: Data) =>
  ({ kind: 'json', schema: envelope(data) }) as const;

export const roleEndpoints = {
  listPermissions: endpoint({
    method: 'GET',
    path: '/authz/api/permissions',
    permission: 'own',
    query,
    body: none,
    response: answer(
      z.array(
        z.object({
          permission: z.object({
            identifier: z.string(),
            name: z.string(),
            status: z.literal('ACTIVE'),
            resourceType: z.string(),
            action: z.string(),
          }),
        }),
      ),
    ),
  }),
  listRoles: endpoint({
    method: 'GET',
    path: ROLES,
    permission: 'core_role_view',
    query: pagedQuery,
    body: none,
    response: answer(page(role)),
  }),
  getRole: endpoint({
    method: 'GET',
    path: `${ROLES}/{role}`,
    permission: 'core_role_view',
    query,
    body: none,
    response: answer(role),
  }),
  createRole: endpoint({
    method: 'POST',
    path: ROLES,
    permission: 'core_role_edit',
    query,
    body: { kind: 'json', schema: givenRole },
    response: answer(role),
  }),
  updateRole: endpoint({
    method: 'PUT',
    path: `${ROLES}/{role}`,
    permission: 'core_role_edit',
    query,
    body: { kind: 'json', schema: givenRole },
    response: answer(role),
  }),
  deleteRole: endpoint({
    method: 'DELETE',
    path: `${ROLES}/{role}`,
    permission: 'core_role_delete',
    query,
    body: none,
    response: answer(z.literal(true)),
  }),
  listResourceGroups: endpoint({
    method: 'GET',
    ...groupPaths(''),
    permission: 'core_resourcegroup_view',
    query: pagedQuery,
    body: none,
    response: answer(page(resourceGroup)),
  }),
  getResourceGroup: endpoint({
    method: 'GET',
    ...groupPaths('/{resourceGroup}'),
    permission: 'core_resourcegroup_view',
    query,
    body: none,
    response: answer(resourceGroup),
  }),
  createResourceGroup: endpoint({
    method: 'POST',
    ...groupPaths(''),
    permission: 'core_resourcegroup_edit',
    query,
    body: { kind: 'json', schema: givenResourceGroup },
    response: answer(resourceGroup),
  }),
  updateResourceGroup: endpoint({
    method: 'PUT',
    ...groupPaths('/{resourceGroup}'),
    permission: 'core_resourcegroup_edit',
    query,
    body: { kind: 'json', schema: givenResourceGroup },
    response: answer(resourceGroup),
  }),
  deleteResourceGroup: endpoint({
    method: 'DELETE',
    ...groupPaths('/{resourceGroup}'),
    permission: 'core_resourcegroup_delete',
    query,
    body: none,
    response: answer(z.literal(true)),
  }),
  listRoleAssignments: endpoint({
    method: 'POST',
    path: `${ASSIGNMENTS}/filter`,
    permission: 'core_role_view',
    query: pagedQuery,
    body: lenient,
    response: answer(page(assignment)),
  }),
  createRoleAssignment: endpoint({
    method: 'POST',
    path: ASSIGNMENTS,
    permission: 'core_role_edit',
    query,
    body: { kind: 'json', schema: givenAssignment },
    response: answer(assignment),
  }),
  createRoleAssignments: endpoint({
    method: 'POST',
    path: `${ASSIGNMENTS}/multi`,
    permission: 'core_role_edit',
    query,
    body: { kind: 'json', schema: z.object({ roleAssignments: z.array(givenAssignment) }) },
    response: answer(z.array(assignment)),
  }),
  deleteRoleAssignment: endpoint({
    method: 'DELETE',
    path: `${ASSIGNMENTS}/{roleAssignment}`,
    permission: 'core_role_edit',
    query,
    body: none,
    response: answer(assignment),
  }),
  listAudit: endpoint({
    method: 'POST',
    path: '/audit/api/audits/list',
    permission: 'core_audit_view',
    query: pagedQuery,
    body: lenient,
    response: answer(
      page(
        z.object({
          auditId: z.string(),
          resourceScope: scope,
          resource: z.object({ type: z.string(), identifier: z.string() }),
          action: z.string(),
          timestamp: z.number(),
          authenticationInfo: z.object({
            principal: z.object({ type: z.string(), identifier: z.string() }),
            labels: z.record(z.string(), z.string()),
          }),
          requestMetadata: z.object({ clientIP: z.nullable(z.string()) }),
          reason: z.nullable(z.string()),
          change: z.record(z.string(), z.string()),
        }),
      ),
    ),
  }),
};
