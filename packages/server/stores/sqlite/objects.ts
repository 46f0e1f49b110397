import { type Instant, ok, type Result, refused } from '@reprise/core';
import type { NewObject, ObjectFilter, ObjectKey, Page, StoredObject } from '../../ports/index.ts';
import { objectColumns, objectFilterColumns, objectKeyColumns } from '../object-columns.ts';
import { integer, objectOf } from '../stored-rows.ts';
import type { SqliteDatabase } from './database.ts';

export interface ObjectTable {
  create(object: NewObject, now: Instant): Result<StoredObject, 'exists'>;
  update(
    object: NewObject,
    now: Instant,
    expectedVersion: number | null,
  ): Result<StoredObject, 'not-found' | 'version-conflict'>;
  get(key: ObjectKey): StoredObject | null;
  list(filter: ObjectFilter, offset: number, limit: number): Page<StoredObject>;
  remove(key: ObjectKey): boolean;
}

const COLUMNS = 'body, version, created_at, updated_at';
const SCOPE = 'kind = ?1 AND account_id = ?2 AND org_id = ?3 AND project_id = ?4';
const KEY = `${SCOPE} AND parent = ?5 AND identifier = ?6 AND label = ?7`;

export function createObjectTable(database: SqliteDatabase): ObjectTable {
  const one = database.prepare(`SELECT ${COLUMNS} FROM objects WHERE ${KEY}`);
  const remove = database.prepare(`DELETE FROM objects WHERE ${KEY}`);
  return {
    ...prepareSaves(database),
    get: (key) => {
      const row = one.first(...objectKeyColumns(key));
      return row === null ? null : objectOf(row);
    },
    list: prepareList(database),
    remove: (key) => remove.run(...objectKeyColumns(key)) === 1,
  };
}

function prepareSaves(database: SqliteDatabase): Pick<ObjectTable, 'create' | 'update'> {
  const insert = database.prepare(
    `INSERT INTO objects (kind, account_id, org_id, project_id, parent, identifier, label,
       search, body, version, created_at, updated_at)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 1, ?10, ?10)
     ON CONFLICT DO NOTHING RETURNING ${COLUMNS}`,
  );
  const update = database.prepare(
    `UPDATE objects SET search = ?8, body = ?9, version = version + 1, updated_at = ?10
     WHERE ${KEY} AND (?11 IS NULL OR version = ?11) RETURNING ${COLUMNS}`,
  );
  const exists = database.prepare(`SELECT 1 FROM objects WHERE ${KEY}`);
  return {
    create: (object, now) => {
      const { key, search, body } = objectColumns(object);
      const [row] = insert.all(...key, search, body, now);
      return row === undefined ? refused('exists') : ok(objectOf(row));
    },
    update: (object, now, expectedVersion) => {
      const { key, search, body } = objectColumns(object);
      const [row] = update.all(...key, search, body, now, expectedVersion);
      if (row !== undefined) return ok(objectOf(row));
      return refused(exists.first(...key) === null ? 'not-found' : 'version-conflict');
    },
  };
}

function prepareList(database: SqliteDatabase): ObjectTable['list'] {
  const matches = `${SCOPE} AND (?5 IS NULL OR parent = ?5) AND (?6 IS NULL OR identifier = ?6)
    AND (?7 IS NULL OR instr(search, ?7) > 0)`;
  const count = database.prepare(`SELECT count(*) AS total FROM objects WHERE ${matches}`);
  const page = database.prepare(
    `SELECT ${COLUMNS} FROM objects WHERE ${matches}
     ORDER BY updated_at DESC, identifier, label, parent LIMIT ?8 OFFSET ?9`,
  );
  return (filter, offset, limit) => {
    const values = objectFilterColumns(filter);
    const counted = count.first(...values);
    return {
      items: page.all(...values, limit, offset).map(objectOf),
      total: counted === null ? 0 : integer(counted, 'total'),
    };
  };
}
