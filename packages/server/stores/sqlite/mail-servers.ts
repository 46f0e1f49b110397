import type { MailServerSettings } from '../../ports/index.ts';
import { storable } from '../storable-text.ts';
import { json } from '../stored-rows.ts';
import type { SqliteDatabase } from './database.ts';

export interface MailServerTable {
  get(accountId: string): MailServerSettings | null;
  put(accountId: string, server: MailServerSettings): void;
  remove(accountId: string): boolean;
}

export function createMailServerTable(database: SqliteDatabase): MailServerTable {
  const one = database.prepare('SELECT body FROM mail_servers WHERE account_id = ?');
  const put = database.prepare(
    `INSERT INTO mail_servers (account_id, body) VALUES (?, ?)
     ON CONFLICT DO UPDATE SET body = excluded.body`,
  );
  const remove = database.prepare('DELETE FROM mail_servers WHERE account_id = ? RETURNING 1');
  return {
    get: (accountId) => {
      const row = one.first(accountId);
      return row === null ? null : (json(row, 'body') as MailServerSettings);
    },
    put: (accountId, server) => {
      put.run(storable('account', accountId), JSON.stringify(server));
    },
    remove: (accountId) => remove.all(accountId).length === 1,
  };
}
