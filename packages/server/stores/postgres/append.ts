import { type ExecutionId, ok, type Result, refused } from '@reprise/core';
import type { AppendRefusal } from '../../ports/index.ts';
import { type AppendRows, creates } from '../append-rows.ts';
import { text } from '../stored-rows.ts';
import { writeApprovals } from './approvals.ts';
import type { Session } from './database.ts';
import { createExecutions, updateExecutions } from './execution-rows.ts';
import { giveKeysBack, takeKeys } from './keyed-requests.ts';
import { writeOutbox } from './outbox.ts';
import { writeClaims } from './resources.ts';
import { writeTasks } from './task-queue.ts';

export type AppendAnswer = Result<{ readonly version: number }, AppendRefusal>;

/**
 * Writes a group of appends in a transaction (I2): one statement a table for all of them, because every statement is a
 * journey to the server and back. A refused append leaves nothing behind, and disturbs no other.
 *
 * @returns an answer for each append, in their order.
 */
export async function appendAll(
  session: Session,
  appends: readonly AppendRows[],
): Promise<readonly AppendAnswer[]> {
  const answers = new Map<AppendRows, AppendAnswer>();
  for (const wave of wavesOf(appends)) {
    const refusals = await appendWave(session, wave);
    for (const rows of wave) {
      const refusal = refusals.get(rows.executionId);
      answers.set(rows, refusal === undefined ? ok({ version: rows.version }) : refused(refusal));
    }
  }
  return appends.map((rows) => answers.get(rows) ?? refused({ kind: 'version-conflict' }));
}

/** A statement does not see its own rows: appends to the same execution go into waves, one after the other. */
function wavesOf(appends: readonly AppendRows[]): readonly (readonly AppendRows[])[] {
  const waves: AppendRows[][] = [];
  const counts = new Map<ExecutionId, number>();
  for (const rows of appends) {
    const before = counts.get(rows.executionId) ?? 0;
    counts.set(rows.executionId, before + 1);
    const wave = waves[before];
    if (wave === undefined) waves.push([rows]);
    else wave.push(rows);
  }
  return waves;
}

async function appendWave(
  session: Session,
  wave: readonly AppendRows[],
): Promise<ReadonlyMap<ExecutionId, AppendRefusal>> {
  // Servers that lock the same rows lock them in the same order, and so do not wait for each other in a circle.
  const inOrder = wave.toSorted((one, other) => (one.executionId < other.executionId ? -1 : 1));
  const refusals = new Map(await beginExecutions(session, inOrder.filter(creates)));
  const possible = inOrder.filter(({ executionId }) => !refusals.has(executionId));
  const added = await addToJournal(session, possible);
  for (const { executionId } of possible) {
    if (!added.has(executionId)) refusals.set(executionId, { kind: 'version-conflict' });
  }
  const accepted = possible.filter(({ executionId }) => added.has(executionId));
  await updateExecutions(
    session,
    accepted.filter((rows) => !creates(rows)),
  );
  await writeTasks(session, accepted);
  await writeApprovals(session, accepted);
  await writeClaims(session, accepted);
  await writeOutbox(session, accepted);
  return refusals;
}

/** Stores the rows of the executions that may begin, and answers why the others may not. */
async function beginExecutions(
  session: Session,
  creations: readonly AppendRows[],
): Promise<ReadonlyMap<ExecutionId, AppendRefusal>> {
  const repeated = await takeKeys(session, creations);
  const unheard = creations.filter(({ executionId }) => !repeated.has(executionId));
  const refusals = await createExecutions(session, unheard);
  await giveKeysBack(
    session,
    unheard.filter(({ executionId }) => refusals.has(executionId)),
  );
  return new Map([...repeated, ...refusals]);
}

/** Adds the entries whose streams end right before them, and answers the executions of those. */
async function addToJournal(
  session: Session,
  appends: readonly AppendRows[],
): Promise<ReadonlySet<string>> {
  if (appends.length === 0) return new Set();
  const entries = appends.map(({ executionId, version, at, events }) => ({
    executionId,
    version,
    at,
    events,
  }));
  const rows = await session.rows(
    `INSERT INTO reprise.journal (execution_id, version, at, events)
     SELECT "executionId", version, at, events
     FROM json_to_recordset($1) AS entry ("executionId" text, version integer, at bigint, events text)
     WHERE version = 1 OR EXISTS (
       SELECT 1 FROM reprise.journal AS before
       WHERE before.execution_id = entry."executionId" AND before.version = entry.version - 1)
     ON CONFLICT DO NOTHING RETURNING execution_id`,
    JSON.stringify(entries),
  );
  return new Set(rows.map((row) => text(row, 'execution_id')));
}
