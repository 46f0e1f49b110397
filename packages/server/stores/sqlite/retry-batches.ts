import type { Scope } from '@reprise/core';
import type { RetryBatchId } from '@reprise/core/retry';
import type { Page, RetryBatchAppend, StoredRetryBatch } from '../../ports/index.ts';
import { batchIdOf, batchOf } from '../retry-batch-rows.ts';
import { integer } from '../stored-rows.ts';
import type { SqliteDatabase } from './database.ts';

export interface RetryBatchTable {
  append(append: RetryBatchAppend): boolean;
  load(batch: RetryBatchId): StoredRetryBatch | null;
  list(scope: Scope, offset: number, limit: number): Page<RetryBatchId>;
  unfinished(): readonly RetryBatchId[];
}

const IN_SCOPE = 'account_id = ? AND org_id = ? AND project_id = ?';

export function createRetryBatchTable(database: SqliteDatabase): RetryBatchTable {
  const create = database.prepare(
    `INSERT INTO retry_batches (batch_id, account_id, org_id, project_id, version, ended)
     VALUES (?, ?, ?, ?, 1, ?) ON CONFLICT DO NOTHING`,
  );
  const grow = database.prepare(
    'UPDATE retry_batches SET version = version + 1, ended = ? WHERE batch_id = ? AND version = ?',
  );
  const write = database.prepare(
    'INSERT INTO retry_batch_entries (batch_id, version, events) VALUES (?, ?, ?)',
  );
  const entries = database.prepare(
    'SELECT version, events FROM retry_batch_entries WHERE batch_id = ? ORDER BY version',
  );
  const count = database.prepare(`SELECT count(*) AS total FROM retry_batches WHERE ${IN_SCOPE}`);
  const page = database.prepare(
    `SELECT batch_id FROM retry_batches WHERE ${IN_SCOPE} ORDER BY seq DESC LIMIT ? OFFSET ?`,
  );
  const unfinished = database.prepare(
    'SELECT batch_id FROM retry_batches WHERE ended = 0 ORDER BY seq',
  );
  return {
    append: ({ batchId, scope, expectedVersion, events, ended }) => {
      const { accountId, orgId, projectId } = scope;
      const over = ended ? 1 : 0;
      const changed =
        expectedVersion === 0
          ? create.run(batchId, accountId, orgId, projectId, over)
          : grow.run(over, batchId, expectedVersion);
      if (changed === 0) return false;
      write.run(batchId, expectedVersion + 1, JSON.stringify(events));
      return true;
    },
    load: (batch) => batchOf(batch, entries.all(batch)),
    list: ({ accountId, orgId, projectId }, offset, limit) => {
      const counted = count.first(accountId, orgId, projectId);
      return {
        items: page.all(accountId, orgId, projectId, limit, offset).map(batchIdOf),
        total: counted === null ? 0 : integer(counted, 'total'),
      };
    },
    unfinished: () => unfinished.all().map(batchIdOf),
  };
}
