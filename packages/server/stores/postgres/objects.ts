import { type Instant, ok, type Result, refused } from '@reprise/core';
import type { NewObject, ObjectKey, ObjectStore, StoredObject } from '../../ports/index.ts';
import { objectColumns, objectFilterColumns, objectKeyColumns } from '../object-columns.ts';
import { integer, objectOf } from '../stored-rows.ts';
import type { PostgresDatabase, Session } from './database.ts';

const COLUMNS = 'body, version, created_at, updated_at';
const SCOPE = 'kind = $1 AND account_id = $2 AND org_id = $3 AND project_id = $4';
const KEY = `${SCOPE} AND parent = $5 AND identifier = $6 AND label = $7`;

export async function createObject(
  session: Session,
  object: NewObject,
  now: Instant,
): Promise<Result<StoredObject, 'exists'>> {
  const { key, search, body } = objectColumns(object);
  const [row] = await session.rows(
    `INSERT INTO reprise.objects (kind, account_id, org_id, project_id, parent, identifier, label,
       search, body, version, created_at, updated_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1, $10, $10)
     ON CONFLICT DO NOTHING RETURNING ${COLUMNS}`,
    ...key,
    search,
    body,
    now,
  );
  return row === undefined ? refused('exists') : ok(objectOf(row));
}

export async function updateObject(
  session: Session,
  object: NewObject,
  now: Instant,
  expectedVersion: number | null,
): Promise<Result<StoredObject, 'not-found' | 'version-conflict'>> {
  const { key, search, body } = objectColumns(object);
  const [row] = await session.rows(
    `UPDATE reprise.objects SET search = $8, body = $9, version = version + 1, updated_at = $10
     WHERE ${KEY} AND ($11::integer IS NULL OR version = $11) RETURNING ${COLUMNS}`,
    ...key,
    search,
    body,
    now,
    expectedVersion,
  );
  if (row !== undefined) return ok(objectOf(row));
  const found = await session.rows(`SELECT 1 FROM reprise.objects WHERE ${KEY}`, ...key);
  return refused(found.length === 0 ? 'not-found' : 'version-conflict');
}

export async function removeObject(session: Session, key: ObjectKey): Promise<boolean> {
  const sql = `DELETE FROM reprise.objects WHERE ${KEY} RETURNING 1`;
  return (await session.rows(sql, ...objectKeyColumns(key))).length === 1;
}

export function objectReads({ find }: PostgresDatabase): Pick<ObjectStore, 'get' | 'list'> {
  const matches = `${SCOPE} AND ($5::text IS NULL OR parent = $5)
    AND ($6::text IS NULL OR identifier = $6) AND ($7::text IS NULL OR strpos(search, $7) > 0)`;
  return {
    get: async (key) => {
      const sql = `SELECT ${COLUMNS} FROM reprise.objects WHERE ${KEY}`;
      const [row] = await find(sql, ...objectKeyColumns(key));
      return row === undefined ? null : objectOf(row);
    },
    list: async (filter, offset, limit) => {
      const values = objectFilterColumns(filter);
      const [counted] = await find(
        `SELECT count(*) AS total FROM reprise.objects WHERE ${matches}`,
        ...values,
      );
      const page = await find(
        `SELECT ${COLUMNS} FROM reprise.objects WHERE ${matches}
         ORDER BY updated_at DESC, identifier, label, parent LIMIT $8 OFFSET $9`,
        ...values,
        limit,
        offset,
      );
      const total = counted === undefined ? 0 : integer(counted, 'total');
      return { items: page.map(objectOf), total };
    },
  };
}
