import type { ExecutionId, Scope, TaskId } from '@reprise/core';
import type { ApprovalRow } from '../../ports/index.ts';
import type { AppendRows } from '../append-rows.ts';
import { approvalOf } from '../stored-rows.ts';
import type { SqliteDatabase } from './database.ts';

export interface ApprovalTable {
  write(rows: AppendRows): void;
  get(taskId: TaskId): ApprovalRow | null;
  ofExecution(execution: ExecutionId): readonly ApprovalRow[];
  waitingIn(scope: Scope, pipelineId?: string): readonly ApprovalRow[];
}

const COLUMNS = 'task_id, execution_id, node, approval, status, created_at, updated_at, deadline';

export function createApprovalTable(database: SqliteDatabase): ApprovalTable {
  const open = database.prepare(
    `INSERT INTO approvals (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  );
  const close = database.prepare(
    `UPDATE approvals SET status = ?, updated_at = ? WHERE task_id = ? AND status = 'WAITING'`,
  );
  const one = database.prepare(`SELECT ${COLUMNS} FROM approvals WHERE task_id = ?`);
  const ofExecution = database.prepare(
    `SELECT ${COLUMNS} FROM approvals WHERE execution_id = ? ORDER BY seq`,
  );
  const waiting = database.prepare(
    `SELECT ${COLUMNS.replaceAll(/\w+/g, 'approvals.$&')} FROM executions
     JOIN approvals ON approvals.execution_id = executions.execution_id
     WHERE ended = 0 AND quarantined IS NULL AND account_id = ? AND org_id = ? AND project_id = ?
       AND pipeline_id = coalesce(?, pipeline_id) AND approvals.status = 'WAITING'
     ORDER BY approvals.seq`,
  );
  return {
    write: ({ opened, closed }) => {
      for (const each of opened) {
        open.run(
          each.taskId,
          each.executionId,
          each.node,
          each.approval,
          each.status,
          each.createdAt,
          each.updatedAt,
          each.deadline,
        );
      }
      for (const each of closed) close.run(each.status, each.updatedAt, each.taskId);
    },
    get: (taskId) => {
      const row = one.first(taskId);
      return row === null ? null : approvalOf(row);
    },
    ofExecution: (execution) => ofExecution.all(execution).map(approvalOf),
    waitingIn: ({ accountId, orgId, projectId }, pipelineId) =>
      waiting.all(accountId, orgId, projectId, pipelineId ?? null).map(approvalOf),
  };
}
