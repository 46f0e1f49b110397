import { asInstant } from '@reprise/core';
import type { Outbox, OutboxClaim, OutboxEntry, Tried } from '../../ports/index.ts';
import type { AppendRows } from '../append-rows.ts';
import { outboxEntryOf } from '../outbox-rows.ts';
import { madeStorable } from '../storable-text.ts';
import { integer, integerOrNull } from '../stored-rows.ts';
import type { PostgresDatabase, Session } from './database.ts';

/** Puts what a group of appends tells into the outbox. */
export async function writeOutbox(session: Session, appends: readonly AppendRows[]): Promise<void> {
  const told = appends.flatMap(({ told, executionId, at }) =>
    told.map((each) => ({ ...each, executionId, at })),
  );
  if (told.length === 0) return;
  await session.rows(
    `INSERT INTO reprise.outbox (id, execution_id, notification, status, tries, due_at, created_at, updated_at)
     SELECT id, "executionId", notification, 'WAITING', 0, at, at, at
     FROM json_to_recordset($1) AS told (id text, "executionId" text, notification text, at bigint)
     ON CONFLICT DO NOTHING`,
    JSON.stringify(told),
  );
}

/** What another server is claiming at this moment is passed over, not waited for: nobody is given it twice. */
export async function claimDue(
  session: Session,
  { now, until, limit }: OutboxClaim,
): Promise<readonly OutboxEntry[]> {
  const claimed = await session.rows(
    `WITH due AS (
       SELECT seq, due_at FROM reprise.outbox WHERE due_at IS NOT NULL AND due_at <= $1
       ORDER BY due_at, seq LIMIT $3 FOR UPDATE SKIP LOCKED)
     UPDATE reprise.outbox AS entry SET due_at = $2 FROM due WHERE entry.seq = due.seq
     RETURNING entry.*, due.due_at AS was_due_at`,
    now,
    until,
    limit,
  );
  return claimed
    .toSorted(
      (one, other) =>
        integer(one, 'was_due_at') - integer(other, 'was_due_at') ||
        integer(one, 'seq') - integer(other, 'seq'),
    )
    .map(outboxEntryOf);
}

export async function keepTried(
  session: Session,
  { id, tries }: Pick<OutboxEntry, 'id' | 'tries'>,
  { status, dueAt, problem, at }: Tried,
): Promise<void> {
  await session.rows(
    `UPDATE reprise.outbox
     SET status = $2, tries = tries + 1, due_at = $3, problem = $4, updated_at = $5
     WHERE id = $1 AND (status = 'WAITING' AND tries = $6 OR status <> 'SENT' AND $2 = 'SENT')`,
    id,
    status,
    dueAt,
    problem === null ? null : madeStorable(problem),
    at,
    tries,
  );
}

export function outboxReads({ find }: PostgresDatabase): Pick<Outbox, 'nextDue' | 'ofExecution'> {
  return {
    nextDue: async () => {
      const sql = 'SELECT min(due_at) AS due_at FROM reprise.outbox WHERE due_at IS NOT NULL';
      const [row] = await find(sql);
      const at = row === undefined ? null : integerOrNull(row, 'due_at');
      return at === null ? null : asInstant(at);
    },
    ofExecution: async (execution) => {
      const sql = 'SELECT * FROM reprise.outbox WHERE execution_id = $1 ORDER BY seq';
      return (await find(sql, execution)).map(outboxEntryOf);
    },
  };
}
