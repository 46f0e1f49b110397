import { type Instant, ok, type Result, refused, type Scope } from '@reprise/core';
import type { NewPipeline, Page, StoredPipeline } from '../../ports/index.ts';
import { type PipelineColumns, pipelineColumns } from '../pipeline-columns.ts';
import { needleOf } from '../storable-text.ts';
import { integer, pipelineOf, type StoredRow } from '../stored-rows.ts';
import type { SqliteDatabase } from './database.ts';

export interface PipelineTable {
  create(pipeline: NewPipeline, now: Instant): Result<StoredPipeline, 'exists'>;
  update(
    pipeline: NewPipeline,
    now: Instant,
    expectedVersion: number | null,
  ): Result<StoredPipeline, 'not-found' | 'version-conflict'>;
  get(scope: Scope, identifier: string): StoredPipeline | null;
  list(scope: Scope, search: string | null, offset: number, limit: number): Page<StoredPipeline>;
  remove(scope: Scope, identifier: string): boolean;
}

const COLUMNS = 'body, version, created_at, updated_at';
const KEY = 'account_id = ?1 AND org_id = ?2 AND project_id = ?3 AND identifier = ?4';

export function createPipelineTable(database: SqliteDatabase): PipelineTable {
  const one = database.prepare(`SELECT ${COLUMNS} FROM pipelines WHERE ${KEY}`);
  const remove = database.prepare(`DELETE FROM pipelines WHERE ${KEY}`);
  return {
    ...prepareSaves(database),
    get: ({ accountId, orgId, projectId }, identifier) => {
      const row = one.first(accountId, orgId, projectId, identifier);
      return row === null ? null : pipelineOf(row);
    },
    list: prepareList(database),
    remove: ({ accountId, orgId, projectId }, identifier) =>
      remove.run(accountId, orgId, projectId, identifier) === 1,
  };
}

function prepareSaves(database: SqliteDatabase): Pick<PipelineTable, 'create' | 'update'> {
  const insert = database.prepare(
    `INSERT INTO pipelines (account_id, org_id, project_id, identifier, search, body, version, created_at, updated_at)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6,
       1 + (SELECT coalesce(max(version), 0) FROM pipeline_versions WHERE ${KEY}), ?7, ?7)
     ON CONFLICT DO NOTHING RETURNING ${COLUMNS}`,
  );
  const update = database.prepare(
    `UPDATE pipelines SET search = ?5, body = ?6, version = version + 1, updated_at = ?7
     WHERE ${KEY} AND (?8 IS NULL OR version = ?8) RETURNING ${COLUMNS}`,
  );
  const exists = database.prepare(`SELECT 1 FROM pipelines WHERE ${KEY}`);
  const keep = database.prepare(
    `INSERT INTO pipeline_versions (account_id, org_id, project_id, identifier, version, saved_at, body)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  );
  const keyOf = (columns: PipelineColumns) =>
    [columns.accountId, columns.orgId, columns.projectId, columns.identifier] as const;
  const saved = (columns: PipelineColumns, row: StoredRow, now: Instant): StoredPipeline => {
    keep.run(...keyOf(columns), integer(row, 'version'), now, columns.body);
    return pipelineOf(row);
  };
  return {
    create: (pipeline, now) => {
      const columns = pipelineColumns(pipeline);
      const [row] = insert.all(...keyOf(columns), columns.search, columns.body, now);
      return row === undefined ? refused('exists') : ok(saved(columns, row, now));
    },
    update: (pipeline, now, expectedVersion) => {
      const columns = pipelineColumns(pipeline);
      const key = keyOf(columns);
      const [row] = update.all(...key, columns.search, columns.body, now, expectedVersion);
      if (row !== undefined) return ok(saved(columns, row, now));
      return refused(exists.first(...key) === null ? 'not-found' : 'version-conflict');
    },
  };
}

function prepareList(database: SqliteDatabase): PipelineTable['list'] {
  const matches = `account_id = ?1 AND org_id = ?2 AND project_id = ?3
    AND (?4 IS NULL OR instr(search, ?4) > 0)`;
  const count = database.prepare(`SELECT count(*) AS total FROM pipelines WHERE ${matches}`);
  const page = database.prepare(
    `SELECT ${COLUMNS} FROM pipelines WHERE ${matches}
     ORDER BY updated_at DESC, identifier LIMIT ?5 OFFSET ?6`,
  );
  return ({ accountId, orgId, projectId }, search, offset, limit) => {
    const values = [accountId, orgId, projectId, search === null ? null : needleOf(search)];
    const counted = count.first(...values);
    return {
      items: page.all(...values, limit, offset).map(pipelineOf),
      total: counted === null ? 0 : integer(counted, 'total'),
    };
  };
}
