import type { Scope } from '@reprise/core';
import type { Page, PipelineVersion, SavedPipelineVersion } from '../../ports/index.ts';
import { integer, pipelineVersionOf, savedPipelineVersionOf } from '../stored-rows.ts';
import type { SqliteDatabase } from './database.ts';

export interface PipelineVersionReads {
  versions(
    scope: Scope,
    identifier: string,
    offset: number,
    limit: number,
  ): Page<SavedPipelineVersion>;
  version(scope: Scope, identifier: string, version: number): PipelineVersion | null;
}

const KEY = 'account_id = ?1 AND org_id = ?2 AND project_id = ?3 AND identifier = ?4';

/** The saves of pipelines, which are written with each of them. */
export function preparePipelineVersions(database: SqliteDatabase): PipelineVersionReads {
  const count = database.prepare(`SELECT count(*) AS total FROM pipeline_versions WHERE ${KEY}`);
  const page = database.prepare(
    `SELECT version, saved_at FROM pipeline_versions WHERE ${KEY}
     ORDER BY version DESC LIMIT ?5 OFFSET ?6`,
  );
  const one = database.prepare(
    `SELECT version, saved_at, body FROM pipeline_versions WHERE ${KEY} AND version = ?5`,
  );
  return {
    versions: ({ accountId, orgId, projectId }, identifier, offset, limit) => {
      const key = [accountId, orgId, projectId, identifier];
      const counted = count.first(...key);
      return {
        items: page.all(...key, limit, offset).map(savedPipelineVersionOf),
        total: counted === null ? 0 : integer(counted, 'total'),
      };
    },
    version: ({ accountId, orgId, projectId }, identifier, version) => {
      const row = one.first(accountId, orgId, projectId, identifier, version);
      return row === null ? null : pipelineVersionOf(row);
    },
  };
}
