import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BUILT_IN_RESOURCE_GROUPS, BUILT_IN_ROLES } from './built-in.ts';
import { covers, grantsOf, mayDo } from './grants.ts';
import type { ResolvedAssignment, ResourceGroup, Role, Target } from './model.ts';
import { PERMISSIONS, type Permission } from './permissions.ts';
import { type AccessScope, SCOPE_LEVELS } from './scopes.ts';

const permission = fc.constantFrom(...PERMISSIONS);
const scope: fc.Arbitrary<AccessScope> = fc
  .tuple(fc.constantFrom('a', 'b'), fc.constantFrom('', 'o', 'p'), fc.constantFrom('', 'x', 'y'))
  .map(([accountId, orgId, projectId]) => {
    if (orgId === '') return { accountId };
    return projectId === '' ? { accountId, orgId } : { accountId, orgId, projectId };
  });
const level = fc.subarray([...SCOPE_LEVELS], { minLength: 1 });
const role: fc.Arbitrary<Role> = fc.oneof(
  fc.constantFrom(...BUILT_IN_ROLES),
  fc.record({
    identifier: fc.constant('custom'),
    name: fc.constant('custom'),
    permissions: fc.subarray([...PERMISSIONS]),
    levels: level,
  }),
);
const filter = fc.record(
  {
    type: fc.constantFrom('PIPELINE', 'ENVIRONMENT', 'SECRET'),
    identifiers: fc.subarray(['one', 'two']),
    environmentTypes: fc.subarray(['Production', 'PreProduction']),
  },
  { requiredKeys: ['type'] },
);
const resourceGroup: fc.Arbitrary<ResourceGroup> = fc.oneof(
  fc.constantFrom(...BUILT_IN_RESOURCE_GROUPS),
  fc.record({
    identifier: fc.constant('custom'),
    name: fc.constant('custom'),
    reach: fc.array(
      fc.record(
        { scope, includingChildren: fc.boolean() },
        { requiredKeys: ['includingChildren'] },
      ),
      { maxLength: 3 },
    ),
    resources: fc.oneof(fc.constant('all' as const), fc.array(filter, { maxLength: 3 })),
    levels: level,
  }),
);
const assignments = fc.array(fc.record({ scope, role, resourceGroup }), { maxLength: 4 });
const target: fc.Arbitrary<Target> = fc.record(
  {
    scope,
    identifier: fc.constantFrom('one', 'two', 'three'),
    environmentType: fc.constantFrom('Production', 'PreProduction'),
  },
  { requiredKeys: ['scope'] },
);

describe('rights', () => {
  it('are those of a plain reading of every assignment', () => {
    fc.assert(
      fc.property(assignments, permission, target, (given, asked, on) => {
        const expected = given.some((each) => allowsPlainly(each, asked, on));
        expect(mayDo(grantsOf(given), asked, on)).toBe(expected);
      }),
      { numRuns: 3_000 },
    );
  });

  it('only grow with what is added', () => {
    fc.assert(
      fc.property(assignments, assignments, permission, target, (some, more, asked, on) => {
        const before = mayDo(grantsOf(some), asked, on);
        const after = mayDo(grantsOf([...some, ...more]), asked, on);
        expect(after || !before).toBe(true);
      }),
    );
  });

  it('that cover others allow whatever those allow', () => {
    fc.assert(
      fc.property(assignments, assignments, (mine, theirs) => {
        const [ours, wanted] = [grantsOf(mine), grantsOf(theirs)];
        fc.pre(covers(ours, wanted));
        for (const asked of PERMISSIONS) {
          for (const on of TARGETS) {
            expect(mayDo(ours, asked, on) || !mayDo(wanted, asked, on)).toBe(true);
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});

const TARGETS: readonly Target[] = ['a', 'b'].flatMap((accountId) =>
  [
    { accountId },
    { accountId, orgId: 'o' },
    { accountId, orgId: 'o', projectId: 'x' },
    { accountId, orgId: 'p', projectId: 'y' },
  ].flatMap((at) => [
    { scope: at },
    { scope: at, identifier: 'one' },
    { scope: at, identifier: 'two', environmentType: 'Production' },
  ]),
);

/** The same rule, written as one reads it and without any preparation. */
function allowsPlainly(
  { scope: at, role: { permissions, levels }, resourceGroup: group }: ResolvedAssignment,
  asked: Permission,
  on: Target,
): boolean {
  const parts = (one: AccessScope) => [one.accountId, one.orgId, one.projectId].filter(Boolean);
  const isPrefix = (outer: AccessScope, inner: AccessScope) =>
    parts(outer).every((part, index) => parts(inner)[index] === part);
  const level = SCOPE_LEVELS[parts(at).length - 1] ?? 'account';
  if (!levels.includes(level) || !group.levels.includes(level)) return false;
  const named =
    permissions.includes(asked) ||
    (asked === 'core_pipeline_retry' && permissions.includes('core_pipeline_execute'));
  if (!named) return false;
  const reached = group.reach.some(({ scope: narrowed = at, includingChildren }) => {
    if (!isPrefix(at, narrowed) || !isPrefix(narrowed, on.scope)) return false;
    return includingChildren || parts(narrowed).length === parts(on.scope).length;
  });
  if (!reached) return false;
  if (group.resources === 'all') return true;
  return group.resources.some(
    ({ type, identifiers, environmentTypes }) =>
      asked.startsWith(`core_${type.toLowerCase()}_`) &&
      (identifiers === undefined || identifiers.some((one) => one === on.identifier)) &&
      (environmentTypes === undefined ||
        environmentTypes.some((one) => one === on.environmentType)),
  );
}
