import type { Grant, Reach, ResolvedAssignment, ResourceFilter, Target } from './model.ts';
import { type Permission, permissionsFor, resourceTypeOf } from './permissions.ts';
import { type AccessScope, isSameScope, isWithin, scopeLevelOf } from './scopes.ts';

/**
 * What assignments allow. One whose role or resource group may not be assigned at its level allows nothing, and no
 * resource group reaches beyond the scope at which it is assigned.
 */
export function grantsOf(assignments: readonly ResolvedAssignment[]): readonly Grant[] {
  return assignments.flatMap(({ scope, role, resourceGroup }) => {
    const level = scopeLevelOf(scope);
    if (!role.levels.includes(level) || !resourceGroup.levels.includes(level)) return [];
    const reach = resourceGroup.reach.flatMap((each) => reachFrom(each, scope));
    return [{ permissions: new Set(role.permissions), reach, resources: resourceGroup.resources }];
  });
}

function reachFrom(
  { scope, includingChildren }: Reach,
  assignedAt: AccessScope,
): readonly Required<Reach>[] {
  const at = scope ?? assignedAt;
  return isWithin(at, assignedAt) ? [{ scope: at, includingChildren }] : [];
}

/** Whether any of the grants allows it. Purely additive: what no grant allows is denied. */
export function mayDo(grants: readonly Grant[], permission: Permission, target: Target): boolean {
  const enough = permissionsFor(permission);
  const type = resourceTypeOf(permission);
  return grants.some(
    (grant) =>
      enough.some((each) => grant.permissions.has(each)) &&
      grant.reach.some((reach) => reaches(reach, target.scope)) &&
      (grant.resources === 'all' || grant.resources.some((filter) => holds(filter, type, target))),
  );
}

const reaches = ({ scope, includingChildren }: Required<Reach>, target: AccessScope): boolean =>
  includingChildren ? isWithin(target, scope) : isSameScope(target, scope);

/** A filter that narrows holds nothing that does not say what it is. */
function holds(filter: ResourceFilter, type: string, target: Target): boolean {
  const { identifiers, environmentTypes } = filter;
  if (filter.type !== type) return false;
  if (identifiers !== undefined) {
    if (target.identifier === undefined || !identifiers.includes(target.identifier)) return false;
  }
  if (environmentTypes === undefined) return true;
  return target.environmentType !== undefined && environmentTypes.includes(target.environmentType);
}

/**
 * Whether whoever has `mine` may do all that `theirs` allow: nobody gives away what they do not have. It may say no
 * where several grants together would do; it never says yes where one is missing.
 */
export const covers = (mine: readonly Grant[], theirs: readonly Grant[]): boolean =>
  theirs.every((wanted) =>
    [...wanted.permissions].every((permission) =>
      wanted.reach.every((reach) =>
        filtersOf(wanted, permission).every((filter) =>
          mine.some((grant) => coversOne(grant, permission, reach, filter)),
        ),
      ),
    ),
  );

/** The filters of a grant that a permission can come through; null stands for everything. */
const filtersOf = (
  { resources }: Grant,
  permission: Permission,
): readonly (ResourceFilter | null)[] =>
  resources === 'all'
    ? [null]
    : resources.filter(({ type }) => type === resourceTypeOf(permission));

const coversOne = (
  { permissions, reach, resources }: Grant,
  permission: Permission,
  wanted: Required<Reach>,
  filter: ResourceFilter | null,
): boolean =>
  permissionsFor(permission).some((each) => permissions.has(each)) &&
  reach.some((each) => coversReach(each, wanted)) &&
  (resources === 'all' ||
    (filter !== null && resources.some((each) => coversFilter(each, filter))));

function coversReach(mine: Required<Reach>, wanted: Required<Reach>): boolean {
  if (mine.includingChildren) return isWithin(wanted.scope, mine.scope);
  if (!isSameScope(mine.scope, wanted.scope)) return false;
  return !wanted.includingChildren || scopeLevelOf(wanted.scope) === 'project';
}

const coversFilter = (mine: ResourceFilter, wanted: ResourceFilter): boolean =>
  mine.type === wanted.type &&
  holdsAll(mine.identifiers, wanted.identifiers) &&
  holdsAll(mine.environmentTypes, wanted.environmentTypes);

const holdsAll = (
  mine: readonly string[] | undefined,
  wanted: readonly string[] | undefined,
): boolean =>
  mine === undefined || (wanted !== undefined && wanted.every((each) => mine.includes(each)));
