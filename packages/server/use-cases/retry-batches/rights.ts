import type { Permission } from '@reprise/api';
import { ok, type Result, type Scope } from '@reprise/core';
import type { RetryBatchFilter } from '@reprise/core/retry';
import type { Answer, Caller, Refused } from '../answer.ts';
import { authorise, type ResourceRef } from '../authorise.ts';
import type { UseCaseNeeds } from '../needs.ts';
import { openScope, type ScopeHint } from '../scopes/scope.ts';

/** The project in which a filter looks, once the caller may do what is asked with every pipeline that it means. */
export async function openFilter(
  needs: UseCaseNeeds,
  caller: Caller,
  permission: Permission,
  { scope: hint, filter }: { readonly scope: ScopeHint; readonly filter: RetryBatchFilter },
): Answer<Scope> {
  const [first, ...rest] = meant(filter);
  const scope = await openScope(needs, caller, permission, hint, first);
  if (!scope.ok) return scope;
  const allowed = await authoriseEach(needs, caller, permission, scope.value, rest);
  return allowed.ok ? scope : allowed;
}

/** Whether the caller may do what is asked with every pipeline that a filter means. */
export const authoriseFilter = (
  needs: UseCaseNeeds,
  caller: Caller,
  permission: Permission,
  { scope, filter }: { readonly scope: Scope; readonly filter: RetryBatchFilter },
): Answer<null> => authoriseEach(needs, caller, permission, scope, meant(filter));

async function authoriseEach(
  needs: UseCaseNeeds,
  caller: Caller,
  permission: Permission,
  scope: Scope,
  resources: readonly ResourceRef[],
): Promise<Result<null, Refused>> {
  for (const resource of resources) {
    const allowed = await authorise(needs, caller, permission, scope, resource);
    if (!allowed.ok) return allowed;
  }
  return ok(null);
}

/** The pipelines that it names; a filter that names none means all there are. */
const meant = ({ pipelines = [] }: RetryBatchFilter): readonly ResourceRef[] =>
  pipelines.length === 0 ? [{}] : pipelines.map((identifier) => ({ identifier }));
