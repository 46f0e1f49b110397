import { expect, test } from 'vitest';
import type { Store } from './index.ts';
import { later, NOW, pipeline, SCOPE } from './testing/examples.ts';

/** Pipelines by scope and identifier, with a number for each save. */
export function pipelineStoreContract(current: () => Store): void {
  saves(current);
  removals(current);
  lists(current);
  versions(current);
}

function saves(current: () => Store): void {
  test('a pipeline is read back as it was created, as version 1', async () => {
    const { pipelines } = current();
    const stored = { ...pipeline('shop'), version: 1, createdAt: NOW, updatedAt: NOW };
    expect(await pipelines.create(pipeline('shop'), NOW)).toEqual({ ok: true, value: stored });
    expect(await pipelines.get(SCOPE, 'shop')).toEqual(stored);
    expect(await pipelines.get(SCOPE, 'Shop')).toBeNull();
    expect(await pipelines.get({ ...SCOPE, orgId: 'other' }, 'shop')).toBeNull();
  });

  test('a pipeline cannot be created twice, not even at once', async () => {
    const { pipelines } = current();
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => pipelines.create(pipeline('shop'), NOW)),
    );
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await pipelines.create(pipeline('shop'), NOW)).toEqual({ ok: false, error: 'exists' });
  });

  test('an update is the next version, and keeps when the pipeline was created', async () => {
    const { pipelines } = current();
    await pipelines.create(pipeline('shop'), NOW);
    const changed = pipeline('shop', { name: 'Shop 2', description: 'new', yaml: 'changed' });
    const stored = { ...changed, version: 2, createdAt: NOW, updatedAt: later(10) };
    expect(await pipelines.update(changed, later(10))).toEqual({ ok: true, value: stored });
    expect(await pipelines.get(SCOPE, 'shop')).toEqual(stored);
  });

  test('a pipeline that does not exist cannot be updated', async () => {
    const answer = await current().pipelines.update(pipeline('shop'), NOW, 1);
    expect(answer).toEqual({ ok: false, error: 'not-found' });
  });

  test('an update that expects an older version is refused and changes nothing', async () => {
    const { pipelines } = current();
    await pipelines.create(pipeline('shop'), NOW);
    expect((await pipelines.update(pipeline('shop'), NOW, 1)).ok).toBe(true);
    const late = await pipelines.update(pipeline('shop', { name: 'late' }), NOW, 1);
    expect(late).toEqual({ ok: false, error: 'version-conflict' });
    expect((await pipelines.get(SCOPE, 'shop'))?.name).toBe('shop');
  });

  test('of ten updates at once that expect the same version one is accepted', async () => {
    const { pipelines } = current();
    await pipelines.create(pipeline('shop'), NOW);
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => pipelines.update(pipeline('shop'), NOW, 1)),
    );
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    expect((await pipelines.get(SCOPE, 'shop'))?.version).toBe(2);
  });

  test('YAML is kept to the letter', async () => {
    const { pipelines } = current();
    const yaml = `a: 'it''s "100%"' # 🎉\r\n\tb: \0 \\n`;
    await pipelines.create(pipeline('shop', { yaml }), NOW);
    expect((await pipelines.get(SCOPE, 'shop'))?.yaml).toBe(yaml);
  });
}

function removals(current: () => Store): void {
  test('a removed pipeline is gone, and removing it again changes nothing', async () => {
    const { pipelines } = current();
    await pipelines.create(pipeline('shop'), NOW);
    expect(await pipelines.remove(SCOPE, 'shop')).toBe(true);
    expect(await pipelines.get(SCOPE, 'shop')).toBeNull();
    expect(await pipelines.remove(SCOPE, 'shop')).toBe(false);
  });

  test('a pipeline created anew goes on with the numbers, so that no version means two texts', async () => {
    const { pipelines } = current();
    await pipelines.create(pipeline('shop'), NOW);
    await pipelines.remove(SCOPE, 'shop');
    const again = await pipelines.create(pipeline('shop'), later(10));
    expect(again).toMatchObject({ ok: true, value: { version: 2, createdAt: later(10) } });
    const stale = await pipelines.update(pipeline('shop'), later(20), 1);
    expect(stale).toEqual({ ok: false, error: 'version-conflict' });
  });
}

function lists(current: () => Store): void {
  const namesOf = async (search: string | null, offset = 0, limit = 100) => {
    const { items, total } = await current().pipelines.list(SCOPE, search, offset, limit);
    return { names: items.map(({ identifier }) => identifier), total };
  };
  const fill = async (): Promise<void> => {
    const { pipelines } = current();
    await pipelines.create(pipeline('a_one', { name: 'Über alles' }), NOW);
    await pipelines.create(pipeline('b', { name: '100% done' }), later(10));
    await pipelines.create(pipeline('c', { name: 'Ship' }), later(20));
    await pipelines.create(pipeline('theirs', { scope: { ...SCOPE, projectId: 'x' } }), NOW);
    await pipelines.update(pipeline('b', { name: '100% done' }), later(30));
  };

  test('the list begins with the newest change, and is the scope’s own', async () => {
    await fill();
    expect(await namesOf(null)).toEqual({ names: ['b', 'c', 'a_one'], total: 3 });
    expect(await namesOf(null, 1, 1)).toEqual({ names: ['c'], total: 3 });
  });

  test.each([
    ['über', ['a_one']],
    ['%', ['b']],
    ['_', ['a_one']],
    ['SHIP', ['c']],
    ['nothing of the kind', []],
  ])('a search for %j finds it in the name or the identifier', async (search, found) => {
    await fill();
    expect(await namesOf(search)).toEqual({ names: found, total: found.length });
  });
}

function versions(current: () => Store): void {
  test('every save can be read again, newest first, even those before a removal', async () => {
    const { pipelines } = current();
    await pipelines.create(pipeline('shop', { yaml: 'first' }), NOW);
    await pipelines.update(pipeline('shop', { yaml: 'second' }), later(10));
    await pipelines.remove(SCOPE, 'shop');
    await pipelines.create(pipeline('shop', { yaml: 'third' }), later(20));
    await pipelines.create(pipeline('other'), NOW);
    expect(await pipelines.versions(SCOPE, 'shop', 0, 2)).toEqual({
      items: [
        { version: 3, savedAt: later(20) },
        { version: 2, savedAt: later(10) },
      ],
      total: 3,
    });
    expect((await pipelines.versions(SCOPE, 'shop', 2, 2)).items).toEqual([
      { version: 1, savedAt: NOW },
    ]);
    const second = { version: 2, savedAt: later(10), yaml: 'second' };
    expect(await pipelines.version(SCOPE, 'shop', 2)).toEqual(second);
    expect(await pipelines.version(SCOPE, 'shop', 4)).toBeNull();
    expect(await pipelines.version({ ...SCOPE, projectId: 'x' }, 'shop', 2)).toBeNull();
    expect(await pipelines.versions(SCOPE, 'nothing', 0, 2)).toEqual({ items: [], total: 0 });
  });
}
