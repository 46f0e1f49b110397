import { asExecutionId, asInstant } from '@reprise/core';
import type { Notification } from '@reprise/core/execution';
import { DamagedRecord, type OutboxEntry, type OutboxStatus } from '../ports/index.ts';
import { integer, integerOrNull, type StoredRow, text, textOrNull } from './stored-rows.ts';

/** From the columns of a row of `outbox`. A notification that cannot be read is null, and stops no other (I13). */
export function outboxEntryOf(row: StoredRow): OutboxEntry {
  const dueAt = integerOrNull(row, 'due_at');
  return {
    id: text(row, 'id'),
    executionId: asExecutionId(text(row, 'execution_id')),
    notification: notificationOf(text(row, 'notification')),
    status: statusOf(text(row, 'status')),
    tries: integer(row, 'tries'),
    dueAt: dueAt === null ? null : asInstant(dueAt),
    createdAt: asInstant(integer(row, 'created_at')),
    updatedAt: asInstant(integer(row, 'updated_at')),
    problem: textOrNull(row, 'problem'),
  };
}

/** What a store wrote itself as JSON: its type is the writer's word. */
function notificationOf(stored: string): Notification | null {
  try {
    return JSON.parse(stored) as Notification;
  } catch {
    return null;
  }
}

function statusOf(status: string): OutboxStatus {
  if (status === 'WAITING' || status === 'SENT' || status === 'GIVEN_UP') return status;
  throw new DamagedRecord(
    `Column "status" holds "${status}", which is no status of a notification.`,
  );
}
