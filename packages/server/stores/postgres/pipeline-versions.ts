import type { PipelineStore } from '../../ports/index.ts';
import { integer, pipelineVersionOf, savedPipelineVersionOf } from '../stored-rows.ts';
import type { PostgresDatabase } from './database.ts';

const KEY = 'account_id = $1 AND org_id = $2 AND project_id = $3 AND identifier = $4';

/** The saves of pipelines, which are written with each of them. */
export function pipelineVersionReads({
  find,
}: PostgresDatabase): Pick<PipelineStore, 'versions' | 'version'> {
  return {
    versions: async ({ accountId, orgId, projectId }, identifier, offset, limit) => {
      const key = [accountId, orgId, projectId, identifier];
      const [counted] = await find(
        `SELECT count(*) AS total FROM reprise.pipeline_versions WHERE ${KEY}`,
        ...key,
      );
      const page = await find(
        `SELECT version, saved_at FROM reprise.pipeline_versions WHERE ${KEY}
         ORDER BY version DESC LIMIT $5 OFFSET $6`,
        ...key,
        limit,
        offset,
      );
      const total = counted === undefined ? 0 : integer(counted, 'total');
      return { items: page.map(savedPipelineVersionOf), total };
    },
    version: async ({ accountId, orgId, projectId }, identifier, version) => {
      const sql = `SELECT version, saved_at, body FROM reprise.pipeline_versions
        WHERE ${KEY} AND version = $5`;
      const [row] = await find(sql, accountId, orgId, projectId, identifier, version);
      return row === undefined ? null : pipelineVersionOf(row);
    },
  };
}
