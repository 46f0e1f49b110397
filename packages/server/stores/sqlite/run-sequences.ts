import type { Scope } from '@reprise/core';
import { storable } from '../storable-text.ts';
import { integer } from '../stored-rows.ts';
import type { SqliteDatabase } from './database.ts';

/** The next number of a run of a pipeline, from 1. */
export function createRunSequences(
  database: SqliteDatabase,
): (scope: Scope, pipelineId: string) => number {
  const next = database.prepare(
    `INSERT INTO run_sequences (account_id, org_id, project_id, pipeline_id, last) VALUES (?, ?, ?, ?, 1)
     ON CONFLICT DO UPDATE SET last = last + 1 RETURNING last`,
  );
  return ({ accountId, orgId, projectId }, pipelineId) => {
    const row = next.first(
      accountId,
      orgId,
      projectId,
      storable('pipeline identifier', pipelineId),
    );
    if (row === null) throw new Error(`Pipeline ${pipelineId} got no run sequence.`);
    return integer(row, 'last');
  };
}
