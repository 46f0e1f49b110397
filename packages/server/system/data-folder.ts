import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import Database from 'libsql';

/** Another process works on the folder. The message says which folder and what to do. */
export class DataFolderInUse extends Error {
  override readonly name = 'DataFolderInUse';

  constructor(folder: string) {
    super(
      `The data folder ${folder} is in use by another Reprise server. ` +
        'Stop that server, or choose another folder with --data or REPRISE_DATA.',
    );
  }
}

export interface DataFolder {
  readonly path: string;
  readonly database: string;
  readonly logs: string;
  readonly delegate: string;
  /** The keys that secrets are sealed with, when the environment gives none. */
  readonly masterKeys: string;
  release(): void;
}

/**
 * Takes a data folder for this process alone, creating it when missing (readable by its owner only). The lock is an
 * exclusive transaction on an empty database: the operating system lets go of it when the process dies, however it dies.
 *
 * @throws DataFolderInUse when another process holds it.
 */
export function takeDataFolder(folder: string): DataFolder {
  const path = resolve(folder);
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const lock = new Database(join(path, 'lock.db'));
  try {
    lock.pragma('journal_mode = DELETE');
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    if (isBusy(error)) throw new DataFolderInUse(path);
    throw error;
  }
  return {
    path,
    database: join(path, 'reprise.db'),
    logs: join(path, 'logs'),
    delegate: join(path, 'delegate'),
    masterKeys: join(path, 'master-keys'),
    release: () => {
      // A close alone may wait until statements that nobody uses any more are collected.
      lock.exec('ROLLBACK');
      lock.close();
    },
  };
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_BUSY');
}
