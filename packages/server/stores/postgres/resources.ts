import type { ResourceQueue } from '../../ports/index.ts';
import type { AppendRows } from '../append-rows.ts';
import { claimOf, resourceOf } from '../stored-rows.ts';
import type { PostgresDatabase, Session } from './database.ts';

/** Any number that nothing else in the database locks. */
const LOCK = 7_264_117;

/**
 * Takes and leaves the places of a group of appends. Numbers of a sequence may become visible out of order, and the first
 * in a queue must stay the first: who takes a place waits until those who took theirs before have committed.
 */
export async function writeClaims(session: Session, appends: readonly AppendRows[]): Promise<void> {
  const joined = appends.flatMap((rows) => rows.joined);
  const left = appends.flatMap((rows) => rows.left);
  if (joined.length > 0) {
    await session.rows('SELECT pg_advisory_xact_lock($1)', LOCK);
    await session.rows(
      `INSERT INTO reprise.resource_claims (task_id, execution_id, account_id, resource, holder)
       SELECT "taskId", "executionId", "accountId", key, holder
       FROM json_to_recordset($1) AS claim ("taskId" text, "executionId" text, "accountId" text, key text, holder text)
       ON CONFLICT DO NOTHING`,
      JSON.stringify(joined),
    );
  }
  if (left.length > 0) {
    await session.rows(
      `DELETE FROM reprise.resource_claims
       WHERE task_id IN (SELECT json_array_elements_text($1::json))`,
      JSON.stringify(left),
    );
  }
}

const LIVE = `FROM reprise.resource_claims AS claim
  JOIN reprise.executions AS execution ON execution.execution_id = claim.execution_id
  WHERE ended = 0 AND quarantined IS NULL`;

export function resourceReads({ find }: PostgresDatabase): ResourceQueue {
  return {
    claims: async ({ accountId, key }) => {
      const sql = `SELECT task_id, claim.execution_id, holder ${LIVE}
        AND claim.account_id = $1 AND resource = $2 ORDER BY claim.seq`;
      return (await find(sql, accountId, key)).map(claimOf);
    },
    all: async () =>
      (await find(`SELECT DISTINCT claim.account_id, resource ${LIVE}`)).map(resourceOf),
  };
}
