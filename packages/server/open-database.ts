import { postgresMigrations } from './assets.ts';
import type { Logger, Store } from './ports/index.ts';
import { type DatabaseUse, takeDatabase } from './stores/postgres/database-lock.ts';
import { openPostgresStore } from './stores/postgres/store.ts';

/**
 * The store in a PostgreSQL database, with its schema up to date, held by this server until it is closed.
 *
 * @param url `postgres://…`, a secret: it is in no error (I10).
 * @throws DatabaseInUse, DatabaseUnreachable, or an Error that says why the database cannot be opened.
 */
export async function openDatabase(url: string, use: DatabaseUse, logger: Logger): Promise<Store> {
  const held = await takeDatabase(url, use, (reason) => {
    logger.error({ reason }, 'the lock on the database was lost and cannot be taken again yet');
  });
  try {
    const store = await openPostgresStore({ url, migrations: postgresMigrations() });
    const close = async (): Promise<void> => {
      await store.close();
      await held.release();
    };
    return { ...store, close };
  } catch (error) {
    await held.release();
    throw error;
  }
}
