import {
  asDelegateId,
  asDigest,
  asExecutionId,
  asInstant,
  asLeaseToken,
  asNodeKey,
  asTaskId,
  type ExecutionId,
} from '@reprise/core';
import type { ExecutionEvent, StopCause } from '@reprise/core/execution';
import type { ApprovalWork, TaskSpec } from '@reprise/core/step-types';
import type {
  ApprovalRow,
  Definition,
  ExecutionRow,
  LeasedTask,
  Organization,
  Project,
  QueuedTask,
  Resource,
  ResourceClaim,
  StoredExecutionRow,
  StoredObject,
  StoredPipeline,
  StoredSecret,
  StoredStream,
  UnservedTask,
} from '../ports/index.ts';
import { objectScopeOf } from './object-columns.ts';

/** A row as a database driver hands it over, by the names of its columns. */
export type StoredRow = Readonly<Record<string, unknown>>;

/** @throws Error when the column does not hold text. */
export function text(row: StoredRow, column: string): string {
  const value = row[column];
  if (typeof value === 'string') return value;
  throw new Error(`Column "${column}" holds ${typeName(value)} where text belongs.`);
}

export const textOrNull = (row: StoredRow, column: string): string | null =>
  row[column] === null ? null : text(row, column);

/** @throws Error when the column does not hold a number. */
export function integer(row: StoredRow, column: string): number {
  const value = row[column];
  if (typeof value === 'number') return value;
  throw new Error(`Column "${column}" holds ${typeName(value)} where a number belongs.`);
}

export const integerOrNull = (row: StoredRow, column: string): number | null =>
  row[column] === null ? null : integer(row, column);

const typeName = (value: unknown): string => (value === null ? 'nothing' : `a ${typeof value}`);

/** What a store wrote itself as JSON: its type is the writer's word. */
const json = (row: StoredRow, column: string): unknown => JSON.parse(text(row, column));

/**
 * The entries of a journal, put together again.
 *
 * @param entries rows of `version` and `events`, in the order of versions.
 * @throws Error that names the execution and the entry, when one is missing or is not JSON.
 */
export function streamOf(
  execution: ExecutionId,
  entries: readonly StoredRow[],
  definition: Definition,
): StoredStream {
  const events: ExecutionEvent[] = [];
  for (const [index, entry] of entries.entries()) {
    const version = integer(entry, 'version');
    if (version !== index + 1) {
      throw new Error(`The stream of execution ${execution} lacks its entry ${index + 1}.`);
    }
    events.push(...eventsOf(execution, version, entry));
  }
  return { version: entries.length, events, definition };
}

function eventsOf(
  execution: ExecutionId,
  version: number,
  entry: StoredRow,
): readonly ExecutionEvent[] {
  try {
    return json(entry, 'events') as readonly ExecutionEvent[];
  } catch (cause) {
    const what = `Entry ${version} of the stream of execution ${execution}`;
    throw new Error(`${what} cannot be read back: its events are not JSON.`, { cause });
  }
}

export function definitionOf(row: StoredRow): Definition {
  return {
    ...(json(row, 'body') as Omit<Definition, 'digest'>),
    digest: asDigest(text(row, 'digest')),
  };
}

export function executionRowOf(row: StoredRow): StoredExecutionRow {
  const retriedBy = textOrNull(row, 'retried_by');
  return {
    ...(json(row, 'row') as ExecutionRow),
    retriedBy: retriedBy === null ? null : asExecutionId(retriedBy),
    quarantined: textOrNull(row, 'quarantined'),
  };
}

export function queuedTaskOf(row: StoredRow): QueuedTask {
  return {
    taskId: asTaskId(text(row, 'task_id')),
    selectors: json(row, 'selectors') as readonly string[],
    task: json(row, 'task') as TaskSpec,
    enqueuedAt: asInstant(integer(row, 'enqueued_at')),
    stop: stopCauseOf(textOrNull(row, 'stop')),
  };
}

export function leasedTaskOf(row: StoredRow): LeasedTask {
  return {
    ...queuedTaskOf(row),
    delegate: asDelegateId(text(row, 'delegate')),
    token: asLeaseToken(text(row, 'token')),
    until: asInstant(integer(row, 'until')),
  };
}

function stopCauseOf(stop: string | null): StopCause | null {
  if (stop === null || stop === 'abort' || stop === 'timeout') return stop;
  throw new Error(`Column "stop" holds "${stop}", which is no cause.`);
}

export function approvalOf(row: StoredRow): ApprovalRow {
  const deadline = integerOrNull(row, 'deadline');
  return {
    taskId: asTaskId(text(row, 'task_id')),
    executionId: asExecutionId(text(row, 'execution_id')),
    node: asNodeKey(text(row, 'node')),
    approval: json(row, 'approval') as ApprovalWork,
    status: approvalStatusOf(text(row, 'status')),
    createdAt: asInstant(integer(row, 'created_at')),
    updatedAt: asInstant(integer(row, 'updated_at')),
    deadline: deadline === null ? null : asInstant(deadline),
  };
}

function approvalStatusOf(status: string): ApprovalRow['status'] {
  switch (status) {
    case 'WAITING':
    case 'APPROVED':
    case 'REJECTED':
    case 'EXPIRED':
    case 'ABORTED':
      return status;
    default:
      throw new Error(`Column "status" holds "${status}", which is no status of an approval.`);
  }
}

type PipelineBody = Omit<StoredPipeline, 'version' | 'createdAt' | 'updatedAt'>;

export function pipelineOf(row: StoredRow): StoredPipeline {
  return {
    ...(json(row, 'body') as PipelineBody),
    version: integer(row, 'version'),
    createdAt: asInstant(integer(row, 'created_at')),
    updatedAt: asInstant(integer(row, 'updated_at')),
  };
}

type ObjectBody = Omit<StoredObject, 'version' | 'createdAt' | 'updatedAt'>;

/** From the columns `body`, `version`, `created_at` and `updated_at`. */
export function objectOf(row: StoredRow): StoredObject {
  return {
    ...(json(row, 'body') as ObjectBody),
    version: integer(row, 'version'),
    createdAt: asInstant(integer(row, 'created_at')),
    updatedAt: asInstant(integer(row, 'updated_at')),
  };
}

/** From the columns `identifier`, `name`, `description` and `tags`. */
export const organizationOf = (row: StoredRow): Organization => ({
  identifier: text(row, 'identifier'),
  name: text(row, 'name'),
  description: textOrNull(row, 'description'),
  tags: json(row, 'tags') as Organization['tags'],
});

/** The same and `org_id`. */
export const projectOf = (row: StoredRow): Project => ({
  orgIdentifier: text(row, 'org_id'),
  ...organizationOf(row),
});

/** From the columns of a row of `secret_values`. */
export const secretOf = (row: StoredRow): StoredSecret => ({
  scope: objectScopeOf(text(row, 'account_id'), text(row, 'org_id'), text(row, 'project_id')),
  identifier: text(row, 'identifier'),
  value: { keyId: text(row, 'key_id'), sealed: text(row, 'sealed') },
});

export const claimOf = (row: StoredRow): ResourceClaim => ({
  taskId: asTaskId(text(row, 'task_id')),
  executionId: asExecutionId(text(row, 'execution_id')),
  holder: asNodeKey(text(row, 'holder')),
});

export const resourceOf = (row: StoredRow): Resource => ({
  accountId: text(row, 'account_id'),
  key: text(row, 'resource'),
});

export const unservedTaskOf = (row: StoredRow): UnservedTask => ({
  taskId: asTaskId(text(row, 'task_id')),
  selectors: json(row, 'selectors') as readonly string[],
});
