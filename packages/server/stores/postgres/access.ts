import { ok, refused } from '@reprise/core';
import type { AccessKind, AccessStore, AuditStore } from '../../ports/index.ts';
import {
  accessColumns,
  accessKeyColumns,
  accessRecordOf,
  auditColumns,
  auditEntryOf,
  auditFilterColumns,
  scopeColumns,
} from '../access-columns.ts';
import { integer, type StoredRow } from '../stored-rows.ts';
import type { PostgresDatabase, Session, Write } from './database.ts';

const COLUMNS =
  'kind, account_id, org_id, project_id, identifier, handle, owner, expires_at, body, version, created_at, updated_at';
const KEY = 'kind = $1 AND account_id = $2 AND org_id = $3 AND project_id = $4 AND identifier = $5';

/** A clash of handles would undo the whole group of writes: it is looked for first, and this keeps the answer true. */
async function lockHandles(session: Session, kind: AccessKind): Promise<void> {
  await session.rows(`SELECT pg_advisory_xact_lock(hashtext('access ' || $1))`, kind);
}

export function createPostgresAccess(database: PostgresDatabase, write: Write): AccessStore {
  return {
    ...reads(database),
    create: (record, now) =>
      write(async (session) => {
        const { key, values } = accessColumns(record);
        await lockHandles(session, record.kind);
        const [row] = await session.rows(
          `INSERT INTO reprise.access_records (${COLUMNS})
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1, $10, $10)
           ON CONFLICT DO NOTHING RETURNING ${COLUMNS}`,
          ...key,
          ...values,
          now,
        );
        return row === undefined ? refused('exists') : ok(accessRecordOf(record.kind, row));
      }),
    update: (record, now, expectedVersion) =>
      write(async (session) => {
        const { key, values } = accessColumns(record);
        const [handle] = values;
        await lockHandles(session, record.kind);
        const found = await session.rows(
          `SELECT 1 FROM reprise.access_records WHERE ${KEY} AND version = $6`,
          ...key,
          expectedVersion,
        );
        if (found.length === 0) return refused('conflict' as const);
        const taken = await session.rows(
          `SELECT 1 FROM reprise.access_records
           WHERE kind = $1 AND account_id = $2 AND handle = $6 AND handle <> ''
             AND NOT (org_id = $3 AND project_id = $4 AND identifier = $5)`,
          ...key,
          handle,
        );
        if (taken.length > 0) return refused('exists' as const);
        const [row] = await session.rows(
          `UPDATE reprise.access_records
           SET handle = $6, owner = $7, expires_at = $8, body = $9, version = version + 1, updated_at = $10
           WHERE ${KEY} AND version = $11 RETURNING ${COLUMNS}`,
          ...key,
          ...values,
          now,
          expectedVersion,
        );
        return row === undefined
          ? refused('conflict' as const)
          : ok(accessRecordOf(record.kind, row));
      }),
    remove: (key) =>
      write(async (session) => {
        const sql = `DELETE FROM reprise.access_records WHERE ${KEY} RETURNING 1`;
        return (await session.rows(sql, ...accessKeyColumns(key))).length === 1;
      }),
    sweep: (now) =>
      write(async (session) => {
        await session.rows('DELETE FROM reprise.access_records WHERE expires_at < $1', now);
      }),
  };
}

function reads({
  find,
}: PostgresDatabase): Pick<AccessStore, 'get' | 'byHandle' | 'list' | 'inAccount' | 'ofOwner'> {
  const select = `SELECT ${COLUMNS} FROM reprise.access_records WHERE`;
  const first = <Kind extends AccessKind>(kind: Kind, [row]: readonly StoredRow[]) =>
    row === undefined ? null : accessRecordOf(kind, row);
  return {
    get: async (key) => first(key.kind, await find(`${select} ${KEY}`, ...accessKeyColumns(key))),
    byHandle: async (kind, accountId, handle) => {
      const sql = `${select} kind = $1 AND account_id = $2 AND handle = $3 AND handle <> ''`;
      return first(kind, await find(sql, kind, accountId, handle));
    },
    list: async (kind, scope) => {
      const sql = `${select} kind = $1 AND account_id = $2 AND org_id = $3 AND project_id = $4
        ORDER BY identifier`;
      const rows = await find(sql, kind, ...scopeColumns(scope));
      return rows.map((row) => accessRecordOf(kind, row));
    },
    inAccount: async (kind, accountId) => {
      const sql = `${select} kind = $1 AND account_id = $2 ORDER BY identifier`;
      return (await find(sql, kind, accountId)).map((row) => accessRecordOf(kind, row));
    },
    ofOwner: async (kind, accountId, owner) => {
      const sql = `${select} kind = $1 AND account_id = $2 AND owner = $3 AND owner <> ''
        ORDER BY identifier`;
      const rows = await find(sql, kind, accountId, owner);
      return rows.map((row) => accessRecordOf(kind, row));
    },
  };
}

export function createPostgresAudit({ find }: PostgresDatabase, write: Write): AuditStore {
  const where = `WHERE account_id = $1 AND ($2::text IS NULL OR org_id = $2)
     AND ($3::text IS NULL OR project_id = $3) AND ($4::text IS NULL OR resource_type = $4)
     AND ($5::text IS NULL OR resource = $5)`;
  return {
    add: (entry) =>
      write(async (session) => {
        await session.rows(
          `INSERT INTO reprise.audit_entries
             (at, account_id, org_id, project_id, resource_type, resource, body)
           VALUES ($1, $2, $3, $4, $5, $6, $7)`,
          ...auditColumns(entry),
        );
      }),
    list: async (filter, offset, limit) => {
      const given = auditFilterColumns(filter);
      const rows = await find(
        `SELECT seq, body FROM reprise.audit_entries ${where} ORDER BY seq DESC LIMIT $6 OFFSET $7`,
        ...given,
        limit,
        offset,
      );
      const [counted] = await find(
        `SELECT count(*) AS total FROM reprise.audit_entries ${where}`,
        ...given,
      );
      return {
        items: rows.map(auditEntryOf),
        total: counted === undefined ? 0 : integer(counted, 'total'),
      };
    },
  };
}
