import { asInstant, type ExecutionId, type Instant } from '@reprise/core';
import type { OutboxClaim, OutboxEntry, Tried } from '../../ports/index.ts';
import type { AppendRows } from '../append-rows.ts';
import { outboxEntryOf } from '../outbox-rows.ts';
import { madeStorable } from '../storable-text.ts';
import { integerOrNull, text } from '../stored-rows.ts';
import type { SqliteDatabase } from './database.ts';

export interface OutboxTable {
  write(rows: AppendRows): void;
  claim(claim: OutboxClaim): readonly OutboxEntry[];
  nextDue(): Instant | null;
  tried(claimed: Pick<OutboxEntry, 'id' | 'tries'>, tried: Tried): void;
  ofExecution(execution: ExecutionId): readonly OutboxEntry[];
}

export function createOutboxTable(database: SqliteDatabase): OutboxTable {
  const add = database.prepare(
    `INSERT INTO outbox (id, execution_id, notification, status, tries, due_at, created_at, updated_at)
     VALUES (?1, ?2, ?3, 'WAITING', 0, ?4, ?4, ?4) ON CONFLICT DO NOTHING`,
  );
  const due = database.prepare(
    'SELECT id FROM outbox WHERE due_at IS NOT NULL AND due_at <= ? ORDER BY due_at, seq LIMIT ?',
  );
  const take = database.prepare('UPDATE outbox SET due_at = ? WHERE id = ? RETURNING *');
  const next = database.prepare(
    'SELECT min(due_at) AS due_at FROM outbox WHERE due_at IS NOT NULL',
  );
  const change = database.prepare(
    `UPDATE outbox SET status = ?1, tries = tries + 1, due_at = ?2, problem = ?3, updated_at = ?4
     WHERE id = ?5 AND (status = 'WAITING' AND tries = ?6 OR status <> 'SENT' AND ?1 = 'SENT')`,
  );
  const ofExecution = database.prepare('SELECT * FROM outbox WHERE execution_id = ? ORDER BY seq');
  return {
    write: ({ told, executionId, at }) => {
      for (const { id, notification } of told) add.run(id, executionId, notification, at);
    },
    claim: ({ now, until, limit }) =>
      due.all(now, limit).flatMap((row) => take.all(until, text(row, 'id')).map(outboxEntryOf)),
    nextDue: () => {
      const row = next.first();
      const at = row === null ? null : integerOrNull(row, 'due_at');
      return at === null ? null : asInstant(at);
    },
    tried: ({ id, tries }, { status, dueAt, problem, at }) => {
      change.run(status, dueAt, problem === null ? null : madeStorable(problem), at, id, tries);
    },
    ofExecution: (execution) => ofExecution.all(execution).map(outboxEntryOf),
  };
}
