import type { ApprovalStore } from '../../ports/index.ts';
import type { AppendRows } from '../append-rows.ts';
import { approvalOf } from '../stored-rows.ts';
import type { PostgresDatabase, Session } from './database.ts';

const COLUMNS = 'task_id, execution_id, node, approval, status, created_at, updated_at, deadline';

/** Opens and closes the approvals of a group of appends. */
export async function writeApprovals(
  session: Session,
  appends: readonly AppendRows[],
): Promise<void> {
  const opened = appends.flatMap((rows) => rows.opened);
  const closed = appends.flatMap((rows) => rows.closed);
  if (opened.length > 0) {
    await session.rows(
      `INSERT INTO reprise.approvals (${COLUMNS})
       SELECT "taskId", "executionId", node, approval, status, "createdAt", "updatedAt", deadline
       FROM json_to_recordset($1) AS approval ("taskId" text, "executionId" text, node text, approval text,
         status text, "createdAt" bigint, "updatedAt" bigint, deadline bigint)
       ON CONFLICT DO NOTHING`,
      JSON.stringify(opened),
    );
  }
  if (closed.length > 0) {
    await session.rows(
      `UPDATE reprise.approvals AS approval SET status = closed.status, updated_at = closed."updatedAt"
       FROM json_to_recordset($1) AS closed ("taskId" text, status text, "updatedAt" bigint)
       WHERE approval.task_id = closed."taskId" AND approval.status = 'WAITING'`,
      JSON.stringify(closed),
    );
  }
}

export function approvalReads({ find }: PostgresDatabase): ApprovalStore {
  return {
    get: async (taskId) => {
      const sql = `SELECT ${COLUMNS} FROM reprise.approvals WHERE task_id = $1`;
      const [row] = await find(sql, taskId);
      return row === undefined ? null : approvalOf(row);
    },
    ofExecution: async (execution) => {
      const sql = `SELECT ${COLUMNS} FROM reprise.approvals WHERE execution_id = $1 ORDER BY seq`;
      return (await find(sql, execution)).map(approvalOf);
    },
    waitingIn: async ({ accountId, orgId, projectId }, pipelineId) => {
      const sql = `SELECT ${COLUMNS.replaceAll(/\w+/g, 'approvals.$&')} FROM reprise.executions
        JOIN reprise.approvals ON approvals.execution_id = executions.execution_id
        WHERE ended = 0 AND quarantined IS NULL AND account_id = $1 AND org_id = $2 AND project_id = $3
          AND pipeline_id = coalesce($4, pipeline_id) AND approvals.status = 'WAITING'
        ORDER BY approvals.seq`;
      return (await find(sql, accountId, orgId, projectId, pipelineId ?? null)).map(approvalOf);
    },
  };
}
