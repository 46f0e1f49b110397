import type { Scope } from '@reprise/core';

/** An account, an organisation in it, or a project in that. */
export type AccessScope = Pick<Scope, 'accountId'> & Partial<Scope>;

export const SCOPE_LEVELS = ['account', 'organization', 'project'] as const;
export type ScopeLevel = (typeof SCOPE_LEVELS)[number];

export function scopeLevelOf({ orgId, projectId }: AccessScope): ScopeLevel {
  if (orgId === undefined) return 'account';
  return projectId === undefined ? 'organization' : 'project';
}

export const isSameScope = (one: AccessScope, other: AccessScope): boolean =>
  one.accountId === other.accountId &&
  one.orgId === other.orgId &&
  one.projectId === other.projectId;

/** Whether `inner` is `outer`, or lies in it. */
export const isWithin = (inner: AccessScope, outer: AccessScope): boolean =>
  inner.accountId === outer.accountId &&
  (outer.orgId === undefined || inner.orgId === outer.orgId) &&
  (outer.projectId === undefined || inner.projectId === outer.projectId);

/** The scope itself and those around it, innermost first: where a reference from there may point. */
export function scopesUpFrom({ accountId, orgId, projectId }: AccessScope): readonly AccessScope[] {
  const account = { accountId };
  if (orgId === undefined) return [account];
  const organization = { accountId, orgId };
  return projectId === undefined
    ? [organization, account]
    : [{ accountId, orgId, projectId }, organization, account];
}

/**
 * Harness's way to name something of a higher scope from a lower one: `account.ops`, `org.ops`; without a prefix it is
 * of `from` itself. Null when `from` has no such level.
 */
export function resolveReference(
  reference: string,
  { accountId, orgId, projectId }: AccessScope,
): { readonly scope: AccessScope; readonly identifier: string } | null {
  if (reference.startsWith('account.')) {
    return { scope: { accountId }, identifier: reference.slice('account.'.length) };
  }
  if (reference.startsWith('org.')) {
    if (orgId === undefined) return null;
    return { scope: { accountId, orgId }, identifier: reference.slice('org.'.length) };
  }
  const own = {
    accountId,
    ...(orgId === undefined ? {} : { orgId }),
    ...(projectId === undefined ? {} : { projectId }),
  };
  return { scope: own, identifier: reference };
}

/** How something of `scope` is named from anywhere below it. */
export function referenceTo(scope: AccessScope, identifier: string): string {
  const prefix = { account: 'account.', organization: 'org.', project: '' }[scopeLevelOf(scope)];
  return `${prefix}${identifier}`;
}
