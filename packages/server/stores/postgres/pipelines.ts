import { type Instant, ok, type Result, refused } from '@reprise/core';
import type { NewPipeline, PipelineStore, StoredPipeline } from '../../ports/index.ts';
import { type PipelineColumns, pipelineColumns } from '../pipeline-columns.ts';
import { needleOf } from '../storable-text.ts';
import { integer, pipelineOf, type StoredRow } from '../stored-rows.ts';
import type { PostgresDatabase, Session } from './database.ts';

const COLUMNS = 'body, version, created_at, updated_at';
const KEY = 'account_id = $1 AND org_id = $2 AND project_id = $3 AND identifier = $4';

const keyOf = (columns: PipelineColumns) =>
  [columns.accountId, columns.orgId, columns.projectId, columns.identifier] as const;

export async function createPipeline(
  session: Session,
  pipeline: NewPipeline,
  now: Instant,
): Promise<Result<StoredPipeline, 'exists'>> {
  const columns = pipelineColumns(pipeline);
  const [row] = await session.rows(
    `INSERT INTO reprise.pipelines
       (account_id, org_id, project_id, identifier, search, body, version, created_at, updated_at)
     VALUES ($1, $2, $3, $4, $5, $6,
       1 + (SELECT coalesce(max(version), 0) FROM reprise.pipeline_versions WHERE ${KEY}), $7, $7)
     ON CONFLICT DO NOTHING RETURNING ${COLUMNS}`,
    ...keyOf(columns),
    columns.search,
    columns.body,
    now,
  );
  return row === undefined ? refused('exists') : ok(await keep(session, columns, row, now));
}

export async function updatePipeline(
  session: Session,
  pipeline: NewPipeline,
  now: Instant,
  expectedVersion: number | null,
): Promise<Result<StoredPipeline, 'not-found' | 'version-conflict'>> {
  const columns = pipelineColumns(pipeline);
  const [row] = await session.rows(
    `UPDATE reprise.pipelines SET search = $5, body = $6, version = version + 1, updated_at = $7
     WHERE ${KEY} AND ($8::integer IS NULL OR version = $8) RETURNING ${COLUMNS}`,
    ...keyOf(columns),
    columns.search,
    columns.body,
    now,
    expectedVersion,
  );
  if (row !== undefined) return ok(await keep(session, columns, row, now));
  const sql = `SELECT 1 FROM reprise.pipelines WHERE ${KEY}`;
  const found = await session.rows(sql, ...keyOf(columns));
  return refused(found.length === 0 ? 'not-found' : 'version-conflict');
}

/** Every save is kept as a version. */
async function keep(
  session: Session,
  columns: PipelineColumns,
  row: StoredRow,
  now: Instant,
): Promise<StoredPipeline> {
  await session.rows(
    `INSERT INTO reprise.pipeline_versions
       (account_id, org_id, project_id, identifier, version, saved_at, body)
     VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    ...keyOf(columns),
    integer(row, 'version'),
    now,
    columns.body,
  );
  return pipelineOf(row);
}

export async function removePipeline(
  session: Session,
  { accountId, orgId, projectId }: NewPipeline['scope'],
  identifier: string,
): Promise<boolean> {
  const sql = `DELETE FROM reprise.pipelines WHERE ${KEY} RETURNING 1`;
  return (await session.rows(sql, accountId, orgId, projectId, identifier)).length === 1;
}

export function pipelineReads({ find }: PostgresDatabase): Pick<PipelineStore, 'get' | 'list'> {
  const matches = `account_id = $1 AND org_id = $2 AND project_id = $3
    AND ($4::text IS NULL OR strpos(search, $4) > 0)`;
  return {
    get: async ({ accountId, orgId, projectId }, identifier) => {
      const sql = `SELECT ${COLUMNS} FROM reprise.pipelines WHERE ${KEY}`;
      const [row] = await find(sql, accountId, orgId, projectId, identifier);
      return row === undefined ? null : pipelineOf(row);
    },
    list: async ({ accountId, orgId, projectId }, search, offset, limit) => {
      const values = [accountId, orgId, projectId, search === null ? null : needleOf(search)];
      const [counted] = await find(
        `SELECT count(*) AS total FROM reprise.pipelines WHERE ${matches}`,
        ...values,
      );
      const page = await find(
        `SELECT ${COLUMNS} FROM reprise.pipelines WHERE ${matches}
         ORDER BY updated_at DESC, identifier LIMIT $5 OFFSET $6`,
        ...values,
        limit,
        offset,
      );
      const total = counted === undefined ? 0 : integer(counted, 'total');
      return { items: page.map(pipelineOf), total };
    },
  };
}
