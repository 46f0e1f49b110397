import type { Permission } from '@reprise/api';
import { ok, type Result, refused, type Scope } from '@reprise/core';
import type { DocumentKind } from '@reprise/core/objects';
import type { ObjectScope } from '../../ports/index.ts';
import type { Answer, Caller, Refused } from '../answer.ts';
import { authorise } from '../authorise.ts';
import type { UseCaseNeeds } from '../needs.ts';
import { refusal } from '../refusals.ts';
import { DEFAULT_SCOPE, type ScopeHint, whatIsThere } from '../scopes/scope.ts';

type Action = 'view' | 'edit' | 'delete';

/** What a caller must be allowed to do with objects of a kind: infrastructures and overrides belong to their environment. */
export function permissionFor(kind: DocumentKind, action: Action): Permission {
  if (kind === 'environmentGroup') return `core_environmentgroup_${action}`;
  return `core_${kind === 'infrastructure' || kind === 'override' ? 'environment' : kind}_${action}`;
}

/** The level that a request names: without a project the organisation, without one the account, as in Harness. */
export function levelOf({ accountId, orgId, projectId }: ScopeHint): ObjectScope {
  const account = accountId ?? DEFAULT_SCOPE.accountId;
  if (projectId !== undefined) {
    const scope = { accountId: account, orgId: orgId ?? DEFAULT_SCOPE.orgId, projectId };
    return { level: 'project', ...scope };
  }
  return orgId === undefined
    ? { level: 'account', accountId: account }
    : { level: 'org', accountId: account, orgId };
}

/** The level at which a request works with objects, once the caller may do there what is asked. */
export async function openLevel(
  needs: UseCaseNeeds,
  caller: Caller,
  permission: Permission,
  hint: ScopeHint,
): Answer<ObjectScope> {
  const scope = levelOf(hint);
  const allowed = await authorise(needs, caller, permission, scope);
  if (!allowed.ok) return allowed;
  return (await exists(needs, scope)) ? ok(scope) : refused(noSuchLevel(scope));
}

async function exists({ store: { scopes } }: UseCaseNeeds, scope: ObjectScope): Promise<boolean> {
  if (scope.level === 'project') return scopes.exists(scope);
  const organizations = await scopes.organizations(scope.accountId);
  if (scope.level === 'account') return organizations.length > 0;
  return organizations.some(({ identifier }) => identifier === scope.orgId);
}

function noSuchLevel(scope: ObjectScope): Refused {
  const { level, accountId } = scope;
  const where = {
    account: `account ${accountId}`,
    org: level === 'account' ? '' : `organization ${scope.orgId} in account ${accountId}`,
    project:
      level === 'project'
        ? `project ${scope.projectId} in organization ${scope.orgId} of account ${accountId}`
        : '',
  }[level];
  const message = `There is no ${where}. Create it first, or correct the identifiers. ${whatIsThere(scope)}`;
  return refusal('SCOPE_NOT_FOUND', message, { ...scope });
}

/** Where a document goes: what it says and what the request says are two ways to say the same. */
export function mergedHint(
  hint: ScopeHint,
  document: { readonly orgIdentifier: string | null; readonly projectIdentifier: string | null },
): Result<ScopeHint, Refused> {
  const { orgIdentifier, projectIdentifier } = document;
  const differs = (asked: string | undefined, said: string | null): boolean =>
    asked !== undefined && said !== null && asked !== said;
  if (differs(hint.orgId, orgIdentifier) || differs(hint.projectId, projectIdentifier)) {
    return refused(
      refusal(
        'IDENTIFIER_MISMATCH',
        `The request is for ${placeOf(hint.orgId, hint.projectId)}, and the YAML says ${placeOf(orgIdentifier, projectIdentifier)}.`,
      ),
    );
  }
  return ok({
    accountId: hint.accountId,
    orgId: hint.orgId ?? orgIdentifier ?? undefined,
    projectId: hint.projectId ?? projectIdentifier ?? undefined,
  });
}

const placeOf = (org: string | null | undefined, project: string | null | undefined): string =>
  [org && `organization ${org}`, project && `project ${project}`].filter(Boolean).join(', ') ||
  'the account';

/** A project's own scope and those around it, innermost first: where a reference may point. */
export const scopesAround = ({ accountId, orgId, projectId }: Scope) =>
  ({
    project: { level: 'project', accountId, orgId, projectId },
    org: { level: 'org', accountId, orgId },
    account: { level: 'account', accountId },
  }) as const satisfies Readonly<Record<string, ObjectScope>>;

export interface ReferencedPlace {
  readonly scope: ObjectScope;
  readonly identifier: string;
}

/** Where a reference points from this level: `id`, `org.id`, `account.id`; null for what lies below it. */
export function placeOfReference(scope: ObjectScope, reference: string): ReferencedPlace | null {
  const [identifier = '', prefix = 'project'] = reference.split('.').toReversed();
  const { accountId } = scope;
  if (prefix === 'account') return { scope: { level: 'account', accountId }, identifier };
  if (scope.level === 'account') return null;
  const { orgId } = scope;
  if (prefix === 'org') return { scope: { level: 'org', accountId, orgId }, identifier };
  return scope.level === 'project' ? { scope, identifier } : null;
}
