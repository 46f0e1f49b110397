import {
  asExecutionId,
  asInstant,
  type Digest,
  type ExecutionId,
  type Instant,
} from '@reprise/core';
import type { AppendRefusal, Definition } from '../../ports/index.ts';
import type { AppendRows, ExecutionColumns } from '../append-rows.ts';
import { definitionOf, integerOrNull, text } from '../stored-rows.ts';
import type { SqliteDatabase, SqliteValue } from './database.ts';

/** The definitions and the rows of executions, written inside the transaction of an append. */
export interface ExecutionRows {
  /** Stores the definition if need be and the row; refuses an execution that exists, and a second retry. */
  create(rows: AppendRows, row: ExecutionColumns): AppendRefusal | null;
  update(row: ExecutionColumns): void;
  quarantine(execution: ExecutionId, reason: string): void;
  definition(digest: Digest): Definition | null;
  definitionOfExecution(execution: ExecutionId): Definition | null;
  unfinished(): readonly ExecutionId[];
  due(now: Instant, limit: number): readonly ExecutionId[];
  nextWake(): Instant | null;
}

/** These are the words of the partial indexes: a query that differs does not use them. */
const LIVE = 'ended = 0 AND quarantined IS NULL';

export function createExecutionRows(database: SqliteDatabase): ExecutionRows {
  const unfinished = database.prepare(
    `SELECT execution_id FROM executions WHERE ${LIVE} ORDER BY created_at, execution_id`,
  );
  const due = database.prepare(
    `SELECT execution_id FROM executions WHERE wake_at IS NOT NULL AND ${LIVE} AND wake_at <= ?
     ORDER BY wake_at, execution_id LIMIT ?`,
  );
  const nextWake = database.prepare(
    `SELECT min(wake_at) AS wake_at FROM executions WHERE wake_at IS NOT NULL AND ${LIVE}`,
  );
  const quarantine = database.prepare(
    'UPDATE executions SET quarantined = ? WHERE execution_id = ?',
  );
  return {
    ...prepareWrites(database),
    ...prepareDefinitions(database),
    quarantine: (execution, reason) => {
      quarantine.run(reason, execution);
    },
    unfinished: () => unfinished.all().map((row) => asExecutionId(text(row, 'execution_id'))),
    due: (now, limit) => due.all(now, limit).map((row) => asExecutionId(text(row, 'execution_id'))),
    nextWake: () => {
      const row = nextWake.first();
      const at = row === null ? null : integerOrNull(row, 'wake_at');
      return at === null ? null : asInstant(at);
    },
  };
}

function prepareWrites(database: SqliteDatabase): Pick<ExecutionRows, 'create' | 'update'> {
  const define = database.prepare('INSERT OR IGNORE INTO definitions (digest, body) VALUES (?, ?)');
  const insert = database.prepare(
    `INSERT INTO executions (execution_id, account_id, org_id, project_id, pipeline_id, search, definition, status,
       ended, created_at, wake_at, root_id, parent_id, row)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  );
  const update = database.prepare(
    'UPDATE executions SET status = ?, ended = ?, wake_at = ?, row = ? WHERE execution_id = ?',
  );
  const mark = database.prepare('UPDATE executions SET retried_by = ? WHERE execution_id = ?');
  const exists = database.prepare('SELECT 1 FROM executions WHERE execution_id = ?');
  const retryOf = database.prepare('SELECT execution_id FROM executions WHERE parent_id = ?');

  const refusalOf = (row: ExecutionColumns): AppendRefusal => {
    const winner =
      row.parentId === null || exists.first(row.executionId) !== null
        ? null
        : retryOf.first(row.parentId);
    if (winner === null) return { kind: 'version-conflict' };
    return { kind: 'already-retried', by: asExecutionId(text(winner, 'execution_id')) };
  };

  return {
    create: ({ definition }, row) => {
      if (definition !== null) define.run(definition.digest, definition.body);
      const inserted = insert.run(...valuesOf(row));
      if (inserted === 0) return refusalOf(row);
      if (row.parentId !== null) mark.run(row.executionId, row.parentId);
      return null;
    },
    update: (row) => {
      update.run(row.status, row.ended, row.wakeAt, row.row, row.executionId);
    },
  };
}

/** In the order of the columns of the insert. */
const valuesOf = (row: ExecutionColumns): readonly SqliteValue[] => [
  row.executionId,
  row.accountId,
  row.orgId,
  row.projectId,
  row.pipelineId,
  row.search,
  row.definition,
  row.status,
  row.ended,
  row.createdAt,
  row.wakeAt,
  row.rootId,
  row.parentId,
  row.row,
];

function prepareDefinitions(
  database: SqliteDatabase,
): Pick<ExecutionRows, 'definition' | 'definitionOfExecution'> {
  const byDigest = database.prepare('SELECT digest, body FROM definitions WHERE digest = ?');
  const byExecution = database.prepare(
    `SELECT digest, body FROM definitions
     WHERE digest = (SELECT definition FROM executions WHERE execution_id = ?)`,
  );
  return {
    definition: (digest) => {
      const row = byDigest.first(digest);
      return row === null ? null : definitionOf(row);
    },
    definitionOfExecution: (execution) => {
      const row = byExecution.first(execution);
      return row === null ? null : definitionOf(row);
    },
  };
}
