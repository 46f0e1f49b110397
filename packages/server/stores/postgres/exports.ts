import type { ExportStore } from '../../ports/index.ts';
import { exportColumns, exportOf } from '../export-columns.ts';
import { integer } from '../stored-rows.ts';
import type { PostgresDatabase, Write } from './database.ts';

export function exportStore({ find }: PostgresDatabase, write: Write): ExportStore {
  return {
    add: (asked) =>
      write(async (session) => {
        const sql = `INSERT INTO reprise.exports (export_id, account_id, requested_at, expires_at, body)
          VALUES ($1, $2, $3, $4, $5)`;
        await session.rows(sql, ...exportColumns(asked));
      }),
    get: async (id) => {
      const [row] = await find('SELECT body FROM reprise.exports WHERE export_id = $1', id);
      return row === undefined ? null : exportOf(row);
    },
    countSince: async (accountId, since) => {
      const sql =
        'SELECT count(*) AS total FROM reprise.exports WHERE account_id = $1 AND requested_at >= $2';
      const [row] = await find(sql, accountId, since);
      return row === undefined ? 0 : integer(row, 'total');
    },
    forgetExpired: (before) =>
      write(async (session) => {
        await session.rows('DELETE FROM reprise.exports WHERE expires_at < $1', before);
      }),
  };
}
