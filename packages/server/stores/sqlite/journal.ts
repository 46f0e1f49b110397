import type { ExecutionId } from '@reprise/core';
import { type AppendRows, creates } from '../append-rows.ts';
import type { StoredRow } from '../stored-rows.ts';
import type { SqliteDatabase } from './database.ts';

export interface Journal {
  /** Adds an entry; false when the stream does not end right before it. */
  add(rows: AppendRows): boolean;
  /** `version` and `events` of every entry, in order. */
  entries(execution: ExecutionId): readonly StoredRow[];
}

export function createJournal(database: SqliteDatabase): Journal {
  const first = database.prepare(
    'INSERT INTO journal (execution_id, version, at, events) VALUES (?, 1, ?, ?) ON CONFLICT DO NOTHING',
  );
  const next = database.prepare(
    `INSERT INTO journal (execution_id, version, at, events)
     SELECT ?1, ?2, ?3, ?4
     WHERE EXISTS (SELECT 1 FROM journal WHERE execution_id = ?1 AND version = ?2 - 1)
     ON CONFLICT DO NOTHING`,
  );
  const entries = database.prepare(
    'SELECT version, events FROM journal WHERE execution_id = ? ORDER BY version',
  );
  return {
    add: (rows) => {
      const { executionId, version, at, events } = rows;
      const changes = creates(rows)
        ? first.run(executionId, at, events)
        : next.run(executionId, version, at, events);
      return changes === 1;
    },
    entries: (execution) => entries.all(execution),
  };
}
