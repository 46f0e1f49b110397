import { type Instant, ok, refused } from '@reprise/core';
import type { NewObject, ObjectKey, ObjectStore, StoredObject } from '../../ports/index.ts';
import {
  type ObjectColumns,
  objectColumns,
  objectFilterColumns,
  objectKeyColumns,
} from '../object-columns.ts';
import { objectOf } from '../stored-rows.ts';
import { compareText } from './keys.ts';

interface Entry {
  readonly columns: ObjectColumns;
  readonly object: StoredObject;
}

export function createMemoryObjects(): ObjectStore {
  const entries = new Map<string, Entry>();
  const keyOf = (key: ObjectKey): string => JSON.stringify(objectKeyColumns(key));

  const save = (object: NewObject, version: number, createdAt: Instant, now: Instant) => {
    const columns = objectColumns(object);
    const row = { body: columns.body, version, created_at: createdAt, updated_at: now };
    const stored = objectOf(row);
    entries.set(keyOf(object), { columns, object: stored });
    return stored;
  };

  return {
    create: async (object, now) =>
      entries.has(keyOf(object)) ? refused('exists') : ok(save(object, 1, now, now)),
    update: async (object, now, expectedVersion) => {
      const current = entries.get(keyOf(object))?.object;
      if (current === undefined) return refused('not-found');
      if (expectedVersion !== undefined && expectedVersion !== current.version) {
        return refused('version-conflict');
      }
      return ok(save(object, current.version + 1, current.createdAt, now));
    },
    get: async (key) => entries.get(keyOf(key))?.object ?? null,
    list: async (filter, offset, limit) => {
      const [kind, account, org, project, parent, identifier, search] = objectFilterColumns(filter);
      const found = [...entries.values()]
        .filter(({ columns: { key } }) => startsWith(key, [kind, account, org, project]))
        .filter(({ object }) => parent === null || object.parent === parent)
        .filter(({ object }) => identifier === null || object.identifier === identifier)
        .filter(({ columns }) => search === null || columns.search.includes(search))
        .map(({ object }) => object)
        .toSorted(byNewestChange);
      return { items: found.slice(offset, offset + limit), total: found.length };
    },
    remove: async (key) => entries.delete(keyOf(key)),
  };
}

const startsWith = (key: readonly string[], start: readonly string[]): boolean =>
  start.every((part, index) => key[index] === part);

const byNewestChange = (one: StoredObject, other: StoredObject): number =>
  other.updatedAt - one.updatedAt ||
  compareText(one.identifier, other.identifier) ||
  compareText(one.label, other.label) ||
  compareText(one.parent, other.parent);
