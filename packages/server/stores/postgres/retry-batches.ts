import type { RetryBatchAppend, RetryBatchStore } from '../../ports/index.ts';
import { batchIdOf, batchOf } from '../retry-batch-rows.ts';
import { integer } from '../stored-rows.ts';
import type { PostgresDatabase, Session } from './database.ts';

const IN_SCOPE = 'account_id = $1 AND org_id = $2 AND project_id = $3';

export async function appendToBatch(
  session: Session,
  { batchId, scope, expectedVersion, events, ended }: RetryBatchAppend,
): Promise<boolean> {
  const { accountId, orgId, projectId } = scope;
  const over = ended ? 1 : 0;
  const changed =
    expectedVersion === 0
      ? await session.rows(
          `INSERT INTO reprise.retry_batches (batch_id, account_id, org_id, project_id, version, ended)
           VALUES ($1, $2, $3, $4, 1, $5) ON CONFLICT DO NOTHING RETURNING 1`,
          batchId,
          accountId,
          orgId,
          projectId,
          over,
        )
      : await session.rows(
          `UPDATE reprise.retry_batches SET version = version + 1, ended = $1
           WHERE batch_id = $2 AND version = $3 RETURNING 1`,
          over,
          batchId,
          expectedVersion,
        );
  if (changed.length === 0) return false;
  await session.rows(
    'INSERT INTO reprise.retry_batch_entries (batch_id, version, events) VALUES ($1, $2, $3)',
    batchId,
    expectedVersion + 1,
    JSON.stringify(events),
  );
  return true;
}

export function retryBatchReads({ find }: PostgresDatabase): Omit<RetryBatchStore, 'append'> {
  return {
    load: async (batch) => {
      const sql =
        'SELECT version, events FROM reprise.retry_batch_entries WHERE batch_id = $1 ORDER BY version';
      return batchOf(batch, await find(sql, batch));
    },
    list: async ({ accountId, orgId, projectId }, offset, limit) => {
      const where = [accountId, orgId, projectId] as const;
      const [counted] = await find(
        `SELECT count(*) AS total FROM reprise.retry_batches WHERE ${IN_SCOPE}`,
        ...where,
      );
      const page = await find(
        `SELECT batch_id FROM reprise.retry_batches WHERE ${IN_SCOPE} ORDER BY seq DESC LIMIT $4 OFFSET $5`,
        ...where,
        limit,
        offset,
      );
      const total = counted === undefined ? 0 : integer(counted, 'total');
      return { items: page.map(batchIdOf), total };
    },
    unfinished: async () =>
      (await find('SELECT batch_id FROM reprise.retry_batches WHERE ended = 0 ORDER BY seq')).map(
        batchIdOf,
      ),
  };
}
