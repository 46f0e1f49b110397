import { asExecutionId, type ExecutionId } from '@reprise/core';
import type { AppendRefusal } from '../../ports/index.ts';
import type { AppendRows, DefinitionColumns, ExecutionColumns } from '../append-rows.ts';
import { text, textOrNull } from '../stored-rows.ts';
import type { Session } from './database.ts';

/**
 * Stores the definitions and the rows of executions that begin.
 *
 * @returns why the others were refused: an execution that exists, or a second retry.
 */
export async function createExecutions(
  session: Session,
  creations: readonly AppendRows[],
): Promise<ReadonlyMap<ExecutionId, AppendRefusal>> {
  if (creations.length === 0) return new Map();
  await define(session, creations);
  const wanted = columnsOf(creations);
  const created = new Set(await insert(session, wanted));
  await markRetried(
    session,
    wanted.filter(({ executionId }) => created.has(executionId)),
  );
  return refusalsOf(
    session,
    wanted.filter(({ executionId }) => !created.has(executionId)),
  );
}

/** Writes the rows that changed. */
export async function updateExecutions(
  session: Session,
  additions: readonly AppendRows[],
): Promise<void> {
  const changed = columnsOf(additions);
  if (changed.length === 0) return;
  await session.rows(
    `UPDATE reprise.executions AS execution
     SET status = change.status, ended = change.ended, wake_at = change."wakeAt", row = change.row
     FROM json_to_recordset($1) AS change
       ("executionId" text, status text, ended smallint, "wakeAt" bigint, row text)
     WHERE execution.execution_id = change."executionId"`,
    JSON.stringify(changed),
  );
}

const columnsOf = (appends: readonly AppendRows[]): readonly ExecutionColumns[] =>
  appends.flatMap(({ execution }) => (execution === null ? [] : [execution]));

async function define(session: Session, creations: readonly AppendRows[]): Promise<void> {
  const definitions = new Map<string, DefinitionColumns>();
  for (const { definition } of creations) {
    if (definition !== null) definitions.set(definition.digest, definition);
  }
  if (definitions.size === 0) return;
  await session.rows(
    `INSERT INTO reprise.definitions (digest, body)
     SELECT digest, body FROM json_to_recordset($1) AS definition (digest text, body text)
     ORDER BY digest ON CONFLICT DO NOTHING`,
    JSON.stringify([...definitions.values()]),
  );
}

async function insert(
  session: Session,
  wanted: readonly ExecutionColumns[],
): Promise<readonly string[]> {
  const rows = await session.rows(
    `INSERT INTO reprise.executions (execution_id, account_id, org_id, project_id, pipeline_id, search, definition,
       status, ended, created_at, wake_at, root_id, parent_id, row)
     SELECT "executionId", "accountId", "orgId", "projectId", "pipelineId", search, definition,
       status, ended, "createdAt", "wakeAt", "rootId", "parentId", row
     FROM json_to_recordset($1) AS execution ("executionId" text, "accountId" text, "orgId" text, "projectId" text,
       "pipelineId" text, search text, definition text, status text, ended smallint, "createdAt" bigint,
       "wakeAt" bigint, "rootId" text, "parentId" text, row text)
     ON CONFLICT DO NOTHING RETURNING execution_id`,
    JSON.stringify(wanted),
  );
  return rows.map((row) => text(row, 'execution_id'));
}

async function markRetried(session: Session, created: readonly ExecutionColumns[]): Promise<void> {
  const retries = created.filter(({ parentId }) => parentId !== null);
  if (retries.length === 0) return;
  await session.rows(
    `UPDATE reprise.executions AS parent SET retried_by = retry."executionId"
     FROM json_to_recordset($1) AS retry ("executionId" text, "parentId" text)
     WHERE parent.execution_id = retry."parentId"`,
    JSON.stringify(retries.map(({ executionId, parentId }) => ({ executionId, parentId }))),
  );
}

async function refusalsOf(
  session: Session,
  refused: readonly ExecutionColumns[],
): Promise<ReadonlyMap<ExecutionId, AppendRefusal>> {
  if (refused.length === 0) return new Map();
  const rows = await session.rows(
    `SELECT wanted."executionId" AS execution_id, own.execution_id AS own, winner.execution_id AS winner
     FROM json_to_recordset($1) AS wanted ("executionId" text, "parentId" text)
     LEFT JOIN reprise.executions AS own ON own.execution_id = wanted."executionId"
     LEFT JOIN reprise.executions AS winner ON winner.parent_id = wanted."parentId"`,
    JSON.stringify(refused.map(({ executionId, parentId }) => ({ executionId, parentId }))),
  );
  return new Map(
    rows.map((row) => {
      const winner = textOrNull(row, 'own') === null ? textOrNull(row, 'winner') : null;
      const refusal: AppendRefusal =
        winner === null
          ? { kind: 'version-conflict' }
          : { kind: 'already-retried', by: asExecutionId(winner) };
      return [asExecutionId(text(row, 'execution_id')), refusal];
    }),
  );
}
