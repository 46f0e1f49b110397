import { sqliteMigrations } from './assets.ts';
import type { Logger, Store } from './ports/index.ts';
import type { DatabaseUse } from './stores/postgres/database-lock.ts';
import { openSqliteStore } from './stores/sqlite/store.ts';

/** The address of a database is none that can be used. The message says what one looks like, and not what it was. */
export class BadDatabaseUrl extends Error {
  override readonly name = 'BadDatabaseUrl';

  constructor() {
    super(
      'The database address is none. It looks like postgres://user:password@host:5432/database: ' +
        'check REPRISE_DATABASE_URL and --database. Left out, the data folder holds the database.',
    );
  }
}

export interface StorageOptions {
  /** `postgres://…`, a secret (I10). Left out: the file is the database. */
  readonly databaseUrl: string | undefined;
  /** Of a database: whether other servers may work on it, too. */
  readonly use: DatabaseUse;
  /** The file of the embedded database. */
  readonly file: string;
  readonly logger: Logger;
}

/**
 * The store that the options name, with its schema up to date, held by this server: alone, or with others that share it.
 *
 * @throws BadDatabaseUrl, DatabaseInUse, or an Error that says why the database cannot be opened.
 */
export async function openStorage({
  databaseUrl,
  use,
  file,
  logger,
}: StorageOptions): Promise<Store> {
  if (databaseUrl === undefined) return openSqliteStore({ file, migrations: sqliteMigrations() });
  if (!isPostgresUrl(databaseUrl)) throw new BadDatabaseUrl();
  // Loaded only where there is one: most servers do without.
  const { openDatabase } = await import('./open-database.ts');
  return openDatabase(databaseUrl, use, logger);
}

const isPostgresUrl = (url: string): boolean =>
  /^postgres(ql)?:\/\//.test(url) && URL.canParse(url);
