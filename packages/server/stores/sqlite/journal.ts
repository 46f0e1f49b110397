import type { ExecutionId } from '@reprise/core';
import { type AppendRows, creates } from '../append-rows.ts';
import { integerOrNull, type StoredRow } from '../stored-rows.ts';
import type { SqliteDatabase } from './database.ts';

export interface Journal {
  /** Adds an entry; false when the stream does not end right before it. */
  add(rows: AppendRows): boolean;
  /** Tells that an entry is durable: the next one of its stream then needs no look at what is there. */
  committed(execution: ExecutionId, version: number): void;
  /** How many entries the stream has; null when there is none. */
  version(execution: ExecutionId): number | null;
  /** `version` and `events` of every entry, in order. */
  entries(execution: ExecutionId): readonly StoredRow[];
}

/** More executions than are ever busy at once. */
const REMEMBERED_STREAMS = 10_000;

/**
 * That nobody else has added the entry is kept by the unique index, and that there is no gap by a look at the entry
 * before: it is spared when this process has committed that entry itself, because a stream never shrinks (I1).
 */
export function createJournal(database: SqliteDatabase): Journal {
  const add = database.prepare(
    'INSERT INTO journal (execution_id, version, at, events) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const addAfterLook = database.prepare(
    `INSERT INTO journal (execution_id, version, at, events)
     SELECT ?1, ?2, ?3, ?4
     WHERE EXISTS (SELECT 1 FROM journal WHERE execution_id = ?1 AND version = ?2 - 1)
     ON CONFLICT DO NOTHING`,
  );
  const entries = database.prepare(
    'SELECT version, events FROM journal WHERE execution_id = ? ORDER BY version',
  );
  const newest = database.prepare(
    'SELECT max(version) AS version FROM journal WHERE execution_id = ?',
  );
  /** The last entry that is known to be there, least lately added first. */
  const known = new Map<ExecutionId, number>();
  return {
    add: (rows) => {
      const { executionId, version, at, events } = rows;
      const follows = creates(rows) || known.get(executionId) === version - 1;
      const insert = follows ? add : addAfterLook;
      return insert.run(executionId, version, at, events) === 1;
    },
    committed: (execution, version) => {
      known.delete(execution);
      known.set(execution, version);
      if (known.size <= REMEMBERED_STREAMS) return;
      const [eldest] = known.keys();
      if (eldest !== undefined) known.delete(eldest);
    },
    version: (execution) => {
      const row = newest.first(execution);
      return row === null ? null : integerOrNull(row, 'version');
    },
    entries: (execution) => entries.all(execution),
  };
}
