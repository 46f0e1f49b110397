import type { ExecutionExport } from '../ports/index.ts';
import { storable } from './storable-text.ts';
import { json, type StoredRow } from './stored-rows.ts';

/** The columns by which exports are found; `body` holds the whole. */
export const exportColumns = (asked: ExecutionExport) =>
  [
    storable('id of an export', asked.id),
    storable('account', asked.accountId),
    asked.requestedAt,
    asked.expiresAt,
    JSON.stringify(asked),
  ] as const;

export const exportOf = (row: StoredRow): ExecutionExport => json(row, 'body') as ExecutionExport;
