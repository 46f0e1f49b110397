import type { ExportStore } from '../../ports/index.ts';
import { exportColumns, exportOf } from '../export-columns.ts';
import { integer } from '../stored-rows.ts';
import type { SqliteDatabase } from './database.ts';

type Write = <Answer>(work: () => Answer) => Promise<Answer>;

export function exportStore(database: SqliteDatabase, write: Write): ExportStore {
  const add = database.prepare(
    'INSERT INTO exports (export_id, account_id, requested_at, expires_at, body) VALUES (?, ?, ?, ?, ?)',
  );
  const one = database.prepare('SELECT body FROM exports WHERE export_id = ?');
  const count = database.prepare(
    'SELECT count(*) AS total FROM exports WHERE account_id = ? AND requested_at >= ?',
  );
  const forget = database.prepare('DELETE FROM exports WHERE expires_at < ?');
  return {
    add: (asked) => write(() => void add.run(...exportColumns(asked))),
    get: async (id) => {
      const row = one.first(id);
      return row === null ? null : exportOf(row);
    },
    countSince: async (accountId, since) => {
      const row = count.first(accountId, since);
      return row === null ? 0 : integer(row, 'total');
    },
    forgetExpired: (before) => write(() => void forget.run(before)),
  };
}
