import type { AccessScope } from '@reprise/core/access';
import { describe, expect, test } from 'vitest';
import type { NewAccessRecord, Store } from './index.ts';
import { later, NOW, SCOPE } from './testing/examples.ts';

const ACCOUNT: AccessScope = { accountId: 'default' };
const ORG: AccessScope = { accountId: 'default', orgId: 'default' };

const user = (
  identifier: string,
  email = `${identifier}@example.com`,
): NewAccessRecord<'user'> => ({
  kind: 'user',
  scope: ACCOUNT,
  identifier,
  handle: email,
  body: { email, name: identifier, password: null, disabled: false },
});
const group = (identifier: string, scope: AccessScope): NewAccessRecord<'group'> => ({
  kind: 'group',
  scope,
  identifier,
  body: { name: identifier, description: '', users: ['ann'] },
});
const session = (identifier: string, owner: string, expiresAt = later(1_000)) =>
  ({
    kind: 'session',
    scope: ACCOUNT,
    identifier,
    owner,
    expiresAt,
    body: { user: owner, startedAt: NOW },
  }) as const;

/** Users, groups, roles and the like: one table of them, by kind, scope and identifier. */
export function accessStoreContract(current: () => Store): void {
  test('what is stored is read back, and nothing of another kind or scope', async () => {
    const { access } = current();
    expect(await access.create(group('ops', ORG), NOW)).toMatchObject({ ok: true });
    const stored = await access.get({ kind: 'group', scope: ORG, identifier: 'ops' });
    expect(stored).toEqual({ ...group('ops', ORG), version: 1, createdAt: NOW, updatedAt: NOW });
    expect(await access.get({ kind: 'role', scope: ORG, identifier: 'ops' })).toBeNull();
    expect(await access.get({ kind: 'group', scope: ACCOUNT, identifier: 'ops' })).toBeNull();
    expect(await access.get({ kind: 'group', scope: ORG, identifier: 'Ops' })).toBeNull();
  });

  test('a name is taken once, and so is a handle in the account', async () => {
    const { access } = current();
    await access.create(user('ann'), NOW);
    expect(await access.create(user('ann', 'other@example.com'), NOW)).toEqual({
      ok: false,
      error: 'exists',
    });
    expect(await access.create(user('bea', 'ann@example.com'), NOW)).toEqual({
      ok: false,
      error: 'exists',
    });
    expect((await access.byHandle('user', 'default', 'ann@example.com'))?.identifier).toBe('ann');
    expect(await access.byHandle('user', 'another', 'ann@example.com')).toBeNull();
    expect(await access.byHandle('user', 'default', '')).toBeNull();
  });

  test('things without a handle do not stand in each other’s way', async () => {
    const { access } = current();
    expect(await access.create(group('a', ORG), NOW)).toMatchObject({ ok: true });
    expect(await access.create(group('b', ORG), NOW)).toMatchObject({ ok: true });
  });

  test('a change is made from the newest version, or not at all', async () => {
    const { access } = current();
    await access.create(user('ann'), NOW);
    const renamed = { ...user('ann', 'a@example.com'), owner: 'somebody' };
    expect(await access.update(renamed, later(1), 1)).toMatchObject({
      ok: true,
      value: { version: 2, createdAt: NOW, updatedAt: later(1), handle: 'a@example.com' },
    });
    expect(await access.update(user('ann'), later(2), 1)).toEqual({ ok: false, error: 'conflict' });
    expect(await access.update(user('nobody'), later(2), 1)).toEqual({
      ok: false,
      error: 'conflict',
    });
    expect(await access.byHandle('user', 'default', 'ann@example.com')).toBeNull();
    expect((await access.byHandle('user', 'default', 'a@example.com'))?.version).toBe(2);
  });

  test('a change does not take a handle that another has', async () => {
    const { access } = current();
    await access.create(user('ann'), NOW);
    await access.create(user('bea'), NOW);
    expect(await access.update(user('bea', 'ann@example.com'), NOW, 1)).toEqual({
      ok: false,
      error: 'exists',
    });
    expect((await access.get({ kind: 'user', scope: ACCOUNT, identifier: 'bea' }))?.version).toBe(
      1,
    );
  });

  test('a list holds one scope, by identifier', async () => {
    const { access } = current();
    for (const name of ['b', 'a', 'C']) await access.create(group(name, ORG), NOW);
    await access.create(group('d', SCOPE), NOW);
    expect((await access.list('group', ORG)).map(({ identifier }) => identifier)).toEqual([
      'C',
      'a',
      'b',
    ]);
    expect(await access.list('group', ACCOUNT)).toEqual([]);
    expect(await access.inAccount('group', 'default')).toHaveLength(4);
    expect(await access.inAccount('group', 'another')).toEqual([]);
  });

  test('what is somebody’s is found in every scope of the account', async () => {
    const { access } = current();
    await access.create({ ...group('a', ORG), owner: 'ann' }, NOW);
    await access.create({ ...group('b', SCOPE), owner: 'ann' }, NOW);
    await access.create({ ...group('c', SCOPE), owner: 'bea' }, NOW);
    const found = await access.ofOwner('group', 'default', 'ann');
    expect(found.map(({ identifier, scope }) => [identifier, scope])).toEqual([
      ['a', ORG],
      ['b', SCOPE],
    ]);
    expect(await access.ofOwner('group', 'another', 'ann')).toEqual([]);
  });

  test('what is removed is gone, and cannot be changed back', async () => {
    const { access } = current();
    await access.create(session('s', 'ann'), NOW);
    expect(await access.remove(session('s', 'ann'))).toBe(true);
    expect(await access.remove(session('s', 'ann'))).toBe(false);
    expect(await access.update(session('s', 'ann'), NOW, 1)).toEqual({
      ok: false,
      error: 'conflict',
    });
    expect(await access.get(session('s', 'ann'))).toBeNull();
  });

  test('a sweep removes what has expired, and nothing else', async () => {
    const { access } = current();
    await access.create(session('old', 'ann', later(1)), NOW);
    await access.create(session('new', 'ann', later(3)), NOW);
    await access.create(user('ann'), NOW);
    await access.sweep(later(2));
    expect((await access.list('session', ACCOUNT)).map(({ identifier }) => identifier)).toEqual([
      'new',
    ]);
    expect(await access.list('user', ACCOUNT)).toHaveLength(1);
  });

  describe('the audit', () => auditStoreContract(current));
}

function auditStoreContract(current: () => Store): void {
  const act = (resource: string, scope: AccessScope, at = NOW) => ({
    at,
    scope,
    by: { kind: 'user', id: 'u1', name: 'Ann', email: 'ann@example.com' } as const,
    from: { address: '10.0.0.1', agent: 'reprise' },
    action: 'retry',
    resourceType: 'execution',
    resource,
    reason: 'the registry is up again',
    change: { planExecutionId: 'e2' },
  });

  test('keeps what was done, the newest first', async () => {
    const { audit } = current();
    await audit.add(act('e1', SCOPE));
    await audit.add(act('e1', SCOPE, later(1)));
    await audit.add(act('e9', SCOPE));
    const { items, total } = await audit.list(
      { accountId: 'default', resourceType: 'execution', resource: 'e1' },
      0,
      1,
    );
    expect(total).toBe(2);
    expect(items).toEqual([{ ...act('e1', SCOPE, later(1)), sequence: expect.any(Number) }]);
  });

  test('is read for one account, and there for a scope with all in it', async () => {
    const { audit } = current();
    await audit.add(act('e1', SCOPE));
    await audit.add(act('role', ORG));
    await audit.add(act('e1', { ...SCOPE, accountId: 'another' }));
    const count = async (scope: AccessScope) =>
      (await audit.list({ accountId: scope.accountId, scope }, 0, 10)).total;
    expect(await count(ACCOUNT)).toBe(2);
    expect(await count(ORG)).toBe(2);
    expect(await count(SCOPE)).toBe(1);
    expect(await count({ accountId: 'another' })).toBe(1);
    expect(await count({ ...SCOPE, projectId: 'other' })).toBe(0);
  });
}
