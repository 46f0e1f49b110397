import { type Instant, ok, type Result, refused } from '@reprise/core';
import type {
  AccessKind,
  AccessRecord,
  AccessStore,
  AuditStore,
  NewAccessRecord,
} from '../../ports/index.ts';
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
import type { SqliteDatabase } from './database.ts';

/** Hands `work` to the next group of writes. */
type Write = <Answer>(work: () => Answer) => Promise<Answer>;

const COLUMNS =
  'kind, account_id, org_id, project_id, identifier, handle, owner, expires_at, body, version, created_at, updated_at';
const KEY = 'kind = ?1 AND account_id = ?2 AND org_id = ?3 AND project_id = ?4 AND identifier = ?5';

export function createSqliteAccess(database: SqliteDatabase, write: Write): AccessStore {
  const remove = database.prepare(`DELETE FROM access_records WHERE ${KEY}`);
  const sweep = database.prepare('DELETE FROM access_records WHERE expires_at < ?');
  return {
    ...reads(database),
    ...changes(database, write),
    remove: (key) => write(() => remove.run(...accessKeyColumns(key)) === 1),
    sweep: (now) =>
      write(() => {
        sweep.run(now);
      }),
  };
}

function reads(
  database: SqliteDatabase,
): Pick<AccessStore, 'get' | 'byHandle' | 'list' | 'inAccount' | 'ofOwner'> {
  const select = `SELECT ${COLUMNS} FROM access_records WHERE`;
  const one = database.prepare(`${select} ${KEY}`);
  const byHandle = database.prepare(
    `${select} kind = ? AND account_id = ? AND handle = ? AND handle <> ''`,
  );
  const list = database.prepare(
    `${select} kind = ? AND account_id = ? AND org_id = ? AND project_id = ? ORDER BY identifier`,
  );
  const inAccount = database.prepare(`${select} kind = ? AND account_id = ? ORDER BY identifier`);
  const ofOwner = database.prepare(
    `${select} kind = ? AND account_id = ? AND owner = ? AND owner <> '' ORDER BY identifier`,
  );
  const orNull = <Kind extends AccessKind>(kind: Kind, row: StoredRow | null) =>
    row === null ? null : accessRecordOf(kind, row);
  return {
    get: async (key) => orNull(key.kind, one.first(...accessKeyColumns(key))),
    byHandle: async (kind, account, handle) => orNull(kind, byHandle.first(kind, account, handle)),
    list: async (kind, scope) =>
      list.all(kind, ...scopeColumns(scope)).map((row) => accessRecordOf(kind, row)),
    inAccount: async (kind, account) =>
      inAccount.all(kind, account).map((row) => accessRecordOf(kind, row)),
    ofOwner: async (kind, account, owner) =>
      ofOwner.all(kind, account, owner).map((row) => accessRecordOf(kind, row)),
  };
}

function changes(database: SqliteDatabase, write: Write): Pick<AccessStore, 'create' | 'update'> {
  const insert = database.prepare(
    `INSERT INTO access_records (${COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 1, ?10, ?10)
     ON CONFLICT DO NOTHING RETURNING ${COLUMNS}`,
  );
  const known = database.prepare(`SELECT 1 FROM access_records WHERE ${KEY} AND version = ?6`);
  const update = database.prepare(
    `UPDATE OR IGNORE access_records
     SET handle = ?6, owner = ?7, expires_at = ?8, body = ?9, version = version + 1, updated_at = ?10
     WHERE ${KEY} RETURNING ${COLUMNS}`,
  );
  const create = <Kind extends AccessKind>(
    record: NewAccessRecord<Kind>,
    now: Instant,
  ): Result<AccessRecord<Kind>, 'exists'> => {
    const { key, values } = accessColumns(record);
    const row = insert.first(...key, ...values, now);
    return row === null ? refused('exists') : ok(accessRecordOf(record.kind, row));
  };
  return {
    create: (record, now) => write(() => create(record, now)),
    update: (record, now, expectedVersion) =>
      write(() => {
        const { key, values } = accessColumns(record);
        if (known.first(...key, expectedVersion) === null) return refused('conflict' as const);
        const row = update.first(...key, ...values, now);
        return row === null ? refused('exists' as const) : ok(accessRecordOf(record.kind, row));
      }),
  };
}

export function createSqliteAudit(database: SqliteDatabase, write: Write): AuditStore {
  const add = database.prepare(
    `INSERT INTO audit_entries (at, account_id, org_id, project_id, resource_type, resource, body)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  );
  const where = `WHERE account_id = ?1 AND (?2 IS NULL OR org_id = ?2) AND (?3 IS NULL OR project_id = ?3)
     AND (?4 IS NULL OR resource_type = ?4) AND (?5 IS NULL OR resource = ?5)`;
  const list = database.prepare(
    `SELECT seq, body FROM audit_entries ${where} ORDER BY seq DESC LIMIT ?6 OFFSET ?7`,
  );
  const count = database.prepare(`SELECT count(*) AS total FROM audit_entries ${where}`);
  return {
    add: (entry) =>
      write(() => {
        add.run(...auditColumns(entry));
      }),
    list: async (filter, offset, limit) => {
      const given = auditFilterColumns(filter);
      const counted = count.first(...given);
      return {
        items: list.all(...given, limit, offset).map(auditEntryOf),
        total: counted === null ? 0 : integer(counted, 'total'),
      };
    },
  };
}
