import type { Scope } from '@reprise/core';
import type { ExecutionColumns } from '../append-rows.ts';
import { storable } from '../storable-text.ts';
import { integer } from '../stored-rows.ts';
import type { SqliteDatabase } from './database.ts';

/**
 * The numbers of runs. One process works on the file, so the next number is known in memory, and a number is stored in
 * the transaction that creates its execution: a commit of its own would be one more sync that every start waits for. One
 * that was handed out and never stored was never used.
 */
export interface RunSequences {
  /** The next number of a run of a pipeline, from 1. */
  next(scope: Scope, pipelineId: string): number;
  /** Inside the transaction that creates an execution: its number is taken. */
  take(execution: ExecutionColumns): void;
}

export function createRunSequences(database: SqliteDatabase): RunSequences {
  const read = database.prepare(
    `SELECT last FROM run_sequences
     WHERE account_id = ? AND org_id = ? AND project_id = ? AND pipeline_id = ?`,
  );
  const store = database.prepare(
    `INSERT INTO run_sequences (account_id, org_id, project_id, pipeline_id, last) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET last = max(last, excluded.last)`,
  );
  /** The last number that was handed out, by pipeline. */
  const handedOut = new Map<string, number>();
  return {
    next: ({ accountId, orgId, projectId }, pipelineId) => {
      const key = [accountId, orgId, projectId, storable('pipeline identifier', pipelineId)];
      const name = JSON.stringify(key);
      const stored = handedOut.has(name) ? null : read.first(...key);
      const last = handedOut.get(name) ?? (stored === null ? 0 : integer(stored, 'last'));
      handedOut.set(name, last + 1);
      return last + 1;
    },
    take: ({ accountId, orgId, projectId, pipelineId, runSequence }) => {
      store.run(accountId, orgId, projectId, pipelineId, runSequence);
    },
  };
}
