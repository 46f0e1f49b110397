import Libsql from 'libsql';
import { GroupFailed } from '../commit-group.ts';
import type { StoredRow } from '../stored-rows.ts';

/**
 * What may be bound to a statement. Nothing else: the driver ends the process when it is handed a boolean or
 * `undefined`, so the compiler has to stop them here.
 */
export type SqliteValue = string | number | null;

export interface SqliteStatement {
  /** Answers how many rows changed. */
  run(...values: readonly SqliteValue[]): number;
  first(...values: readonly SqliteValue[]): StoredRow | null;
  all(...values: readonly SqliteValue[]): readonly StoredRow[];
}

export interface SqliteDatabase {
  readonly file: string;
  /** Runs SQL without values, several statements if need be. */
  exec(sql: string): void;
  prepare(sql: string): SqliteStatement;
  /**
   * Runs `work` in a transaction that holds the write lock, and commits it durably. When `work` throws, nothing of it
   * is kept.
   *
   * @throws GroupFailed when the lock cannot be had or the commit fails; nothing of it is kept. Also for ever after the
   * disk failed: what a failed sync left behind cannot be known.
   */
  transaction<Answer>(work: () => Answer): Answer;
  /** Moves the write-ahead log into the database file, and closes. */
  close(): void;
}

/** How long another process that holds the write lock is waited for, in milliseconds. */
const BUSY_TIMEOUT = 5_000;

/**
 * `synchronous=FULL` with a write-ahead log: an answered commit survives a power cut. A checkpoint copies pages into
 * the database file while a commit waits: every 4,000 pages (16 MB) is rare enough, and short enough, not to be felt.
 */
const SETTINGS = [
  `busy_timeout = ${BUSY_TIMEOUT}`,
  'journal_mode = WAL',
  'synchronous = FULL',
  'foreign_keys = ON',
  'wal_autocheckpoint = 4000',
  'journal_size_limit = 67108864',
  'cache_size = -65536',
  'temp_store = MEMORY',
];

/** Failures after which the file, or what the system keeps of it in memory, cannot be trusted. */
const DISK_FAILED = /^SQLITE_(IOERR|CORRUPT|NOTADB)/;

/**
 * Opens a database file, and creates it when there is none.
 *
 * @throws Error that names the file, when it cannot be opened or is no database.
 */
export function openDatabase(file: string): SqliteDatabase {
  const connection = connect(file);
  let failure: GroupFailed | null = null;

  const noteFailure = (error: unknown): void => {
    const code = codeOf(error);
    if (!DISK_FAILED.test(code)) return;
    failure = new GroupFailed(
      `The database file ${file} failed (${code}): nothing more is written to it. All that was answered before is kept; mend the disk and start the server again.`,
      { cause: error },
    );
  };

  return {
    file,
    exec: (sql) => {
      connection.exec(sql);
    },
    prepare: (sql) => prepare(connection, sql),
    transaction: (work) => {
      if (failure !== null) throw failure;
      begin(connection, file);
      try {
        const answer = work();
        commit(connection, file);
        return answer;
      } catch (error) {
        noteFailure(error instanceof GroupFailed ? error.cause : error);
        // SQLite has rolled back by itself after some errors.
        if (connection.inTransaction) connection.exec('ROLLBACK');
        throw error;
      }
    },
    close: () => {
      // The driver lets go of the file only when its statements are collected: the log is emptied here and now.
      if (failure === null) connection.pragma('wal_checkpoint(TRUNCATE)');
      connection.close();
    },
  };
}

function begin(connection: Libsql.Database, file: string): void {
  try {
    connection.exec('BEGIN IMMEDIATE');
  } catch (cause) {
    throw new GroupFailed(
      `The database file ${file} could not be locked for writing (${codeOf(cause)}): another process has held it for longer than ${BUSY_TIMEOUT / 1_000} seconds.`,
      { cause },
    );
  }
}

function commit(connection: Libsql.Database, file: string): void {
  try {
    connection.exec('COMMIT');
  } catch (cause) {
    throw new GroupFailed(
      `The database file ${file} did not take the commit (${codeOf(cause)}): check the free space of its disk. Nothing of it was kept.`,
      { cause },
    );
  }
}

function connect(file: string): Libsql.Database {
  try {
    const connection = new Libsql(file);
    for (const setting of SETTINGS) connection.pragma(setting);
    return connection;
  } catch (cause) {
    throw new Error(
      `The database file ${file} cannot be opened (${messageOf(cause)}). Its folder must exist and be writable, and the file must be a database of Reprise.`,
      { cause },
    );
  }
}

/** Values go in as one array: the driver misreads a single `null` given alone. */
function prepare(connection: Libsql.Database, sql: string): SqliteStatement {
  const statement = connection.prepare(sql);
  return {
    run: (...values) => statement.run(values).changes,
    first: (...values) => (statement.get(values) as StoredRow | undefined) ?? null,
    all: (...values) => statement.all(values) as readonly StoredRow[],
  };
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : messageOf(error);

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);
