/** Users, groups, roles and the like in Harness's shapes. */
import {
  type AccessScope,
  actionOf,
  type Permission,
  type ResourceGroup,
  type Role,
  resourceTypeOf,
} from '@reprise/core/access';
import type { AccessRecord, StoredAuditEntry } from '../../ports/index.ts';

export const shownScope = ({ accountId, orgId, projectId }: AccessScope) => ({
  accountIdentifier: accountId,
  orgIdentifier: orgId ?? null,
  projectIdentifier: projectId ?? null,
});

export const shownUser = ({ identifier, body }: AccessRecord<'user'>) => ({
  uuid: identifier,
  name: body.name,
  email: body.email,
  locked: false,
  disabled: body.disabled,
  externallyManaged: false as const,
  twoFactorAuthenticationEnabled: false as const,
});

export const shownGroup = ({ identifier, scope, body }: AccessRecord<'group'>) => ({
  identifier,
  name: body.name,
  description: body.description,
  users: [...body.users],
  tags: {},
  externallyManaged: false as const,
  ...shownScope(scope),
});

export const shownServiceAccount = ({
  identifier,
  scope,
  body,
}: AccessRecord<'service-account'>) => ({
  identifier,
  name: body.name,
  email: body.email,
  description: body.description,
  tags: {},
  ...shownScope(scope),
});

/** A service account's tokens name it as its own scope does. */
const parentOf = ({ type, identifier }: AccessRecord<'token'>['body']['owner']): string =>
  type === 'USER' ? identifier : (identifier.split('/').at(-1) ?? identifier);

export const shownApiKey = ({ scope, body }: AccessRecord<'api-key'>) => ({
  identifier: body.key,
  name: body.name,
  apiKeyType: body.owner.type,
  parentIdentifier: parentOf(body.owner),
  accountIdentifier: scope.accountId,
});

export const shownToken = (record: AccessRecord<'token'>, now: number) => {
  const { scope, body, createdAt, updatedAt } = record;
  return {
    token: {
      identifier: body.token,
      name: body.name,
      apiKeyIdentifier: body.key,
      apiKeyType: body.owner.type,
      parentIdentifier: parentOf(body.owner),
      accountIdentifier: scope.accountId,
      validFrom: body.validFrom,
      validTo: body.validTo,
      valid: body.validTo === null || now < body.validTo,
    },
    createdAt,
    lastModifiedAt: updatedAt,
    lastUsedAt: body.lastUsedAt,
    expiryAt: body.validTo,
  };
};

const managed = (record: AccessRecord | null) => ({
  harnessManaged: record === null,
  scope: record === null ? null : shownScope(record.scope),
});

export const shownRole = ({ thing, record }: { thing: Role; record: AccessRecord | null }) => ({
  role: {
    identifier: thing.identifier,
    name: thing.name,
    permissions: [...thing.permissions],
    allowedScopeLevels: [...thing.levels],
  },
  ...managed(record),
});

export const shownResourceGroup = ({
  thing,
  record,
}: {
  thing: ResourceGroup;
  record: AccessRecord | null;
}) => ({
  resourceGroup: {
    identifier: thing.identifier,
    name: thing.name,
    allowedScopeLevels: [...thing.levels],
    includedScopes: thing.reach.map(({ scope, includingChildren }) => ({
      filter: includingChildren
        ? ('INCLUDING_CHILD_SCOPES' as const)
        : ('EXCLUDING_CHILD_SCOPES' as const),
      accountIdentifier: scope?.accountId ?? null,
      orgIdentifier: scope?.orgId ?? null,
      projectIdentifier: scope?.projectId ?? null,
    })),
    resourceFilter: {
      includeAllResources: thing.resources === 'all',
      resources:
        thing.resources === 'all'
          ? []
          : thing.resources.map(({ type, identifiers, environmentTypes }) => ({
              resourceType: type,
              identifiers: identifiers === undefined ? null : [...identifiers],
              attributeFilter:
                environmentTypes === undefined
                  ? null
                  : { attributeName: 'type', attributeValues: [...environmentTypes] },
            })),
    },
  },
  ...managed(record),
});

export const shownAssignment = ({ identifier, scope, body }: AccessRecord<'assignment'>) => ({
  roleAssignment: {
    identifier,
    roleIdentifier: body.role,
    resourceGroupIdentifier: body.resourceGroup,
    principal: { identifier: body.principal.identifier, type: body.principal.type },
    disabled: body.disabled,
    managed: false as const,
  },
  harnessManaged: false,
  scope: shownScope(scope),
});

export const shownPermission = (identifier: Permission) => ({
  permission: {
    identifier,
    name: identifier.replace('core_', '').replaceAll('_', ' '),
    status: 'ACTIVE' as const,
    resourceType: resourceTypeOf(identifier),
    action: actionOf(identifier),
  },
});

export const shownAuditEntry = (entry: StoredAuditEntry) => ({
  auditId: String(entry.sequence),
  resourceScope: shownScope(entry.scope),
  resource: { type: entry.resourceType, identifier: entry.resource },
  action: entry.action,
  timestamp: entry.at,
  authenticationInfo: {
    principal: {
      type: entry.by.kind.toUpperCase().replace('-', '_'),
      identifier: entry.by.id ?? entry.by.name,
    },
    labels: { username: entry.by.email ?? entry.by.name },
  },
  requestMetadata: { clientIP: entry.from.address ?? null },
  reason: entry.reason ?? null,
  change: { ...entry.change },
});
