import type { SealedValue, SecretKey, SecretStore } from '../../ports/index.ts';
import { secretColumns } from '../object-columns.ts';
import { secretOf } from '../stored-rows.ts';
import type { PostgresDatabase, Session } from './database.ts';

const COLUMNS = 'account_id, org_id, project_id, identifier, key_id, sealed';
const KEY = 'account_id = $1 AND org_id = $2 AND project_id = $3 AND identifier = $4';

export async function putSecret(
  session: Session,
  key: SecretKey,
  { keyId, sealed }: SealedValue,
): Promise<void> {
  await session.rows(
    `INSERT INTO reprise.secret_values (${COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (account_id, org_id, project_id, identifier)
     DO UPDATE SET key_id = excluded.key_id, sealed = excluded.sealed`,
    ...secretColumns(key),
    keyId,
    sealed,
  );
}

export async function removeSecret(session: Session, key: SecretKey): Promise<boolean> {
  const sql = `DELETE FROM reprise.secret_values WHERE ${KEY} RETURNING 1`;
  return (await session.rows(sql, ...secretColumns(key))).length === 1;
}

export async function replaceSecret(
  session: Session,
  key: SecretKey,
  from: SealedValue,
  to: SealedValue,
): Promise<boolean> {
  const rows = await session.rows(
    `UPDATE reprise.secret_values SET key_id = $6, sealed = $7 WHERE ${KEY} AND sealed = $5 RETURNING 1`,
    ...secretColumns(key),
    from.sealed,
    to.keyId,
    to.sealed,
  );
  return rows.length === 1;
}

export function secretReads({
  find,
}: PostgresDatabase): Pick<SecretStore, 'get' | 'underOtherKeys'> {
  return {
    get: async (key) => {
      const sql = `SELECT ${COLUMNS} FROM reprise.secret_values WHERE ${KEY}`;
      const [row] = await find(sql, ...secretColumns(key));
      return row === undefined ? null : secretOf(row).value;
    },
    underOtherKeys: async (keyId, limit) => {
      const sql = `SELECT ${COLUMNS} FROM reprise.secret_values WHERE key_id <> $1 LIMIT $2`;
      return (await find(sql, keyId, limit)).map(secretOf);
    },
  };
}
