import { pendingMigrations, readMigrations } from '../migrations.ts';
import { integer } from '../stored-rows.ts';
import type { PostgresDatabase, Session } from './database.ts';

/** Any number, the same in every version: servers that start at once take turns. */
const MIGRATION_LOCK = 7_305_118_206;

/**
 * Brings the schema up to date, all missing migrations in one transaction.
 *
 * @param folder the numbered SQL files.
 * @throws Error when the database was written by a newer Reprise, or a migration fails; then nothing has changed.
 */
export async function migrate(database: PostgresDatabase, folder: URL): Promise<void> {
  const migrations = await readMigrations(folder);
  await database.transaction(async (session) => {
    await session.rows('SELECT pg_advisory_xact_lock($1)', MIGRATION_LOCK);
    const applied = await appliedVersion(session);
    for (const { version, name, sql } of pendingMigrations(migrations, applied, 'The database')) {
      await session.script(sql);
      await session.rows(
        'INSERT INTO reprise.schema_migrations (version, name) VALUES ($1, $2)',
        version,
        name,
      );
    }
  });
}

async function appliedVersion(session: Session): Promise<number> {
  await session.script(`CREATE SCHEMA IF NOT EXISTS reprise;
    CREATE TABLE IF NOT EXISTS reprise.schema_migrations (
      version    integer PRIMARY KEY,
      name       text NOT NULL,
      applied_at timestamptz NOT NULL DEFAULT now()
    )`);
  const [row] = await session.rows(
    'SELECT coalesce(max(version), 0) AS version FROM reprise.schema_migrations',
  );
  return row === undefined ? 0 : integer(row, 'version');
}
