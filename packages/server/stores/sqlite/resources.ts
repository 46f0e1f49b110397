import type { Resource, ResourceClaim } from '../../ports/index.ts';
import type { AppendRows } from '../append-rows.ts';
import { claimOf, resourceOf } from '../stored-rows.ts';
import type { SqliteDatabase } from './database.ts';

export interface ResourceTable {
  write(rows: AppendRows): void;
  claims(resource: Resource): readonly ResourceClaim[];
  all(): readonly Resource[];
}

const LIVE = `FROM resource_claims JOIN executions USING (execution_id)
  WHERE ended = 0 AND quarantined IS NULL`;

export function createResourceTable(database: SqliteDatabase): ResourceTable {
  const join = database.prepare(
    `INSERT INTO resource_claims (task_id, execution_id, account_id, resource, holder)
     VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  );
  const leave = database.prepare('DELETE FROM resource_claims WHERE task_id = ?');
  const claims = database.prepare(
    `SELECT task_id, execution_id, holder ${LIVE}
     AND resource_claims.account_id = ? AND resource = ? ORDER BY resource_claims.seq`,
  );
  const all = database.prepare(`SELECT DISTINCT resource_claims.account_id, resource ${LIVE}`);
  return {
    write: ({ joined, left }) => {
      for (const { taskId, executionId, accountId, key, holder } of joined) {
        join.run(taskId, executionId, accountId, key, holder);
      }
      for (const task of left) leave.run(task);
    },
    claims: ({ accountId, key }) => claims.all(accountId, key).map(claimOf),
    all: () => all.all().map(resourceOf),
  };
}
