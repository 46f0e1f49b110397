import type { Scope } from '@reprise/core';
import { storable } from '../storable-text.ts';
import { integer, text } from '../stored-rows.ts';
import type { Session } from './database.ts';

/** A pipeline whose next run wants a number. */
export interface PipelineKey {
  readonly accountId: string;
  readonly orgId: string;
  readonly projectId: string;
  readonly pipelineId: string;
}

/** @throws Error when the identifier cannot be stored. */
export const pipelineKey = (scope: Scope, pipelineId: string): PipelineKey => ({
  accountId: scope.accountId,
  orgId: scope.orgId,
  projectId: scope.projectId,
  pipelineId: storable('pipeline identifier', pipelineId),
});

/**
 * Numbers runs, in one statement for all of a group.
 *
 * @returns the number of each wanted run, in their order.
 */
export async function nextRunSequences(
  session: Session,
  wanted: readonly PipelineKey[],
): Promise<readonly number[]> {
  if (wanted.length === 0) return [];
  const rows = await session.rows(
    `INSERT INTO reprise.run_sequences AS sequence (account_id, org_id, project_id, pipeline_id, last)
     SELECT "accountId", "orgId", "projectId", "pipelineId", count(*)
     FROM json_to_recordset($1) AS wanted ("accountId" text, "orgId" text, "projectId" text, "pipelineId" text)
     GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
     ON CONFLICT (account_id, org_id, project_id, pipeline_id)
       DO UPDATE SET last = sequence.last + excluded.last
     RETURNING account_id, org_id, project_id, pipeline_id, last`,
    JSON.stringify(wanted),
  );
  const lastOf = new Map(
    rows.map((row) => {
      const columns = ['account_id', 'org_id', 'project_id', 'pipeline_id'];
      return [nameOf(columns.map((column) => text(row, column))), integer(row, 'last')];
    }),
  );
  const names = wanted.map((key) =>
    nameOf([key.accountId, key.orgId, key.projectId, key.pipelineId]),
  );
  return handOut(names, lastOf);
}

const nameOf = (parts: readonly string[]): string => JSON.stringify(parts);

/** The last number of each name goes to the last who wants one, and so on backwards. */
function handOut(names: readonly string[], lastOf: Map<string, number>): readonly number[] {
  return names
    .toReversed()
    .map((name) => {
      const number = lastOf.get(name);
      if (number === undefined) throw new Error(`The pipeline ${name} got no run sequence.`);
      lastOf.set(name, number - 1);
      return number;
    })
    .toReversed();
}
