import type { SealedValue, SecretKey, StoredSecret } from '../../ports/index.ts';
import { secretColumns } from '../object-columns.ts';
import { secretOf } from '../stored-rows.ts';
import type { SqliteDatabase } from './database.ts';

export interface SecretTable {
  put(key: SecretKey, value: SealedValue): void;
  get(key: SecretKey): SealedValue | null;
  remove(key: SecretKey): boolean;
  underOtherKeys(keyId: string, limit: number): readonly StoredSecret[];
  replace(key: SecretKey, from: SealedValue, to: SealedValue): boolean;
}

const COLUMNS = 'account_id, org_id, project_id, identifier, key_id, sealed';
const KEY = 'account_id = ?1 AND org_id = ?2 AND project_id = ?3 AND identifier = ?4';

export function createSecretTable(database: SqliteDatabase): SecretTable {
  const put = database.prepare(
    `INSERT INTO secret_values (${COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
     ON CONFLICT DO UPDATE SET key_id = excluded.key_id, sealed = excluded.sealed`,
  );
  const one = database.prepare(`SELECT ${COLUMNS} FROM secret_values WHERE ${KEY}`);
  const remove = database.prepare(`DELETE FROM secret_values WHERE ${KEY}`);
  const others = database.prepare(`SELECT ${COLUMNS} FROM secret_values WHERE key_id <> ? LIMIT ?`);
  const replace = database.prepare(
    `UPDATE secret_values SET key_id = ?6, sealed = ?7 WHERE ${KEY} AND sealed = ?5`,
  );
  return {
    put: (key, { keyId, sealed }) => {
      put.run(...secretColumns(key), keyId, sealed);
    },
    get: (key) => {
      const row = one.first(...secretColumns(key));
      return row === null ? null : secretOf(row).value;
    },
    remove: (key) => remove.run(...secretColumns(key)) === 1,
    underOtherKeys: (keyId, limit) => others.all(keyId, limit).map(secretOf),
    replace: (key, from, to) =>
      replace.run(...secretColumns(key), from.sealed, to.keyId, to.sealed) === 1,
  };
}
