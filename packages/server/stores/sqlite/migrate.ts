import { pendingMigrations, readMigrations } from '../migrations.ts';
import { integer } from '../stored-rows.ts';
import type { SqliteDatabase } from './database.ts';

/**
 * Brings the schema up to date, all missing migrations in one transaction.
 *
 * @param folder the numbered SQL files.
 * @throws Error when the database was written by a newer Reprise, or a migration fails; then nothing has changed.
 */
export async function migrate(database: SqliteDatabase, folder: URL): Promise<void> {
  const migrations = await readMigrations(folder);
  database.transaction(() => {
    database.exec(`CREATE TABLE IF NOT EXISTS schema_migrations (
      version    INTEGER PRIMARY KEY,
      name       TEXT NOT NULL,
      applied_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
    )`);
    const record = database.prepare('INSERT INTO schema_migrations (version, name) VALUES (?, ?)');
    for (const { version, name, sql } of pendingMigrations(
      migrations,
      appliedVersion(database),
      database.file,
    )) {
      database.exec(sql);
      record.run(version, name);
    }
  });
}

function appliedVersion(database: SqliteDatabase): number {
  const row = database
    .prepare('SELECT coalesce(max(version), 0) AS version FROM schema_migrations')
    .first();
  return row === null ? 0 : integer(row, 'version');
}
