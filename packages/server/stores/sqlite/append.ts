import { ok, type Result, refused } from '@reprise/core';
import type { AppendRefusal } from '../../ports/index.ts';
import { type AppendRows, creates } from '../append-rows.ts';
import type { ApprovalTable } from './approvals.ts';
import type { ExecutionRows } from './execution-rows.ts';
import type { Journal } from './journal.ts';
import type { KeyedRequests } from './keyed-requests.ts';
import type { OutboxTable } from './outbox.ts';
import type { ResourceTable } from './resources.ts';
import type { RunSequences } from './run-sequences.ts';
import type { TaskTable } from './task-queue.ts';

/** The tables that an append writes. */
export interface Tables {
  readonly journal: Journal;
  readonly executions: ExecutionRows;
  readonly runSequences: RunSequences;
  readonly requests: KeyedRequests;
  readonly tasks: TaskTable;
  readonly approvals: ApprovalTable;
  readonly resources: ResourceTable;
  readonly outbox: OutboxTable;
}

/**
 * Writes one append inside a transaction (I2). A refusal is known before anything of it is written, so that the other
 * appends of the same transaction need no savepoint to be safe from it.
 */
export function appendTo(
  { journal, executions, runSequences, requests, tasks, approvals, resources, outbox }: Tables,
  rows: AppendRows,
): Result<{ readonly version: number }, AppendRefusal> {
  if (creates(rows) && rows.execution !== null) {
    const { request, execution } = rows;
    const winner = request === null ? null : requests.winnerOf(execution, request);
    if (winner !== null) return refused({ kind: 'request-repeated', by: winner });
    const refusal = executions.create(rows, execution);
    if (refusal !== null) return refused(refusal);
    runSequences.take(execution);
    if (request !== null) requests.add(execution, request);
  }
  if (!journal.add(rows)) return refused({ kind: 'version-conflict' });
  if (!creates(rows) && rows.execution !== null) executions.update(rows.execution);
  tasks.write(rows);
  approvals.write(rows);
  resources.write(rows);
  outbox.write(rows);
  return ok({ version: rows.version });
}
