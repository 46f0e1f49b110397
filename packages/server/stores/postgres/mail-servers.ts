import type { MailServerSettings, MailServerStore } from '../../ports/index.ts';
import { storable } from '../storable-text.ts';
import { json } from '../stored-rows.ts';
import type { PostgresDatabase, Write } from './database.ts';

export function mailServerStore({ find }: PostgresDatabase, write: Write): MailServerStore {
  return {
    get: async (accountId) => {
      const sql = 'SELECT body FROM reprise.mail_servers WHERE account_id = $1';
      const [row] = await find(sql, accountId);
      return row === undefined ? null : (json(row, 'body') as MailServerSettings);
    },
    put: (accountId, server) =>
      write(async (session) => {
        const sql = `INSERT INTO reprise.mail_servers (account_id, body) VALUES ($1, $2)
          ON CONFLICT (account_id) DO UPDATE SET body = excluded.body`;
        await session.rows(sql, storable('account', accountId), JSON.stringify(server));
      }),
    remove: (accountId) =>
      write(async (session) => {
        const sql = 'DELETE FROM reprise.mail_servers WHERE account_id = $1 RETURNING 1';
        return (await session.rows(sql, accountId)).length === 1;
      }),
  };
}
