import { asDigest, asExecutionId, type ExecutionId } from '@reprise/core';
import type { AnsweredRequest, RequestName } from '../../ports/index.ts';
import type { ExecutionColumns, RequestColumns } from '../append-rows.ts';
import { isStorable } from '../storable-text.ts';
import { text } from '../stored-rows.ts';
import type { SqliteDatabase } from './database.ts';

/** What keyed requests began, written inside the transaction of an append. */
export interface KeyedRequests {
  answered(request: RequestName): AnsweredRequest | null;
  /** The execution that a request with this key began, when there is one. */
  winnerOf(row: ExecutionColumns, request: RequestColumns): ExecutionId | null;
  add(row: ExecutionColumns, request: RequestColumns): void;
}

export function createKeyedRequests(database: SqliteDatabase): KeyedRequests {
  const find = database.prepare(
    `SELECT execution_id, fingerprint FROM keyed_requests
     WHERE account_id = ? AND org_id = ? AND project_id = ? AND key = ?`,
  );
  const insert = database.prepare(
    `INSERT INTO keyed_requests (account_id, org_id, project_id, key, fingerprint, execution_id)
     VALUES (?, ?, ?, ?, ?, ?)`,
  );
  const answered = ({ scope, key }: RequestName): AnsweredRequest | null => {
    if (!isStorable(key)) return null;
    const row = find.first(scope.accountId, scope.orgId, scope.projectId, key);
    return row === null
      ? null
      : {
          execution: asExecutionId(text(row, 'execution_id')),
          fingerprint: asDigest(text(row, 'fingerprint')),
        };
  };
  return {
    answered,
    winnerOf: (row, { key }) => answered({ scope: row, key })?.execution ?? null,
    add: ({ accountId, orgId, projectId, executionId }, { key, fingerprint }) => {
      insert.run(accountId, orgId, projectId, key, fingerprint, executionId);
    },
  };
}
