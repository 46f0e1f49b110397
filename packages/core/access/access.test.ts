import { describe, expect, it } from 'vitest';
import { BUILT_IN_RESOURCE_GROUPS, BUILT_IN_ROLES } from './built-in.ts';
import { executePipelineMapping } from './first-gen.ts';
import { covers, grantsOf, mayDo } from './grants.ts';
import type { Grant, Target } from './model.ts';
import type { Permission } from './permissions.ts';
import { type AccessScope, referenceTo, resolveReference } from './scopes.ts';

const PROJECT = { accountId: 'acme', orgId: 'web', projectId: 'shop' };
const OTHER = { ...PROJECT, projectId: 'stock' };

function grants(role: string, group: string, scope: AccessScope): readonly Grant[] {
  const found = BUILT_IN_ROLES.find(({ identifier }) => identifier === role);
  const resourceGroup = BUILT_IN_RESOURCE_GROUPS.find(({ identifier }) => identifier === group);
  if (found === undefined || resourceGroup === undefined) throw new Error(`${role} or ${group}?`);
  return grantsOf([{ scope, role: found, resourceGroup }]);
}
const executor = grants('_pipeline_executor', '_all_project_level_resources', PROJECT);
const may = (given: readonly Grant[], permission: Permission, scope: AccessScope = PROJECT) =>
  mayDo(given, permission, { scope });

describe('a Pipeline Executor', () => {
  it('runs, retries and views, and edits nothing', () => {
    expect(may(executor, 'core_pipeline_execute')).toBe(true);
    expect(may(executor, 'core_pipeline_retry')).toBe(true);
    expect(may(executor, 'core_secret_access')).toBe(true);
    expect(may(executor, 'core_pipeline_edit')).toBe(false);
    expect(may(executor, 'core_pipeline_delete')).toBe(false);
    expect(may(executor, 'core_role_edit')).toBe(false);
  });

  it('is nobody in another project, and nobody above', () => {
    expect(may(executor, 'core_pipeline_view', OTHER)).toBe(false);
    expect(may(executor, 'core_pipeline_view', { accountId: 'acme', orgId: 'web' })).toBe(false);
    expect(may(executor, 'core_pipeline_view', { ...PROJECT, accountId: 'other' })).toBe(false);
  });
});

describe('retry', () => {
  it('may be given alone, and does not bring execute', () => {
    const retrier = executor.map((grant) => ({
      ...grant,
      permissions: new Set<Permission>(['core_pipeline_view', 'core_pipeline_retry']),
    }));
    expect(may(retrier, 'core_pipeline_retry')).toBe(true);
    expect(may(retrier, 'core_pipeline_execute')).toBe(false);
    expect(covers(executor, retrier)).toBe(true);
    expect(covers(retrier, executor)).toBe(false);
  });
});

describe('viewers and admins', () => {
  it('reach below their scope only with a resource group that includes it', () => {
    const account = { accountId: 'acme' };
    const flat = grants('_account_admin', '_all_account_level_resources', account);
    const deep = grants('_account_admin', '_all_resources_including_child_scopes', account);
    expect(may(flat, 'core_pipeline_delete')).toBe(false);
    expect(may(flat, 'core_user_manage', account)).toBe(true);
    expect(may(deep, 'core_pipeline_delete')).toBe(true);
  });

  it.each(['account', 'organization', 'project'])(
    'at the level %s differ in what changes things',
    (level) => {
      const named = (word: string) =>
        BUILT_IN_ROLES.find(({ identifier }) => identifier === `_${level}_${word}`)?.permissions ??
        [];
      expect(named('viewer').length).toBeGreaterThan(5);
      expect(named('viewer').filter((each) => !each.endsWith('_view'))).toEqual([]);
      expect(named('admin')).toEqual(expect.arrayContaining([...named('viewer')]));
      expect(named('admin')).toContain('core_pipeline_execute');
    },
  );

  it('cannot be assigned where they do not belong', () => {
    expect(grants('_account_admin', '_all_project_level_resources', PROJECT)).toEqual([]);
    expect(
      grants('_project_admin', '_all_resources_including_child_scopes', { accountId: 'acme' }),
    ).toEqual([]);
  });
});

describe('a reference to a group', () => {
  it('says at which level it is, from any level below', () => {
    expect(resolveReference('ops', PROJECT)).toEqual({ scope: PROJECT, identifier: 'ops' });
    expect(resolveReference('org.ops', PROJECT)?.scope).toEqual({
      accountId: 'acme',
      orgId: 'web',
    });
    expect(resolveReference('account.ops', PROJECT)?.scope).toEqual({ accountId: 'acme' });
    expect(resolveReference('org.ops', { accountId: 'acme' })).toBeNull();
    expect(referenceTo({ accountId: 'acme' }, 'ops')).toBe('account.ops');
    expect(referenceTo(PROJECT, 'ops')).toBe('ops');
  });
});

describe('FirstGen’s Execute Pipeline', () => {
  const principal = { type: 'USER_GROUP', identifier: 'ops' } as const;
  const granted = (given: Parameters<typeof executePipelineMapping>[0]) => {
    const { role, resourceGroups, assignments } = executePipelineMapping(given);
    return grantsOf(
      assignments.map(({ scope }, index) => {
        const resourceGroup = resourceGroups[index];
        if (resourceGroup === undefined)
          throw new Error('an assignment without its resource group');
        return { scope, role, resourceGroup };
      }),
    );
  };
  const environment = (environmentType: string): Target => ({ scope: PROJECT, environmentType });
  const shop = { orgId: 'web', projectId: 'shop' };

  it('for all applications runs pipelines in every project', () => {
    const all = granted({ accountId: 'acme', principal, applications: 'all' });
    expect(may(all, 'core_pipeline_execute')).toBe(true);
    expect(may(all, 'core_pipeline_retry', OTHER)).toBe(true);
    expect(may(all, 'core_pipeline_edit')).toBe(false);
    expect(mayDo(all, 'core_environment_access', environment('Production'))).toBe(true);
  });

  it('for one application runs pipelines there and nowhere else', () => {
    const one = granted({ accountId: 'acme', principal, applications: [shop] });
    expect(may(one, 'core_pipeline_execute')).toBe(true);
    expect(may(one, 'core_pipeline_execute', OTHER)).toBe(false);
  });

  it('for one application and an environment type deploys to no other type', () => {
    const narrow = granted({
      accountId: 'acme',
      principal,
      applications: [shop],
      environments: ['NON_PRODUCTION_ENVIRONMENTS'],
    });
    expect(may(narrow, 'core_pipeline_execute')).toBe(true);
    expect(mayDo(narrow, 'core_environment_access', environment('PreProduction'))).toBe(true);
    expect(mayDo(narrow, 'core_environment_access', environment('Production'))).toBe(false);
    expect(mayDo(narrow, 'core_environment_access', { scope: PROJECT })).toBe(false);
  });
});
