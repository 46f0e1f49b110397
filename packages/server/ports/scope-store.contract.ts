import { expect, test } from 'vitest';
import type { Store } from './index.ts';
import { NOW, object, pipeline, SCOPE } from './testing/examples.ts';

/** The hierarchy that exists from the start. */
export function scopeStoreContract(current: () => Store): void {
  test('the default project exists from the start, and no other', async () => {
    const { scopes } = current();
    expect(await scopes.exists(SCOPE)).toBe(true);
    expect(await scopes.exists({ ...SCOPE, accountId: 'other' })).toBe(false);
    expect(await scopes.exists({ ...SCOPE, orgId: 'other' })).toBe(false);
    expect(await scopes.exists({ ...SCOPE, projectId: 'Default_Project' })).toBe(false);
    expect(await scopes.exists({ ...SCOPE, projectId: 'default_project\0' })).toBe(false);
  });

  test('organisations and projects are listed by account, and projects by organisation too', async () => {
    const { scopes } = current();
    const project = {
      orgIdentifier: 'default',
      identifier: 'default_project',
      name: 'Default Project',
      description: null,
      tags: {},
    };
    expect(await scopes.organizations('default')).toEqual([
      { identifier: 'default', name: 'default', description: null, tags: {} },
    ]);
    expect(await scopes.organizations('other')).toEqual([]);
    expect(await scopes.projects('default', null)).toEqual([project]);
    expect(await scopes.projects('default', 'default')).toEqual([project]);
    expect(await scopes.projects('default', 'other')).toEqual([]);
    expect(await scopes.projects('other', null)).toEqual([]);
  });

  const organization = { identifier: 'shop', name: 'Shop', description: 'sells', tags: { a: 'b' } };
  const project = { ...organization, orgIdentifier: 'shop', identifier: 'web', name: 'Web' };
  const inWeb = { accountId: 'default', orgId: 'shop', projectId: 'web' };

  test('organisations and projects are added and changed, each once', async () => {
    const { scopes } = current();
    expect(await scopes.updateOrganization('default', organization)).toBe(false);
    expect((await scopes.createOrganization('default', organization)).ok).toBe(true);
    expect((await scopes.createOrganization('default', organization)).ok).toBe(false);
    expect(await scopes.updateProject('default', project)).toBe(false);
    expect((await scopes.createProject('default', project)).ok).toBe(true);
    expect((await scopes.createProject('default', project)).ok).toBe(false);
    expect(await scopes.exists(inWeb)).toBe(true);
    const renamed = { ...organization, name: 'Shop 2', description: null, tags: {} };
    expect(await scopes.updateOrganization('default', renamed)).toBe(true);
    expect(await scopes.organizations('default')).toContainEqual(renamed);
    const changed = { ...project, tags: { c: 'd' } };
    expect(await scopes.updateProject('default', changed)).toBe(true);
    expect(await scopes.projects('default', 'shop')).toEqual([changed]);
  });

  test('nothing is removed while something lives in it', async () => {
    const { scopes, pipelines, objects } = current();
    await scopes.createOrganization('default', organization);
    await scopes.createProject('default', project);
    await pipelines.create(pipeline('p', { scope: inWeb }), NOW);
    expect(await scopes.removeProject(inWeb)).toBe('not-empty');
    await pipelines.remove(inWeb, 'p');
    const inside = object('o', { scope: { level: 'project', ...inWeb } });
    await objects.create(inside, NOW);
    expect(await scopes.removeProject(inWeb)).toBe('not-empty');
    await objects.remove(inside);
    expect(await scopes.removeOrganization('default', 'shop')).toBe('not-empty');
    expect(await scopes.removeProject(inWeb)).toBe('removed');
    expect(await scopes.removeProject(inWeb)).toBe('not-found');
    const beside = object('o', { scope: { level: 'org', accountId: 'default', orgId: 'shop' } });
    await objects.create(beside, NOW);
    expect(await scopes.removeOrganization('default', 'shop')).toBe('not-empty');
    await objects.remove(beside);
    expect(await scopes.removeOrganization('default', 'shop')).toBe('removed');
    expect(await scopes.removeOrganization('default', 'shop')).toBe('not-found');
    expect(await scopes.exists(inWeb)).toBe(false);
  });
}
