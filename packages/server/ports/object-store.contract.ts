import { expect, test } from 'vitest';
import type { ObjectFilter, ObjectScope, Store } from './index.ts';
import { later, NOW, object, SCOPE } from './testing/examples.ts';

const ACCOUNT: ObjectScope = { level: 'account', accountId: 'default' };
const ORG: ObjectScope = { level: 'org', accountId: 'default', orgId: 'default' };
const PROJECT: ObjectScope = { level: 'project', ...SCOPE };

/** Objects of any kind by scope, holder, identifier and label. */
export function objectStoreContract(current: () => Store): void {
  saves(current);
  keys(current);
  lists(current);
}

function saves(current: () => Store): void {
  test('an object is read back as it was created, as version 1', async () => {
    const { objects } = current();
    const given = object('shop', { details: { type: 'Git', secretRefs: ['a', null] } });
    const stored = { ...given, version: 1, createdAt: NOW, updatedAt: NOW };
    expect(await objects.create(given, NOW)).toEqual({ ok: true, value: stored });
    expect(await objects.get(given)).toEqual(stored);
  });

  test('an object cannot be created twice, not even at once', async () => {
    const { objects } = current();
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => objects.create(object('shop'), NOW)),
    );
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await objects.create(object('shop'), NOW)).toEqual({ ok: false, error: 'exists' });
  });

  test('an update of an object is the next version, and keeps when it was created', async () => {
    const { objects } = current();
    await objects.create(object('shop'), NOW);
    const changed = object('shop', { name: 'Shop 2', description: 'new', yaml: 'changed' });
    const stored = { ...changed, version: 2, createdAt: NOW, updatedAt: later(10) };
    expect(await objects.update(changed, later(10))).toEqual({ ok: true, value: stored });
    expect(await objects.get(changed)).toEqual(stored);
  });

  test('an object that does not exist cannot be updated', async () => {
    const answer = await current().objects.update(object('shop'), NOW);
    expect(answer).toEqual({ ok: false, error: 'not-found' });
  });

  test('of ten updates of one version exactly one is kept', async () => {
    const { objects } = current();
    await objects.create(object('shop'), NOW);
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => objects.update(object('shop'), NOW, 1)),
    );
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    expect(answers).toContainEqual({ ok: false, error: 'version-conflict' });
    expect((await objects.get(object('shop')))?.version).toBe(2);
  });

  test('a removed object is gone, and removing it again changes nothing', async () => {
    const { objects } = current();
    await objects.create(object('shop'), NOW);
    expect(await objects.remove(object('shop'))).toBe(true);
    expect(await objects.get(object('shop'))).toBeNull();
    expect(await objects.remove(object('shop'))).toBe(false);
  });

  test('the YAML of an object is kept to the letter', async () => {
    const { objects } = current();
    const yaml = `a: 'it''s "100%"' # 🎉\r\n\tb: \0 \\n`;
    await objects.create(object('shop', { yaml }), NOW);
    expect((await objects.get(object('shop')))?.yaml).toBe(yaml);
  });
}

function keys(current: () => Store): void {
  test('kind, level, holder, identifier and label each tell objects apart', async () => {
    const { objects } = current();
    const different = [
      object('a'),
      object('A'),
      object('a', { kind: 'connector' }),
      object('a', { scope: ORG }),
      object('a', { scope: ACCOUNT }),
      object('a', { scope: { level: 'project', ...SCOPE, projectId: 'other' } }),
      object('a', { parent: 'production' }),
      object('a', { label: '1.0' }),
    ];
    for (const [index, each] of different.entries()) {
      expect((await objects.create({ ...each, name: `number ${index}` }, NOW)).ok).toBe(true);
    }
    const names = await Promise.all(different.map(async (key) => (await objects.get(key))?.name));
    expect(names).toEqual(different.map((_, index) => `number ${index}`));
    await objects.remove(object('a'));
    const left = await Promise.all(different.map(async (key) => (await objects.get(key)) !== null));
    expect(left).toEqual(different.map((_, index) => index > 0));
  });
}

function lists(current: () => Store): void {
  const found = async (filter: Partial<ObjectFilter> = {}, offset = 0, limit = 100) => {
    const asked: ObjectFilter = { kind: 'service', scope: PROJECT, ...filter };
    const { items, total } = await current().objects.list(asked, offset, limit);
    return { names: items.map(({ identifier, label }) => `${identifier}${label}`), total };
  };
  const fill = async (): Promise<void> => {
    const { objects } = current();
    await objects.create(object('a_one', { name: 'Über alles' }), NOW);
    await objects.create(object('b', { name: '100% done' }), later(10));
    await objects.create(object('c', { name: 'Ship', label: 'v1' }), later(20));
    await objects.create(object('c', { name: 'Ship', label: 'v2', parent: 'sea' }), later(20));
    await objects.create(object('ours', { scope: ORG }), NOW);
    await objects.create(object('everybodys', { scope: ACCOUNT }), NOW);
    await objects.create(object('link', { kind: 'connector' }), NOW);
    await objects.update(object('b', { name: '100% done' }), later(30));
  };

  test('a list of objects is of one kind and one scope, newest change first', async () => {
    await fill();
    expect(await found()).toEqual({ names: ['b', 'cv1', 'cv2', 'a_one'], total: 4 });
    expect(await found({}, 1, 2)).toEqual({ names: ['cv1', 'cv2'], total: 4 });
    expect((await found({ scope: ORG })).names).toEqual(['ours']);
    expect((await found({ scope: ACCOUNT })).names).toEqual(['everybodys']);
    expect((await found({ kind: 'connector' })).names).toEqual(['link']);
  });

  test('a list of objects may be of one holder, or of one identifier with all its labels', async () => {
    await fill();
    expect((await found({ parent: 'sea' })).names).toEqual(['cv2']);
    expect((await found({ parent: '' })).names).toEqual(['b', 'cv1', 'a_one']);
    expect((await found({ identifier: 'c' })).names).toEqual(['cv1', 'cv2']);
  });

  test.each([
    ['über', ['a_one']],
    ['%', ['b']],
    ['_', ['a_one']],
    ['SHIP', ['cv1', 'cv2']],
    ['V2', ['cv2']],
    ['nothing of the kind', []],
  ])('a search of objects for %j finds it in name, identifier or label', async (search, names) => {
    await fill();
    expect(await found({ search })).toEqual({ names, total: names.length });
  });
}
