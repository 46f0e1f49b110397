import { expect, test } from 'vitest';
import type { Store } from './index.ts';
import { SCOPE } from './testing/examples.ts';

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
    };
    expect(await scopes.organizations('default')).toEqual([
      { identifier: 'default', name: 'default' },
    ]);
    expect(await scopes.organizations('other')).toEqual([]);
    expect(await scopes.projects('default', null)).toEqual([project]);
    expect(await scopes.projects('default', 'default')).toEqual([project]);
    expect(await scopes.projects('default', 'other')).toEqual([]);
    expect(await scopes.projects('other', null)).toEqual([]);
  });
}
