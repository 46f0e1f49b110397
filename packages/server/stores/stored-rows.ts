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
import {
  type ApprovalRow,
  DamagedRecord,
  type Definition,
  type ExecutionRow,
  type LeasedTask,
  type Organization,
  type PipelineVersion,
  type Project,
  type QueuedTask,
  type Resource,
  type ResourceClaim,
  type SavedPipelineVersion,
  type StoredExecutionRow,
  type StoredObject,
  type StoredPipeline,
  type StoredSecret,
  type StoredStream,
  type UnservedTask,
} from '../ports/index.ts';
import { objectScopeOf } from './object-columns.ts';

/** A row as a database driver hands it over, by the names of its columns. */
export type StoredRow = Readonly<Record<string, unknown>>;

/** @throws DamagedRecord when the column does not hold text. */
export function text(row: StoredRow, column: string): string {
  const value = row[column];
  if (typeof value === 'string') return value;
  throw new DamagedRecord(`Column "${column}" holds ${typeName(value)} where text belongs.`);
}

export const textOrNull = (row: StoredRow, column: string): string | null =>
  row[column] === null ? null : text(row, column);

/** @throws DamagedRecord when the column does not hold a number. */
export function integer(row: StoredRow, column: string): number {
  const value = row[column];
  if (typeof value === 'number') return value;
  throw new DamagedRecord(`Column "${column}" holds ${typeName(value)} where a number belongs.`);
}

export const integerOrNull = (row: StoredRow, column: string): number | null =>
  row[column] === null ? null : integer(row, column);

const typeName = (value: unknown): string => (value === null ? 'nothing' : `a ${typeof value}`);

/** What a store wrote itself as JSON: its type is the writer's word. */
export function json(row: StoredRow, column: string): unknown {
  try {
    return JSON.parse(text(row, column));
  } catch (cause) {
    throw new DamagedRecord(`Column "${column}" cannot be read back: it is not JSON.`, { cause });
  }
}

/** @throws DamagedRecord when the column holds no JSON object. */
function jsonObject(row: StoredRow, column: string): object {
  const value = json(row, column);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new DamagedRecord(`Column "${column}" cannot be read back: it holds no JSON object.`);
}

/**
 * The entries of a journal, put together again.
 *
 * @param entries rows of `version` and `events`, in the order of versions.
 * @throws DamagedRecord that names the execution and the entry, when one is missing or holds no events.
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
      throw new DamagedRecord(`The stream of execution ${execution} lacks its entry ${index + 1}.`);
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
  const what = `Entry ${version} of the stream of execution ${execution} cannot be read back`;
  let events: unknown;
  try {
    events = json(entry, 'events');
  } catch (cause) {
    throw new DamagedRecord(`${what}: its events are not JSON.`, { cause });
  }
  if (Array.isArray(events)) return events as readonly ExecutionEvent[];
  throw new DamagedRecord(`${what}: it holds no list of events.`);
}

/** @throws DamagedRecord when the body cannot be read back. */
export function definitionOf(row: StoredRow): Definition {
  return {
    ...(jsonObject(row, 'body') as Omit<Definition, 'digest'>),
    digest: asDigest(text(row, 'digest')),
  };
}

export function executionRowOf(row: StoredRow): StoredExecutionRow {
  const retriedBy = textOrNull(row, 'retried_by');
  return {
    ...(jsonObject(row, 'row') as ExecutionRow),
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
  throw new DamagedRecord(`Column "stop" holds "${stop}", which is no cause.`);
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
      throw new DamagedRecord(
        `Column "status" holds "${status}", which is no status of an approval.`,
      );
  }
}

type PipelineBody = Omit<StoredPipeline, 'version' | 'createdAt' | 'updatedAt'>;

export function pipelineOf(row: StoredRow): StoredPipeline {
  return {
    ...(jsonObject(row, 'body') as PipelineBody),
    version: integer(row, 'version'),
    createdAt: asInstant(integer(row, 'created_at')),
    updatedAt: asInstant(integer(row, 'updated_at')),
  };
}

/** From the columns `version` and `saved_at`. */
export const savedPipelineVersionOf = (row: StoredRow): SavedPipelineVersion => ({
  version: integer(row, 'version'),
  savedAt: asInstant(integer(row, 'saved_at')),
});

/** From the columns `version`, `saved_at` and `body`. */
export const pipelineVersionOf = (row: StoredRow): PipelineVersion => ({
  ...savedPipelineVersionOf(row),
  yaml: (jsonObject(row, 'body') as PipelineBody).yaml,
});

type ObjectBody = Omit<StoredObject, 'version' | 'createdAt' | 'updatedAt'>;

/** From the columns `body`, `version`, `created_at` and `updated_at`. */
export function objectOf(row: StoredRow): StoredObject {
  return {
    ...(jsonObject(row, 'body') as ObjectBody),
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
